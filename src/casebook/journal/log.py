"""The journal on disk: append, read in order, take in foreign entries, verify every chain.

The functions take the open database first. Columns beside the exact bytes (feed, seq, record) are copies
that make them findable; whatever protects a person is read with `verified_parts`, which trusts only bytes
that hang on a signed chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Damaged
from casebook.base.ids import EntryId, FeedId, RandomBytes, RecordId
from casebook.journal.acts import word_of
from casebook.journal.entry import (
    BadEntry,
    Change,
    Entry,
    Origin,
    Signer,
    Stamp,
    decode_change,
    decode_header,
    decode_stamp,
    entry_id,
    make_entry,
)
from casebook.journal.fold import Said
from casebook.vault.database import Database
from casebook.vault.keys import check_public

FEEDS_LABEL: Final = b"casebook/feeds/1\0"
COUNTS: Final = "NOT EXISTS (SELECT 1 FROM aside WHERE aside.entry = part.entry)"
"""SQL that keeps what stands aside (`journal.quarantine`) out of whatever is read from the table `part`."""


@dataclass(eq=False)
class BrokenChain(Damaged):
    """The chain of *feed* does not hold at *seq*. *why* is a code."""

    why: str
    feed: str
    seq: int


@dataclass(frozen=True, slots=True)
class FeedEnd:
    """Where a feed stands: the next entry gets *seq* and *prev*."""

    number: int
    id: FeedId
    seq: int
    prev: EntryId
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Writer:
    """What appending needs besides changes: the feed's signing act and a source of randomness."""

    feed: FeedId
    sign: Signer
    random: RandomBytes


def start_feed(db: Database, origin: Origin) -> FeedId:
    """Make room for a feed (own or foreign). Its first entry carries the origin. Raises `Damaged` on weak keys."""
    check_public(origin.public)
    db.execute(
        "INSERT OR IGNORE INTO feed (id, public, compartment) VALUES (?, ?, ?)",
        (origin.feed, origin.public, origin.compartment),
    )
    return origin.feed


def feed_end(db: Database, feed: FeedId) -> FeedEnd | None:
    """Where *feed* stands, or `None` if it has no entry yet."""
    row = db.one(
        "SELECT entry.feed, entry.seq, entry.id FROM entry JOIN feed ON feed.n = entry.feed"
        " WHERE feed.id = ? ORDER BY seq DESC, entry.n LIMIT 1",
        (feed,),
    )
    return None if row is None else FeedEnd(row[0], feed, row[1] + 1, EntryId(row[2]), None)


def append(
    db: Database, writer: Writer, changes: Sequence[Change], stamp: Stamp, origin: Origin | None = None
) -> list[Entry]:
    """Sign *changes* and add them to the writer's feed: one entry, or several where one would be too large.

    Belongs inside a transaction. *origin* is given for the very first entry of a feed. A unit named twice goes
    into two entries, whose values then stand beside each other.
    """
    end = feed_end(db, writer.feed)
    seq, prev = (1, EntryId(writer.feed)) if end is None else (end.seq, end.prev)
    made: list[Entry] = []
    for group in _groups(changes):
        entry = make_entry(
            header=(writer.feed, seq, prev, origin if seq == 1 else None),
            changes=group,
            stamp=stamp,
            random=writer.random,
            sign=writer.sign,
        )
        store(db, entry)
        made.append(entry)
        seq, prev = seq + 1, entry.id
    return made


_GROUP_PARTS: Final = 1000
_GROUP_BYTES: Final = 900_000


def _groups(changes: Sequence[Change]) -> Iterator[list[Change]]:
    group: dict[tuple[RecordId, str], Change] = {}
    size = 0
    for change in changes:
        unit = (change.record, change.unit)
        weight = 200 + 35 * len(change.replaces) + _weight(change.value)
        if group and (unit in group or len(group) >= _GROUP_PARTS or size + weight > _GROUP_BYTES):
            yield list(group.values())
            group, size = {}, 0
        group[unit] = change
        size += weight
    if group:
        yield list(group.values())


def needs_several(changes: Sequence[Change]) -> bool:
    """Whether *changes* fill more than one entry, so that they need an act id to hold them together."""
    groups = _groups(changes)
    next(groups, None)
    return next(groups, None) is not None


def _weight(value: object) -> int:
    if isinstance(value, str):
        return 4 * len(value)
    if isinstance(value, bytes):
        return len(value) + 5
    return 9 + sum(map(_weight, value)) if isinstance(value, tuple) else 9


def store(db: Database, entry: Entry) -> None:
    """Add an entry whose signature and commitments hold, and which is not here yet. Raises `BadEntry`."""
    records = {place: change.record for place, change in entry.checked()}
    feed = db.one("SELECT n FROM feed WHERE id = ?", (entry.header.feed,))
    if feed is None:
        raise BrokenChain("feed-unknown", entry.header.feed.hex(), entry.header.seq)
    db.execute(
        "INSERT INTO entry (id, feed, seq, header, signature, act) VALUES (?, ?, ?, ?, ?, ?)",
        (entry.id, feed[0], entry.header.seq, entry.header_bytes, entry.signature, act_of(entry)),
    )
    number = db.one("SELECT n FROM entry WHERE id = ?", (entry.id,))
    assert number is not None
    db.many(
        "INSERT INTO part (entry, place, record, bytes) VALUES (?, ?, ?, ?)",
        [(number[0], i, records.get(i), part) for i, part in enumerate(entry.parts) if part is not None],
    )
    note_roster(db, number[0], entry)


def note_roster(db: Database, number: int, entry: Entry) -> None:
    """Make an entry that says who may write findable. Belongs inside a transaction."""
    if any(word_of(change) is not None for _, change in entry.changes()):
        db.execute("INSERT OR IGNORE INTO roster_entry (entry) VALUES (?)", (number,))


# --------------------------------------------------------------------------------------------- reading


def parts_of(db: Database, record: RecordId) -> list[Said]:
    """All parts that name *record*, found by the index. For showing, not for protecting."""
    return [said for said, _ in timed_parts_of(db, record)]


def timed_parts_of(db: Database, record: RecordId, counts: str = COUNTS) -> list[tuple[Said, int]]:
    """All parts that name *record* with the hybrid time of their entry (0 where the stamp is destroyed).

    Not those of entries that stand aside, unless *counts* (of ``part``) says otherwise.
    """
    rows = db.execute(
        "SELECT entry.id, part.bytes, stamp.bytes FROM part JOIN entry ON entry.n = part.entry"
        " LEFT JOIN part AS stamp ON stamp.entry = part.entry AND stamp.place = 0"
        f" WHERE part.record = ? AND {counts} ORDER BY part.entry, part.place",
        (record,),
    )
    return [
        (
            Said(EntryId(bytes(entry)), decode_change(bytes(data))),
            0 if stamp is None else decode_stamp(bytes(stamp)).moment.hybrid,
        )
        for entry, data, stamp in rows
    ]


def holds(db: Database, text: str | bytes) -> bool:
    """Whether *text* (something nobody types: a file's random name, its key) stands in any part. Reads them all."""
    row = db.one(
        "SELECT 1 FROM part WHERE instr(bytes, CAST(? AS BLOB)) > 0 AND record IS NOT NULL LIMIT 1", (text,)
    )
    return row is not None


def records(db: Database) -> Iterator[RecordId]:
    """Every record any part that counts names, in the order of ids."""
    rows = db.each(f"SELECT DISTINCT record FROM part WHERE record IS NOT NULL AND {COUNTS} ORDER BY record")
    for row in rows:
        yield RecordId(bytes(row[0]))


def entries(db: Database, feed: FeedId | None = None) -> Iterator[Entry]:
    """Entries in the order of arrival; with *feed*, only its own."""
    where = "" if feed is None else "WHERE entry.feed = (SELECT n FROM feed WHERE id = ?)"
    rows = db.execute(
        f"SELECT n, header, signature FROM entry {where} ORDER BY n", () if feed is None else (feed,)
    )
    for number, data, signature in rows:
        yield read(db, number, bytes(data), bytes(signature))


def entry(db: Database, wanted: EntryId) -> Entry | None:
    """One entry by id."""
    row = db.one("SELECT n, header, signature FROM entry WHERE id = ?", (wanted,))
    return None if row is None else read(db, row[0], bytes(row[1]), bytes(row[2]))


def read(db: Database, number: int, data: bytes, signature: bytes) -> Entry:
    """The entry of row *number* with the parts that are here. Raises `BadEntry`."""
    header = decode_header(data)
    parts: list[bytes | None] = [None] * len(header.commitments)
    for place, part in db.execute("SELECT place, bytes FROM part WHERE entry = ?", (number,)):
        if not 0 <= place < len(parts):
            raise BadEntry("part-misplaced", header.feed.hex(), header.seq)
        parts[place] = bytes(part)
    return Entry(entry_id(data), header, data, signature, tuple(parts))


def stamps(db: Database, wanted: Collection[EntryId]) -> dict[EntryId, Stamp]:
    """The stamps of some entries; one whose content was destroyed has none."""
    found: dict[EntryId, Stamp] = {}
    for one in wanted:
        row = db.one(
            "SELECT part.bytes FROM part JOIN entry ON entry.n = part.entry WHERE entry.id = ? AND part.place = 0",
            (one,),
        )
        if row is not None:
            found[one] = decode_stamp(bytes(row[0]))
    return found


@dataclass(frozen=True, slots=True)
class Heads:
    """How far the journal has come: the number of entries, and a hash over the ends of all feeds."""

    count: int
    hash: bytes


def heads(db: Database) -> Heads:
    """What the head file holds: any entry more or less changes it."""
    # CROSS: feeds first. The planner by itself would walk over all entries, at every save.
    rows = db.execute(
        "SELECT feed.id, entry.id FROM feed CROSS JOIN entry ON entry.feed = feed.n"
        " AND entry.seq = (SELECT max(seq) FROM entry WHERE feed = feed.n) ORDER BY feed.id, entry.id"
    )
    digest = hashlib.sha256(FEEDS_LABEL)
    for feed, head in rows:
        digest.update(bytes(feed) + bytes(head))
    count = db.one("SELECT max(n) FROM entry")
    return Heads((count and count[0]) or 0, digest.digest())


def note(db: Database, name: str, value: bytes) -> None:
    """Keep something this casebook knows of itself. Belongs inside a transaction."""
    db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))


def noted(db: Database, name: str) -> bytes:
    """What `note` kept under *name*; empty if nothing."""
    row = db.one("SELECT value FROM meta WHERE name = ?", (name,))
    return b"" if row is None else bytes(row[0])


def noted_under(db: Database, prefix: str) -> dict[str, bytes]:
    """Everything `note` kept under names that begin with *prefix*, by what follows it."""
    rows = db.execute(
        "SELECT name, value FROM meta WHERE substr(name, 1, ?) = ? ORDER BY name", (len(prefix), prefix)
    )
    return {name[len(prefix) :]: bytes(value) for name, value in rows}


def forget(db: Database, name: str) -> None:
    """Drop what `note` kept under *name*. Belongs inside a transaction."""
    db.execute("DELETE FROM meta WHERE name = ?", (name,))


def last_hybrid(db: Database, own: FeedId | Iterable[FeedId]) -> int:
    """The hybrid time from which the clock of the device that writes the feeds *own* goes on.

    Its last entry (whose stamp is always here: an erasure that destroys one is acknowledged after it), or what
    it heard from others since. What it heard and did not follow, as too far ahead, does not count.
    """
    last = next((stamp.moment.hybrid for entry in latest(db, own) if (stamp := entry.stamp())), 0)
    return max(last, int.from_bytes(noted(db, _HEARD), "big"))


_HEARD: Final = "heard"


def note_heard(db: Database, hybrid: int) -> None:
    """Keep the latest time heard from others and followed. Belongs inside a transaction."""
    if hybrid > int.from_bytes(noted(db, _HEARD), "big"):
        note(db, _HEARD, hybrid.to_bytes(8, "big"))


def last_wall_ms(db: Database) -> int:
    """The wall clock of the last entry that counts and whose stamp is here; 0 if there is none."""
    row = db.one(f"SELECT bytes FROM part WHERE place = 0 AND {COUNTS} ORDER BY entry DESC LIMIT 1")
    return 0 if row is None else decode_stamp(bytes(row[0])).moment.wall_ms


def last_own_wall_ms(db: Database) -> int:
    """The same of the entries of this casebook's own device: no teammate's clock says what day it is here."""
    row = db.one(
        "SELECT part.bytes FROM part JOIN entry ON entry.n = part.entry JOIN feed ON feed.n = entry.feed"
        " WHERE part.place = 0 AND feed.public = (SELECT public FROM feed WHERE id = ?)"
        f" AND {COUNTS} ORDER BY part.entry DESC LIMIT 1",
        (noted(db, "feed"),),
    )
    return 0 if row is None else decode_stamp(bytes(row[0])).moment.wall_ms


def act_of(entry: Entry) -> bytes | None:
    """What undo knows an entry by: its act id, else the first 16 bytes of its own; nothing once destroyed."""
    stamp = entry.stamp()
    return None if stamp is None else stamp.act or entry.id[:16]


def _several(feeds: FeedId | Iterable[FeedId]) -> tuple[FeedId, ...]:
    return (FeedId(feeds),) if isinstance(feeds, bytes) else tuple(feeds)


def of_act(db: Database, feeds: FeedId | Iterable[FeedId], act: bytes) -> list[Entry]:
    """The entries of *feeds* that belong to an act, newest first."""
    wanted = _several(feeds)
    rows = db.execute(
        "SELECT entry.n, header, signature FROM entry JOIN feed ON feed.n = entry.feed"
        f" WHERE entry.act = ? AND feed.id IN ({', '.join('?' * len(wanted))}) ORDER BY entry.n DESC",
        (act, *wanted),
    )
    return [read(db, number, bytes(data), bytes(signature)) for number, data, signature in rows]


def latest(db: Database, feeds: FeedId | Iterable[FeedId]) -> Iterator[Entry]:
    """The entries of *feeds* in the order in which they came here, the newest first, read as they are asked for."""
    wanted = _several(feeds)
    below: int | None = 1 << 62
    while below is not None:
        rows = db.execute(
            "SELECT entry.n, header, signature FROM entry JOIN feed ON feed.n = entry.feed"
            f" WHERE feed.id IN ({', '.join('?' * len(wanted))}) AND entry.n < ? ORDER BY entry.n DESC LIMIT 32",
            (*wanted, below),
        )
        for number, data, signature in rows:
            yield read(db, number, bytes(data), bytes(signature))
        below = rows[-1][0] if rows else None


def feeds(db: Database) -> list[tuple[FeedId, bytes]]:
    """Every feed and the key that signs it."""
    return [
        (FeedId(bytes(row[0])), bytes(row[1])) for row in db.execute("SELECT id, public FROM feed ORDER BY n")
    ]


def public_of_feed(db: Database, feed: FeedId) -> bytes | None:
    """The key that signs *feed*; `None` if it is not here."""
    row = db.one("SELECT public FROM feed WHERE id = ?", (feed,))
    return None if row is None else bytes(row[0])
