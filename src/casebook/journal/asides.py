"""What is asked of entries that stand aside: of those that were set aside by choice more than of the others.

What these say of keys and of what arrived counts as if they were not set aside, as does what they say of who belongs:
else their authors, whose every later word stands aside with them, would be sent everything again for ever, and could
not be read once they make a new key. What its author might not write counts for nothing, chosen or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from casebook.base.ids import EntryId
from casebook.journal import quarantine
from casebook.journal.authority import Why
from casebook.journal.entry import decode_change
from casebook.journal.fold import Said
from casebook.vault.database import Database

_REFUSED: Final = (
    f"NOT EXISTS (SELECT 1 FROM aside WHERE aside.entry = %s AND aside.why <> '{Why.SET_ASIDE.value}')"
)


def counts(db: Database, column: str) -> str:
    """The SQL condition that the entry of that row number may be written by whoever wrote it, set aside here or not."""
    refused = ", ".join(map(str, sorted(db.remembered("chosen-and-refused", lambda: _refused(db)))))
    return _REFUSED % column + (f" AND {column} NOT IN ({refused})" if refused else "")


def _refused(db: Database) -> frozenset[int]:
    """Of the entries that were set aside by choice, those that would stand aside without it."""
    # CROSS here and below: the short table first. The planner by itself would walk over all entries.
    rows = db.execute(
        "SELECT entry.n, entry.id FROM aside CROSS JOIN entry ON entry.n = aside.entry WHERE aside.why = ?",
        (Why.SET_ASIDE.value,),
    )
    line = quarantine.line(db) if rows else None
    return frozenset(
        number for number, entry in rows if line is not None and not line.is_accepted(EntryId(bytes(entry)))
    )


def said_of(db: Database, kind: str, *, refused: bool = False) -> Iterator[Said]:
    """What entries that were set aside by choice alone say of records of a kind of the program's own.

    With *refused*, what entries say that stand aside for whatever reason.
    """
    condition = "1" if refused else f"aside.why = '{Why.SET_ASIDE.value}' AND {counts(db, 'aside.entry')}"
    rows = db.execute(
        "SELECT entry.id, part.bytes FROM aside CROSS JOIN part ON part.entry = aside.entry"
        " CROSS JOIN entry ON entry.n = aside.entry WHERE part.record IS NOT NULL"
        f" AND instr(part.bytes, CAST(? AS BLOB)) > 0 AND {condition} ORDER BY part.entry, part.place",
        (kind,),
    )
    for entry, data in rows:
        change = decode_change(bytes(data))
        if change.kind == kind:
            yield Said(EntryId(bytes(entry)), change)
