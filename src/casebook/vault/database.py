"""The encrypted database: SQLCipher, with every promise we build on asked back at each open.

A `Database` belongs to the thread that opened it; only `interrupt` may be called from another one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2 as sqlcipher

from casebook.base.errors import Cancelled
from casebook.base.files import sync_folder
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault.faults import (
    AlreadyOpen,
    DatabaseDamaged,
    DatabaseForeign,
    DatabaseMissing,
    DatabasePlaintext,
    DiskFault,
    DiskFull,
    EngineUnsafe,
    NotEnoughMemory,
    ReadOnlyPlace,
    disk,
)

Value = bytes | str | int | float | None
Row = tuple[Any, ...]

PLAIN_HEADER: Final = b"SQLite format 3\0"
_WORK_CACHE_KIB: Final = 64 * 1024
_BULK_CACHE_KIB: Final = 128 * 1024
_FEW_BYTES: Final = 64 * 1024
_FETCH: Final = 256

# The function `sqlcipher_export` tells what went wrong inside it by these texts alone (sqlite3_errstr).
_MEANT: Final = {
    "database or disk is full": sqlcipher.SQLITE_FULL,
    "disk I/O error": sqlcipher.SQLITE_IOERR,
    "database disk image is malformed": sqlcipher.SQLITE_CORRUPT,
    "interrupted": sqlcipher.SQLITE_INTERRUPT,
}

# Sent at every open, in this order: (name, value to set or None, how it must read back or None = not asked).
_SETTINGS: Final[tuple[tuple[str, str | None, str | None], ...]] = (
    ("temp_store", "MEMORY", "2"),
    ("secure_delete", "ON", "1"),
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("synchronous", "FULL", "2"),
    ("journal_mode", "DELETE", "delete"),
    # With an exclusive lock the journal file is kept between transactions. Emptied it holds no old pages,
    # and a journal that is not empty at open means a transaction that did not end.
    ("journal_size_limit", "0", "0"),
    ("cipher_memory_security", None, "0"),
    ("cipher_page_size", None, "4096"),
    ("cipher_plaintext_header_size", None, "0"),
    ("cipher_use_hmac", None, "1"),
    ("cipher_hmac_algorithm", None, "HMAC_SHA512"),
    ("mmap_size", "0", "0"),
    ("foreign_keys", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("cache_size", str(-_WORK_CACHE_KIB), str(-_WORK_CACHE_KIB)),
)


class Database:
    """An open encrypted database. SQL comes from `vault`, `journal` and `search` alone."""

    def __init__(self, path: Path, connection: sqlcipher.Connection) -> None:
        self.path = path
        self._connection = connection

    # -------------------------------------------------------------- opening

    @classmethod
    def create(cls, path: Path, key: Secret) -> Database:
        """A new, empty database at *path*, which must not exist. *key* is 32 raw bytes.

        Raises disk refusals and `EngineUnsafe`.
        """
        _make_empty(path)
        return cls._keyed(path, key)

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
                path.chmod(0o600)
        return cls._keyed(path, key)

    @classmethod
    def _keyed(cls, path: Path, key: Secret) -> Database:
        with disk():
            try:
                # One statement cache for the whole program: every list and form prepares its own.
                connection = sqlcipher.connect(
                    str(path), timeout=0, isolation_level=None, cached_statements=256
                )
            except sqlcipher.OperationalError:
                raise DiskFault from None
        self = cls(path, connection)
        try:
            self._set_up(key)
        except BaseException:
            connection.close()
            raise
        return self

    def _set_up(self, key: Secret) -> None:
        # Before anything can fail: the engine would report a broken page on the standard error stream.
        self._pragma("cipher_log_level", "NONE", "NONE")
        raw = bytearray(b"x'" + key.reveal().hex().encode("ascii") + b"'")
        try:
            self._connection.set_key(raw)
        finally:
            raw[:] = bytes(len(raw))
        if not self._pragma("cipher_version"):
            raise EngineUnsafe("cipher_version")
        compiled = {str(row[0]) for row in self.execute("PRAGMA compile_options")}
        if not compiled & {"TEMP_STORE=2", "TEMP_STORE=3"}:
            raise EngineUnsafe("TEMP_STORE")
        for name, value, expected in _SETTINGS:
            self._pragma(name, value, expected)
        self._connection.set_authorizer(_deny_attach)
        # Reading and writing the header takes the lock, rolls back a journal that was left, and shows whether
        # the key fits.
        self.execute("SELECT count(*) FROM sqlite_master")

    def _pragma(self, name: str, value: str | None = None, expected: str | None = None) -> str:
        """Send *value* if there is one, read the setting back, and compare. Raises `EngineUnsafe`."""
        if value is not None:
            self.execute(f"PRAGMA {name}={value}")
        rows = self.execute(f"PRAGMA {name}")
        found = str(rows[0][0]) if rows else ""
        if expected is not None and found != expected:
            raise EngineUnsafe(name)
        return found

    def close(self) -> None:
        """Close it. Closing twice is allowed. An open transaction is rolled back."""
        self._connection.close()

    # -------------------------------------------------------------- statements

    def execute(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        """Run one statement and return all its rows."""
        with self._mapped():
            return self._connection.execute(sql, params).fetchall()

    def one(self, sql: str, params: Sequence[Value] = ()) -> Row | None:
        """The first row, or `None`."""
        with self._mapped():
            cursor = self._connection.execute(sql, params)
            row = cursor.fetchone()
            # An unfinished statement would keep its lock.
            cursor.close()
            return row

    def each(self, sql: str, params: Sequence[Value] = ()) -> Iterator[Row]:
        """The rows one after another, few in memory at a time."""
        with self._mapped():
            cursor = self._connection.execute(sql, params)
        try:
            while True:
                with self._mapped():
                    rows = cursor.fetchmany(_FETCH)
                if not rows:
                    return
                yield from rows
        finally:
            cursor.close()

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement for each of *rows*; inside a transaction, or each row is one."""
        with self._mapped():
            self._connection.executemany(sql, rows)

    def script(self, sql: str) -> None:
        """Run several statements, in the transaction that is open, if one is.

        The engine's own `executescript` would commit it first.
        """
        for statement in statements(sql):
            self.execute(statement)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.in_transaction

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: BEGIN IMMEDIATE, then COMMIT, or ROLLBACK if anything was raised.

        Transactions do not nest: a second one inside is our bug (`RuntimeError`).
        """
        if self.in_transaction:
            raise RuntimeError("a transaction is open")
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled back already; then there is nothing to do.
            if self.in_transaction:
                self._roll_back()
            raise

    def _roll_back(self) -> None:
        # What made the transaction fail is what the caller must hear of, not that the disk fails here too:
        # the journal is then still there, and rolls back at the next open.
        with contextlib.suppress(DiskFault, DiskFull, ReadOnlyPlace, DatabaseDamaged, DatabaseForeign):
            self.execute("ROLLBACK")

    # -------------------------------------------------------------- the whole file

    @contextlib.contextmanager
    def bulk(self) -> Iterator[None]:
        """A larger page cache, for imports and rebuilds: the cipher punishes reads beyond the cache."""
        self.execute(f"PRAGMA cache_size={-_BULK_CACHE_KIB}")
        try:
            yield
        finally:
            self.execute(f"PRAGMA cache_size={-_WORK_CACHE_KIB}")
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
            self._connection.set_authorizer(_deny_attach)

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

    # -------------------------------------------------------------- errors

    @contextlib.contextmanager
    def _mapped(self) -> Iterator[None]:
        """The engine's errors as ours. What is not listed is our bug and is raised as it is."""
        try:
            yield
        except MemoryError:
            raise NotEnoughMemory from None
        except sqlcipher.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            self._raise_ours(_MEANT.get(str(error), code))
            raise

    def _raise_ours(self, code: int) -> None:
        if code == sqlcipher.SQLITE_FULL:
            raise DiskFull from None
        if code in {sqlcipher.SQLITE_IOERR, sqlcipher.SQLITE_CANTOPEN}:
            # A journal that finds no room is reported as a file that cannot be opened.
            if self._no_room():
                raise DiskFull from None
            raise DiskFault from None
        if code == sqlcipher.SQLITE_NOTADB:
            raise DatabaseForeign from None
        if code == sqlcipher.SQLITE_CORRUPT:
            raise DatabaseDamaged from None
        if code in {sqlcipher.SQLITE_BUSY, sqlcipher.SQLITE_LOCKED}:
            raise AlreadyOpen from None
        if code in {sqlcipher.SQLITE_READONLY, sqlcipher.SQLITE_PERM}:
            raise ReadOnlyPlace from None
        if code == sqlcipher.SQLITE_INTERRUPT:
            raise Cancelled from None

    def _no_room(self) -> bool:
        try:
            place = os.statvfs(self.path.parent)
        except OSError:
            return False
        return place.f_bavail * place.f_frsize < _FEW_BYTES


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


def _deny_attach(action: int, _one: object, _two: object, _database: object, _inner: object) -> int:
    return sqlcipher.SQLITE_DENY if action == sqlcipher.SQLITE_ATTACH else sqlcipher.SQLITE_OK


def _page_numbers(lines: Iterable[str]) -> tuple[int, ...]:
    """The numbers in lines such as "HMAC verification failed for page 7"."""
    words = (line.rpartition("page ")[2] for line in lines)
    return tuple(int(word) for word in words if word.isdecimal())
