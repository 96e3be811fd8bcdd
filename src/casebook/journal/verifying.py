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
from casebook.journal.lost import Lost
from casebook.vault.database import Database
from casebook.vault.faults import DatabaseDamaged
from casebook.vault.keys import verify


@dataclass(eq=False)
class MissingPart(Damaged):
    """A part is gone that no acknowledged order to erase names."""

    feed: str
    seq: int
    place: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Entries of a feed that are not here, from *first* to *last*, where a signed statement says that they are lost."""

    feed: FeedId
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What a full walk of the journal found.

    *forks* are (feed, seq) with more than one entry. *named*: for every key that signs a feed, the keys that
    device records said by it name. *gaps* and *lost_parts* are what is known to be lost (`journal.lost`).
    """

    entries: int
    feeds: int
    parts: int
    destroyed: int
    forks: tuple[tuple[FeedId, int], ...]
    named: Mapping[bytes, frozenset[bytes]]
    gaps: tuple[Gap, ...] = ()
    lost_parts: int = 0


Watch = Callable[[EntryId, Change, int], None]


def verify_all(db: Database, progress: Progress, watch: Watch | None = None) -> Verified:
    """Check every header, chain, signature and commitment, and that every missing part was erased.

    *watch* is given every change whose commitment held, with the hybrid time of its entry (0 where that is
    destroyed), so that a caller folds only what hangs on a signed chain. Raises the first `Damaged` leaf met.
    """
    walk = _Walk(db, watch, None)
    return walk.run(progress)


def survey(
    db: Database, progress: Progress, watch: Watch | None = None
) -> tuple[Verified, tuple[Damaged, ...]]:
    """The same walk, which goes on after what does not hold: what does, and every fault met, in their order.

    What an entry that does not hold says is not heard and not counted. Raises `DatabaseDamaged` where the database
    cannot be read on.
    """
    faults: list[Damaged] = []
    return _Walk(db, watch, faults).run(progress), tuple(faults)


@dataclass(frozen=True, slots=True)
class _Feed:
    id: FeedId
    public: bytes
    compartment: bytes


_NO_FEED: Final = _Feed(FeedId(b""), b"", b"")
_Row = tuple[int, int, int, bytes, bytes, bytes, bytes | None]


class _Walk:
    """One walk over the journal: what was seen so far. *faults* `None`: the first fault is raised."""

    def __init__(self, db: Database, watch: Watch | None, faults: list[Damaged] | None) -> None:
        self._db = db
        self._watch = watch
        self._faults = faults
        self._feeds = {
            row[0]: _Feed(FeedId(bytes(row[1])), bytes(row[2]), bytes(row[3]))
            for row in db.execute("SELECT n, id, public, compartment FROM feed")
        }
        self._seen: dict[EntryId, tuple[int, int]] = {}
        self._ends: dict[tuple[int, int], int] = defaultdict(int)
        self._unfollowed: list[tuple[EntryId, int, int]] = []
        self._missing: list[tuple[EntryId, int, FeedId, int]] = []
        self._excused: set[tuple[tuple[EntryId, int], EntryId]] = set()
        self._orders: set[EntryId] = set()
        self._named: dict[bytes, set[bytes]] = {feed.public: set() for feed in self._feeds.values()}
        self._lost = Lost()
        self._entries = self._parts = 0

    def run(self, progress: Progress) -> Verified:
        total = log.heads(self._db).count
        rows = self._db.execute("SELECT n, feed, seq, id, header, signature, act FROM entry ORDER BY n")
        for done, row in enumerate(rows):
            if done % 256 == 0:
                progress.step("verifying-journal", done, total)
            try:
                self._take(row)
            except DatabaseDamaged:
                raise
            except Damaged as fault:
                self._fault(fault)
                # What follows it is judged by itself: one broken entry is one fault.
                self._place(EntryId(bytes(row[3])), row[1], row[2])
        gaps = self._gaps()
        destroyed, lost = self._judge_missing()
        self._judge_feeds()
        forks = tuple(
            (self._feeds.get(n, _NO_FEED).id, seq)
            for (n, seq), many in sorted(self._ends.items())
            if many > 1
        )
        named = {key: frozenset(keys) for key, keys in self._named.items()}
        return Verified(
            self._entries, len(self._feeds), self._parts, destroyed, forks, named, tuple(gaps), lost
        )

    def _fault(self, fault: Damaged) -> None:
        if self._faults is None:
            raise fault
        self._faults.append(fault)

    def _place(self, entry: EntryId, feed: int, seq: int) -> None:
        self._seen[entry] = (feed, seq)
        self._ends[feed, seq] += 1

    def _take(self, row: _Row) -> None:
        feed = self._feeds.get(row[1], _NO_FEED)
        entry, changes = _verify_one(self._db, row, feed)
        header = entry.header
        if header.seq > 1 and header.prev not in self._seen:
            self._unfollowed.append((header.prev, row[1], header.seq))
        elif header.seq > 1 and self._seen[header.prev] != (row[1], header.seq - 1):
            raise BrokenChain("prev-unknown", feed.id.hex(), header.seq)
        self._place(entry.id, row[1], header.seq)
        self._entries += 1
        self._parts += sum(part is not None for part in entry.parts)
        self._missing += [
            (entry.id, place, feed.id, header.seq) for place, part in enumerate(entry.parts) if part is None
        ]
        stamp = entry.stamp()
        hybrid = 0 if stamp is None else stamp.moment.hybrid
        for change in changes:
            self._hear(entry.id, feed, change)
            if self._watch is not None:
                self._watch(entry.id, change, hybrid)

    def _hear(self, entry: EntryId, feed: _Feed, change: Change) -> None:
        if order_of(Said(entry, change)) is not None:
            self._orders.add(entry)
        for order, pairs in acknowledged(change).items():
            self._excused.update((pair, order) for pair in pairs)
        self._named[feed.public].update(keys_in(change))
        self._lost.hear(change)

    def _gaps(self) -> Iterator[Gap]:
        """The gaps that statements name; every other is a broken chain."""
        seqs: dict[int, list[int]] = defaultdict(list)
        for number, seq in sorted(self._ends):
            seqs[number].append(seq)
        found = set()
        for prev, number, seq in self._unfollowed:
            feed = self._feeds[number].id
            if self._seen.get(prev) == (number, seq - 1):
                continue  # it came later, into a gap
            if prev in self._seen or prev not in self._lost.entries:
                self._fault(BrokenChain("prev-unknown", feed.hex(), seq))
                continue
            below = [each for each in seqs[number] if each < seq]
            found.add((feed, below[-1] + 1 if below else 1, seq - 1))
        return (Gap(feed, min(first, last), last) for feed, first, last in sorted(found))

    def _judge_missing(self) -> tuple[int, int]:
        """How many parts were destroyed in good order, and how many are known to be lost."""
        erased = {pair for pair, order in self._excused if order in self._orders}
        destroyed = lost = 0
        for one, place, feed, seq in self._missing:
            if (one, place) in erased:
                destroyed += 1
            elif (one, place) in self._lost.parts:
                lost += 1
            else:
                self._fault(MissingPart(feed.hex(), seq, place))
        return destroyed, lost

    def _judge_feeds(self) -> None:
        """Every feed has its first entry, which names its key; or a statement names both."""
        for number, feed in self._feeds.items():
            stated = (feed.id, feed.public, feed.compartment) in self._lost.feeds
            has_any = any(n == number for n, _ in self._ends)
            if (number, 1) not in self._ends and not (has_any and stated):
                self._fault(BrokenChain("feed-empty", feed.id.hex(), 0))


def _verify_one(db: Database, row: _Row, feed: _Feed) -> tuple[Entry, list[Change]]:
    """The entry of one row and what it says, held against its own bytes and its feed's key."""
    number, _, seq, wanted, data, signature, act = row
    entry = read(db, number, bytes(data), bytes(signature))
    header = check_entry(entry.header_bytes, entry.parts)
    place = (header.feed.hex(), header.seq)
    if entry.id != bytes(wanted) or header.feed != feed.id or header.seq != seq:
        raise BrokenChain("copy-differs", *place)
    origin = header.origin
    if origin is not None and (origin.public, origin.compartment) != (feed.public, feed.compartment):
        raise BrokenChain("key-differs", *place)
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
