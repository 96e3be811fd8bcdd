"""Zip archives: written so that the same files give the same bytes, read so that nothing else gets in.

The form is a closed subset of PKWARE's APPNOTE 6.3: members sorted by name and laid end to end from the
first byte, every field that could tell of a computer, a person or an hour fixed (1980-01-01, mode 0644, no
extra field, no comment), then the directory, then the end. The reader accepts exactly that: each header is
compared with the one we would have written, so what is accepted is written again identically. It does not
use `zipfile`, which reads past most of what is refused here (CVE-2024-0450 among it).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from mmap import mmap
from typing import Final

from casebook.base.errors import Damaged, Refused
from casebook.formats.paths import LONGEST, is_portable, stand_together

_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_VERSION: Final = 20
_MADE_BY: Final = 3 << 8 | _VERSION
_DAY: Final = 1 << 5 | 1
"""1980-01-01, the first day a zip can name."""
_MODE: Final = 0o100644 << 16
_STORED: Final = 0
_DEFLATED: Final = 8
_ENCRYPTED_FLAGS: Final = 1 << 0 | 1 << 6 | 1 << 13
_MOST: Final = 0xFFFE
_LARGEST: Final = 0xFFFFFFFE
_END_MARK: Final = b"PK\5\6"
_STEP: Final = 1024 * 1024
_FEED: Final = 64 * 1024
_RATIO: Final = 100
"""A content that deflate makes more than a hundred times smaller is stored: a reader takes it for a bomb."""


class ArchiveProblem(StrEnum):
    """What is wrong with an archive."""

    FORM = "form"
    AROUND = "around"
    COMMENT = "comment"
    EXTRA = "extra"
    NAME = "name"
    TWICE = "twice"
    ORDER = "order"
    MODE = "mode"
    ENCRYPTED = "encrypted"
    METHOD = "method"
    HEADERS = "headers"
    CONTENT = "content"
    BOMB = "bomb"
    TOO_LARGE = "too-large"


@dataclass(eq=False)
class BadArchive(Damaged):
    """The archive is not one we write; *member* counts from 0, or is −1 for the archive as a whole."""

    problem: ArchiveProblem
    member: int = -1


@dataclass(eq=False)
class CannotArchive(Refused):
    """These files cannot stand in one archive: by their names, their number or their size."""

    problem: ArchiveProblem


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader lets in, checked before anything is inflated and again while it is."""

    members: int = 20_000
    member_bytes: int = 1 << 30
    total_bytes: int = 2 << 30


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int

    def local(self) -> bytes:
        name = self.name.encode("ascii")
        return (
            _LOCAL.pack(
                b"PK\3\4", _VERSION, 0, self.method, 0, _DAY, self.crc, self.packed, self.size, len(name), 0
            )
            + name
        )

    def central(self) -> bytes:
        name = self.name.encode("ascii")
        fixed = (b"PK\1\2", _MADE_BY, _VERSION, 0, self.method, 0, _DAY, self.crc, self.packed, self.size)
        return _CENTRAL.pack(*fixed, len(name), 0, 0, 0, 0, _MODE, self.offset) + name


def write(files: Mapping[str, bytes], *, deflate: bool = False) -> Iterator[bytes]:
    """The archive of *files* (path → content), piece by piece, in order of the names' bytes.

    Each content is asked for once and not kept. Stored unless *deflate*, which also stores what it cannot
    make smaller. Only stored archives are the same bytes under every version of zlib, and only they leave no
    bit unaccounted for: deflate has spare bits at its end. Raises `CannotArchive`.
    """
    names = sorted(files)
    if not all(map(is_portable, names)) or not stand_together(names):
        raise CannotArchive(ArchiveProblem.NAME)
    if len(names) > _MOST:
        raise CannotArchive(ArchiveProblem.TOO_LARGE)
    directory, offset = [], 0
    for name in names:
        content = files[name]
        packed = _deflated(content) if deflate else content
        worth_it = len(packed) < len(content) <= len(packed) * _RATIO
        method = _DEFLATED if worth_it else _STORED
        data = packed if method == _DEFLATED else content
        if max(offset, len(content)) > _LARGEST:
            raise CannotArchive(ArchiveProblem.TOO_LARGE)
        member = _Member(name, method, zlib.crc32(content), len(data), len(content), offset)
        header = member.local()
        directory.append(member.central())
        offset += len(header) + len(data)
        yield header
        yield data
    central = b"".join(directory)
    if offset + len(central) > _LARGEST:
        raise CannotArchive(ArchiveProblem.TOO_LARGE)
    yield central
    yield _END.pack(b"PK\5\6", 0, 0, len(names), len(names), len(central), offset, 0)


def stored_size(sizes: Mapping[str, int]) -> int:
    """Bytes the stored archive of files of these sizes takes: by this one fills an archive up to a size."""
    headers = _LOCAL.size + _CENTRAL.size
    return _END.size + sum(headers + 2 * len(name) + size for name, size in sizes.items())


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


class Archive(Mapping[str, bytes]):
    """The members of a checked archive by name; a content is proved each time it is asked for."""

    def __init__(self, data: memoryview, members: Mapping[str, tuple[int, _Member]]) -> None:
        self._data = data
        self._members = members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __getitem__(self, name: str) -> bytes:
        return b"".join(self.pieces(name))

    def size(self, name: str) -> int:
        """Bytes of the content of *name*."""
        return self._members[name][1].size

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of *name*, at most 1 MiB at a time. Raises `BadArchive`, perhaps only at the end."""
        index, member = self._members[name]
        start = member.offset + len(member.local())
        raw = self._data[start : start + member.packed]
        crc, size = 0, 0
        for piece in _inflated(raw, member.size, index) if member.method == _DEFLATED else _cut(raw):
            crc = zlib.crc32(piece, crc)
            size += len(piece)
            yield piece
        if crc != member.crc or size != member.size:
            raise BadArchive(ArchiveProblem.CONTENT, index)

    def check(self) -> None:
        """Prove the content of every member. Raises `BadArchive`."""
        for name in self:
            for _ in self.pieces(name):
                pass


def _cut(raw: memoryview) -> Iterator[bytes]:
    for start in range(0, len(raw), _STEP):
        yield bytes(raw[start : start + _STEP])


def _inflated(raw: memoryview, size: int, index: int) -> Iterator[bytes]:
    """Inflate *raw*, which must be one whole deflate stream of *size* bytes and nothing behind it."""
    inflater = zlib.decompressobj(-15)
    done = 0

    def inflate(rest: bytes | memoryview) -> bytes:
        # One byte more than is still due shows a stream that is longer than it says.
        nonlocal done
        try:
            piece = inflater.decompress(rest, min(_STEP, size - done + 1))
        except zlib.error:
            raise BadArchive(ArchiveProblem.CONTENT, index) from None
        done += len(piece)
        if done > size:
            raise BadArchive(ArchiveProblem.BOMB, index)
        return piece

    for start in range(0, len(raw), _FEED):
        yield inflate(raw[start : start + _FEED])
        while inflater.unconsumed_tail:
            yield inflate(inflater.unconsumed_tail)
        if inflater.eof and (inflater.unused_data or start + _FEED < len(raw)):
            raise BadArchive(ArchiveProblem.AROUND, index)
    while not inflater.eof:
        piece = inflate(b"")
        if not piece and not inflater.eof:
            raise BadArchive(ArchiveProblem.CONTENT, index)
        yield piece


def read(data: bytes | memoryview | mmap, limits: Limits | None = None, *, deflate: bool = False) -> Archive:
    """The archive in *data*, all its headers checked; contents are proved as they are read, or by `check`.

    *deflate* lets compressed members in. Raises `BadArchive`.
    """
    limits = limits or Limits()
    view = memoryview(data)
    start, count = _end(view, limits)
    members: dict[str, tuple[int, _Member]] = {}
    place, offset, total, before = start, 0, 0, ""
    for index in range(count):
        member, place = _entry(view, place, index, limits, deflate=deflate)
        if member.name <= before:
            raise BadArchive(ArchiveProblem.TWICE if member.name == before else ArchiveProblem.ORDER, index)
        if member.offset != offset:
            raise BadArchive(ArchiveProblem.AROUND, index)
        header = member.local()
        if view[offset : offset + len(header)] != header:
            raise BadArchive(ArchiveProblem.HEADERS, index)
        offset += len(header) + member.packed
        total += member.size
        if offset > start or total > limits.total_bytes:
            raise BadArchive(ArchiveProblem.AROUND if offset > start else ArchiveProblem.BOMB, index)
        before = member.name
        members[member.name] = (index, member)
    if offset != start or place != len(view) - _END.size:
        raise BadArchive(ArchiveProblem.AROUND)
    if not stand_together(members):
        raise BadArchive(ArchiveProblem.TWICE)
    return Archive(view, members)


def _end(view: memoryview, limits: Limits) -> tuple[int, int]:
    """Where the directory starts and how many members it lists."""
    if len(view) < _END.size:
        raise BadArchive(ArchiveProblem.FORM)
    found = _END.unpack(view[-_END.size :])
    signature, disk, start_disk, here, count, size, start, comment = found
    if signature != _END_MARK:
        raise BadArchive(_behind_the_end(bytes(view[-(_END.size + 0xFFFF) :])))
    if comment:
        raise BadArchive(ArchiveProblem.COMMENT)
    if disk or start_disk or here != count or count > _MOST:
        raise BadArchive(ArchiveProblem.FORM)
    if start + size + _END.size != len(view):
        raise BadArchive(ArchiveProblem.AROUND)
    if count > limits.members:
        raise BadArchive(ArchiveProblem.BOMB)
    return start, count


def _behind_the_end(tail: bytes) -> ArchiveProblem:
    """What is wrong where the last bytes are no end record: it is cut off, followed by a comment, or by anything."""
    at = tail.rfind(_END_MARK)
    if at < 0:
        return ArchiveProblem.FORM
    said = int.from_bytes(tail[at + 20 : at + 22], "little")
    commented = at <= len(tail) - _END.size and said == len(tail) - at - _END.size
    return ArchiveProblem.COMMENT if commented else ArchiveProblem.AROUND


def _entry(view: memoryview, place: int, index: int, limits: Limits, *, deflate: bool) -> tuple[_Member, int]:
    """The directory's entry at *place*, every field checked, and the place behind it."""
    if place + _CENTRAL.size > len(view) - _END.size:
        raise BadArchive(ArchiveProblem.FORM, index)
    fields = _CENTRAL.unpack(view[place : place + _CENTRAL.size])
    (
        signature,
        _,
        _,
        flags,
        method,
        _,
        _,
        crc,
        packed,
        size,
        name_size,
        extra,
        comment,
        _,
        _,
        mode,
        offset,
    ) = fields
    for wrong, problem in (
        (signature != b"PK\1\2", ArchiveProblem.FORM),
        (flags & _ENCRYPTED_FLAGS, ArchiveProblem.ENCRYPTED),
        (extra, ArchiveProblem.EXTRA),
        (comment, ArchiveProblem.COMMENT),
        (mode != _MODE, ArchiveProblem.MODE),
        (method not in ({_STORED, _DEFLATED} if deflate else {_STORED}), ArchiveProblem.METHOD),
        (name_size > LONGEST, ArchiveProblem.NAME),
        (max(size, packed) > limits.member_bytes, ArchiveProblem.BOMB),
        (size > packed * _RATIO, ArchiveProblem.BOMB),
        (size <= packed if method == _DEFLATED else size != packed, ArchiveProblem.METHOD),
    ):
        if wrong:
            raise BadArchive(problem, index)
    end = place + _CENTRAL.size + name_size
    try:
        name = bytes(view[place + _CENTRAL.size : end]).decode("ascii")
    except UnicodeDecodeError:
        raise BadArchive(ArchiveProblem.NAME, index) from None
    if not is_portable(name):
        raise BadArchive(ArchiveProblem.NAME, index)
    member = _Member(name, method, crc, packed, size, offset)
    if view[place:end] != member.central():
        raise BadArchive(ArchiveProblem.FORM, index)
    return member, end
