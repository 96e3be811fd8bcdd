"""Pictures and sound that hold nothing but pictures and sound: the only shapes in which attachments leave.

A file of these kinds has room for places, cameras, comments, small copies of what was covered, and for
whatever stands behind its end. A bare file has no such room used: every byte of it is accounted for by its
header and by what is seen or heard. Written by us alone; whoever reads one that was written otherwise gets
`NotBare`.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Damaged


@dataclass(eq=False)
class NotBare(Damaged):
    """The file holds more, or something else, than a picture or sound as we write them. *what*: a code."""

    what: str


_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JFIF: Final = re.compile(rb"JFIF\0\x01[\x01\x02][\0-\x02]....\0\0", re.DOTALL)
"""JFIF 1.02: units, densities, and a thumbnail of no pixels."""
_SOI, _EOI, _APP0, _DQT, _SOF0, _DHT, _SOS = 0xD8, 0xD9, 0xE0, 0xDB, 0xC0, 0xC4, 0xDA
_MOST_SIDE: Final = 1 << 14
_STREAMINFO: Final = 34
"""Bytes of it (RFC 9639, 8.2)."""


def size_of_jpeg(data: bytes) -> tuple[int, int]:
    """Width and height of a bare baseline JPEG (ITU T.81): one frame, one scan, chroma not made smaller.

    Raises `NotBare`.
    """
    size = (0, 0)
    at = 2
    if data[:2] != bytes((0xFF, _SOI)):
        raise NotBare("form")
    while True:
        kind, body = _segment(data, at)
        at += 4 + len(body)
        if kind == _APP0 and at == 4 + 2 + len(body):
            if not _JFIF.fullmatch(body):
                raise NotBare("more")
        elif kind == _SOF0 and size == (0, 0):
            size = _frame(body)
        elif kind == _SOS and size != (0, 0):
            break
        elif not (kind == _DQT and _is_quantisation(body)) and not (kind == _DHT and _is_coding(body)):
            raise NotBare("more")
    # T.81, B.1.1.5: in the scan each FF is followed by a zero; what is not ends the scan, and here the file.
    end = re.compile(rb"\xff[^\0]").search(data, at)
    if end is None or end.start() != len(data) - 2 or data[-1] != _EOI:
        raise NotBare("behind")
    return size


def _is_quantisation(body: bytes) -> bool:
    """Whether it is tables of eight bits and nothing behind them (T.81, B.2.4.1)."""
    return 0 < len(body) <= 4 * 65 and len(body) % 65 == 0 and all(head < 4 for head in body[::65])


def _is_coding(body: bytes) -> bool:
    """Whether it is Huffman tables of the baseline and nothing behind them (T.81, B.2.4.2)."""
    at = tables = 0
    while at < len(body):
        counts = body[at + 1 : at + 17]
        if len(counts) < 16 or body[at] not in (0x00, 0x01, 0x10, 0x11) or sum(counts) > 256:
            return False
        at, tables = at + 17 + sum(counts), tables + 1
    return at == len(body) and 0 < tables <= 4


def _segment(data: bytes, at: int) -> tuple[int, bytes]:
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF:
        raise NotBare("form")
    length = int.from_bytes(head[2:], "big")
    body = data[at + 4 : at + 2 + length]
    if length < 2 or len(body) != length - 2:
        raise NotBare("form")
    return head[1], body


def _frame(body: bytes) -> tuple[int, int]:
    if len(body) < 6:
        raise NotBare("form")
    depth, height, width, count = struct.unpack(">BHHB", body[:6])
    plain = depth == 8 and count in (1, 3) and len(body) == 6 + 3 * count
    if not plain or any(sampling != 0x11 for sampling in body[7::3]):
        raise NotBare("form")
    return _checked(width, height)


def _checked(width: int, height: int) -> tuple[int, int]:
    if not (0 < width <= _MOST_SIDE and 0 < height <= _MOST_SIDE):
        raise NotBare("form")
    return width, height


def size_of_png(data: bytes) -> tuple[int, int]:
    """Width and height of a bare PNG (ISO 15948): header, pixels of eight bits in grey or colours, end.

    Raises `NotBare`.
    """
    if not data.startswith(_PNG):
        raise NotBare("form")
    chunks = list(_chunks(data))
    kinds = [kind for kind, _ in chunks]
    if len(kinds) < 3 or kinds != [b"IHDR", *[b"IDAT"] * (len(kinds) - 2), b"IEND"] or chunks[-1][1]:
        raise NotBare("more")
    if len(chunks[0][1]) != 13:
        raise NotBare("form")
    width, height, depth, colours, *rest = struct.unpack(">IIBBBBB", chunks[0][1])
    if depth != 8 or colours not in (0, 2) or any(rest):
        raise NotBare("form")
    _checked(width, height)
    rows = height * (1 + width * (3 if colours == 2 else 1))
    reader = zlib.decompressobj()
    try:
        unfolded = len(reader.decompress(b"".join(body for _, body in chunks[1:-1]), rows + 1))
    except zlib.error:
        raise NotBare("form") from None
    if unfolded != rows or reader.unused_data or reader.unconsumed_tail:
        raise NotBare("behind")
    return width, height


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if data[at + 8 + length : at + 12 + length] != zlib.crc32(kind + body).to_bytes(4, "big"):
            raise NotBare("form")
        yield kind, body
        at += 12 + length


@dataclass(frozen=True, slots=True)
class FlacShape:
    """What the header of a FLAC file says. *samples*: moments, of each channel one."""

    rate: int
    channels: int
    bits: int
    samples: int


def shape_of_flac(data: bytes) -> FlacShape:
    """What a bare FLAC file (RFC 9639) holds: one block that describes the stream, then frames. Raises `NotBare`."""
    if data[:8] != b"fLaC" + bytes((0x80, 0, 0, _STREAMINFO)):
        raise NotBare("more" if data[:4] == b"fLaC" else "form")
    info = data[8 : 8 + _STREAMINFO]
    if len(info) != _STREAMINFO:
        raise NotBare("form")
    packed = int.from_bytes(info[10:18], "big")
    shape = FlacShape(packed >> 44, (packed >> 41 & 7) + 1, (packed >> 36 & 31) + 1, packed & (1 << 36) - 1)
    body = data[8 + _STREAMINFO :]
    if (
        shape.rate == 0
        or (body and body[:2] not in (b"\xff\xf8", b"\xff\xf9"))
        or bool(body) != bool(shape.samples)
    ):
        raise NotBare("form")
    return shape


def bared_flac(data: bytes) -> bytes:
    """*data* with nothing in front of its frames but what describes the stream. Raises `NotBare`."""
    if data[:4] != b"fLaC":
        raise NotBare("form")
    at, info, last = 4, b"", False
    while not last:
        head = data[at : at + 4]
        if len(head) < 4:
            raise NotBare("form")
        last, length = bool(head[0] & 0x80), int.from_bytes(head[1:], "big")
        if head[0] & 0x7F == 0:
            info = data[at + 4 : at + 4 + length]
        at += 4 + length
    if len(info) != _STREAMINFO:
        raise NotBare("form")
    return b"fLaC" + bytes((0x80, 0, 0, _STREAMINFO)) + info + data[at:]
