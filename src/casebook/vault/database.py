"""The encrypted database: statements, transactions, copies and checks over an open connection.

A `Database` belongs to the thread that opened it; only `interrupt` may be called from another one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlcipher3 import dbapi2 as sqlcipher

from casebook.base.files import sync_folder
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault import engine
from casebook.vault.engine import Mapped
from casebook.vault.faults import (
    DatabaseDamaged,
    DatabaseForeign,
    DatabaseMissing,
    DatabasePlaintext,
    disk,
)
from casebook.vault.transactions import Transactions

Value = bytes | str | int | float | None
Row = tuple[Any, ...]
_Found = TypeVar("_Found")

PLAIN_HEADER: Final = b"SQLite format 3\0"
_BULK_CACHE_KIB: Final = 128 * 1024
_FETCH: Final = 256
_STOP_STEPS: Final = 20_000
"""How many instructions of the engine pass between two looks whether to stop: some milliseconds."""


class Database(Transactions):
    """An open encrypted database. SQL comes from `vault`, `journal` and `search` alone."""

    def __init__(self, path: Path, connection: sqlcipher.Connection) -> None:
        super().__init__()
        self.path = path
        self._connection = connection
        self._mapped = Mapped(path.parent)
        self._remembered: dict[str, tuple[tuple[int, int], Any]] = {}
        self.closed = False

    # -------------------------------------------------------------- opening

    @classmethod
    def create(cls, path: Path, key: Secret) -> Database:
        """A new, empty database at *path*, which must not exist. *key* is 32 raw bytes.

        Raises disk refusals and `EngineUnsafe`.
        """
        _make_empty(path)
        return cls(path, engine.connect(path, key))

    @classmethod
    def open(cls, path: Path, key: Secret) -> Database:
        """The database at *path*.

        Raises `DatabaseMissing`, `DatabasePlaintext`, `DatabaseForeign`, `DatabaseDamaged`, `EngineUnsafe`,
        `AlreadyOpen`, disk refusals.
        """
        with disk():
            if path.is_symlink() or not path.is_file():
                raise DatabaseMissing(0)
            with path.open("rb") as stream:
                head = stream.read(len(PLAIN_HEADER))
            if head == PLAIN_HEADER:
                raise DatabasePlaintext
            if len(head) < len(PLAIN_HEADER):
                raise DatabaseForeign
            if path.stat().st_mode & 0o077:
                # A stick without owners and modes keeps its own, and a disc takes none.
                with contextlib.suppress(OSError):
                    path.chmod(0o600)
        return cls(path, engine.connect(path, key))

    def close(self) -> None:
        """Close it. Closing twice is allowed. An open transaction is rolled back."""
        self._connection.close()
        self.closed = True

    # -------------------------------------------------------------- statements

    def execute(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        """Run one statement and return all its rows."""
        with self._mapped:
            return self._connection.execute(sql, params).fetchall()

    def one(self, sql: str, params: Sequence[Value] = ()) -> Row | None:
        """The first row, or `None`."""
        with self._mapped:
            cursor = self._connection.execute(sql, params)
            row = cursor.fetchone()
            # An unfinished statement would keep its lock.
            cursor.close()
            return row

    def each(self, sql: str, params: Sequence[Value] = ()) -> Iterator[Row]:
        """The rows one after another, few in memory at a time."""
        with self._mapped:
            cursor = self._connection.execute(sql, params)
        try:
            while True:
                with self._mapped:
                    rows = cursor.fetchmany(_FETCH)
                if not rows:
                    return
                yield from rows
        finally:
            cursor.close()

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement for each of *rows*; inside a transaction, or each row is one."""
        with self._mapped:
            self._connection.executemany(sql, rows)

    def script(self, sql: str) -> None:
        """Run several statements, in the transaction that is open, if one is.

        The engine's own `executescript` would commit it first.
        """
        for statement in statements(sql):
            self.execute(statement)

    def remembered(self, what: str, find: Callable[[], _Found]) -> _Found:
        """What *find* finds, and found before unless anything was changed since, or a change was undone.

        *find* reads nothing but this database. What it finds belongs to everybody: nobody changes it.
        """
        now = (self._connection.total_changes, self._undone)
        if what not in self._remembered or self._remembered[what][0] != now:
            self._remembered[what] = now, find()
        found: _Found = self._remembered[what][1]
        return found

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.in_transaction

    # -------------------------------------------------------------- the whole file

    @contextlib.contextmanager
    def bulk(self) -> Iterator[None]:
        """A larger page cache, for imports and rebuilds: the cipher punishes reads beyond the cache."""
        self.execute(f"PRAGMA cache_size={-_BULK_CACHE_KIB}")
        try:
            yield
        finally:
            self.execute(f"PRAGMA cache_size={-engine.WORK_CACHE_KIB}")
            self.execute("PRAGMA shrink_memory")

    @contextlib.contextmanager
    def attaching(self) -> Iterator[None]:
        """Allow ATTACH for a moment: VACUUM and an export to another key need it.

        Otherwise it is denied, for ``ATTACH … KEY ''`` writes plaintext.
        """
        self._connection.set_authorizer(None)
        try:
            yield
        finally:
            self._connection.set_authorizer(engine.deny_attach)

    @contextlib.contextmanager
    def stoppable(self, progress: Progress) -> Iterator[None]:
        """Within it, a long statement ends soon after somebody asked *progress* to stop: it raises `Cancelled`."""
        self._connection.set_progress_handler(lambda: int(progress.cancelled), _STOP_STEPS)
        try:
            yield
        finally:
            self._connection.set_progress_handler(None, 0)

    def vacuum(self) -> None:
        """Write the file anew without free pages. Not inside a transaction."""
        with self.attaching():
            self.execute("VACUUM")

    def export(self, path: Path, key: Secret) -> None:
        """Copy everything into a new database at *path* under another key, `user_version` included.

        Not inside a transaction. *path* must not exist. The copy is made, not verified.
        """
        _make_empty(path)
        row = self.one("PRAGMA user_version")
        with self.attaching():
            self.execute("ATTACH DATABASE ? AS copy KEY ?", (str(path), f"x'{key.reveal().hex()}'"))
            try:
                self.execute("PRAGMA copy.journal_mode=DELETE")
                self.execute("SELECT sqlcipher_export('copy')")
                self.execute(f"PRAGMA copy.user_version={int(row[0]) if row else 0}")
            finally:
                self.execute("DETACH DATABASE copy")

    def check_integrity(self, progress: Progress) -> None:
        """Read and check every page, tree and reference. Raises `DatabaseDamaged`, `Cancelled`."""
        progress.step("checking-pages")
        pages = self.one("PRAGMA page_count")
        # A file made longer by far would have the engine name every page of the rest.
        if pages is None or self.path.stat().st_size > pages[0] * engine.PAGE:
            raise DatabaseDamaged((), 1)
        broken = [str(row[0]) for row in self.execute("PRAGMA cipher_integrity_check")]
        if broken:
            raise DatabaseDamaged(_page_numbers(broken), len(broken))
        progress.step("checking-trees")
        quick = [str(row[0]) for row in self.execute("PRAGMA quick_check")]
        progress.step("checking-references")
        dangling = self.execute("PRAGMA foreign_key_check")
        problems = len(dangling) + (0 if quick == ["ok"] else len(quick))
        if problems:
            raise DatabaseDamaged((), problems)

    def interrupt(self) -> None:
        """Stop the statement that is running, from any thread: it raises `Cancelled` there."""
        self._connection.interrupt()


def _make_empty(path: Path) -> None:
    """A new empty file for the owner alone; the engine by itself would follow the umask."""
    with disk():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
        sync_folder(path.parent)


def statements(sql: str) -> Iterator[str]:
    """The single statements of *sql*; triggers with their inner semicolons stay whole.

    Raises `ValueError` if the last one is not ended by a semicolon.
    """
    pending = ""
    for piece in sql.split(";")[:-1]:
        pending += piece + ";"
        if sqlcipher.complete_statement(pending):
            yield pending
            pending = ""
    rest = pending + sql.rpartition(";")[2]
    if any(line.partition("--")[0].strip() for line in rest.splitlines()):
        raise ValueError("the last statement has no end")


def _page_numbers(lines: Iterable[str]) -> tuple[int, ...]:
    """The numbers in lines such as "HMAC verification failed for page 7"."""
    words = (line.rpartition("page ")[2] for line in lines)
    return tuple(int(word) for word in words if word.isdecimal())
