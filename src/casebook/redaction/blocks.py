"""A file of any length read in pieces that overlap, so that nothing is lost where two of them meet. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from casebook.redaction.archives import BROKEN
from casebook.redaction.exactkeys import OVERLAP
from casebook.redaction.views import is_gzip, readable

BLOCK: Final = 2 * 1024 * 1024
"""Bytes read at once."""
AROUND: Final = 24 * 1024
"""Bytes of a text that two blocks share: more than the longest tag that is looked at."""
_ENDS: Final = re.compile(rb"[\n ~\t,;<>]")
_SEARCHED: Final = 256 * 1024
_OF_RUNS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="
_ALIGNED: Final = 8
"""Letters of base 32 that make whole bytes; of base 64, four do, of base 16, two."""
_MAGIC: Final = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"fLaC", "flac"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)
_NAMED: Final = {".json": "json", ".sdjwt": "sdjwt", ".html": "html", ".htm": "html"}


class BrokenOff(Exception):  # noqa: N818 - named by the fate; it never leaves this room
    """The archive a file stands in ends before the file does, or was damaged."""


def kind_of(head: bytes, name: str) -> str:
    """What kind of file begins so: one of the kinds that may leave, ``zip``, ``gzip``, ``padding``, ``unknown``."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if is_gzip(head):
        return "gzip"
    if head and not head.strip(b"\0"):
        return "padding"
    if readable(head) is None and readable(_whole_letters(head)) is None:
        return "unknown"
    return _NAMED.get(PurePosixPath(name).suffix.lower(), "text")


def _whole_letters(head: bytes) -> bytes:
    """*head* without a letter of UTF-8 that was cut in two at its end."""
    for back in range(1, 4):
        if len(head) >= back and head[-back] >= 0xC0:
            return head[:-back]
    return head


class Blocks:
    """One file, read once from its beginning; *size* in bytes is what the archive says."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self.size = size
        self.head = self._read(BLOCK)
        self.kept: list[bytes] = []
        """Of a text that was read to be kept: its bytes, once each."""

    def _read(self, count: int) -> bytes:
        try:
            return self._stream.read(count)
        except BROKEN:
            raise BrokenOff from None

    def whole(self) -> bytes:
        """All of it."""
        return self.head + self._read(-1)

    def windows(self) -> Iterator[bytes]:
        """All of it, in pieces that share the length of the longest key; at least one."""
        window = self.head
        yield window
        while more := self._read(BLOCK):
            window = window[-OVERLAP:] + more
            yield window

    def texts(self, *, keep: bool = False) -> Iterator[bytes]:
        """All of it, cut where words end, in pieces that share some text; at least one."""
        block = self.head
        self.kept = [block] if keep else []
        while more := self._read(BLOCK):
            self.kept += [more] if keep else []
            cut, following = _cut(block)
            yield block[:cut]
            block = block[following:] + more
        yield block


def _cut(block: bytes) -> tuple[int, int]:
    """Where a block of text ends, and where the next begins."""
    ends = [found.end() for found in _ENDS.finditer(block, max(0, len(block) - _SEARCHED))]
    if ends:
        around = [
            found.end() for found in _ENDS.finditer(block, max(0, ends[-1] - 2 * AROUND), ends[-1] - AROUND)
        ]
        return ends[-1], around[-1] if around else ends[-1]
    # A run without an end: what is folded up in it stays whole if it is cut by whole groups of its letters.
    begins = len(block.rstrip(_OF_RUNS))
    cut = len(block) - (len(block) - begins) % _ALIGNED
    return cut, cut - AROUND // _ALIGNED * _ALIGNED
