"""What pictures and sound carry beside pixels and samples: texts in them, and whatever should not be there. Pure.

JPEG (ITU-T T.81, Annex B), PNG (W3C, third edition), FLAC (RFC 9639). What leaves is made of pixels or samples
alone, so anything else is refused whatever it says: where a picture was taken, with which camera, what it showed
before it was cut.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Final

from casebook.redaction.archives import MOST_INSIDE, Unreadable, View
from casebook.redaction.views import Folded, Seen, strings, views

PICTURES: Final = ("jpg", "png")
TAIL: Final = 64 * 1024
"""Bytes at the end of a sound that are looked at for tags of other formats."""

_JPEG_NEXT: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JFIF: Final = re.compile(rb"JFIF\0[\s\S]{7}\0\0\Z")
_ADOBE: Final = re.compile(rb"Adobe[\s\S]{7}\Z")
_PROFILE: Final = b"ICC_PROFILE\0"
_PNG_DRAWS: Final = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD pHYs iCCP cICP".split())
_FLAC_HEADER, _FLAC_PADDING, _FLAC_SEEKING, _FLAC_TAGS = 0, 1, 3, 4
_MAKER: Final = re.compile(rb"(?:encoder|ENCODER)=Lav[\x20-\x7e]{1,40}\Z")
_OTHER_TAGS: Final = re.compile(rb"TAG[\s\S]{125}\Z|APETAGEX|LYRICSBEGIN|ID3\x03|ID3\x04")


def in_picture(content: bytes, kind: str, where: str) -> Iterator[Seen]:
    """Texts beside the pixels, and why the picture must not leave."""
    parts = _jpeg(content) if kind == "jpg" else _png(content)
    yield from _told(parts, where)


def in_sound(head: bytes, end: bytes, where: str) -> Iterator[Seen]:
    """The same for a sound of any length, of which only the first and the last bytes are asked for."""
    yield from _told(_flac(head), where)
    if _OTHER_TAGS.search(end):
        yield Unreadable(where, "metadata")
    yield from strings(end, where)


def _told(parts: Iterator[tuple[str, bytes]], where: str) -> Iterator[Seen]:
    refused: dict[str, None] = {}
    for why, content in parts:
        if why:
            refused[why] = None
        for seen in views(content, where):
            yield View(seen.where, seen.how, seen.text, seen.exact) if isinstance(seen, View) else seen
        for text in _in_exif(content):
            yield from views(text, where)
        thumbnail = content.find(b"\xff\xd8\xff")
        if thumbnail >= 0:
            yield Folded(where, content[thumbnail:])
    yield from (Unreadable(where, why) for why in refused)


def _in_exif(content: bytes) -> Iterator[bytes]:
    """Texts that Exif keeps in UTF-16 at odd places (the tags of Windows), and comments with a code before them."""
    if content[:6] == b"Exif\0\0" or content[:2] in (b"II", b"MM"):
        for start in (0, 1):
            yield content[start:].decode("utf-16-le", "ignore").encode("utf-8", "ignore")
            yield content[start:].decode("utf-16-be", "ignore").encode("utf-8", "ignore")


# ------------------------------------------------------------------------------------------ JPEG


def _jpeg(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(why it is refused, or nothing; bytes) for every part that is not needed to draw."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            yield "broken-picture", data[at:]
            return
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == 0x01 or 0xD0 <= marker <= 0xD7:
            at += 2
        elif marker == 0xD9:
            break
        else:
            (length,) = struct.unpack_from(">H", data, at + 2)
            yield from _jpeg_segment(marker, data[at + 4 : at + 2 + length])
            at += 2 + length
            if marker == 0xDA:
                found = _JPEG_NEXT.search(data, at)
                if found is None:
                    yield "broken-picture", b""
                    return
                at = found.start()
    if data[at : at + 2] != b"\xff\xd9":
        yield "broken-picture", data[at:]
    elif len(data) > at + 2:
        yield "trailing", data[at + 2 :]


def _jpeg_segment(marker: int, body: bytes) -> Iterator[tuple[str, bytes]]:
    if marker == 0xFE:
        yield "metadata", body
    elif 0xE0 <= marker <= 0xEF:
        draws = (marker == 0xE0 and _JFIF.fullmatch(body)) or (marker == 0xEE and _ADOBE.fullmatch(body))
        profile = marker == 0xE2 and body.startswith(_PROFILE)
        if not draws:
            yield "" if profile else "metadata", body


# ------------------------------------------------------------------------------------------ PNG


def _png(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 8
    pixels = zlib.decompressobj()
    while at + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        at += 12 + length
        if name == b"IDAT":
            yield from _pixels(pixels, body)
        elif name not in _PNG_DRAWS:
            yield "metadata", body
            yield from _packed(body)
        elif name == b"iCCP":
            yield from (("", content) for _, content in _packed(body))
        if name == b"IEND":
            if len(data) > at:
                yield "trailing", data[at:]
            return
    yield "broken-picture", data[at:]


def _pixels(
    pixels: zlib._Decompress, body: bytes
) -> Iterator[tuple[str, bytes]]:  # zlib names it nowhere else
    """What stands behind the end of the packed pixels is of an earlier picture."""
    if pixels.eof:
        yield "trailing", body
        return
    try:
        rest = body
        while rest and not pixels.eof:
            pixels.decompress(rest, 1 << 20)
            rest = pixels.unconsumed_tail
    except zlib.error:
        yield "broken-picture", body
        return
    if pixels.unused_data:
        yield "trailing", pixels.unused_data


def _packed(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Compressed texts and profiles: a stream of zlib somewhere behind a name."""
    for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", body):
        try:
            text = zlib.decompressobj().decompress(body[found.start() :], MOST_INSIDE)
        except zlib.error:
            continue
        yield "metadata", text


# ------------------------------------------------------------------------------------------ FLAC


def _flac(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 4
    last = False
    while not last:
        if at + 4 > len(data):
            yield "broken-sound", b""
            return
        last, kind = data[at] >= 0x80, data[at] & 0x7F
        length = int.from_bytes(data[at + 1 : at + 4], "big")
        body = data[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == _FLAC_TAGS:
            yield from _comments(body)
        elif kind == _FLAC_PADDING:
            if body.strip(b"\0"):
                yield "metadata", body
        elif kind not in (_FLAC_HEADER, _FLAC_SEEKING):
            yield "metadata", body


def _comments(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Vendor and comments; only the name of the program that wrote the sound may stand there."""
    try:
        (length,) = struct.unpack_from("<I", body)
        yield "", body[4 : 4 + length]
        at = 4 + length
        (count,) = struct.unpack_from("<I", body, at)
        at += 4
        for _ in range(count):
            (length,) = struct.unpack_from("<I", body, at)
            comment = body[at + 4 : at + 4 + length]
            yield "" if _MAKER.fullmatch(comment) else "metadata", comment
            at += 4 + length
    except struct.error:
        yield "broken-sound", body
