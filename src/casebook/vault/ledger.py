"""The ledger of backups, in the encrypted database: where every generation and its card lie, and what is planned.

It goes into every copy too: a casebook restored from one must still be able to say which older backups hold what
was erased since.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from casebook.vault.database import Database, Row, Value
from casebook.vault.place import NAME

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS safe_backup (
  name TEXT PRIMARY KEY, place BLOB NOT NULL, card_place BLOB, made_ms INTEGER NOT NULL,
  verified_ms INTEGER NOT NULL, entries INTEGER NOT NULL, orders INTEGER NOT NULL, files INTEGER NOT NULL,
  lost INTEGER NOT NULL, bytes INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS safe_backup_plan (
  days INTEGER NOT NULL, place BLOB NOT NULL, card_place BLOB, keep INTEGER NOT NULL
) STRICT;
"""

OWN_PLACE: Final = "backups"
CARD: Final = "card"
CARD_SUFFIX: Final = ".card"
_IN_TEAM: Final = b""
"""Stands for the card's folder where teammates keep the card."""


def card_path(folder: Path, name: str, card_place: Path | None) -> Path:
    """Where the card of the generation *name* in *folder* lies."""
    return folder / CARD if card_place is None else card_place / (name + CARD_SUFFIX)


@dataclass(frozen=True, slots=True)
class Generation:
    """One backup, as the casebook that made it remembers it.

    *place* is the folder its folder lies in; *card_place* the folder its card lies in, `None` with the backup, or
    where *in_team*: then no file is its card, and teammates' casebooks keep it (`casework.cardkeeping`).
    *entries* it holds of the journal; *orders* to erase had been obeyed when it was made; *lost* files could not
    be read whole then. *verified_ms* is when it was last read to its end (0: never, its making was cut off).
    """

    name: str
    place: Path
    card_place: Path | None
    made_ms: int
    verified_ms: int = 0
    entries: int = 0
    orders: int = 0
    files: int = 0
    lost: int = 0
    bytes: int = 0
    in_team: bool = False

    @property
    def folder(self) -> Path:
        """Its folder."""
        return self.place / self.name

    @property
    def card(self) -> Path:
        """Its card."""
        return card_path(self.folder, self.name, self.card_place)

    @property
    def reachable(self) -> bool:
        """Whether its folder is there now."""
        return _is_there(self.folder / self.name)

    @property
    def card_reachable(self) -> bool:
        """Whether its card's file is there now; there is none of a card that teammates keep."""
        return not self.in_team and _is_there(self.card)


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a medium that answers with errors is not there
        return False


def is_place(folder: Path) -> bool:
    """Whether a folder for backups is there now."""
    try:
        return folder.is_dir()
    except OSError:  # the same
        return False


@dataclass(frozen=True, slots=True)
class Plan:
    """A backup every so many days, where, with the card where (`None`: with it, or *in_team*), and how many to keep."""

    days: int
    place: Path
    card_place: Path | None
    keep: int
    in_team: bool = False


# ------------------------------------------------------------------ the ledger


def ledger(db: Database) -> tuple[Generation, ...]:
    """Every generation this casebook made and has not forgotten, newest first."""
    rows = db.execute(
        "SELECT name, place, card_place, made_ms, verified_ms, entries, orders, files, lost, bytes"
        " FROM safe_backup ORDER BY made_ms DESC, name"
    )
    return tuple(_generation(row, own_place(db)) for row in rows)


def own_place(db: Database) -> Path:
    """Where backups lie that are made inside the casebook's own folder, before a migration."""
    return db.path.parent / OWN_PLACE


def _generation(row: Row, own: Path) -> Generation:
    # An empty path is the own place, wherever the casebook has been moved to.
    place = _path(row[1]) if row[1] else own
    one = Generation(row[0], place, _path(row[2]) if row[2] else None, *row[3:])
    return replace(one, in_team=row[2] == _IN_TEAM)


def _path(stored: bytes) -> Path:
    return Path(os.fsdecode(bytes(stored)))


def _stored(path: Path | None, *, in_team: bool = False) -> bytes | None:
    if in_team:
        return _IN_TEAM
    return None if path is None else os.fsencode(path)


def as_generation(row: Sequence[Value], folder: Path) -> Generation | None:
    """The generation a row carved out of a damaged database in *folder* tells of, if it is such a row."""
    match row:
        case (str() as name, bytes(), None | bytes(), *numbers) if len(numbers) == 7:
            if NAME.fullmatch(name) and all(isinstance(number, int) for number in numbers):
                return _generation(tuple(row), folder / OWN_PLACE)
    return None


def note(db: Database, one: Generation) -> None:
    """Keep *one* in the ledger, over what stood there of it."""
    db.execute(
        "INSERT OR REPLACE INTO safe_backup"
        " (name, place, card_place, made_ms, verified_ms, entries, orders, files, lost, bytes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(
                one.name,
                b"" if one.place == own_place(db) else _stored(one.place),
                _stored(one.card_place, in_team=one.in_team),
                one.made_ms,
                one.verified_ms,
            ),
            *(one.entries, one.orders, one.files, one.lost, one.bytes),
        ),
    )


def drop(db: Database, name: str) -> None:
    """Strike a generation from the ledger."""
    db.execute("DELETE FROM safe_backup WHERE name = ?", (name,))


def note_restored(db: Database, copy: Path, name: str, now_ms: int) -> None:
    """In a casebook restored from the generation *name* in *copy*: where it lies now, and that it could be read.

    It noted itself before it was copied, so its own row came along, unfinished. A copy that is no generation has
    no row.
    """
    for one in ledger(db):
        if one.name == name:
            note(db, replace(one, place=copy.parent.absolute(), verified_ms=now_ms))


def plan(db: Database) -> Plan | None:
    """When and where backups shall be made, if somebody said so."""
    row = db.one("SELECT days, place, card_place, keep FROM safe_backup_plan")
    return (
        None
        if row is None
        else Plan(row[0], _path(row[1]), _path(row[2]) if row[2] else None, row[3], row[2] == _IN_TEAM)
    )


def set_plan(db: Database, wanted: Plan | None) -> None:
    """Change it; `None` is no plan any more. Belongs inside a transaction."""
    db.execute("DELETE FROM safe_backup_plan")
    if wanted is not None:
        db.execute(
            "INSERT INTO safe_backup_plan VALUES (?, ?, ?, ?)",
            (
                *(wanted.days, _stored(wanted.place)),
                *(_stored(wanted.card_place, in_team=wanted.in_team), wanted.keep),
            ),
        )
