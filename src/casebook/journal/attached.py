"""Encrypted files as entries name them, and a derived table that leads from a file's name to the records it is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casebook.base.ids import FileId, RecordId
from casebook.journal.entry import Change, Op
from casebook.journal.fold import State
from casebook.model.evidence import FILE
from casebook.model.fields import Value
from casebook.vault.database import Database
from casebook.vault.place import NAME

SCHEMA: Final = """
CREATE TABLE attached (               -- in which records an encrypted file is named
  file TEXT NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (file, record)
) WITHOUT ROWID;
CREATE INDEX attached_to ON attached (record);
"""
_NAMING: Final = frozenset(("evidence", ""))
"""Kinds of state that have rows here, or had: a record of which everything was erased has none."""


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
    """The file that *value*, of the unit ``file`` of a piece of evidence, names; `None` if that is no name of a file:
    it may be a teammate's, and leads nowhere.
    """
    match [FILE.part(value, name) for name in ("file", "mime", "size")]:
        case [str() as file, mime, int() as size] if NAME.fullmatch(file) and size >= 0:
            return File(FileId(file), record, mime if isinstance(mime, str) else "", size)
    return None


def write(db: Database, state: State, *, fresh: bool) -> None:
    """Take the files a record names now into the table, and out of it those it names no more.

    Belongs inside a transaction. With *fresh* the table is known to hold nothing of the record.
    """
    if state.kind not in _NAMING:
        return
    if not fresh:
        db.execute("DELETE FROM attached WHERE record = ?", (state.record,))
    files = (file_of(state.record, held.value) for held in state.units.get("file", ()))
    db.many(
        "INSERT OR IGNORE INTO attached (file, record) VALUES (?, ?)",
        [(file.file, file.record) for file in files if file is not None],
    )


def naming(db: Database, file: FileId) -> tuple[RecordId, ...]:
    """The records in which an encrypted file is named."""
    rows = db.execute("SELECT record FROM attached WHERE file = ? ORDER BY record", (file,))
    return tuple(RecordId(bytes(row[0])) for row in rows)
