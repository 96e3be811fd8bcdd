"""What is being typed: in the encrypted database, unsigned, never shared, overwritten, gone when saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casebook.base.ids import EntryId, RecordId
from casebook.vault.database import Database


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsaved text for one unit, and the entries whose values its author had on screen."""

    record: RecordId
    kind: str
    unit: str
    text: str
    replaces: tuple[EntryId, ...] = ()


def keep(db: Database, draft: Draft) -> None:
    """Write or overwrite a draft, in a transaction of its own."""
    with db.transaction():
        db.execute(
            "INSERT INTO draft (record, kind, unit, text, replaces) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (record, unit) DO UPDATE SET text = excluded.text, replaces = excluded.replaces",
            (draft.record, draft.kind, draft.unit, draft.text, b"".join(draft.replaces)),
        )


def drop(db: Database, record: RecordId, units: Sequence[str]) -> None:
    """Forget drafts that were saved or given up. Belongs inside a transaction."""
    db.many("DELETE FROM draft WHERE record = ? AND unit = ?", [(record, unit) for unit in units])


def drafts(db: Database, record: RecordId | None = None) -> list[Draft]:
    """All drafts, or those of one record: offered again after unlocking."""
    where, params = ("", ()) if record is None else ("WHERE record = ?", (record,))
    rows = db.execute(
        f"SELECT record, kind, unit, text, replaces FROM draft {where} ORDER BY record, unit", params
    )
    return [
        Draft(
            RecordId(bytes(row[0])),
            row[1],
            row[2],
            row[3],
            tuple(EntryId(bytes(row[4][i : i + 32])) for i in range(0, len(row[4]), 32)),
        )
        for row in rows
    ]
