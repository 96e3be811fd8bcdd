"""All or nothing: transactions of a database, and rehearsals, which come to nothing whatever is done in them."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from casebook.vault.faults import DatabaseDamaged, DatabaseForeign, DiskFault, DiskFull, ReadOnlyPlace

if TYPE_CHECKING:
    from casebook.vault.database import Row, Value


class Transactions(ABC):
    """The part of a database that begins and ends transactions; statements are its own."""

    def __init__(self) -> None:
        self._rehearsing = False
        self._undone = 0
        self.before_writing: Callable[[], None] = lambda: None
        """Called before each transaction; what it raises, the transaction raises, and nothing was begun."""

    @abstractmethod
    def execute(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        """Run one statement and return all its rows."""

    @property
    @abstractmethod
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: BEGIN IMMEDIATE, then COMMIT, or ROLLBACK if anything was raised.

        Transactions do not nest: a second one inside is our bug (`RuntimeError`). Within a `rehearsal` it is a
        savepoint, which behaves in the same way.
        """
        if self._rehearsing:
            if not self.in_transaction:
                # A full disk ended the rehearsal: a savepoint by itself would be a transaction, and stay.
                raise RuntimeError("the rehearsal is over")
            # Until it ends, a second one is refused here as anywhere.
            self._rehearsing = False
            try:
                with self._all_or_nothing(
                    "SAVEPOINT rehearsed", "RELEASE rehearsed", "ROLLBACK TO rehearsed"
                ):
                    yield
            finally:
                self._rehearsing = True
            return
        if self.in_transaction:
            raise RuntimeError("a transaction is open")
        self.before_writing()
        with self._all_or_nothing("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"):
            yield

    @contextlib.contextmanager
    def rehearsal(self) -> Iterator[None]:
        """What is done within it is undone at its end, transactions included: to see what a change would do.

        Only what is in the database is undone. Does not nest, and does not stand inside a transaction.
        """
        if self.in_transaction:
            raise RuntimeError("a transaction is open")
        self.before_writing()
        self.execute("BEGIN IMMEDIATE")
        self._rehearsing = True
        try:
            yield
        finally:
            self._rehearsing = False
            self._undone += 1
            if self.in_transaction:
                self._roll_back("ROLLBACK")

    @contextlib.contextmanager
    def _all_or_nothing(self, begin: str, commit: str, undo: str) -> Iterator[None]:
        self.execute(begin)
        try:
            yield
            self.execute(commit)
        except BaseException:
            self._undone += 1
            # A full disk may have rolled back already; then there is nothing to do.
            if self.in_transaction:
                self._roll_back(undo)
            raise

    def _roll_back(self, undo: str) -> None:
        # What made the transaction fail is what the caller must hear of, not that the disk fails here too:
        # the journal is then still there, and rolls back at the next open.
        with contextlib.suppress(DiskFault, DiskFull, ReadOnlyPlace, DatabaseDamaged, DatabaseForeign):
            self.execute(undo)
