"""What work costs in the database: the rows it hands out and takes, and how far the engine goes for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from casebook.vault.database import Database

STEP = 100
_SHARED = ("bearer", "name_token", "token_key", "WHERE code =")


@dataclass
class Cost:
    """*rows* read, *written* rows, and *steps*: hundreds of instructions of the engine.

    *shared*: rows read and written for what records have in common by chance, words of the search and short codes:
    a word that others have too is not written again, so their number differs from casebook to casebook.
    """

    rows: int = 0
    written: int = 0
    shared: int = 0
    steps: int = 0

    def note(self, sql: str, read: int, written: int) -> None:
        """A statement read and wrote so many rows."""
        if any(table in sql for table in _SHARED):
            self.shared += read + written
        else:
            self.rows += read
            self.written += written


@contextmanager
def counted(db: Database) -> Iterator[Cost]:
    """Count within it. A statement that walks a whole table and hands out one row costs one row and many steps."""
    cost = Cost()
    execute, one, each, many = Database.execute, Database.one, Database.each, Database.many

    def counting(self: Database, sql: str, params: Sequence[Any] = ()) -> list[Any]:
        found = execute(self, sql, params)
        cost.note(sql, len(found), _writes(sql))
        return found

    def counting_one(self: Database, sql: str, params: Sequence[Any] = ()) -> Any:
        found = one(self, sql, params)
        cost.note(sql, int(found is not None), _writes(sql))
        return found

    def counting_each(self: Database, sql: str, params: Sequence[Any] = ()) -> Iterator[Any]:
        for row in each(self, sql, params):
            cost.note(sql, 1, 0)
            yield row

    def counting_many(self: Database, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        every = list(rows)
        cost.note(sql, 0, len(every))
        many(self, sql, every)

    def step() -> int:
        cost.steps += 1
        return 0

    db._connection.set_progress_handler(step, STEP)
    try:
        with (
            mock.patch.object(Database, "execute", counting),
            mock.patch.object(Database, "one", counting_one),
            mock.patch.object(Database, "each", counting_each),
            mock.patch.object(Database, "many", counting_many),
        ):
            yield cost
    finally:
        db._connection.set_progress_handler(None, 0)


def _writes(sql: str) -> bool:
    return sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "REPLACE"))
