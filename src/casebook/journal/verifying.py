"""The full walk: every header, chain, signature and commitment, and what was destroyed in good order.

Whatever protects a person is folded from what this walk hands out, never from tables or indexes: one old
page put back into the database could change those, but not what hangs on a signed chain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Damaged
from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.base.progress import Progress
from casebook.journal import coming, compartments, log, quarantine
from casebook.journal.acts import Act, word_of
from casebook.journal.authority import Bound, Line, Why
from casebook.journal.chains import Headers, Place, leads_to
from casebook.journal.entry import ENTRY_LABEL, Change, Entry, Op, check_entry
from casebook.journal.fold import ERASED_KIND, ERASED_UNIT, Order, Said, order_of
from casebook.journal.in_circles import evaluate
from casebook.journal.log import BrokenChain, read
from casebook.journal.lost import Lost
from casebook.journal.partly import Never
from casebook.vault.database import Database
from casebook.vault.faults import DatabaseDamaged
from casebook.vault.keys import holds, verify


@dataclass(eq=False)
class MissingPart(Damaged):
    """A part is gone that no acknowledged order to erase names."""

    feed: str
    seq: int
    place: int


@dataclass(eq=False)
class CountsWrongly(Damaged):
    """So many *entries* of *feed* stand aside that count, or count though they must stand aside."""

    feed: str
    entries: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Entries of a feed that are not here, from *first* to *last*, where a signed statement says that they are lost."""

    feed: FeedId
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What a full walk of the journal found.

    *forks* are (feed, seq) with more than one entry. *gaps* and *lost_parts* are what is known to be lost
    (`journal.lost`). *aside*: entries that stand aside. *before*: parts that are not here because the device was to get
    no history.
    *line*: who may write, from what was verified.
    """

    entries: int
    feeds: int
    parts: int
    destroyed: int
    forks: tuple[tuple[FeedId, int], ...]
    gaps: tuple[Gap, ...] = ()
    lost_parts: int = 0
    aside: int = 0
    before: int = 0
    line: Line | None = None


Watch = Callable[[EntryId, Change, int], None]


def verify_all(
    db: Database, progress: Progress, watch: Watch | None = None, watch_aside: Watch | None = None
) -> Verified:
    """Check every header, chain, signature and commitment, and that every missing part was erased.

    *watch* is given every change whose commitment held and that counts, with the hybrid time of its entry (0 where
    that is destroyed), so that a caller folds only what hangs on a signed chain; *watch_aside* those of entries that
    stand aside. Raises the first `Damaged` leaf met.
    """
    walk = _Walk(db, watch, None, watch_aside)
    return walk.run(progress)


def survey(
    db: Database, progress: Progress, watch: Watch | None = None, watch_aside: Watch | None = None
) -> tuple[Verified, tuple[Damaged, ...]]:
    """The same walk, which goes on after what does not hold: what does, and every fault met, in their order.

    What an entry that does not hold says is not heard and not counted. Raises `DatabaseDamaged` where the database
    cannot be read on.
    """
    faults: list[Damaged] = []
    return _Walk(db, watch, faults, watch_aside).run(progress), tuple(faults)


@dataclass(frozen=True, slots=True)
class _Feed:
    id: FeedId
    public: bytes
    compartment: bytes


_NO_FEED: Final = _Feed(FeedId(b""), b"", b"")
_Row = tuple[int, int, int, bytes, bytes, bytes, bytes | None]


class _Walk:
    """One walk over the journal: what was seen so far. *faults* `None`: the first fault is raised."""

    def __init__(
        self, db: Database, watch: Watch | None, faults: list[Damaged] | None, watch_aside: Watch | None
    ) -> None:
        self._db = db
        self._watch = watch
        self._watch_aside = watch_aside
        self._faults = faults
        self._feeds = {
            row[0]: _Feed(FeedId(bytes(row[1])), bytes(row[2]), bytes(row[3]))
            for row in db.execute("SELECT n, id, public, compartment FROM feed")
        }
        rows = db.execute("SELECT entry, why FROM aside") if quarantine.has_table(db) else ()
        self._aside: dict[int, str] = dict(rows)
        self._mine = {quarantine.own_public(db), *quarantine.former_keys(db)}
        self._numbers: dict[EntryId, int] = {}
        self._acts: list[Act] = []
        self._chains = Headers()
        self._seen: dict[EntryId, tuple[int, int]] = {}
        self._ends: dict[tuple[int, int], int] = defaultdict(int)
        self._unfollowed: list[tuple[EntryId, int, int]] = []
        self._missing: list[tuple[EntryId, int, FeedId, int]] = []
        self._excused: set[tuple[tuple[EntryId, int], EntryId, bool]] = set()
        self._orders: dict[EntryId, bool] = {}
        self._lost = Lost()
        self._own = quarantine.own_public(db)
        self._never = Never(self._own)
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
        line = evaluate(
            quarantine.root(self._db),
            self._acts,
            self._chains,
            self._own,
            compartments.others(self._db),
            holds,
            former=quarantine.former_keys(self._db),
        )
        self._judge_aside(line)
        destroyed, lost, before = self._judge_missing(line)
        self._judge_feeds()
        forks = tuple(
            (self._feeds.get(n, _NO_FEED).id, seq)
            for (n, seq), many in sorted(self._ends.items())
            if many > 1
        )
        return Verified(
            self._entries,
            len(self._feeds),
            self._parts,
            destroyed,
            forks,
            tuple(gaps),
            lost,
            len(self._aside),
            before,
            line,
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
        self._numbers[entry.id] = row[0]
        self._chains.add(entry.id, Place(feed.id, header.seq, header.prev, feed.public, feed.compartment))
        counts = row[0] not in self._aside
        self._entries += 1
        self._parts += sum(part is not None for part in entry.parts)
        self._missing += [
            (entry.id, place, feed.id, header.seq) for place, part in enumerate(entry.parts) if part is None
        ]
        stamp = entry.stamp()
        hybrid = 0 if stamp is None else stamp.moment.hybrid
        watch = self._watch if counts else self._watch_aside
        for change in changes:
            self._hear(entry, feed, change, counts=counts)
            if watch is not None:
                watch(entry.id, change, hybrid)

    def _hear(self, entry: Entry, feed: _Feed, change: Change, *, counts: bool) -> None:
        word = word_of(change)
        if word is not None:
            at = (entry.id, feed.id, entry.header.seq, feed.public, feed.compartment)
            self._acts.append(Act(*at, change.record, word))
        if order_of(Said(entry.id, change)) is not None:
            self._orders[entry.id] = counts
        for order, pairs in acknowledged(change).items():
            # What a casebook destroyed itself is no damage in it, even where it was shown out by then.
            excuses = counts or feed.public in self._mine
            self._excused.update((pair, order, excuses) for pair in pairs)
        if counts:
            self._lost.hear(change)
        self._never.hear(feed.public, feed.compartment, change)

    def _judge_aside(self, line: Line) -> None:
        """What stands aside is what has to: held against the line that verified acts make.

        A stranger's entries that nobody put aside are for who knows which feeds may be here at all.
        """
        wrong: dict[FeedId, int] = defaultdict(int)
        bounds = {f.id: line.bounds(f.id, f.public, f.compartment) for f in self._feeds.values()}
        for entry, number in self._numbers.items():
            place = self._chains.place(entry)
            there = bounds.get(place.feed, ()) if place is not None else ()
            why = self._aside.get(number)
            if place is None or (not there and why is None):
                continue
            beyond = next((bound for bound in there if not self._leads(entry, bound)), None)
            is_told = why is not None or (beyond is not None and beyond.why is Why.STRANGER)
            if (beyond is None and why not in (None, Why.SET_ASIDE)) or not (beyond is None or is_told):
                wrong[place.feed] += 1
        for feed, count in sorted(wrong.items()):
            self._fault(CountsWrongly(feed.hex(), count))

    def _leads(self, entry: EntryId, bound: Bound) -> bool:
        return any(leads_to(self._chains, entry, head) for head in bound.heads)

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

    def _judge_missing(self, line: Line) -> tuple[int, int, int]:
        """How many parts were destroyed in good order, are known to be lost, or were before this device's time.

        An order that was obeyed and then fell to a cut leaves its gap: then the one who obeyed has to count. What
        this device said in its last receipt never came to it is no damage either.
        """
        erased = {
            pair
            for pair, order, counts in self._excused
            if order in self._orders and (counts or self._orders[order])
        }
        beyond = {pair for pair, order, _ in self._excused if order in self._orders}
        own = line.get(line.own)
        heads = [head for _, head in own.before or ()] if own is not None else []
        heads += coming.heads(self._db)
        destroyed = lost = before = 0
        for one, place, feed, seq in self._missing:
            is_aside = self._numbers.get(one) in self._aside
            if (one, place) in erased or (is_aside and (one, place) in beyond):
                destroyed += 1
            elif (one, place) in self._lost.parts:
                lost += 1
            elif any(leads_to(self._chains, one, head) for head in heads):
                before += 1
            elif (one, place) not in self._never:
                self._fault(MissingPart(feed.hex(), seq, place))
        return destroyed, lost, before

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
