"""Epochs in the journal: which keys were announced where, and who is known to have heard of one.

An epoch is a record of the reserved kind ``epoch`` in the compartment it is for. Its unit ``key`` holds the hash of the
key and the devices meant, its unit ``after`` the hashes it took the place of. The key itself is never in an entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.base.moment import COUNTER_BITS
from casebook.journal import asides, log
from casebook.journal.entry import Change, Op, decode_change
from casebook.vault.database import Database

EPOCH_KIND: Final = "epoch"
KEY: Final = "key"
AFTER: Final = "after"
_HASH: Final = 32
_MOST: Final = 4096
"""Devices or hashes one entry may name."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where an entry stands: its feed and number there, the key that signs the feed, and the compartment."""

    entry: EntryId
    feed: FeedId
    seq: int
    public: bytes
    compartment: bytes


@dataclass(frozen=True, slots=True)
class Announced:
    """An epoch as an entry announces it. *made_ms*: its author's clock, 0 where the stamp is destroyed."""

    hash: bytes
    devices: frozenset[bytes]
    after: frozenset[bytes]
    where: Where
    made_ms: int


def epoch_id(digest: bytes) -> RecordId:
    """The record of the epoch whose key has that hash: the same for everybody, without asking."""
    return RecordId(digest[:16])


def where(db: Database, entry: EntryId) -> Where | None:
    """Where *entry* stands; `None` if it is not here."""
    row = db.one(
        "SELECT feed.id, entry.seq, feed.public, feed.compartment FROM entry JOIN feed ON feed.n = entry.feed"
        " WHERE entry.id = ?",
        (entry,),
    )
    return None if row is None else Where(entry, FeedId(bytes(row[0])), row[1], bytes(row[2]), bytes(row[3]))


def announced(db: Database, compartment: bytes | None = None) -> list[Announced]:
    """The epochs of *compartment*, or of all, in the order of their hashes. What is malformed announces nothing."""
    every = db.remembered("epochs", lambda: _announced(db))
    return [each for each in every if compartment in (None, each.where.compartment)]


def _announced(db: Database) -> tuple[Announced, ...]:
    rows = db.execute("SELECT id FROM record WHERE kind = ? ORDER BY id", (EPOCH_KIND,))
    records = {RecordId(bytes(row[0])) for row in rows}
    records |= {said.change.record for said in asides.said_of(db, EPOCH_KIND)}
    return tuple(each for record in sorted(records) for each in _of_record(db, record))


def announced_as(db: Database, digest: bytes) -> list[Announced]:
    """The epochs whose key has that hash: one, or several where somebody announced another's key as well."""
    return [each for each in _of_record(db, epoch_id(digest)) if each.hash == digest]


def _of_record(db: Database, record: RecordId) -> Iterator[Announced]:
    said = log.timed_parts_of(db, record, asides.counts(db, "part.entry"))
    after: dict[EntryId, frozenset[bytes]] = {
        part.entry: hashes for part, _ in said if (hashes := _after_in(part.change)) is not None
    }
    for part, hybrid in said:
        named = _key_in(part.change)
        at = where(db, part.entry)
        # Whoever makes a key has it: one who leaves their own device out was shown out, and would read along.
        if named is not None and at is not None and epoch_id(named[0]) == record and at.public in named[1]:
            yield Announced(*named, after.get(part.entry, frozenset()), at, hybrid >> COUNTER_BITS)


def _key_in(change: Change) -> tuple[bytes, frozenset[bytes]] | None:
    if (change.kind, change.unit, change.op) != (EPOCH_KIND, KEY, Op.SET):
        return None
    match change.value:
        case (bytes() as digest, tuple() as devices) if len(digest) == _HASH and _are_hashes(devices):
            return digest, frozenset(each for each in devices if isinstance(each, bytes))
    return None


def _after_in(change: Change) -> frozenset[bytes] | None:
    if (change.kind, change.unit, change.op) != (EPOCH_KIND, AFTER, Op.SET):
        return None
    match change.value:
        case tuple() as hashes if _are_hashes(hashes):
            return frozenset(each for each in hashes if isinstance(each, bytes))
    return None


def _are_hashes(values: tuple[object, ...]) -> bool:
    return len(values) <= _MOST and all(isinstance(each, bytes) and len(each) == _HASH for each in values)


def heard_at(db: Database, device: bytes, of: Where) -> tuple[FeedId, int] | None:
    """Where *device* first said, in a receipt in the same compartment, that it holds the entry; `None` if nowhere.

    Its own feed and the number of that receipt there.
    """
    row = db.one(
        "SELECT feed.id, entry.seq FROM held JOIN entry ON entry.n = held.receipt JOIN feed ON feed.n = entry.feed"
        " WHERE held.device = ? AND held.feed = ? AND held.seq >= ? AND feed.compartment = ? AND feed.public = ?"
        " AND EXISTS (SELECT 1 FROM entry AS named WHERE named.id = held.head AND named.seq = held.seq)"
        " ORDER BY entry.seq, entry.n LIMIT 1",
        (device, of.feed, of.seq, of.compartment, device),
    )
    return None if row is None else (FeedId(bytes(row[0])), row[1])


def said_at(
    db: Database, record: RecordId, device: bytes, compartment: bytes, unit: str
) -> tuple[bytes, Where] | None:
    """The bytes *device* last said of a unit of *record* in its own feed of that compartment, and in which entry."""
    rows = db.each(
        "SELECT part.bytes, entry.id, feed.id, entry.seq FROM part JOIN entry ON entry.n = part.entry"
        " JOIN feed ON feed.n = entry.feed WHERE part.record = ? AND feed.public = ? AND feed.compartment = ?"
        f" AND {asides.counts(db, 'part.entry')} ORDER BY entry.seq DESC, entry.id",
        (record, device, compartment),
    )
    for data, entry, feed, seq in rows:
        change = decode_change(bytes(data))
        if (change.unit, change.op) == (unit, Op.SET) and isinstance(change.value, bytes):
            return change.value, Where(EntryId(bytes(entry)), FeedId(bytes(feed)), seq, device, compartment)
    return None
