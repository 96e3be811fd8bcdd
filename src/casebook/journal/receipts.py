"""Receipts in the journal: which device said that it holds what, kept in derived tables that follow the entries.

A receipt is an entry whose record is of the kind ``receipt``: its unit ``heads`` names, for feeds of the compartment
it stands in, the last entry its author held in full. Only heads that changed are named, so what a device holds is
told by all its receipts together. The table ``held`` is an index of them; ``forked`` marks where two entries share a
place. Both are made again with the other derived tables.

A claim counts only where its head is here: then all that precedes it is known by the chain of hashes. One that names
what is not here may be true or a lie, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.journal import asides, log, quarantine
from casebook.journal.entry import Change, Entry, Op, decode_change, decode_header
from casebook.journal.fold import ERASE_KIND, ERASED_KIND, ORDER_UNIT, Said
from casebook.journal.lost import LOST_KIND, Lost
from casebook.journal.partly import RECEIPT_KIND
from casebook.journal.verifying import acknowledged
from casebook.model.fields import Value
from casebook.vault.database import Database

HEADS: Final = "heads"
ONE_TIME: Final = "one-time"
PROGRAM: Final = "program"
WANTS: Final = "wants"
KEYS: Final = "keys"

SCHEMA: Final = """
CREATE TABLE held (                   -- what receipts say: this device held that feed up to this head
  device BLOB NOT NULL,               -- the key that signed the receipt
  feed BLOB NOT NULL,
  seq INTEGER NOT NULL,
  head BLOB NOT NULL,
  receipt INTEGER NOT NULL,           -- the entry that says so
  PRIMARY KEY (device, feed, seq, head, receipt)
) WITHOUT ROWID;
CREATE INDEX held_of_feed ON held (feed, seq);
CREATE INDEX held_of_receipt ON held (receipt);
CREATE TABLE forked (                 -- places of feeds that two entries share
  feed INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (feed, seq)
) WITHOUT ROWID;
"""

_COUNTS: Final = (
    " JOIN entry ON entry.id = held.head AND entry.seq = held.seq"
    " JOIN feed ON feed.n = entry.feed AND feed.id = held.feed"
    " JOIN entry AS said ON said.n = held.receipt JOIN feed AS where_said ON where_said.n = said.feed"
    " AND where_said.compartment = feed.compartment"
)
"""A receipt speaks of heads that are here, in feeds of the compartment it stands in; whoever may not write, of none."""


@dataclass(frozen=True, slots=True)
class Head:
    """The entry *head*, at place *seq* of *feed*, and with it all that precedes it there."""

    feed: FeedId
    seq: int
    head: EntryId


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it stands in the tables. *fork*: the first place that two entries share; 0 if there is none."""

    number: int
    id: FeedId
    public: bytes
    fork: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How much of one feed somebody holds: the places 1 to *trunk*, and beyond a fork the entries *beyond*."""

    trunk: int
    beyond: frozenset[EntryId] = frozenset()

    def covers(self, seq: int, entry: EntryId) -> bool:
        """Whether the entry at that place is held."""
        return seq <= self.trunk or entry in self.beyond


NOTHING: Final = Reach(0)
EVERYTHING: Final = Reach(1 << 53)
"""What a device holds of the feed it writes."""


def heads_in(change: Change) -> Iterator[Head]:
    """The heads that a change names, if it is a receipt's. What is malformed in it says nothing."""
    if (change.kind, change.unit, change.op) == (RECEIPT_KIND, HEADS, Op.SET):
        yield from heads_of(change.value)


def heads_of(value: object) -> Iterator[Head]:
    """The heads in a list of them."""
    for each in value if isinstance(value, tuple) else ():
        match each:
            case (bytes() as feed, int() as seq, bytes() as head) if len(feed) == len(head) == 32 and (
                0 < seq < 1 << 53
            ):
                yield Head(FeedId(feed), seq, EntryId(head))


# ------------------------------------------------------------------------------------------ the tables


def note(db: Database, entries: Iterable[Entry]) -> None:
    """Take new entries into the tables. Belongs inside the transaction that stores them."""
    for entry in entries:
        heads = [head for _, change in entry.changes() for head in heads_in(change)]
        if heads:
            _note_heads(db, entry.id, heads)
        db.execute(
            "INSERT OR IGNORE INTO forked (feed, seq) SELECT feed, seq FROM entry"
            " WHERE feed = (SELECT feed FROM entry WHERE id = ?) AND seq = ? GROUP BY feed, seq HAVING count(*) > 1",
            (entry.id, entry.header.seq),
        )


def rebuild(db: Database) -> None:
    """Fill the tables, which are empty, from the journal. Belongs inside a transaction."""
    db.execute(
        "INSERT INTO forked (feed, seq) SELECT feed, seq FROM entry GROUP BY feed, seq HAVING count(*) > 1"
    )
    rows = db.execute(
        "SELECT entry.id, part.bytes FROM part JOIN entry ON entry.n = part.entry WHERE part.record IS NOT NULL"
        " AND instr(part.bytes, CAST('receipt' AS BLOB)) > 0 AND instr(part.bytes, CAST('heads' AS BLOB)) > 0"
    )
    for entry, data in rows:
        heads = list(heads_in(decode_change(bytes(data))))
        if heads:
            _note_heads(db, EntryId(bytes(entry)), heads)


def _note_heads(db: Database, entry: EntryId, heads: Iterable[Head]) -> None:
    row = db.one(
        "SELECT entry.n, feed.public FROM entry JOIN feed ON feed.n = entry.feed WHERE entry.id = ?", (entry,)
    )
    assert row is not None
    db.many(
        "INSERT OR IGNORE INTO held (device, feed, seq, head, receipt) VALUES (?, ?, ?, ?, ?)",
        [(row[1], head.feed, head.seq, head.head, row[0]) for head in heads],
    )


# ------------------------------------------------------------------------------------------ asking


def feeds_in(db: Database, compartment: bytes) -> list[Feed]:
    """The feeds of a compartment, in the order of ids."""
    rows = db.execute(
        "SELECT n, id, public, (SELECT min(seq) FROM forked WHERE forked.feed = feed.n) FROM feed"
        " WHERE compartment = ? ORDER BY id",
        (compartment,),
    )
    return [Feed(row[0], FeedId(bytes(row[1])), bytes(row[2]), row[3] or 0) for row in rows]


def claims(db: Database, device: bytes, feed: Feed) -> tuple[Head, ...]:
    """The heads of *feed* that *device* said it holds and that are here: the furthest one, after a fork all."""
    rows = db.execute(
        f"SELECT DISTINCT held.seq, held.head FROM held{_COUNTS} AND {asides.counts(db, 'held.receipt')}"
        " WHERE held.device = ? AND held.feed = ? ORDER BY held.seq DESC LIMIT ?",
        (device, feed.id, -1 if feed.fork else 1),
    )
    return tuple(Head(feed.id, row[0], EntryId(bytes(row[1]))) for row in rows)


def reach(db: Database, feed: Feed, heads: Iterable[Head]) -> Reach:
    """What of *feed* lies at or before *heads*, which are entries that are here."""
    heads = list(heads)
    furthest = max((head.seq for head in heads), default=0)
    if not feed.fork or furthest < feed.fork:
        return Reach(furthest)
    prev = branches(db, feed)
    found: set[EntryId] = set()
    for head in heads:
        one: EntryId | None = head.head if head.seq >= feed.fork else None
        while one is not None and one not in found and one in prev:
            found.add(one)
            one = prev[one]
    return Reach(feed.fork - 1, frozenset(found))


def reached(db: Database, device: bytes, feed: Feed) -> Reach:
    """What of *feed* the device holds, as far as is known here."""
    return EVERYTHING if feed.public == device else reach(db, feed, claims(db, device, feed))


def branches(db: Database, feed: Feed) -> Mapping[EntryId, EntryId]:
    """Of a forked feed: what each entry from the fork on follows. Reads as much as was written since the fork."""
    rows = db.each(
        "SELECT id, header FROM entry WHERE feed = ? AND seq >= ? ORDER BY seq", (feed.number, feed.fork)
    )
    return {EntryId(bytes(row[0])): decode_header(bytes(row[1])).prev for row in rows}


def tips(db: Database, feed: Feed) -> tuple[Head, ...]:
    """The entries of *feed* that no other follows: one, or after a fork one for each branch."""
    if not feed.fork:
        row = db.one("SELECT seq, id FROM entry WHERE feed = ? ORDER BY seq DESC LIMIT 1", (feed.number,))
        return () if row is None else (Head(feed.id, row[0], EntryId(bytes(row[1]))),)
    prev = branches(db, feed)
    followed = set(prev.values())
    rows = db.execute(
        "SELECT seq, id FROM entry WHERE feed = ? AND seq >= ? ORDER BY seq, id", (feed.number, feed.fork)
    )
    return tuple(
        Head(feed.id, row[0], EntryId(bytes(row[1]))) for row in rows if bytes(row[1]) not in followed
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as it lies in the tables. *size*: its bytes; *whole*: none of its parts is missing here."""

    number: int
    seq: int
    id: EntryId
    size: int
    whole: bool


def after(db: Database, feed: Feed, seq: int) -> Iterator[Row]:
    """The entries of *feed* beyond place *seq*, both sides of a fork, in the order of places."""
    rows = db.each(
        "SELECT n, seq, id, header, length(signature),"
        " (SELECT count(*) FROM part WHERE part.entry = entry.n),"
        " (SELECT coalesce(sum(length(bytes)), 0) FROM part WHERE part.entry = entry.n)"
        " FROM entry WHERE feed = ? AND seq > ? ORDER BY seq, id",
        (feed.number, seq),
    )
    for number, place, entry, header, signature, count, size in rows:
        whole = count == len(decode_header(bytes(header)).commitments)
        yield Row(number, place, EntryId(bytes(entry)), len(header) + signature + size, whole)


# ------------------------------------------------------------------------------------------ what is in full

Pair = tuple[EntryId, int]


@dataclass(frozen=True, slots=True)
class News:
    """What of one feed is here in full beyond what was known: the last of it, on each branch, and all its entries."""

    heads: tuple[Head, ...] = ()
    rows: tuple[Row, ...] = ()


def news(db: Database, feed: Feed, known: Reach, excuses: Callable[[Row], bool]) -> News:
    """What of *feed* is here beyond *known* with nothing missing before or in it.

    *excuses* is asked about an entry some part of which is missing: whether it may be.
    """
    prev = branches(db, feed) if feed.fork else {}
    trunk, beyond, found = known.trunk, set(known.beyond), dict[EntryId, Row]()
    last: Row | None = None
    for row in after(db, feed, known.trunk):
        if row.id in beyond:
            continue
        before_fork = not feed.fork or row.seq < feed.fork
        follows = trunk == row.seq - 1 if before_fork or row.seq == feed.fork else prev[row.id] in beyond
        if not follows or not (row.whole or excuses(row)):
            if before_fork:
                break
            continue
        if before_fork:
            trunk, last = row.seq, row
        else:
            beyond.add(row.id)
        found[row.id] = row
    followed = {prev[entry] for entry in found if entry in prev}
    ends = [row for row in found.values() if feed.fork and row.seq >= feed.fork and row.id not in followed]
    if not ends and last is not None:
        ends = [last]
    return News(tuple(Head(feed.id, row.seq, row.id) for row in ends), tuple(found.values()))


def missing(db: Database, row: Row) -> frozenset[Pair]:
    """The parts of an entry that are not here."""
    header = db.one("SELECT header FROM entry WHERE n = ?", (row.number,))
    assert header is not None
    here = {place for (place,) in db.execute("SELECT place FROM part WHERE entry = ?", (row.number,))}
    places = range(len(decode_header(bytes(header[0])).commitments))
    return frozenset((row.id, place) for place in places if place not in here)


def excused(db: Database) -> frozenset[Pair]:
    """The parts that may be missing: those some device erased under an order that is here, and those known to be lost.

    Reads every acknowledgement: asked only where something is missing.
    """
    orders = {bytes(row[0]) for row in db.execute("SELECT entry FROM erase_order")}
    orders |= _orders(asides.said_of(db, ERASE_KIND))
    found: set[Pair] = set()
    lost = Lost()
    for change in _of_what_is_gone(db):
        lost.hear(change)
        for order, pairs in acknowledged(change).items():
            found.update(pairs if order in orders else ())
    return frozenset(found.union(lost.parts, _excused_aside(db)))


def _of_what_is_gone(db: Database) -> Iterator[Change]:
    for (record,) in db.execute("SELECT id FROM record WHERE kind IN (?, ?)", (ERASED_KIND, LOST_KIND)):
        for said in log.parts_of(db, RecordId(bytes(record))):
            yield said.change
    for kind in (ERASED_KIND, LOST_KIND):
        for said in asides.said_of(db, kind):
            yield said.change


def _excused_aside(db: Database) -> Iterator[Pair]:
    """Of entries that stand aside, what was erased under orders that do so, too: nobody has it to send it.

    It may be missing there alone: what counts is not excused by anybody who may not write.
    """
    orders = _orders(asides.said_of(db, ERASE_KIND, refused=True))
    for said in asides.said_of(db, ERASED_KIND, refused=True) if orders else ():
        for order, pairs in acknowledged(said.change).items():
            yield from (pair for pair in pairs if order in orders and quarantine.is_aside(db, pair[0]))


def _orders(said: Iterable[Said]) -> set[EntryId]:
    return {each.entry for each in said if each.change.unit == ORDER_UNIT}


def says_only(db: Database, row: Row, record: RecordId) -> bool:
    """Whether all that an entry says is about *record*. What was erased may have said anything."""
    other = db.one(
        "SELECT 1 FROM part WHERE entry = ? AND place > 0 AND record <> ? LIMIT 1", (row.number, record)
    )
    return row.whole and other is None


# ------------------------------------------------------------------------------------------ single entries


def entry_at(db: Database, number: int) -> Entry:
    """The entry of that row number, with the parts that are here. Raises `BadEntry`."""
    row = db.one("SELECT header, signature FROM entry WHERE n = ?", (number,))
    assert row is not None
    return log.read(db, number, bytes(row[0]), bytes(row[1]))


def signed(db: Database, entry: EntryId) -> tuple[bytes, bytes]:
    """The header and the signature of an entry that is here."""
    row = db.one("SELECT header, signature FROM entry WHERE id = ?", (entry,))
    assert row is not None
    return bytes(row[0]), bytes(row[1])


def stands_aside(db: Database, number: int) -> bool:
    """Whether the entry of that row number is kept and does not count."""
    return db.one("SELECT 1 FROM aside WHERE entry = ?", (number,)) is not None


def heads_among(db: Database, feed: Feed, entries: Iterable[EntryId]) -> tuple[Head, ...]:
    """Those of *entries* that are here and stand in *feed*, as heads."""
    rows = (
        (one, db.one("SELECT seq FROM entry WHERE id = ? AND feed = ?", (one, feed.number)))
        for one in entries
    )
    return tuple(Head(feed.id, row[0], one) for one, row in rows if row is not None)


def last_said(db: Database, device: bytes, compartment: bytes, record: RecordId, unit: str) -> Value:
    """What *device* last said of a unit of *record* in its own feed of that compartment; `None` if nothing.

    Whatever others say of the same unit counts for nothing here.
    """
    rows = db.each(
        "SELECT part.bytes FROM part JOIN entry ON entry.n = part.entry JOIN feed ON feed.n = entry.feed"
        " WHERE part.record = ? AND feed.public = ? AND feed.compartment = ?"
        f" AND {asides.counts(db, 'part.entry')} ORDER BY part.entry DESC, part.place",
        (record, device, compartment),
    )
    for (data,) in rows:
        change = decode_change(bytes(data))
        if (change.unit, change.op) == (unit, Op.SET):
            return change.value
    return None
