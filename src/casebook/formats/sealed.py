"""The container inside a sealed copy: a key, names with sizes, the contents one after another, a hash, padding.

It is written and read as a stream in flat memory, and is only ever found inside an age file. The reader is strict:
there is one way to write a content, and anything else is refused before a byte of it is used.
docs/formats/sealed-copy.md.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from casebook.base.errors import Damaged
from casebook.formats.stream import padme

MAGIC: Final = b"casebook/sealed-copy/1\0"
KEY_SIZE: Final = 32
MOST_FILES: Final = 1_000_000
MOST_BYTES: Final = 1 << 50
_NAME: Final = re.compile(rb"[a-z2-7]{26}")
_COUNT: Final = struct.Struct(">I")
_ENTRY: Final = struct.Struct(">26sQ")
_HEAD: Final = len(MAGIC) + KEY_SIZE + _COUNT.size
_DIGEST: Final = 32
_STEP: Final = 1 << 20


class SealedProblem(StrEnum):
    """What is wrong with a container."""

    MAGIC = "magic"
    COUNT = "count"
    NAME = "name"
    SIZE = "size"
    HASH = "hash"
    PADDING = "padding"
    SHORT = "short"
    LONG = "long"


@dataclass(eq=False)
class BadSealedCopy(Damaged):
    """What was decrypted is no sealed copy, or not a whole one."""

    problem: SealedProblem


@dataclass(frozen=True, slots=True)
class Item:
    """One content: its name (26 characters of base 32) and its size in bytes. The first is the database."""

    name: str
    size: int


class Sink(Protocol):
    """Where contents go as they are read."""

    def key(self, key: bytes) -> None:
        """The key of the copy."""

    def begin(self, item: Item, *, first: bool) -> None:
        """A content begins; the one before it is complete."""

    def write(self, data: bytes) -> None:
        """More of it."""

    def end(self) -> None:
        """The hash over everything held: all contents are what was packed."""


def size_of(items: Sequence[Item]) -> int:
    """Bytes of a container with *items*, padding included."""
    return padme(_plain_size(items))


def _plain_size(items: Sequence[Item]) -> int:
    return _HEAD + _ENTRY.size * len(items) + sum(item.size for item in items) + _DIGEST


def pack(key: bytes, items: Sequence[Item], contents: Callable[[Item], Iterable[bytes]]) -> Iterator[bytes]:
    """The container, in pieces. Every content must have the size its item says.

    Raises `BadSealedCopy` (size) where it has another, and for names and numbers no reader would take.
    """
    _check_items(items)
    digest = hashlib.sha256()
    head = MAGIC + key + _COUNT.pack(len(items))
    table = b"".join(_ENTRY.pack(item.name.encode("ascii"), item.size) for item in items)
    digest.update(head + table)
    yield head + table
    for item in items:
        left = item.size
        for piece in contents(item):
            left -= len(piece)
            if left < 0:
                raise BadSealedCopy(SealedProblem.SIZE)
            digest.update(piece)
            yield piece
        if left:
            raise BadSealedCopy(SealedProblem.SIZE)
    yield digest.digest()
    zeros = size_of(items) - _plain_size(items)
    while zeros:
        step = min(zeros, _STEP)
        yield bytes(step)
        zeros -= step


def _check_items(items: Sequence[Item]) -> None:
    if not 0 < len(items) <= MOST_FILES:
        raise BadSealedCopy(SealedProblem.COUNT)
    names = [item.name for item in items]
    rest = names[1:]
    good = all(_NAME.fullmatch(name.encode("utf-8")) for name in names)
    if not good or rest != sorted(rest) or len(set(names)) != len(names):
        raise BadSealedCopy(SealedProblem.NAME)
    if any(not 0 <= item.size <= MOST_BYTES for item in items) or _plain_size(items) > MOST_BYTES:
        raise BadSealedCopy(SealedProblem.SIZE)


class Unpacker:
    """Takes the container piece by piece and hands its contents to a sink; a file open for writing, for age.

    Nothing may be trusted before `finish` has returned.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._digest = hashlib.sha256()
        self._buffer = bytearray()
        self._items: list[Item] | None = None
        self._count = 0
        self._at = -1
        self._left = 0
        self._zeros = -1
        self.items: tuple[Item, ...] = ()
        """What is in it, once that has been read."""

    def write(self, data: bytes) -> int:
        """More of the container. Raises `BadSealedCopy`, and whatever the sink raises."""
        view = memoryview(data)
        while view:
            view = view[self._take(view) :]
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back that could be written."""

    def finish(self) -> None:
        """The stream is at its end. Raises `BadSealedCopy` (short) if the container is not."""
        if self._zeros != 0:
            raise BadSealedCopy(SealedProblem.SHORT)
        self._sink.end()

    def _take(self, view: memoryview) -> int:
        """Use up some of *view*; how much."""
        if self._zeros >= 0:
            return self._padding(view)
        if self._items is None:
            return self._collect(view, _HEAD + _ENTRY.size * self._count, self._head)
        if self._left:
            piece = bytes(view[: self._left])
            self._digest.update(piece)
            self._sink.write(piece)
            self._left -= len(piece)
            if not self._left:
                self._next()
            return len(piece)
        return self._collect(view, _DIGEST, self._hash)

    def _collect(self, view: memoryview, wanted: int, use: Callable[[bytes], None]) -> int:
        part = view[: min(wanted - len(self._buffer), _STEP)]
        self._buffer += part
        if len(self._buffer) == wanted:
            use(bytes(self._buffer))
        return len(part)

    def _head(self, data: bytes) -> None:
        """The fixed head, which says how long the table is; then head and table."""
        if not data.startswith(MAGIC):
            raise BadSealedCopy(SealedProblem.MAGIC)
        if not self._count:
            (self._count,) = _COUNT.unpack_from(data, len(MAGIC) + KEY_SIZE)
            if not 0 < self._count <= MOST_FILES:
                raise BadSealedCopy(SealedProblem.COUNT)
            return
        pairs = _ENTRY.iter_unpack(data[_HEAD:])
        items = [Item(name.decode("ascii", errors="replace"), size) for name, size in pairs]
        _check_items(items)
        self._items, self.items = items, tuple(items)
        self._buffer.clear()
        self._digest.update(data)
        self._sink.key(data[len(MAGIC) : len(MAGIC) + KEY_SIZE])
        self._next()

    def _next(self) -> None:
        """Begin the next content; one without bytes is complete at once."""
        while not self._left and self._at + 1 < len(self.items):
            self._at += 1
            self._left = self.items[self._at].size
            self._sink.begin(self.items[self._at], first=self._at == 0)

    def _hash(self, data: bytes) -> None:
        if data != self._digest.digest():
            raise BadSealedCopy(SealedProblem.HASH)
        self._zeros = size_of(self.items) - _plain_size(self.items)

    def _padding(self, view: memoryview) -> int:
        if len(view) > self._zeros:
            raise BadSealedCopy(SealedProblem.LONG)
        if any(view):
            raise BadSealedCopy(SealedProblem.PADDING)
        self._zeros -= len(view)
        return len(view)
