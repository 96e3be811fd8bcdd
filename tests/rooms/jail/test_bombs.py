"""Files made to do harm, given to every reader: each is named, and the process that asked goes on.

What a bomb does to the whole program, seen from outside, is the business of the torture.
"""

from __future__ import annotations

import contextlib
import io
import os
import resource
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

import media
from casebook.base.errors import Damaged, Refused
from casebook.jail import launch
from casebook.jail.limits import MIB, Limits
from casebook.jail.shapes import Ask, At, From, Picture, Piece, Sheet, Sound, Window

READERS: dict[str, tuple[Any, Any]] = {
    "images:draw": (Ask(100, 100), Picture),
    "pages:draw": (Ask(100, 100), Picture),
    "sound:probe": (None, Sound),
    "sound:window": (At(0.0), Window),
    "sound:poster": (At(0.0, 100, 100), Picture),
    "texts:read": (From(), Piece),
    "sheets:look": (None, list[Sheet]),
}
LIMITS = Limits(memory=512 * MIB, cpu_s=2, wall_s=20.0, served=32 * MIB)
GROWN_MIB = 50


class Repeated(io.RawIOBase):
    """*head*, then *filling* again and again, up to *size*; none of it stands anywhere."""

    def __init__(self, size: int, head: bytes = b"", filling: bytes = bytes(1 << 18)) -> None:
        self._size, self._head, self._filling, self._at = size, head, filling, 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (self._size if whence == os.SEEK_END else 0)
        return self._at

    def readinto(self, buffer: Any) -> int:
        count = min(len(buffer), self._size - self._at)
        data = self._head[self._at : self._at + count]
        start = (self._at + len(data)) % len(self._filling)
        while len(data) < count:
            data += self._filling[start : start + count - len(data)]
            start = 0
        buffer[:count] = data
        self._at += count
        return count


ENDLESS_PNG = media.saved(media.quarters(64, 64), "PNG")[:33]
ENDLESS_WAV = media.wav(0.1)[:44]

BOMBS: dict[str, Callable[[], Any]] = {
    "ten gigabytes of zeros": lambda: Repeated(10 << 30),
    "ten gigabytes of noise": lambda: Repeated(10 << 30, filling=os.urandom(1 << 18)),
    "a PNG that does not end": lambda: Repeated(10 << 30, ENDLESS_PNG),
    "a PDF that does not end": lambda: Repeated(
        10 << 30, b"%PDF-1.7\n", b"1 0 obj<</A 1 0 R>>endobj\n" * 5000
    ),
    "a recording that does not end": lambda: Repeated(10 << 30, ENDLESS_WAV),
    "an Ogg of one page": lambda: Repeated(
        10 << 30, b"OggS\0\2" + bytes(20) + b"\1\x1e\1vorbis", b"OggS" + bytes(60)
    ),
    "an archive of ten gigabytes": lambda: Repeated(10 << 30, b"PK\3\4" + bytes(26) + b"xl/workbook.xml"),
    "a pixel bomb": lambda: io.BytesIO(media.png_bomb()),
    "a quoted overlap": lambda: io.BytesIO(media.quoted_overlap()),
    "ten folded gigabytes": lambda: io.BytesIO(media.zeros_in_a_sheet(10 << 30)),
    "half an hour of silence": lambda: io.BytesIO(media.silence(1800)),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_reader_is_harmed_for_long(bomb: str) -> None:
    """Either there is an answer within its bounds, or a refusal that has a name."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    source = BOMBS[bomb]()
    made = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for reader, (ask, answer) in READERS.items():
        # Anything but a refusal or damage with a name, the time included, is raised on and fails.
        with contextlib.suppress(Refused, Damaged):
            launch.run(
                f"casebook.jail.{reader}",
                b"" if ask is None else msgspec.msgpack.encode(ask),
                answer=answer,
                sources=[source],
                limits=LIMITS,
            )
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - max(before, made)
    assert grown < GROWN_MIB * 1024
    assert launch.kill_all() == 0
