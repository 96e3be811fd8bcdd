"""What a file seems to be, by its first bytes: fixed places compared with fixed bytes, nothing parsed.

This only decides which reader in the jail is asked. What the file is, that reader finds out.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

LOOKED_AT: Final = 8192
"""Bytes from the start that are enough."""


class ContentKind(StrEnum):
    """Which reader to ask."""

    IMAGE = "image"
    PDF = "pdf"
    SOUND = "sound"
    TABLE = "table"
    TEXT = "text"
    OTHER = "other"


_IMAGES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_SOUNDS: Final = (
    b"fLaC", b"OggS", b"ID3", b"#!AMR", b"caff", b".snd", b"\x1aE\xdf\xa3", b"\0\0\x01\xba",
    bytes.fromhex("3026b2758e66cf11"),
    b"riff\x2e\x91\xcf\x11",
)  # fmt: skip
_STILL: Final = (b"heic", b"heix", b"mif1", b"msf1")
"""Brands of images in the container of moving pictures that no reader here takes."""
_AVIF: Final = (b"avif", b"avis")
"""Those that one does."""
_OTHER: Final = (
    b"PK\3\4",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x7fELF",
    b"MZ",
    b"\xd0\xcf\x11\xe0",
    b"SQLite format 3\0",
)
_TRANSPORT: Final = 188
"""Bytes of a packet of an MPEG transport stream."""


def content_kind(head: bytes) -> ContentKind:
    """The kind of a file that begins with *head* (`LOOKED_AT` bytes, or all of it)."""
    if head.startswith(_IMAGES) or _is_bitmap(head) or _is_image_in_box(head):
        return ContentKind.IMAGE
    if b"%PDF-" in head[:1024]:
        return ContentKind.PDF
    if _is_workbook(head):
        return ContentKind.TABLE
    if _is_sound(head):
        return ContentKind.SOUND
    if head.startswith(_OTHER) or head[4:8] == b"ftyp":
        return ContentKind.OTHER
    return ContentKind.TEXT


def _is_image_in_box(head: bytes) -> bool:
    """Images in containers that also hold sound."""
    return (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or (head[4:8] == b"ftyp" and head[8:12] in _AVIF)


def _is_bitmap(head: bytes) -> bool:
    return head[:2] == b"BM" and head[6:10] == bytes(4)


def _is_workbook(head: bytes) -> bool:
    if not head.startswith(b"PK\3\4"):
        return False
    return b"xl/" in head or b"application/vnd.oasis.opendocument.spreadsheet" in head[:128]


def _is_sound(head: bytes) -> bool:
    """Sound, with moving pictures or without."""
    return (
        head.startswith(_SOUNDS)
        or (head[:4] == b"RIFF" and head[8:12] in (b"WAVE", b"AVI "))
        or (head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"))
        or (head[4:8] == b"ftyp" and head[8:12] not in _STILL + _AVIF)
        # ISO 11172-3 and 13818-7: twelve bits of ones (eleven in MPEG 2.5), then version and layer.
        or (len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1:2] not in b"\xfe\xff")
        or (len(head) > 2 * _TRANSPORT and head[0] == head[_TRANSPORT] == head[2 * _TRANSPORT] == 0x47)
    )
