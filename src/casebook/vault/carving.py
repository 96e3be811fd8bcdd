"""Rows read out of a damaged database, page by page, without its trees.

The engine gives up at the first page whose seal is broken. What is kept in a journal authenticates itself, so here
every cell of every page that still decrypts to something is handed out, and the caller takes what verifies. Only
pages whose seal holds may vouch for a row that nothing else vouches for (`Carved.sound`).

Sources: https://www.zetetic.net/sqlcipher/design/ (pages, seals) and https://www.sqlite.org/fileformat2.html,
sections 1.5 to 2.1 (b-tree pages, cells, overflow chains, records).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault.engine import PAGE
from casebook.vault.faults import disk

_SALT: Final = 16
_VECTOR: Final = 16
_SEAL: Final = 64
_USABLE: Final = PAGE - _VECTOR - _SEAL
_HEADER: Final = 100
_SEAL_SALT: Final = 0x3A
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER = 0x0D, 0x0A, 0x02
_TABLE_MOST: Final = _USABLE - 35
_INDEX_MOST: Final = (_USABLE - 12) * 64 // 255 - 23
_LEAST: Final = (_USABLE - 12) * 32 // 255 - 23
_MOST_PAYLOAD: Final = 8 << 20
_PAGES_PER_STEP: Final = 256

Value = bytes | str | int | float | None


@dataclass(frozen=True, slots=True)
class Carved:
    """One row: its values, the row id where the table has one (else -1), whether the seal of every page it lies on
    holds, and the number of the page it begins on.
    """

    values: tuple[Value, ...]
    rowid: int
    sound: bool
    page: int


def rows(path: Path, key: Secret, progress: Progress) -> Iterator[Carved]:
    """Every row that can be read of the database at *path*, in the order of pages; one may come twice.

    Nothing is written, and nothing is decrypted to the disk. Pages that are free hold nothing: the engine
    overwrites what it deletes. Raises disk refusals, `Cancelled`.
    """
    with disk():
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        pages = _Pages(handle, key.reveal())
        for number in range(1, pages.count + 1):
            if number % _PAGES_PER_STEP == 1:
                progress.step("reading-damaged", number, pages.count)
            yield from _rows_of(pages, number)
    finally:
        os.close(handle)


class _Pages:
    """The decrypted pages of a database file."""

    def __init__(self, handle: int, key: bytes) -> None:
        self._handle = handle
        self._key = key
        with disk():
            self.count = -(-os.fstat(handle).st_size // PAGE)
            salt = os.pread(handle, _SALT, 0)
        seal_salt = bytes(byte ^ _SEAL_SALT for byte in salt)
        self._seal_key = hashlib.pbkdf2_hmac("sha512", key, seal_salt, 2, 32)

    def read(self, number: int) -> tuple[bytes, bool]:
        """The content of a page, with room for the file's header on the first; and whether its seal holds."""
        try:
            page = os.pread(self._handle, PAGE, (number - 1) * PAGE)
        except OSError:  # a sector that cannot be read
            page = b""
        page = page.ljust(PAGE, b"\0")
        start = _SALT if number == 1 else 0
        sealed, seal = page[start : PAGE - _SEAL], page[PAGE - _SEAL :]
        wanted = hmac.digest(self._seal_key, sealed + struct.pack("<I", number), "sha512")
        vector = page[_USABLE : _USABLE + _VECTOR]
        decryptor = Cipher(algorithms.AES(self._key), modes.CBC(vector)).decryptor()
        content = decryptor.update(page[start:_USABLE]) + decryptor.finalize()
        return bytes(start) + content, hmac.compare_digest(wanted, seal)


class _NoRow(Exception):  # noqa: N818 - never leaves this file
    """What stands there is no row."""


def _rows_of(pages: _Pages, number: int) -> Iterator[Carved]:
    page, sound = pages.read(number)
    start = _HEADER if number == 1 else 0
    kind = page[start]
    if kind not in {_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER}:
        return
    pointers = start + (12 if kind == _INDEX_INNER else 8)
    cells = int.from_bytes(page[start + 3 : start + 5], "big")
    for place in range(min(cells, (_USABLE - pointers) // 2)):
        at = int.from_bytes(page[pointers + 2 * place : pointers + 2 * place + 2], "big")
        try:
            values, rowid, all_sound = _row_at(pages, page, kind, at, sound=sound)
        except (_NoRow, IndexError, UnicodeDecodeError, struct.error):
            continue
        yield Carved(values, rowid, all_sound, number)


def _row_at(
    pages: _Pages, page: bytes, kind: int, at: int, *, sound: bool
) -> tuple[tuple[Value, ...], int, bool]:
    if kind == _INDEX_INNER:
        at += 4
    size, at = _varint(page, at)
    rowid = -1
    if kind == _TABLE_LEAF:
        rowid, at = _varint(page, at)
    if not 0 < size <= _MOST_PAYLOAD:
        raise _NoRow
    local = _local(size, _TABLE_MOST if kind == _TABLE_LEAF else _INDEX_MOST)
    payload = page[at : at + local]
    if at + local > _USABLE:
        raise _NoRow
    if local < size:
        following = int.from_bytes(page[at + local : at + local + 4], "big")
        rest, rest_sound = _overflow(pages, following, size - local)
        payload, sound = payload + rest, sound and rest_sound
    return _values(payload), rowid, sound


def _local(size: int, most: int) -> int:
    """How many bytes of a payload stand in the cell itself; the rest lies in overflow pages."""
    if size <= most:
        return size
    wanted = _LEAST + (size - _LEAST) % (_USABLE - 4)
    return wanted if wanted <= most else _LEAST


def _overflow(pages: _Pages, number: int, left: int) -> tuple[bytes, bool]:
    found, all_sound = bytearray(), True
    while left > 0:
        if not 1 < number <= pages.count:
            raise _NoRow
        page, sound = pages.read(number)
        piece = page[4 : 4 + min(left, _USABLE - 4)]
        found += piece
        left -= len(piece)
        all_sound = all_sound and sound
        number = int.from_bytes(page[:4], "big")
    return bytes(found), all_sound


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A big-endian integer of 7 bits a byte, 8 in the ninth; and where it ends."""
    value = 0
    for place in range(8):
        byte = data[at + place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    return value << 8 | data[at + 8], at + 9


def _values(payload: bytes) -> tuple[Value, ...]:
    end, at = _varint(payload, 0)
    if end > len(payload):
        raise _NoRow
    types = []
    while at < end:
        kind, at = _varint(payload, at)
        types.append(kind)
    values = []
    at = end
    for kind in types:
        size = _size(kind)
        piece = payload[at : at + size]
        if len(piece) != size:
            raise _NoRow
        values.append(_value(kind, piece))
        at += size
    return tuple(values)


_SIZES: Final = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)


def _size(kind: int) -> int:
    if kind in {10, 11}:
        raise _NoRow
    return _SIZES[kind] if kind < 10 else (kind - 12) // 2


def _value(kind: int, piece: bytes) -> Value:
    if kind == 0:
        return None
    if kind <= 6:
        return int.from_bytes(piece, "big", signed=True)
    if kind == 7:
        return float(struct.unpack(">d", piece)[0])
    if kind in {8, 9}:
        return kind - 8
    return piece.decode() if kind % 2 else piece
