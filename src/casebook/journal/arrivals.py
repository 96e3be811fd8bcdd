"""What came from elsewhere, beside the entries themselves: imports, files that come in pieces, blobs for others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from casebook.base.ids import ActId, EntryId, FeedId, FileId, RecordId
from casebook.journal import log
from casebook.vault.database import Database

_NEVER_CAME: Final = "never-came/"

# -------------------------------------------------------------------------------------------- imports


@dataclass(frozen=True, slots=True)
class Import:
    """One import: its act, when it was taken (ms), how many entries came with it, and whether it was set aside."""

    act: ActId
    taken_ms: int
    entries: int
    undone: bool


def note_import(db: Database, act: ActId, taken_ms: int, entries: Collection[EntryId]) -> None:
    """These came with that import. Belongs inside a transaction. What came with an earlier one stays with that."""
    db.execute("INSERT OR IGNORE INTO import (act, since) VALUES (?, ?)", (act, taken_ms))
    db.many(
        "INSERT OR IGNORE INTO imported (entry, import)"
        " SELECT entry.n, import.n FROM entry, import WHERE entry.id = ? AND import.act = ?",
        [(entry, act) for entry in entries],
    )


def imports(db: Database) -> list[Import]:
    """Every import, the latest first."""
    rows = db.execute(
        "SELECT act, since, (SELECT count(*) FROM imported WHERE import = import.n), undone FROM import ORDER BY n DESC"
    )
    return [Import(ActId(bytes(row[0])), row[1], row[2], bool(row[3])) for row in rows]


def note_undone(db: Database, act: ActId, *, undone: bool) -> None:
    """Whether an import is set aside. Belongs inside the transaction that does it."""
    db.execute("UPDATE import SET undone = ? WHERE act = ?", (int(undone), act))


def entries_of(db: Database, act: ActId) -> list[EntryId]:
    """The entries that came with an import, in the order of arrival."""
    rows = db.execute(
        "SELECT entry.id FROM import JOIN imported ON imported.import = import.n"
        " JOIN entry ON entry.n = imported.entry WHERE import.act = ? ORDER BY entry.n",
        (act,),
    )
    return [EntryId(bytes(row[0])) for row in rows]


# --------------------------------------------------------------------------------- files in pieces


def await_files(db: Database, files: Iterable[FileId]) -> None:
    """These are named by records and are not here; each is given by its place. Belongs inside a transaction."""
    db.many("INSERT OR IGNORE INTO awaited (file, here) VALUES (?, x'')", [(file,) for file in files])


def awaited(db: Database) -> dict[FileId, bytes]:
    """The places (`attached.place`) of files that have not come in full; of each, which frames have: bit *n* % 8 of
    byte *n* // 8.
    """
    return {
        FileId(row[0]): bytes(row[1]) for row in db.execute("SELECT file, here FROM awaited ORDER BY file")
    }


def not_come(db: Database) -> frozenset[FileId]:
    """The places of files that have not come in full; none in a copy that an older version made."""
    known = db.one("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'awaited'")
    never = frozenset(FileId(name) for name in log.noted_under(db, _NEVER_CAME))
    return never.union(awaited(db)) if known is not None else never


def note_frames(db: Database, file: FileId, here: bytes) -> None:
    """Which frames of an awaited file have come. Belongs inside a transaction."""
    db.execute("UPDATE awaited SET here = ? WHERE file = ?", (here, file))


def await_no_more(db: Database, file: FileId, *, never_came: bool = False) -> None:
    """It is here, or no record names it any more. Belongs inside a transaction.

    *never_came*: what a record said of it before may still be read; nobody is to miss it.
    """
    db.execute("DELETE FROM awaited WHERE file = ?", (file,))
    if never_came:
        log.note(db, _NEVER_CAME + file, b"1")
    else:
        log.forget(db, _NEVER_CAME + file)


# ---------------------------------------------------------------------------------- blobs for others


@dataclass(frozen=True, slots=True)
class CarriedBlob:
    """A sealed blob kept for others: who handed it over, its size, and where it lies among our encrypted files."""

    id: bytes
    giver: bytes
    size: int
    file: FileId
    key: bytes = field(repr=False)


def carry(db: Database, blob: CarriedBlob) -> None:
    """Keep one. Belongs inside a transaction."""
    db.execute(
        "INSERT INTO carried (id, giver, size, file, key) VALUES (?, ?, ?, ?, ?)",
        (blob.id, blob.giver, blob.size, blob.file, blob.key),
    )


def carried(db: Database) -> list[CarriedBlob]:
    """All of them, the oldest first."""
    rows = db.execute("SELECT id, giver, size, file, key FROM carried ORDER BY n")
    return [CarriedBlob(bytes(row[0]), bytes(row[1]), row[2], FileId(row[3]), bytes(row[4])) for row in rows]


def carry_no_more(db: Database, blob: bytes) -> None:
    """Forget one. Belongs inside a transaction; the caller removes its file after it."""
    db.execute("DELETE FROM carried WHERE id = ?", (blob,))


def files_beside(db: Database) -> frozenset[FileId]:
    """The encrypted files that belong to no record: blobs that are carried."""
    return frozenset(FileId(row[0]) for row in db.execute("SELECT file FROM carried"))


# ------------------------------------------------------------------------------------ forks and claims


@dataclass(frozen=True, slots=True)
class Branching:
    """Where a feed parts: two signed headers, the lesser bytes first, that name one place of it."""

    feed: FeedId
    seq: int
    first: tuple[bytes, bytes]
    second: tuple[bytes, bytes]


def branchings(db: Database) -> list[Branching]:
    """The first place of each feed that two entries share, with two of those entries."""
    rows = db.execute(
        "SELECT feed.id, entry.seq, entry.header, entry.signature FROM"
        " (SELECT feed, min(seq) AS seq FROM forked GROUP BY feed) AS place"
        " JOIN entry ON entry.feed = place.feed AND entry.seq = place.seq"
        " JOIN feed ON feed.n = entry.feed ORDER BY feed.id, entry.header"
    )
    found: dict[bytes, list[tuple[int, bytes, bytes]]] = {}
    for feed, seq, header, signature in rows:
        found.setdefault(bytes(feed), []).append((seq, bytes(header), bytes(signature)))
    return [
        Branching(FeedId(feed), both[0][0], both[0][1:], both[1][1:]) for feed, both in sorted(found.items())
    ]


def compartments_of_feeds(db: Database) -> dict[FeedId, bytes]:
    """Which compartment each feed belongs to."""
    return {FeedId(bytes(row[0])): bytes(row[1]) for row in db.execute("SELECT id, compartment FROM feed")}


@dataclass(frozen=True, slots=True)
class Claim:
    """A receipt of *device* names an entry of a feed of *public* that is not here: place *seq*."""

    device: bytes
    feed: FeedId
    seq: int


def claims_on(db: Database, public: bytes) -> list[Claim]:
    """What receipts that count claim of the feeds of *public* and is not here: the furthest of each device and feed."""
    rows = db.execute(
        "SELECT held.device, held.feed, max(held.seq) FROM held JOIN feed ON feed.id = held.feed"
        " LEFT JOIN entry ON entry.id = held.head LEFT JOIN aside ON aside.entry = held.receipt"
        " WHERE feed.public = ? AND held.device <> feed.public AND entry.n IS NULL AND aside.entry IS NULL"
        " GROUP BY held.device, held.feed ORDER BY held.device, held.feed",
        (public,),
    )
    return [Claim(bytes(row[0]), FeedId(bytes(row[1])), row[2]) for row in rows]


# ----------------------------------------------------------------------------------- what lies beside


def first_entry(db: Database, record: RecordId) -> int:
    """The number (in the order of arrival) of the first entry that speaks of *record*; 0 if none does."""
    row = db.one("SELECT min(entry) FROM part WHERE record = ?", (record,))
    return (row and row[0]) or 0


def dossiers_beside(db: Database, record: RecordId) -> list[RecordId]:
    """The dossiers that *record* points at, and those that point at it."""
    rows = db.execute(
        "SELECT record.id FROM link JOIN record ON record.id = link.source"
        " WHERE link.target = ?1 AND record.kind = 'dossier' AND record.life <> 1 UNION"
        " SELECT record.id FROM link JOIN record ON record.id = link.target"
        " WHERE link.source = ?1 AND record.kind = 'dossier' AND record.life <> 1",
        (record,),
    )
    return [RecordId(bytes(row[0])) for row in rows]
