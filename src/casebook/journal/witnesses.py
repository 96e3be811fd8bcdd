"""Who can say of an entry that it was there, or that it was not yet: read from receipts, feed by feed.

A receipt names hashes, so whoever signed it held what they stand for; and an entry that follows a receipt in its feed
was written after everything the receipt names. Clocks are not asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import EntryId, FeedId
from casebook.journal import log, receipts
from casebook.journal.receipts import Feed, Head
from casebook.vault.database import Database

_SAID: Final = (
    " JOIN entry AS said ON said.n = held.receipt JOIN feed AS where_said ON where_said.n = said.feed"
    " WHERE NOT EXISTS (SELECT 1 FROM aside WHERE aside.entry = held.receipt)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry where it stands: its feed, its number there, and the compartment."""

    entry: EntryId
    feed: Feed
    seq: int
    compartment: bytes


@dataclass(frozen=True, slots=True)
class Named:
    """A *receipt* of *device* named *head*."""

    device: bytes
    receipt: EntryId
    head: Head


def place(db: Database, entry: EntryId) -> Place | None:
    """Where *entry* stands; `None` if it is not here."""
    row = db.one(
        "SELECT entry.seq, feed.id, feed.compartment FROM entry JOIN feed ON feed.n = entry.feed WHERE entry.id = ?",
        (entry,),
    )
    if row is None:
        return None
    compartment = bytes(row[2])
    feed = next(each for each in receipts.feeds_in(db, compartment) if each.id == bytes(row[1]))
    return Place(entry, feed, row[0], compartment)


def covering(db: Database, of: Place) -> Iterator[Named]:
    """Of every other device the first receipt that covers the entry. Only heads that are here are asked."""
    for device in _devices(db, of):
        named = _claims_from(db, of, device)
        found = next((each for each in named if _leads_to(db, of, each.head)), None)
        if found is not None:
            yield found


def passing(db: Database, of: Place) -> Iterator[Named]:
    """Of every other device the first receipt that names a later place of the feed on another branch, if the device
    had not said before that it holds the entry: it was put in behind what was already held.
    """
    for device in _devices(db, of) if of.feed.fork else ():
        first = next(_claims_from(db, of, device), None)
        if first is not None and not _leads_to(db, of, first.head):
            yield first


def before(db: Database, of: Place) -> Iterator[Head]:
    """The last entry of every other feed that the author had named in a receipt before writing this one."""
    for feed in receipts.feeds_in(db, of.compartment):
        if feed.public == of.feed.public:
            continue
        rows = db.each(
            "SELECT held.seq, held.head, said.seq, said.id FROM held"
            f"{_SAID} AND held.device = ? AND held.feed = ? AND said.feed = ? AND said.seq < ?"
            " AND EXISTS (SELECT 1 FROM entry AS named WHERE named.id = held.head AND named.seq = held.seq)"
            " ORDER BY held.seq DESC, said.seq",
            (of.feed.public, feed.id, of.feed.number, of.seq),
        )
        for seq, head, said_seq, said in rows:
            if _stands_before(db, of, Head(of.feed.id, said_seq, EntryId(bytes(said)))):
                yield Head(feed.id, seq, EntryId(bytes(head)))
                break


def seen(db: Database, of: Place) -> Iterator[Head]:
    """What others wrote that the author had before them: the entries this one says it replaces."""
    entry = log.entry(db, of.entry)
    for named in sorted({one for _, change in entry.changes() for one in change.replaces} if entry else ()):
        there = place(db, named)
        if there is not None and there.feed.public != of.feed.public:
            yield Head(there.feed.id, there.seq, named)


def key_of(db: Database, feed: FeedId) -> bytes:
    """The key that signs a feed that is here."""
    return log.public_of_feed(db, feed) or b""


def _devices(db: Database, of: Place) -> list[bytes]:
    """The devices besides the author's of which receipts are here that speak of that feed."""
    found = {feed.public for feed in receipts.feeds_in(db, of.compartment)} - {of.feed.public}
    return sorted(found)


def _claims_from(db: Database, of: Place, device: bytes) -> Iterator[Named]:
    """What a device named of the feed at the entry's place and after it, in the order in which it did."""
    rows = db.each(
        "SELECT held.seq, held.head, said.id FROM held"
        f"{_SAID} AND held.device = ? AND held.feed = ? AND held.seq >= ? AND where_said.compartment = ?"
        " AND EXISTS (SELECT 1 FROM entry AS named WHERE named.id = held.head AND named.seq = held.seq)"
        f" ORDER BY {'said.seq, held.seq' if of.feed.fork else 'held.seq, said.seq'}",
        (device, of.feed.id, of.seq, of.compartment),
    )
    for seq, head, said in rows:
        yield Named(device, EntryId(bytes(said)), Head(of.feed.id, seq, EntryId(bytes(head))))


def _leads_to(db: Database, of: Place, head: Head) -> bool:
    """Whether the entry stands at or before *head*, in the same feed."""
    return receipts.reach(db, of.feed, (head,)).covers(of.seq, of.entry)


def _stands_before(db: Database, of: Place, head: Head) -> bool:
    """Whether *head*, of the same feed, stands before the entry."""
    upto = receipts.reach(db, of.feed, (Head(of.feed.id, of.seq, of.entry),))
    return upto.covers(head.seq, head.head)
