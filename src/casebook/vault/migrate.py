"""The durable tables, brought forward by numbered SQL: one transaction each, never backwards, backup first."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from casebook.base import log
from casebook.vault.database import Database
from casebook.vault.faults import NewerFormat


def version(db: Database) -> int:
    """The number of the last script that ran here; 0 in a new database."""
    row = db.one("PRAGMA user_version")
    return int(row[0]) if row else 0


def run(
    db: Database, scripts: Iterable[tuple[int, str]], *, backup: Callable[[], object] | None = None
) -> tuple[int, ...]:
    """Run those of *scripts* (number, SQL) that have not run here; the numbers that ran.

    Numbers count up from 1 without a gap (`ValueError`). *backup* is called once, before anything changes,
    unless the database is new; what it raises stops the migration. A script that fails leaves the database
    at the number before it. Raises `NewerFormat`, disk refusals.
    """
    known = list(scripts)
    if [number for number, _ in known] != list(range(1, len(known) + 1)):
        raise ValueError("scripts are numbered from 1 without a gap")
    found = version(db)
    if found > len(known):
        raise NewerFormat("database", found, len(known))
    missing = known[found:]
    if missing and found > 0 and backup is not None:
        backup()
    for number, sql in missing:
        with db.transaction():
            db.script(sql)
            db.execute(f"PRAGMA user_version={number}")
        log.note("database migrated", number=number)
    return tuple(number for number, _ in missing)
