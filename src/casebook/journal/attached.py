"""Encrypted files as entries name them, and a derived table that leads from a file's name to the records it is in.

Nobody can keep a teammate from describing a file that is somebody else's: by another key, size or hash. So what lies
here belongs to a description, not to a name. Where several describe one name, one of them has it, and each of the
others a place of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

from casebook.base.ids import FileId, RecordId
from casebook.journal import log
from casebook.journal.entry import Change, Op, decode_change
from casebook.journal.fold import State
from casebook.journal.log import COUNTS
from casebook.model.evidence import FILE
from casebook.model.fields import Value
from casebook.vault.database import Database
from casebook.vault.files import described
from casebook.vault.place import NAME

SCHEMA: Final = """
CREATE TABLE attached (               -- in which records an encrypted file is named, or stands as it is described
  file TEXT NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (file, record)
) WITHOUT ROWID;
CREATE INDEX attached_to ON attached (record);
"""
_NAMING: Final = frozenset(("evidence", ""))
"""Kinds of state that have rows here, or had: a record of which everything was erased has none."""
_HAS: Final = "has-name/"


class Described(Protocol):
    """A file as some record describes it: its name, and what names it together with that description."""

    @property
    def file(self) -> FileId:
        """Its name."""

    @property
    def beside(self) -> FileId:
        """Where it lies if another has the name."""


@dataclass(frozen=True, slots=True)
class File:
    """An encrypted file as a part describes it. *size* is that of its content, in bytes."""

    file: FileId
    record: RecordId
    mime: str
    size: int
    key: bytes = field(repr=False)
    sha256: bytes = field(repr=False)

    @property
    def beside(self) -> FileId:
        """The name together with what is said of it: equal where two records say the same."""
        return described(self.file, self.key, self.size, self.sha256)


def file_in(change: Change) -> File | None:
    """The file of a piece of evidence, if a change names one."""
    if (change.kind, change.unit, change.op) != ("evidence", "file", Op.SET):
        return None
    return file_of(change.record, change.value)


def file_of(record: RecordId, value: Value) -> File | None:
    """The file that *value*, of the unit ``file`` of a piece of evidence, names; `None` if that is no name of a file,
    or no key or hash: it may be a teammate's, and leads nowhere.
    """
    match [FILE.part(value, name) for name in ("file", "mime", "size", "key", "sha256")]:
        case [str() as file, mime, int() as size, bytes() as key, bytes() as sha256] if (
            NAME.fullmatch(file) and 0 <= size <= 1 << 53 and len(key) == len(sha256) == 32
        ):
            return File(FileId(file), record, mime if isinstance(mime, str) else "", size, key, sha256)
    return None


def write(db: Database, state: State, *, fresh: bool) -> None:
    """Take the files a record names now into the table, and out of it those it names no more.

    Belongs inside a transaction. With *fresh* the table is known to hold nothing of the record.
    """
    if state.kind not in _NAMING:
        return
    if not fresh:
        db.execute("DELETE FROM attached WHERE record = ?", (state.record,))
    files = [file_of(state.record, held.value) for held in state.units.get("file", ())]
    db.many(
        "INSERT OR IGNORE INTO attached (file, record) VALUES (?, ?)",
        [(name, file.record) for file in files if file is not None for name in (file.file, file.beside)],
    )


def naming(db: Database, file: FileId) -> tuple[RecordId, ...]:
    """The records in which an encrypted file is named, or which describe it so."""
    rows = db.execute("SELECT record FROM attached WHERE file = ? ORDER BY record", (file,))
    return tuple(RecordId(bytes(row[0])) for row in rows)


def named_since(db: Database, number: int) -> frozenset[RecordId]:
    """The records that name a file and were spoken of since entry *number*.

    All of them if somebody said meanwhile who belongs: what stood aside may count.
    """
    roster = db.one("SELECT max(entry) FROM roster_entry")
    if not number or (roster is not None and (roster[0] or 0) > number):
        rows = db.execute("SELECT DISTINCT record FROM attached")
    else:
        rows = db.execute(
            "SELECT DISTINCT record FROM part WHERE entry > ? AND record IN (SELECT record FROM attached)",
            (number,),
        )
    return frozenset(RecordId(bytes(row[0])) for row in rows)


def last_entry(db: Database) -> int:
    """The number of the last entry that came or was written; 0 if there is none."""
    row = db.one("SELECT max(n) FROM entry")
    return (row and row[0]) or 0


def descriptions(db: Database, file: FileId) -> tuple[File, ...]:
    """What is said of a file of that name, or what stands there described so: in the order in which it came.

    By records that are there and name it now, in whatever they said of it. Of each device only what it said last:
    however much one of them says, nobody waits for more than one content of its telling.
    """
    rows = db.execute(
        "SELECT part.bytes, feed.public FROM attached JOIN record ON record.id = attached.record"
        " JOIN part ON part.record = attached.record JOIN entry ON entry.n = part.entry"
        " JOIN feed ON feed.n = entry.feed"
        f" WHERE attached.file = ? AND record.kind = 'evidence' AND record.life <> 1 AND {COUNTS}"
        " ORDER BY part.entry, part.place",
        (file,),
    )
    told = [
        (found, bytes(public))
        for data, public in rows
        if (found := file_in(decode_change(bytes(data)))) is not None
    ]
    names = {found.file for found, _ in told if file in (found.file, found.beside)}
    last = {(public, found.file): found.beside for found, public in told if found.file in names}
    kept = frozenset(last.values())
    each = {(found.record, found.beside): found for found, _ in told if found.beside in kept}
    return tuple(found for found in each.values() if file in (found.file, found.beside))


# ------------------------------------------------------------------------------- who has the name


def give_name(db: Database, file: Described) -> None:
    """What lies under the name of *file* is the content so described. Belongs inside a transaction."""
    log.note(db, _HAS + file.file, file.beside.encode("ascii"))


def is_contested(db: Database, name: FileId) -> bool:
    """Whether it was settled which of several descriptions has the name."""
    return bool(log.noted(db, _HAS + name))


def contested(db: Database) -> tuple[FileId, ...]:
    """The names of which that was settled."""
    return tuple(FileId(name) for name in log.noted_under(db, _HAS))


def place(db: Database, file: Described) -> FileId:
    """Under which name the content so described lies among the files, or will once it has come."""
    holder = log.noted(db, _HAS + file.file)
    return file.file if holder in (b"", file.beside.encode("ascii")) else file.beside


def asked_as(db: Database, file: Described) -> FileId:
    """By which name it is asked for: where there are several contents of one name, only the one is meant."""
    return file.beside if is_contested(db, file.file) else file.file
