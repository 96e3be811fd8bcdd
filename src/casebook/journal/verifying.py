"""The full walk: every header, chain, signature and commitment, and what was destroyed in good order.

Whatever protects a person is folded from what this walk hands out, never from tables or indexes: one old
page put back into the database could change those, but not what hangs on a signed chain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Damaged
from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.base.progress import Progress
from casebook.journal import log
from casebook.journal.entry import ENTRY_LABEL, Change, Entry, Op, check_entry
from casebook.journal.fold import ERASED_KIND, ERASED_UNIT, Order, Said, order_of
from casebook.journal.log import BrokenChain, read
from casebook.vault.database import Database
from casebook.vault.keys import verify


@dataclass(eq=False)
class MissingPart(Damaged):
    """A part is gone that no acknowledged order to erase names."""

    feed: str
    seq: int
    place: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What a full walk of the journal found.

    *forks* are (feed, seq) with more than one entry. *named*: for every key that signs a feed, the keys that
    device records said by it name.
    """

    entries: int
    feeds: int
    parts: int
    destroyed: int
    forks: tuple[tuple[FeedId, int], ...]
    named: Mapping[bytes, frozenset[bytes]]


Watch = Callable[[EntryId, Change, int], None]


def verify_all(db: Database, progress: Progress, watch: Watch | None = None) -> Verified:
    """Check every header, chain, signature and commitment, and that every missing part was erased.

    *watch* is given every change whose commitment held, with the hybrid time of its entry (0 where that is
    destroyed), so that a caller folds only what hangs on a signed chain. Raises the first `Damaged` leaf met.
    """
    feeds = {
        row[0]: _Feed(FeedId(bytes(row[1])), bytes(row[2]), bytes(row[3]))
        for row in db.execute("SELECT n, id, public, compartment FROM feed")
    }
    seen: dict[EntryId, tuple[int, int]] = {}
    ends: dict[tuple[int, int], int] = defaultdict(int)
    missing: list[tuple[EntryId, int, FeedId, int]] = []
    excused: set[tuple[tuple[EntryId, int], EntryId]] = set()
    orders: set[EntryId] = set()
    named: dict[bytes, set[bytes]] = {feed.public: set() for feed in feeds.values()}
    total = log.heads(db).count
    parts_here = 0
    for row in db.execute("SELECT n, feed, seq, id, header, signature, act FROM entry ORDER BY n"):
        if len(seen) % 256 == 0:
            progress.step("verifying-journal", len(seen), total)
        feed = feeds.get(row[1], _NO_FEED)
        entry, changes = _verify_one(db, row, feed, seen)
        seen[entry.id] = (row[1], entry.header.seq)
        ends[row[1], entry.header.seq] += 1
        parts_here += sum(part is not None for part in entry.parts)
        missing += [
            (entry.id, place, feed.id, entry.header.seq)
            for place, part in enumerate(entry.parts)
            if part is None
        ]
        stamp = entry.stamp()
        hybrid = 0 if stamp is None else stamp.moment.hybrid
        for change in changes:
            if order_of(Said(entry.id, change)) is not None:
                orders.add(entry.id)
            for order, pairs in acknowledged(change).items():
                excused.update((pair, order) for pair in pairs)
            named[feed.public].update(keys_in(change))
            if watch is not None:
                watch(entry.id, change, hybrid)
    erased = {pair for pair, order in excused if order in orders}
    for one, place, feed_id, seq in missing:
        if (one, place) not in erased:
            raise MissingPart(feed_id.hex(), seq, place)
    for number, feed in feeds.items():
        if (number, 1) not in ends:
            raise BrokenChain("feed-empty", feed.id.hex(), 0)
    forks = tuple((feeds[number].id, seq) for (number, seq), n in sorted(ends.items()) if n > 1)
    return Verified(
        len(seen), len(feeds), parts_here, len(missing), forks, {k: frozenset(v) for k, v in named.items()}
    )


@dataclass(frozen=True, slots=True)
class _Feed:
    id: FeedId
    public: bytes
    compartment: bytes


_NO_FEED: Final = _Feed(FeedId(b""), b"", b"")


def _verify_one(
    db: Database,
    row: tuple[int, int, int, bytes, bytes, bytes, bytes | None],
    feed: _Feed,
    seen: Mapping[EntryId, tuple[int, int]],
) -> tuple[Entry, list[Change]]:
    number, feed_n, seq, wanted, data, signature, act = row
    entry = read(db, number, bytes(data), bytes(signature))
    header = check_entry(entry.header_bytes, entry.parts)
    place = (header.feed.hex(), header.seq)
    if entry.id != bytes(wanted) or header.feed != feed.id or header.seq != seq:
        raise BrokenChain("copy-differs", *place)
    origin = header.origin
    if origin is not None and (origin.public, origin.compartment) != (feed.public, feed.compartment):
        raise BrokenChain("key-differs", *place)
    if seq > 1 and seen.get(header.prev) != (feed_n, seq - 1):
        raise BrokenChain("prev-unknown", *place)
    verify(feed.public, entry.signature, ENTRY_LABEL + entry.header_bytes)
    changes = entry.checked()
    records: dict[int, bytes | None] = {at: change.record for at, change in changes}
    if entry.parts[0] is not None:
        records[0] = None
    stored = db.execute("SELECT place, record FROM part WHERE entry = ?", (number,))
    if {at: None if copy is None else bytes(copy) for at, copy in stored} != records:
        raise BrokenChain("copy-differs", *place)
    if (None if act is None else bytes(act)) != log.act_of(entry):
        raise BrokenChain("copy-differs", *place)
    return entry, [change for _, change in changes]


def keys_in(change: Change) -> Iterator[bytes]:
    """The signing key a change to a device record names."""
    is_naming = (change.kind, change.unit, change.op) == ("device", "signing", Op.SET)
    if is_naming and isinstance(change.value, bytes):
        yield change.value


def keys_named(db: Database) -> Iterator[bytes]:
    """Every signing key that a device record here names, or once named: found by the tables, not verified."""
    for (record,) in db.execute("SELECT id FROM record WHERE kind = 'device'"):
        for said in log.parts_of(db, RecordId(bytes(record))):
            yield from keys_in(said.change)


def trusted(verified: Verified, own: bytes) -> frozenset[bytes]:
    """The keys that may sign here: this device's *own*, and all that devices trusted so far have named.

    A device cannot vouch for itself: what a stranger's feed says of its own key counts for nothing.
    """
    found = {own}
    new = {own}
    while new:
        new = {key for by in new for key in verified.named.get(by, ())} - found
        found |= new
    return frozenset(found)


def acknowledged(change: Change) -> dict[EntryId, set[tuple[EntryId, int]]]:
    """What an acknowledgement of an erasure names: order → the (entry, place) pairs destroyed under it."""
    if change.kind != ERASED_KIND or change.unit != ERASED_UNIT or change.op != Op.SET:
        return {}
    match change.value:
        case (bytes() as order, tuple() as pairs):
            return {EntryId(order): {pair for each in pairs if (pair := _pair(each)) is not None}}
    return {}


def _pair(value: object) -> tuple[EntryId, int] | None:
    match value:
        case (bytes() as entry, int() as place):
            return EntryId(entry), place
    return None


def verified_parts(db: Database, progress: Progress) -> tuple[dict[RecordId, list[Said]], list[Order]]:
    """Every part by record, and every order, from a full verified walk: what protection is folded from."""
    by_record: dict[RecordId, list[Said]] = {}
    orders: list[Order] = []

    def watch(entry: EntryId, change: Change, _: int) -> None:
        said = Said(entry, change)
        by_record.setdefault(change.record, []).append(said)
        order = order_of(said)
        if order is not None:
            orders.append(order)

    verify_all(db, progress, watch)
    return by_record, orders
