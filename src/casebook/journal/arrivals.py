"""What came from elsewhere: when it began to be here, and what lies beside it."""

from __future__ import annotations

from casebook.base.ids import RecordId
from casebook.vault.database import Database


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
