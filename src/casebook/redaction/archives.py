"""Archives opened: names, comments, extra fields, members, and the bytes that belong to nobody. Pure.

Whatever a stricter reader thinks of them; a member is read when it is asked for, so that an archive of any
size needs the memory of one member.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

MOST_INSIDE: Final = 256 * 1024 * 1024
"""Bytes one part may unfold to: more is refused as a bomb, not passed over."""
_OFFICE: Final = frozenset(("[Content_Types].xml", "mimetype"))
"""Names that stand in files of office programs: what they hide (earlier versions, authors) never ends."""
_PARTED: Final = b"\n" * 64
_DENSEST: Final = 1000
"""A member that unfolds to more than so many times its size is a bomb (deflate knows 1,032)."""
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """A text found in a file. *how* is a code; *exact*: only whole exact names count in it."""

    where: str
    how: str
    text: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part no view can be taken of: of an unknown kind, broken, or unfolding to too much."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive."""

    where: str
    size: int
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo

    def open(self) -> BinaryIO:
        """Its content, to be read from first to last. What reading raises is `BROKEN`."""
        return self.archive.open(self.info)  # type: ignore[return-value]  # it reads as one

    def read(self) -> bytes | None:
        """All of it; nothing if it cannot be read."""
        try:
            with self.open() as stream:
                return stream.read()
        except BROKEN:
            return None


@dataclass(frozen=True, slots=True)
class Rest:
    """The bytes of an archive that are no member's content: before, between, after, headers."""

    where: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Lost:
    """A packed member that stands in the archive and not in its directory."""

    where: str
    content: bytes


def opened(source: BinaryIO, where: str) -> Iterator[View | Unreadable | Member | Lost | Rest]:
    """What is in the archive; the rest last, and always."""
    try:
        archive = zipfile.ZipFile(source)
        infos = archive.infolist()
        rest = _rest(source, infos)
    except BROKEN:
        yield Unreadable(where, "broken-zip")
        source.seek(0)
        yield Rest(where, source.read(MOST_INSIDE))
        return
    with archive:
        yield from blob(archive.comment, where, "zip-comment")
        if not _OFFICE.isdisjoint(info.filename for info in infos):
            yield Unreadable(where, "office")
        overlapping = sum(info.compress_size for info in infos) > source.seek(0, io.SEEK_END)
        if overlapping:
            yield Unreadable(where, "too-large")
        for info in infos:
            yield from _about(info, where)
            inside = f"{where}/{info.filename}".lstrip("/")
            if overlapping:
                continue
            if _is_too_much(info):
                yield Unreadable(inside, "too-large")
            elif not info.is_dir():
                yield Member(inside, info.file_size, archive, info)
    if rest is None:
        yield Unreadable(where, "too-large")
        return
    yield from _lost(rest, where)
    yield Rest(where, rest)


def _is_too_much(info: zipfile.ZipInfo) -> bool:
    if info.compress_type == zipfile.ZIP_STORED:
        return info.file_size != info.compress_size
    return info.file_size > min(MOST_INSIDE, _DENSEST * info.compress_size)


def _about(info: zipfile.ZipInfo, where: str) -> Iterator[View]:
    yield View(where, "zip-name", info.filename, exact=False)
    inside = f"{where}/{info.filename}".lstrip("/")
    yield from blob(info.comment, inside, "zip-comment")
    yield from blob(info.extra, inside, "zip-extra")


def _rest(source: BinaryIO, infos: list[zipfile.ZipInfo]) -> bytes | None:
    """All but the members' contents, each of which becomes a long run of line ends."""
    size = source.seek(0, io.SEEK_END)
    rest = bytearray()
    at = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        source.seek(info.header_offset + 26)
        name, extra = struct.unpack("<HH", source.read(4))
        start = info.header_offset + 30 + name + extra
        if start - at > MOST_INSIDE - len(rest):
            return None
        if start > at:
            source.seek(at)
            rest += source.read(start - at) + _PARTED
        at = max(at, start + info.compress_size)
    if size - at > MOST_INSIDE - len(rest):
        return None
    source.seek(at)
    return bytes(rest + source.read())


def _lost(rest: bytes, where: str) -> Iterator[Lost]:
    for found in re.finditer(rb"PK\x03\x04", rest):
        header = rest[found.start() : found.start() + 30]
        if len(header) == 30 and header[8:10] == b"\x08\x00":
            name, extra = struct.unpack_from("<HH", header, 26)
            packed = rest[found.start() + 30 + name + extra :]
            content = b"" if packed.startswith(_PARTED) else inflated(packed, -zlib.MAX_WBITS)
            if content:
                yield Lost(where, content)


def inflated(data: bytes, window: int = zlib.MAX_WBITS) -> bytes:
    """What a zlib stream (raw deflate with a negative *window*) unfolds to, nothing if it is none."""
    if window > 0 and (data[:1] != b"\x78" or len(data) < 8):
        return b""
    try:
        return zlib.decompressobj(window).decompress(data, MOST_INSIDE)
    except zlib.error:
        return b""


def blob(data: bytes, where: str, how: str) -> Iterator[View]:
    """A few bytes that may be text in any code page of an archive."""
    for encoding in ("utf-8", "cp866", "cp1251"):
        text = data.decode(encoding, "replace")
        if text:
            yield View(where, how, text, exact=encoding != "utf-8")
