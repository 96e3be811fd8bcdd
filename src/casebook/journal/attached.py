"""Encrypted files as entries name them, and a derived table that leads from a file's name to the records it is in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import FileId, RecordId
from casebook.journal.entry import Change, Entry, Op, decode_change
from casebook.model.evidence import FILE
from casebook.model.fields import Value
from casebook.vault.database import Database

SCHEMA: Final = """
CREATE TABLE attached (               -- where an encrypted file was named: a hint, the record says what is so
  file TEXT NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (file, record)
) WITHOUT ROWID;
"""
_MOST_NAME: Final = 64


@dataclass(frozen=True, slots=True)
class File:
    """An encrypted file as a part names it. *size* is that of its content, in bytes."""

    file: FileId
    record: RecordId
    mime: str
    size: int


def file_in(change: Change) -> File | None:
    """The file of a piece of evidence, if a change names one."""
    if (change.kind, change.unit, change.op) != ("evidence", "file", Op.SET):
        return None
    return file_of(change.record, change.value)


def file_of(record: RecordId, value: Value) -> File | None:
    """The file that *value*, of the unit ``file`` of a piece of evidence, names."""
    match [FILE.part(value, name) for name in ("file", "mime", "size")]:
        case [str() as file, mime, int() as size] if 0 < len(file) <= _MOST_NAME and size >= 0:
            return File(FileId(file), record, mime if isinstance(mime, str) else "", size)
    return None


def note(db: Database, entries: Iterable[Entry]) -> None:
    """Take the files that new entries name into the table. Belongs inside the transaction that stores them."""
    _write(db, (change for entry in entries for _, change in entry.changes()))


def rebuild(db: Database) -> None:
    """Fill the table, which is empty, from the journal. Belongs inside a transaction."""
    rows = db.execute(
        "SELECT bytes FROM part WHERE record IS NOT NULL AND instr(bytes, CAST('evidence' AS BLOB)) > 0"
    )
    _write(db, (decode_change(bytes(data)) for (data,) in rows))


def _write(db: Database, changes: Iterable[Change]) -> None:
    named = [file for change in changes if (file := file_in(change)) is not None]
    db.many(
        "INSERT OR IGNORE INTO attached (file, record) VALUES (?, ?)",
        [(file.file, file.record) for file in named],
    )


def naming(db: Database, file: FileId) -> tuple[RecordId, ...]:
    """The records in which an encrypted file was ever named."""
    rows = db.execute("SELECT record FROM attached WHERE file = ? ORDER BY record", (file,))
    return tuple(RecordId(bytes(row[0])) for row in rows)
