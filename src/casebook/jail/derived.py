"""What is asked for when something of an attachment is to leave, and what is answered: plain data, no decoder.

Every answer is hostile input: its `check` looks at each byte of its shape, so that a reader that was taken
over cannot send along what nobody sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casebook.formats import bare
from casebook.jail.errors import AnswerUnreadable

MOST_LEAVING: Final = 1600
"""Pixels on the longer side of anything that leaves."""
MOST_LEAVING_PAGES: Final = 200
MOST_SOUND_MS: Final = 2 * 3600 * 1000
"""Sound that leaves in one piece."""
SOUND_RATE: Final = 24_000
"""Samples a second of it, on one channel, of sixteen bits: speech is understood, rooms are not measured."""
MOST_TEXT: Final = 4 << 20
"""Characters of a text that leaves."""
MOST_PIECES: Final = 200_000


@dataclass(frozen=True, slots=True)
class Area:
    """A solid box, in pixels of the upright original; right and bottom are exclusive. *page* counts from 0."""

    left: int
    top: int
    right: int
    bottom: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class Paint:
    """A picture with these boxes painted over it. *ms*: of moving pictures, which frame."""

    areas: list[Area]
    ms: int = 0


@dataclass(frozen=True, slots=True)
class Painted:
    """A file that leaves: *png* or JPEG, bare. *whole_width*, *whole_height*: the upright original.

    *ms*: of a still, where its frame begins.
    """

    data: bytes
    png: bool
    width: int
    height: int
    whole_width: int
    whole_height: int
    ms: int = 0

    def check(self) -> None:
        """Raises `AnswerUnreadable` unless it is a bare picture of that size."""
        try:
            size = bare.size_of_png(self.data) if self.png else bare.size_of_jpeg(self.data)
        except bare.NotBare:
            raise AnswerUnreadable from None
        if (
            size != (self.width, self.height)
            or max(size) > MOST_LEAVING
            or not 0
            < min(self.whole_width, self.whole_height)
            <= max(self.whole_width, self.whole_height)
            < 1 << 20
            or self.ms < 0
        ):
            raise AnswerUnreadable


@dataclass(frozen=True, slots=True)
class PaintPages:
    """Pages of a document, by numbers from 0, with boxes painted over them. No numbers: all of them."""

    pages: list[int]
    areas: list[Area]


@dataclass(frozen=True, slots=True)
class PaintedPages:
    """The pages asked for, and how many the document has."""

    pages: list[Painted]
    total: int

    def check(self, ask: PaintPages) -> None:
        """Raises `AnswerUnreadable` unless it can be what was asked for."""
        wanted = len(ask.pages) or self.total
        if len(self.pages) != wanted or not 0 < wanted <= min(self.total, MOST_LEAVING_PAGES):
            raise AnswerUnreadable
        for page in self.pages:
            page.check()
            if page.png:
                raise AnswerUnreadable


@dataclass(frozen=True, slots=True)
class Span:
    """Milliseconds; the end is exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mute:
    """The sound between *start* and *end* (0: to its end), with *muted* silenced."""

    start: int
    end: int
    muted: list[Span]


@dataclass(frozen=True, slots=True)
class Muted:
    """Bare FLAC of one channel, and how long it is."""

    data: bytes
    ms: int

    def check(self) -> None:
        """Raises `AnswerUnreadable` unless it is such."""
        try:
            shape = bare.shape_of_flac(self.data)
        except bare.NotBare:
            raise AnswerUnreadable from None
        if (shape.rate, shape.channels, shape.bits) != (SOUND_RATE, 1, 16) or not (
            0 < shape.samples <= SOUND_RATE // 1000 * MOST_SOUND_MS
            and self.ms == shape.samples * 1000 // SOUND_RATE
        ):
            raise AnswerUnreadable


PARTS: Final = ("body", "inserted", "deleted", "comment", "hidden", "note", "margin")
"""Where a piece of an office text stands: as the vocabulary ``text-part`` has them."""


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of an office text, and where it stands. A paragraph ends with LF."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """The text of an office file in its order."""

    pieces: list[Words]

    def check(self) -> None:
        """Raises `AnswerUnreadable` unless it can be one."""
        if (
            len(self.pieces) > MOST_PIECES
            or sum(len(piece.text) for piece in self.pieces) > MOST_TEXT
            or any(piece.part not in PARTS for piece in self.pieces)
        ):
            raise AnswerUnreadable
