"""What the encrypted database knows of the file `keys`: whose slot is whose, and the recovery key's public half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from casebook.vault.database import Database
from casebook.vault.slots import Opening

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS safe_slot (
  number INTEGER PRIMARY KEY, label TEXT NOT NULL, key_file INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS safe_recovery (public BLOB NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot in use: whose it is, and whether it takes a key file besides the passphrase."""

    number: int
    label: str
    key_file: bool


def widen(db: Database) -> None:
    """Give a table written before key files were noted its column: nobody could use one then."""
    if "key_file" not in {row[1] for row in db.execute("PRAGMA table_info(safe_slot)")}:
        db.execute("ALTER TABLE safe_slot ADD COLUMN key_file INTEGER NOT NULL DEFAULT 0")


def note(db: Database, openings: Sequence[Opening], recovery: bytes | None) -> None:
    """Note the slots, in the order in which `slots.make` fills them. Belongs inside a transaction."""
    db.execute("DELETE FROM safe_slot")
    rows = [(number, way.label, int(bool(way.key_file))) for number, way in enumerate(openings)]
    db.many("INSERT INTO safe_slot (number, label, key_file) VALUES (?, ?, ?)", rows)
    db.execute("DELETE FROM safe_recovery")
    if recovery is not None:
        db.execute("INSERT INTO safe_recovery VALUES (?)", (recovery,))


def slots(db: Database) -> tuple[Slot, ...]:
    """The slots in use, in their order."""
    rows = db.execute("SELECT number, label, key_file FROM safe_slot ORDER BY number")
    return tuple(Slot(number, label, bool(key_file)) for number, label, key_file in rows)


def recovery_public(db: Database) -> bytes | None:
    """The recovery key's public half, if recovery is set up."""
    row = db.one("SELECT public FROM safe_recovery")
    return None if row is None else bytes(row[0])
