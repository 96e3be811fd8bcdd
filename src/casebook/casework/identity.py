"""Who writes here: a casebook that was moved goes on, one that was copied or restored goes on as a new device.

Two machines with one signing key fork its feed, and nobody could tell their words apart. Both branches stay;
the key is destroyed here, and a new device with a new feed writes on.
"""

from __future__ import annotations

from dataclasses import replace

from casebook.base.ids import new_record_id
from casebook.casework import succession, whereabouts
from casebook.casework.book import COPIED, REMOVED, Casebook
from casebook.casework.device import begin_feed, note_former
from casebook.casework.incoming import obeyed_orders
from casebook.journal import log
from casebook.journal.entry import Change, Op


def stay(book: Casebook) -> None:
    """It was moved: it goes on as the device it is, here, and where it was before if it comes back there.

    Does nothing if nobody asked. Raises disk refusals.
    """
    if not book.saved.moved:
        return
    asked = book.saved
    try:
        with book.db.transaction():
            whereabouts.settle(book.db, whereabouts.here(book.safe.folder), book.random, alone=False)
            book.saved = replace(asked, moved=False)
            # What arrived until this was said was hidden by orders obeyed before, not destroyed.
            destroyed = book.destroy(obeyed_orders(book) if book.writable else ())
    except BaseException:
        book.saved = asked
        raise
    book.remove_files(destroyed)
    if destroyed.changes:
        book.anchor()


def renew(book: Casebook) -> None:
    """Become a new device: new keys and a new feed, which names the old key so that its entries stay trusted.

    The old key signs for the new one before it is destroyed, which so goes on in the circles the old one was in.

    The answer to “copied”. Teammates take the new feed in once one of their devices has named it. Raises `Refused`,
    changing nothing.
    """
    old, before, asked = book.need(book.own.device), book.own, book.saved
    now = book.clock.now()
    device = new_record_id(now.wall_ms, book.random)
    try:
        with book.db.transaction():
            # From the feed, not from the keyring: a restored casebook has the feed and no key for it.
            public = before.public
            note_former(book.db, [public])
            has_key = succession.keep_key(book)
            for name in book.safe.keyring.one_times():
                book.safe.keyring.destroy(name)
            log.forget(book.db, COPIED)
            log.forget(book.db, REMOVED)  # the key that was removed is not the new one
            whereabouts.settle(book.db, whereabouts.here(book.safe.folder), book.random)
            book.saved = replace(asked, moved=False)
            changes = [
                Change(device, "device", "name", Op.SET, old.value("name")),
                Change(old.id, "device", "signing", Op.SET, public, old.seen("signing")),
            ]
            begin_feed(book.safe, device, before.compartment, changes, now=now, random=book.random)
            if has_key:
                succession.succeed(book, public)
            # What arrived while nothing could be signed here was hidden by orders obeyed before, not destroyed.
            destroyed = book.destroy(obeyed_orders(book))
    except BaseException:
        book.saved = asked
        raise
    book.remove_files(destroyed)
    book.anchor()
