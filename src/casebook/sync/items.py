"""What lies in a blob: an index, then entries, parts and pieces of files, each with its length before it.

A row of items can be cut anywhere: what is complete before the cut is of use. `split` takes it apart in the jail,
after decryption, and knows nothing of what an entry means; docs/formats/pack.md has the bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Final

import msgspec

from casebook.base.encode import pack
from casebook.base.progress import Progress
from casebook.jail import launch
from casebook.jail.errors import AnswerUnreadable
from casebook.jail.limits import MIB, Limits
from casebook.jail.task import Task

VERSION: Final = 1
MOST_ITEM: Final = MIB + 64 * 1024
"""Bytes of one item: an entry is at most 1 MiB, and what frames its parts is far below the rest."""
MOST_INDEX: Final = MIB
MOST_PIECE: Final = 256 * 1024
"""Bytes of a file in one item."""
MOST_ITEMS: Final = 400_000
"""Items in one blob; a pack full of the smallest entries holds fewer."""
MOST_PARTS: Final = 1024
MOST_HEADER: Final = 64 * 1024
MOST_NAME: Final = 64
TASK: Final = "casebook.sync.items:split"
LIMITS: Final = Limits(memory=1536 * MIB, cpu_s=120, wall_s=240.0, answer=96 * MIB)
_LENGTH: Final = 4


class Kind(IntEnum):
    """The first number of an item."""

    ENTRY = 1
    PARTS = 2
    PIECE = 3


class Rest(StrEnum):
    """How a row of items ended."""

    END = "end"
    """With the mark that ends it, and zeros behind."""
    TORN = "torn"
    """In the middle: the rest did not arrive."""
    BAD = "bad"
    """At something that is no item of this or a later version. What stood before it holds."""


@dataclass(frozen=True, slots=True)
class Range:
    """Entries of one feed in a blob: from *first* to *last*, and the signed header of *last* where it is known."""

    feed: bytes
    first: int
    last: int
    header: bytes = b""
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class PieceRange:
    """A run of bytes of one encrypted file in a blob."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class BlobIndex:
    """What a blob holds, for a reader who has it already: it reads no further.

    *giver*: the key of the device that wrote it, as earlier versions told and nobody proved; nothing now.
    """

    compartment: bytes
    ranges: tuple[Range, ...] = ()
    pieces: tuple[PieceRange, ...] = ()
    giver: bytes = b""


@dataclass(frozen=True, slots=True)
class CameEntry:
    """An entry as it came: *parts* is `None` if none was sent with it, and holds `None` where one was left out."""

    header: bytes
    signature: bytes
    parts: tuple[bytes | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class CamePiece:
    """Bytes of the encrypted file of that name, from *offset*."""

    file: str
    offset: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Split:
    """A row of items taken apart: entries and pieces in the order they came, complete ones only.

    *count* items were read, *newer* of them of kinds this version does not know. *index* is `None` if not even it
    came whole.
    """

    index: BlobIndex | None
    entries: tuple[CameEntry, ...]
    pieces: tuple[CamePiece, ...]
    count: int
    newer: int
    rest: Rest

    def check(self) -> Split:
        """The same, held against the limits once more, outside of the jail. Raises `AnswerUnreadable`."""
        fine = (
            0 <= self.newer <= self.count <= MOST_ITEMS
            and len(self.entries) + len(self.pieces) <= self.count
            and all(_is_entry(each) for each in self.entries)
            and all(_is_piece(each.file, each.offset, each.data) for each in self.pieces)
            and (self.index is None or _is_index(self.index))
        )
        if not fine:
            raise AnswerUnreadable
        return self


# ------------------------------------------------------------------------------------------------ writing


def framed(body: bytes) -> bytes:
    """An item with its length before it."""
    return len(body).to_bytes(_LENGTH, "big") + body


def index(of: BlobIndex) -> bytes:
    """The first item of a blob. `ValueError` where it says what no reader would take."""
    if not _is_index(of):
        raise ValueError("no index that a reader takes")
    data = pack(_index_value(of))
    if len(data) > MOST_INDEX:
        raise ValueError("an index of too many ranges")
    return framed(data)


def entry(header: bytes, signature: bytes, parts: Sequence[bytes | None] | None) -> bytes:
    """An entry; with *parts* `None` only its header, whose parts may follow as `parts`."""
    return framed(pack([int(Kind.ENTRY), header, signature, None if parts is None else list(parts)]))


def parts(number: int, of: Sequence[bytes | None]) -> bytes:
    """The parts of the entry that stands as the *number*-th in this blob, counted from 0 and among entries only."""
    return framed(pack([int(Kind.PARTS), number, list(of)]))


def piece(file: str, offset: int, data: bytes) -> bytes:
    """At most `MOST_PIECE` bytes of an encrypted file, as they lie on the disk."""
    if not _is_piece(file, offset, data):
        raise ValueError("no piece that a reader takes")
    return framed(pack([int(Kind.PIECE), file, offset, data]))


# ------------------------------------------------------------------------------------------------ reading


def parted(
    plain: bytes, *, run: Callable[..., Split] = launch.run, progress: Progress | None = None
) -> Split:
    """The items that are complete in *plain*, taken apart in a confined child that is given no key.

    Raises leaves of `casebook.jail.errors`, `Cancelled`. *run* is `launch.run`, or `here` where a child for each
    of many would be too dear and the bytes are our own.
    """
    return run(TASK, plain, answer=Split, limits=LIMITS, progress=progress).check()


def here(target: str, argument: bytes, **_: object) -> Split:
    """In place of `launch.run`: the same in this process."""
    assert target == TASK
    return take_apart(argument)


def split(task: Task) -> Split:
    """For the jail: the argument is the decrypted start of a blob. Never raises on what it says."""
    return take_apart(task.argument)


def take_apart(data: bytes) -> Split:
    """The items that are complete in *data*, the decrypted start of a blob. Never raises on what it says."""
    rows = _Rows(data)
    first = next(rows, None)
    found = None if first is None else _read_index(first)
    if found is None:
        return Split(None, (), (), 0, 0, rows.rest if first is None else Rest.BAD)
    taking = _Taking()
    rest = None
    for row in rows:
        if taking.count == MOST_ITEMS or not taking.take(row):
            rest = Rest.BAD
            break
    return Split(
        found,
        tuple(taking.entries),
        tuple(taking.pieces),
        taking.count,
        taking.newer,
        rows.rest if rest is None else rest,
    )


class _Rows(Iterator[bytes]):
    """The bodies of items that are complete; `rest` says how it ended, once it did."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._at = 0
        self.rest = Rest.TORN

    def __next__(self) -> bytes:
        start = self._at + _LENGTH
        if start > len(self._data):
            raise StopIteration
        length = int.from_bytes(self._data[self._at : start], "big")
        if length == 0:
            self.rest = Rest.BAD if any(self._data[start:]) else Rest.END
            raise StopIteration
        if length > MOST_ITEM:
            self.rest = Rest.BAD
            raise StopIteration
        if start + length > len(self._data):
            raise StopIteration
        self._at = start + length
        return bytes(self._data[start : self._at])


class _Taking:
    """Collects items, and puts parts to the entries they belong to."""

    def __init__(self) -> None:
        self.entries: list[CameEntry] = []
        self.pieces: list[CamePiece] = []
        self.count = 0
        self.newer = 0

    def take(self, row: bytes) -> bool:
        """Whether *row* is an item of this version or of a later one."""
        value = _decoded(row)
        match value:
            case [1, bytes() as header, bytes() as signature, None]:
                fine = self._entry(CameEntry(header, signature))
            case [1, bytes() as header, bytes() as signature, list() as given]:
                fine = self._entry(CameEntry(header, signature, tuple(given)))
            case [2, int() as number, list() as given]:
                fine = self._parts(number, tuple(given))
            case [3, str() as file, int() as offset, bytes() as data] if _is_piece(file, offset, data):
                self.pieces.append(CamePiece(file, offset, data))
                fine = True
            case [int() as kind, *_] if kind > max(Kind) and not isinstance(kind, bool):
                self.newer += 1
                fine = True
            case _:
                fine = False
        self.count += fine
        return fine

    def _entry(self, came: CameEntry) -> bool:
        fine = _is_entry(came)
        if fine:
            self.entries.append(came)
        return fine

    def _parts(self, number: int, given: tuple[bytes | None, ...]) -> bool:
        """Parts of an entry that stands before them and came without any."""
        if isinstance(number, bool) or not 0 <= number < len(self.entries):
            return False
        before = self.entries[number]
        if before.parts is not None:
            return False
        whole = CameEntry(before.header, before.signature, given)
        if not _is_entry(whole):
            return False
        self.entries[number] = whole
        return True


def _decoded(row: bytes) -> Any:  # noqa: ANN401 - the callers match it
    """*row* as MessagePack in its one shortest form; else `None`, which is no item."""
    try:
        value = msgspec.msgpack.decode(row)
        return value if pack(value) == row else None
    except (
        msgspec.DecodeError,
        msgspec.ValidationError,
        ValueError,
        TypeError,
        RecursionError,
        OverflowError,
    ):
        return None


def _read_index(row: bytes) -> BlobIndex | None:
    if len(row) > MOST_INDEX:
        return None
    match _decoded(row):
        case [
            int() as version,
            bytes() as compartment,
            list() as ranges,
            list() as pieces,
            bytes() as giver,
            *_,
        ]:
            if version < VERSION or isinstance(version, bool):
                return None
            try:
                found = BlobIndex(
                    compartment,
                    tuple(Range(*each) for each in ranges),
                    tuple(PieceRange(*each) for each in pieces),
                    giver,
                )
            except TypeError:
                return None
            fine = _is_index(found) and (version > VERSION or pack(_index_value(found)) == row)
            return found if fine else None
    return None


def _index_value(of: BlobIndex) -> list[object]:
    return [
        VERSION,
        of.compartment,
        [[each.feed, each.first, each.last, each.header, each.signature] for each in of.ranges],
        [[each.file, each.offset, each.length] for each in of.pieces],
        of.giver,
    ]


# ------------------------------------------------------------------------------------------------- limits


def _is_index(of: BlobIndex) -> bool:
    return (
        _is_bytes(of.compartment, 16)
        and (of.giver == b"" or _is_bytes(of.giver, 32))
        and all(_is_range(each) for each in of.ranges)
        and all(_is_name(each.file) and _is_place(each.offset, each.length) for each in of.pieces)
    )


def _is_range(each: Range) -> bool:
    if not (_is_bytes(each.feed, 32) and _is_count(each.first) and _is_count(each.last)):
        return False
    known = _is_short(each.header) and _is_bytes(each.signature, 64 if each.header else 0)
    return known and 1 <= each.first <= each.last


def _is_entry(each: CameEntry) -> bool:
    if not (0 < len(each.header) <= MOST_HEADER and len(each.signature) == 64):
        return False
    given = () if each.parts is None else each.parts
    return len(given) <= MOST_PARTS and all(part is None or isinstance(part, bytes) for part in given)


def _is_piece(file: str, offset: int, data: bytes) -> bool:
    return _is_name(file) and _is_place(offset, len(data)) and len(data) <= MOST_PIECE


def _is_place(offset: object, length: object) -> bool:
    return _is_count(offset) and _is_count(length) and length != 0


def _is_name(file: object) -> bool:
    return isinstance(file, str) and 0 < len(file) <= MOST_NAME and file.isascii() and file.isalnum()


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53


def _is_short(header: object) -> bool:
    return isinstance(header, bytes) and len(header) <= MOST_HEADER


def _is_bytes(value: object, size: int) -> bool:
    return isinstance(value, bytes) and len(value) == size
