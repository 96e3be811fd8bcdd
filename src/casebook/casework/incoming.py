"""Entries that come from teammates' devices, taken into the open casebook: all that fits, in one transaction.

This is the journal's side of an exchange. Packs, quarantine and the preview of what would change belong to
`sync`, which hands over what it has decided to take.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.casework import circle_cuts, standing
from casebook.casework.batches import Batches
from casebook.casework.book import COPIED, Casebook
from casebook.casework.kept_seals import sealing_id
from casebook.casework.orders import twice_signed
from casebook.casework.standing import Settled
from casebook.journal import accepting, erasure, log, quarantine
from casebook.journal.acts import Admit, word_of
from casebook.journal.entry import Entry, Header, decode_header, entry_id
from casebook.journal.fold import Order
from casebook.journal.history import orders


@dataclass(frozen=True, slots=True)
class Offered:
    """One entry as it came: exact header bytes, signature, and parts, `None` where one did not come along."""

    header: bytes
    signature: bytes
    parts: tuple[bytes | None, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an offer.

    *entries* are new here, or brought parts that were missing. *waiting* came without what stands before them
    and were not kept. *strangers* are feeds of devices that no device here has named: nothing of them was
    kept. *clocks* are feeds whose times lie over a day ahead of ours. *copied*: entries of this very device
    came that it never wrote, so it must not write on (`CasebookCopied`).

    *quarantined* are those of *entries* that do not count; *withdrawn* were here before and count no more, *released*
    stood aside and count now.
    """

    entries: tuple[EntryId, ...]
    records: frozenset[RecordId]
    waiting: tuple[Offered, ...]
    strangers: tuple[FeedId, ...]
    clocks: tuple[FeedId, ...]
    copied: bool
    quarantined: tuple[EntryId, ...] = ()
    withdrawn: tuple[EntryId, ...] = ()
    released: tuple[EntryId, ...] = ()


def take_in(book: Casebook, offered: Iterable[Offered]) -> Taken:
    """Take in what fits, in whatever order and however often it comes.

    Raises the first `Damaged` leaf met, with nothing kept. What an order obeyed here covers is destroyed on
    arrival.
    """
    with book.db.transaction():
        taken, destroyed = within(book, offered)
    book.remove_files(destroyed)
    book.anchor()
    return taken


def within(
    book: Casebook, offered: Iterable[Offered], batches: Batches | None = None
) -> tuple[Taken, erasure.Destroyed]:
    """The same inside a transaction of the caller's, who removes the destroyed files and anchors after it.

    *batches*, of which it takes two for each entry: where it can be stopped; raises `Cancelled` then.
    """
    batches = batches or Batches()
    waiting = [(decode_header(each.header), each) for each in offered]
    waiting.sort(key=lambda pair: pair[0].seq)
    taking = _Taking(book)
    while True:
        left = [pair for pair in batches.each(waiting) if not taking.take(*pair)]
        if len(left) == len(waiting):
            break
        waiting = left
    settled = circle_cuts.follow(book, taking.show(batches))
    records, new = settled.records, {entry.id for entry in taking.new}
    destroyed = erasure.Destroyed((), ())
    if book.writable:
        destroyed = book.destroy([*obeyed_orders(book, records), *twice_signed(book)])
    strangers = {header.feed for header, _ in waiting if not taking.trusts(header)}
    taken = Taken(
        tuple(entry.id for entry in taking.new),
        records,
        tuple(each for header, each in waiting if header.feed not in strangers),
        tuple(sorted(strangers)),
        tuple(sorted(taking.clocks)),
        taking.copied,
        tuple(entry.id for entry in taking.new if entry.id in settled.aside),
        tuple(entry for entry in settled.moved.out if entry not in new),
        settled.moved.back,
    )
    return taken, destroyed


def pending_orders(book: Casebook) -> list[Order]:
    """Orders of teammates that hide here and wait for this person to confirm that they destroy.

    Those for the seals of a record go with the one for the record: there is nothing to decide about them.
    """
    obeyed, every = erasure.obeyed(book.db), orders(book.db)
    beside = {sealing_id(order.record) for order in every}
    return [order for order in every if order.entry not in obeyed and order.record not in beside]


def obey(book: Casebook, confirmed: Iterable[Order]) -> None:
    """Destroy here what *confirmed* orders cover, and sign that it was done. Raises `CasebookCopied`."""
    wanted = tuple(confirmed)
    beside = {sealing_id(order.record) for order in wanted}
    wanted += tuple(order for order in orders(book.db) if order.record in beside)
    with book.db.transaction():
        destroyed = book.destroy(wanted)
    book.remove_files(destroyed)
    book.anchor()


def obeyed_orders(book: Casebook, records: Container[RecordId] | None = None) -> list[Order]:
    """The orders (on *records*) under which this device destroys: what they cover may not come back."""
    obeyed = erasure.obeyed(book.db)
    return [
        order
        for order in (orders(book.db) if obeyed else ())
        if order.entry in obeyed and (records is None or order.record in records)
    ]


class _Taking:
    """An offer half taken: what is new so far, and who may sign."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._gone = erasure.destroyed_here(book.db)
        self._own = quarantine.own_public(book.db)
        self._keys = {self._own}
        self._root = EntryId(log.noted(book.db, quarantine.TEAM))
        if (root := quarantine.root(book.db)) is not None:
            self._keys.add(root.public)
        # Whoever was named, rightly or not: whether what they write counts is found out once it is here.
        self._keys.update(
            act.word.public for act in quarantine.acts(book.db) if not isinstance(act.word, Admit)
        )
        self.new: list[Entry] = []
        self.clocks: set[FeedId] = set()
        self.copied = False

    def trusts(self, header: Header) -> bool:
        """Whether a device here has named the one that signed, or the team began with this entry."""
        if header.origin is not None and self._root and entry_id(header.encode()) == self._root:
            return True
        return accepting.public_of(self._book.db, header) in self._keys

    def take(self, header: Header, offered: Offered) -> bool:
        """Accept one entry, unless it comes from a stranger or before what stands before it."""
        db = self._book.db
        if not self.trusts(header) or not self._follows(header):
            return False
        wanted = entry_id(offered.header)
        is_new = not accepting.has(db, wanted)
        parts = tuple(
            None if (wanted, place) in self._gone else part for place, part in enumerate(offered.parts)
        )
        entry = accepting.accept(db, offered.header, offered.signature, parts)
        if entry is None:
            return True
        self.new.append(entry)
        words = (word_of(change) for _, change in entry.changes())
        self._keys.update(word.public for word in words if word is not None and not isinstance(word, Admit))
        if wanted == self._root and header.origin is not None:
            self._keys.add(header.origin.public)
        # By the key, not by the feed: the copy may have begun feeds in circles of which nothing is known here.
        if is_new and accepting.public_of(db, header) == self._own:
            self.copied = True
            log.note(db, COPIED, b"1")
        return True

    def _follows(self, header: Header) -> bool:
        return header.seq == 1 or accepting.has(self._book.db, header.prev)

    def show(self, batches: Batches) -> Settled:
        """Find out what counts, and fold what is new: of entries that were here in part, too."""
        settled = standing.settle(self._book, self.new, batches=batches)
        for entry in batches.each(self.new, counted=False):
            stamp = None if entry.id in settled.aside else entry.stamp()
            if stamp is not None and self._book.clock.heard(stamp.moment.hybrid):
                log.note_heard(self._book.db, stamp.moment.hybrid)
            elif stamp is not None:
                self.clocks.add(entry.header.feed)
        return settled
