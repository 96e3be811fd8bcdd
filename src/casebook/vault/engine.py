"""The engine under the database: SQLCipher opened with a raw key, every promise asked back, its errors ours.

What is promised stands in safe.md of the design and docs/formats/safe.md §2: nothing in clear on disk, nothing
committed that vanishes unseen, one opener.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2 as sqlcipher

from casebook.base.errors import Cancelled
from casebook.base.secret import Secret
from casebook.vault.faults import (
    AlreadyOpen,
    DatabaseDamaged,
    DatabaseForeign,
    DiskFault,
    DiskFull,
    EngineUnsafe,
    NotEnoughMemory,
    ReadOnlyPlace,
    disk,
)

WORK_CACHE_KIB: Final = 64 * 1024
PAGE: Final = 4096
_FEW_BYTES: Final = 64 * 1024
_JOURNAL_MAGIC: Final = bytes.fromhex("d9d505f920a163d7")
_JOURNAL_HEAD: Final = struct.Struct(">8sIII")

# The function `sqlcipher_export` tells what went wrong inside it by these texts alone (sqlite3_errstr).
_MEANT: Final = {
    "database or disk is full": sqlcipher.SQLITE_FULL,
    "disk I/O error": sqlcipher.SQLITE_IOERR,
    "database disk image is malformed": sqlcipher.SQLITE_CORRUPT,
    "interrupted": sqlcipher.SQLITE_INTERRUPT,
}

# Sent at every open, in this order: (name, value to set or None, how it must read back or None = not asked).
SETTINGS: Final[tuple[tuple[str, str | None, str | None], ...]] = (
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
    ("cache_size", str(-WORK_CACHE_KIB), str(-WORK_CACHE_KIB)),
)


def connect(path: Path, key: Secret) -> sqlcipher.Connection:
    """The database file at *path*, which exists, opened with 32 raw bytes. The caller closes it.

    Raises `DatabaseForeign`, `DatabaseDamaged`, `EngineUnsafe`, `AlreadyOpen`, disk refusals.
    """
    _check_journal(path)
    try:
        connection = sqlcipher.connect(str(path), timeout=0, isolation_level=None, cached_statements=256)
    except sqlcipher.OperationalError:
        raise DiskFault from None
    try:
        with Mapped(path.parent):
            _set_up(connection, key)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_journal(path: Path) -> None:
    """Raise `DatabaseDamaged` for a rollback journal that tells of a larger database than there can have been.

    The engine believes the number of pages in the journal's header (https://www.sqlite.org/fileformat2.html,
    section 3), which no checksum covers, and makes the file as long as that: with one flipped bit, a terabyte. Pages
    that a transaction cut off stand in the journal, so there cannot be more of them than the journal has room for.
    """
    journal = path.with_name(path.name + "-journal")
    with disk():
        try:
            with journal.open("rb") as stream:
                head = stream.read(_JOURNAL_HEAD.size)
            here, room = path.stat().st_size // PAGE, journal.stat().st_size // PAGE
        except FileNotFoundError:
            return
    if len(head) == _JOURNAL_HEAD.size:
        magic, _records, _nonce, pages = _JOURNAL_HEAD.unpack(head)
        if magic == _JOURNAL_MAGIC and pages > here + room:
            raise DatabaseDamaged((), 1)


def _set_up(connection: sqlcipher.Connection, key: Secret) -> None:
    # Before anything can fail: the engine would report a broken page on the standard error stream.
    _pragma(connection, "cipher_log_level", "NONE", "NONE")
    raw = bytearray(b"x'" + key.reveal().hex().encode("ascii") + b"'")
    try:
        connection.set_key(raw)
    finally:
        raw[:] = bytes(len(raw))
    if not _pragma(connection, "cipher_version"):
        raise EngineUnsafe("cipher_version")
    compiled = {str(row[0]) for row in connection.execute("PRAGMA compile_options")}
    if not compiled & {"TEMP_STORE=2", "TEMP_STORE=3"}:
        raise EngineUnsafe("TEMP_STORE")
    for name, value, expected in SETTINGS:
        _pragma(connection, name, value, expected)
    connection.set_authorizer(deny_attach)
    # Reading takes the lock, rolls back a journal that was left, and shows whether the key fits.
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()


def _pragma(
    connection: sqlcipher.Connection, name: str, value: str | None = None, expected: str | None = None
) -> str:
    """Send *value* if there is one, read the setting back, and compare. Raises `EngineUnsafe`."""
    if value is not None:
        connection.execute(f"PRAGMA {name}={value}").fetchall()
    rows = connection.execute(f"PRAGMA {name}").fetchall()
    found = str(rows[0][0]) if rows else ""
    if expected is not None and found != expected:
        raise EngineUnsafe(name)
    return found


def deny_attach(action: int, _one: object, _two: object, _database: object, _inner: object) -> int:
    """An authorizer: everything but ATTACH, for ``ATTACH … KEY ''`` writes plaintext."""
    return sqlcipher.SQLITE_DENY if action == sqlcipher.SQLITE_ATTACH else sqlcipher.SQLITE_OK


class Mapped:
    """Around a statement: the engine's errors as ours. What is not listed is our bug and is raised as it is.

    *folder* is where the database stands, to tell a full disk from a broken one. One serves all its statements: they
    are so many that a generator for each would cost as much as the statement.
    """

    __slots__ = ("_folder",)

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        pass

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, MemoryError):
            raise NotEnoughMemory from None
        if isinstance(error, sqlcipher.DatabaseError):
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            _raise_ours(_MEANT.get(str(error), code), self._folder)


def _raise_ours(code: int, folder: Path) -> None:
    if code == sqlcipher.SQLITE_FULL:
        raise DiskFull from None
    if code in {sqlcipher.SQLITE_IOERR, sqlcipher.SQLITE_CANTOPEN}:
        # A journal that finds no room is reported as a file that cannot be opened.
        if _no_room(folder):
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


def _no_room(folder: Path) -> bool:
    try:
        place = os.statvfs(folder)
    except OSError:
        return False
    return place.f_bavail * place.f_frsize < _FEW_BYTES
