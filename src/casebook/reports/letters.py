"""Which letters our fonts have, and how all others are told on a page: by their numbers.

A page without one letter would be none (PDF/UA-1 asks that every letter can be read), and one that leaves a letter
out says something else than stood there. So a letter no font of ours has is told as Unicode numbers it:
``‹U+4E2D U+6587›``. The browser's report has it as it is.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import cache
from typing import Final

from casebook.base import resources

_SET: Final = frozenset(map(ord, "\n\t"))
"""What the layout sets without a letter."""
_CONTROLS: Final = frozenset((*range(0x20), *range(0x7F, 0xA0)))
"""No letters, even where a font has a sign for them."""
_NO_RANGE = 0xFFFF


def told(text: str) -> str:
    """*text* as it can be set: what our fonts lack is told by its numbers."""
    return _lacking().sub(_numbers, text.replace("\r\n", "\n"))


def _numbers(found: re.Match[str]) -> str:
    return f"‹{' '.join(f'U+{ord(letter):04X}' for letter in found[0])}›"


@cache
def letters() -> frozenset[int]:
    """The characters every one of our fonts has a letter for: no style of a page lacks any of them."""
    fonts = sorted(resources.path("fonts").glob("*.ttf"))
    return frozenset.intersection(*(frozenset(_of(font.read_bytes())) for font in fonts)) - _CONTROLS


@cache
def _lacking() -> re.Pattern[str]:
    ranges: list[list[int]] = []
    for number in sorted(letters() | _SET):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    known = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
    return re.compile(f"[^{known}]+")


def _of(font: bytes) -> Iterator[int]:
    """What a font has letters for: its table "cmap" in format 4 (OpenType 1.9, "cmap"), which our fonts have."""
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sIII", font, 12 + 16 * i) for i in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for i in range(count):
        (offset,) = struct.unpack_from(">I", font, start + 8 + 8 * i)
        (layout,) = struct.unpack_from(">H", font, start + offset)
        if layout == 4:
            yield from _segments(font, start + offset)


def _segments(font: bytes, at: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">H", font, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + double)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 2 * double)
    places = at + 16 + 3 * double
    ranges = struct.unpack_from(f">{count}H", font, places)
    for i in range(count):
        for number in range(starts[i], min(ends[i], _NO_RANGE - 1) + 1):
            glyph = number
            if ranges[i]:
                (glyph,) = struct.unpack_from(
                    ">H", font, places + 2 * i + ranges[i] + 2 * (number - starts[i])
                )
            if (glyph + deltas[i]) & 0xFFFF if glyph or not ranges[i] else 0:
                yield number
