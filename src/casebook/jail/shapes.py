"""What the decoders in the jail are asked, what they answer, and what they refuse: plain data, no decoder.

Who asks imports this and never a decoder: the libraries that meet a stranger's bytes are loaded in the child.
Every answer is hostile input, so each has a `check` that raises `AnswerUnreadable`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Damaged, Refused
from casebook.jail.errors import AnswerUnreadable

MOST_SIDE: Final = 4096
"""Pixels on a side of any picture that is asked for: larger than screens, and 64 MiB with all four bytes."""
MOST_PIXELS: Final = 120_000_000
"""Pixels of an image that is decoded whole."""
RATE: Final = 48_000
"""Samples a second of the sound that is handed out: signed 16-bit little-endian, two channels."""
SAMPLE: Final = 4
"""Bytes of one moment of it."""
WINDOW_S: Final = 30
"""Seconds of sound in one answer, at most."""
MOST_TEXT: Final = 1 << 18
"""Bytes of a piece of text."""
MOST_SHEETS: Final = 256
MOST_SHOWN_ROWS: Final = 2_000
MOST_SHOWN_COLUMNS: Final = 100
MOST_SHOWN_CELL: Final = 2_000
MOST_PAGES: Final = 100_000
MOST_DAYS_S: Final = 366 * 86_400


@dataclass(eq=False)
class BadImage(Damaged):
    """The file is no image of a kind that is shown, or is broken."""


@dataclass(eq=False)
class ImageTooLarge(Refused):
    """The image has more pixels than are decoded."""

    width: int
    height: int
    limit: int
    """Pixels in all."""


@dataclass(eq=False)
class PdfLocked(Refused):
    """The PDF opens with a passphrase of its own."""


@dataclass(eq=False)
class NoSuchPage(Refused):
    """The document has fewer pages."""

    pages: int


@dataclass(eq=False)
class PagesTooMany(Refused):
    """More pages were asked for than can leave in one file."""

    pages: int
    limit: int


@dataclass(eq=False)
class SoundTooLong(Refused):
    """The part of the recording that shall leave is longer than can leave in one file."""

    limit: int
    """Minutes."""


@dataclass(eq=False)
class BadOffice(Damaged):
    """The file is no office text of a kind that is read, or is broken."""


@dataclass(eq=False)
class TextTooLong(Refused):
    """The text in the file is longer than can leave."""

    limit: int
    """Characters."""


@dataclass(eq=False)
class BadSound(Damaged):
    """The file holds no sound of a kind that is played, or is broken."""


@dataclass(eq=False)
class NoFrame(Damaged):
    """The file holds no moving picture of a kind that is shown, or none at that time."""


@dataclass(eq=False)
class NotText(Refused):
    """The file is no plain text in an encoding that is known."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, in fractions of its width and height; the whole if nothing is said."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """The same in pixels of a whole of that size, outwards to whole ones: left, top, right, bottom."""
        left = min(width - 1, max(0, math.floor(self.left * width)))
        top = min(height - 1, max(0, math.floor(self.top * height)))
        right = min(width, max(left + 1, math.ceil(self.right * width)))
        bottom = min(height, max(top + 1, math.ceil(self.bottom * height)))
        return left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Ask:
    """A picture of *box*, no wider and no higher than so many pixels. *page* counts from 0."""

    width: int
    height: int
    box: Box = Box()
    page: int = 0
    enlarged: bool = False
    """A page is drawn at any size; an image is never made larger than it is, by its reader."""

    def fit(self, width: int, height: int) -> tuple[int, int]:
        """The size of the answer for a box of that many pixels."""
        most_width, most_height = min(self.width, MOST_SIDE), min(self.height, MOST_SIDE)
        scale = min(most_width / width, most_height / height)
        if not self.enlarged:
            scale = min(scale, 1.0)
        return (
            min(most_width, max(1, round(width * scale))),
            min(most_height, max(1, round(height * scale))),
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of pixels from the top, three bytes each (red, green, blue) or four (and opacity), without gaps.

    *whole_width* and *whole_height*: the picture it is a part of, upright, at its natural size.
    """

    width: int
    height: int
    opaque: bool
    pixels: bytes
    whole_width: int
    whole_height: int
    pages: int = 1

    def check(self, ask: Ask) -> None:
        """Raises `AnswerUnreadable` unless it can be what was asked for."""
        sides = (self.width, self.height, self.whole_width, self.whole_height)
        if (
            min(sides) < 1
            or max(sides) > 1 << 20
            or self.width > min(ask.width, MOST_SIDE)
            or self.height > min(ask.height, MOST_SIDE)
            or len(self.pixels) != self.width * self.height * (3 if self.opaque else 4)
            or not ask.page < self.pages <= MOST_PAGES
        ):
            raise AnswerUnreadable


@dataclass(frozen=True, slots=True)
class Sound:
    """What a file of sound or moving pictures holds. *seconds*: 0 where the file does not say.

    *codec* and *picture* are names of our own lists, or empty where there is no sound or no moving picture.
    """

    seconds: float
    codec: str
    rate: int
    channels: int
    picture: str = ""
    width: int = 0
    height: int = 0

    def check(self, codecs: frozenset[str], pictures: frozenset[str]) -> None:
        """Raises `AnswerUnreadable` unless it is one."""
        if (
            not 0 <= self.seconds <= MOST_DAYS_S
            or self.codec not in codecs | {""}
            or self.picture not in pictures | {""}
            or not 0 <= self.rate <= 1 << 22
            or not 0 <= self.channels <= 1024
            or not 0 <= self.width <= 1 << 16
            or not 0 <= self.height <= 1 << 16
            or not (self.codec or self.picture)
        ):
            raise AnswerUnreadable


@dataclass(frozen=True, slots=True)
class At:
    """A time in a file, in seconds; of a moving picture also how large its frame may be."""

    second: float
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """Sound from *second* on, `WINDOW_S` long or less. *last*: nothing comes after it."""

    second: float
    samples: bytes
    last: bool

    def check(self, at: At) -> None:
        """Raises `AnswerUnreadable` unless it can be what was asked for."""
        most = RATE * SAMPLE * WINDOW_S
        if self.second != at.second or len(self.samples) > most or len(self.samples) % SAMPLE:
            raise AnswerUnreadable


@dataclass(frozen=True, slots=True)
class From:
    """A piece of text from a byte on. *encoding*: what an earlier piece was found to be in, or empty."""

    byte: int = 0
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """*text* stands in the bytes from *byte* up to *end*; the file has *size* bytes."""

    text: str
    encoding: str
    byte: int
    end: int
    size: int

    def check(self, ask: From, encodings: frozenset[str]) -> None:
        """Raises `AnswerUnreadable` unless it can be what was asked for."""
        if (
            len(self.text) > MOST_TEXT
            or self.encoding not in encodings
            or self.byte != ask.byte
            or not self.byte <= self.end <= self.size
            or (self.end == self.byte and self.end < self.size)
        ):
            raise AnswerUnreadable


@dataclass(frozen=True, slots=True)
class Sheet:
    """The beginning of one sheet, as texts. *rows*, *columns*: how many there are in all."""

    name: str
    rows: int
    columns: int
    cells: list[list[str]]

    def check(self) -> None:
        """Raises `AnswerUnreadable` unless it can be one."""
        if (
            len(self.name) > 100
            or len(self.cells) > MOST_SHOWN_ROWS
            or not 0 <= self.rows <= 1 << 21
            or not 0 <= self.columns <= 1 << 15
            or any(len(line) > MOST_SHOWN_COLUMNS for line in self.cells)
            or any(len(cell) > MOST_SHOWN_CELL for line in self.cells for cell in line)
        ):
            raise AnswerUnreadable
