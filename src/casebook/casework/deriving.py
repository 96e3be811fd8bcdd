"""Making what leaves of a piece of evidence: in the jail, from the original in the safe, the same bytes each time.

`derive` shows what a redaction would give and writes nothing. `save` records the decision, with the SHA-256 of
what was looked at; `made` makes the same again when it leaves, and refuses where it is not the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from casebook.base.encode import pack
from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import derivatives, evidence
from casebook.casework.book import Casebook
from casebook.casework.derivatives import Box, Decision, Form, Redaction, Saved
from casebook.casework.touched import Touched
from casebook.formats import imagepdf
from casebook.formats.contentkind import LOOKED_AT, ContentKind, content_kind
from casebook.jail import launch
from casebook.jail.derived import (
    MOST_LEAVING_PAGES,
    Mute,
    Muted,
    Paint,
    Painted,
    PaintedPages,
    PaintPages,
    Told,
)
from casebook.jail.derived import Span as Milliseconds
from casebook.jail.limits import MIB, Limits

T = TypeVar("T")

_PICTURE: Final = Limits(memory=1536 * MIB, cpu_s=60, wall_s=120.0, answer=24 * MIB, served=1024 * MIB)
_PAGES: Final = Limits(memory=1536 * MIB, cpu_s=240, wall_s=300.0, answer=256 * MIB, served=2048 * MIB)
_SOUND: Final = Limits(
    memory=1536 * MIB, cpu_s=300, wall_s=400.0, answer=400 * MIB, served=4096 * MIB, reads=200_000
)
_TEXT: Final = Limits(memory=1024 * MIB, cpu_s=60, wall_s=90.0, answer=64 * MIB, served=256 * MIB)


@dataclass(eq=False)
class LooksDifferent(Refused):
    """What would be recorded is not what somebody looked at: it has to be looked at again."""


@dataclass(eq=False)
class DerivativeOutdated(Refused):
    """A saved decision gives other bytes than were looked at, or hides less than another one. *why*: a code."""

    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave: the very bytes, and by which ending they are called.

    *redaction* is what was asked for together with what was hidden of the same original before. *width*,
    *height*: of a picture that leaves; *whole_width*, *whole_height*: of the upright original, in whose pixels
    boxes are given. *pages*: how many the original has; *ms*: how long the sound is. *told*: of a text, its
    pieces, all parts, in which `Redaction.hidden` counts.
    """

    data: bytes
    ending: str
    redaction: Redaction
    width: int = 0
    height: int = 0
    whole_width: int = 0
    whole_height: int = 0
    pages: int = 1
    ms: int = 0
    told: Told | None = None

    @property
    def sha256(self) -> bytes:
        """Of the bytes."""
        return hashlib.sha256(self.data).digest()


def forms_of(kind: ContentKind) -> tuple[Form, ...]:
    """What can be made of a file of that kind, the usual first; nothing of a kind that no reader knows."""
    return {
        ContentKind.IMAGE: (Form.IMAGE,),
        ContentKind.PDF: (Form.PAGES,),
        ContentKind.SOUND: (Form.SOUND, Form.STILL),
        ContentKind.TABLE: (Form.TEXT,),
        ContentKind.TEXT: (Form.TEXT,),
        ContentKind.OTHER: (Form.TEXT,),
    }[kind]


def derive_image(
    book: Casebook, of: RecordId, boxes: Sequence[Box], progress: Progress | None = None
) -> Preview:
    """A picture with boxes painted over it, and over what was hidden of it before. Nothing is written.

    Raises `RedactionUnfit`, `BadImage`, `ImageTooLarge`, what the jail raises, `Cancelled`.
    """
    return derive(book, of, Redaction(Form.IMAGE, tuple(boxes)), progress)


def derive(book: Casebook, of: RecordId, redaction: Redaction, progress: Progress | None = None) -> Preview:
    """What *redaction* gives, with everything that was hidden of the same original before. Nothing is written.

    Raises `RedactionUnfit`, `NoSuchFile`, what the readers of the form raise (`BadImage`, `BadPdf`, `PdfLocked`,
    `NoSuchPage`, `BadSound`, `NoFrame`, `NotText`, `UnreadableTable`), what the jail raises, `Cancelled`.
    """
    return _made(book, of, redaction.checked(), derivatives.earlier(book, of), progress or Progress())


def save(
    book: Casebook,
    of: RecordId,
    redaction: Redaction,
    decision: Decision,
    *,
    seen: bytes = b"",
    progress: Progress | None = None,
) -> tuple[RecordId, Touched, Preview]:
    """Record that this may leave. *seen*: the SHA-256 of the preview somebody looked at.

    Returns the record's id. Raises `LooksDifferent` where it is not that any more, and as `derive` does.
    """
    preview = derive(book, of, redaction, progress)
    if seen and preview.sha256 != seen:
        raise LooksDifferent
    record, touched = derivatives.note(
        book, of, preview.redaction, decision, sha256=preview.sha256, size=len(preview.data)
    )
    return record, touched, preview


def made(
    book: Casebook, saved: Saved, hidden: derivatives.Hidden, progress: Progress | None = None
) -> Preview:
    """The bytes a saved decision stands for. *hidden*: what must be hidden of that original.

    Raises `DerivativeOutdated`, and as `derive` does.
    """
    if evidence.kept(book, saved.of).sha256 != saved.original:
        raise DerivativeOutdated("original")
    if saved.redaction.with_earlier(hidden) != saved.redaction.checked():
        raise DerivativeOutdated("hides-less")
    found = _made(book, saved.of, saved.redaction.checked(), hidden, progress or Progress())
    if found.sha256 != saved.sha256:
        raise DerivativeOutdated("bytes")
    return found


def _made(
    book: Casebook, of: RecordId, asked: Redaction, hidden: derivatives.Hidden, progress: Progress
) -> Preview:
    ways: dict[Form, Callable[[_Original, Redaction], Preview]] = {
        Form.IMAGE: _image,
        Form.PAGES: _pages,
        Form.STILL: _still,
        Form.SOUND: _sound,
        Form.TEXT: _text,
    }
    original = _Original(book, of, hidden, progress)
    return ways[asked.form](original, asked if asked.form is Form.STILL else asked.with_earlier(hidden))


@dataclass(frozen=True, slots=True)
class _Original:
    """One original, and what is known of it."""

    book: Casebook
    of: RecordId
    hidden: derivatives.Hidden
    progress: Progress

    def read(self, reader: str, ask: Any, answer: type[T], limits: Limits) -> T:  # noqa: ANN401 - a question of `jail.derived`
        """Serve the file to a reader in the jail."""
        kept = evidence.kept(self.book, self.of)
        with self.book.safe.files.open(kept.file, kept.key, kept.beside) as content:
            return launch.run(
                f"casebook.jail.{reader}",
                b"" if ask is None else pack(ask),
                answer=answer,
                sources=[content],
                limits=limits,
                progress=self.progress,
            )

    def kind(self) -> ContentKind:
        """What it seems to be."""
        kept = evidence.kept(self.book, self.of)
        with self.book.safe.files.open(kept.file, kept.key, kept.beside) as content:
            return content_kind(content.read(LOOKED_AT))


def _picture(painted: Painted, redaction: Redaction) -> Preview:
    painted.check()
    return Preview(
        painted.data,
        "png" if painted.png else "jpg",
        redaction,
        painted.width,
        painted.height,
        painted.whole_width,
        painted.whole_height,
    )


def _image(original: _Original, redaction: Redaction) -> Preview:
    return _picture(original.read("painting:paint", Paint(redaction.areas()), Painted, _PICTURE), redaction)


def _still(original: _Original, redaction: Redaction) -> Preview:
    """A frame. Asked twice if earlier boxes lie near the moment its frame really begins at."""
    first = original.read("stills:paint", Paint([], redaction.at_ms), Painted, _PICTURE)
    first.check()
    exact = replace(redaction, at_ms=first.ms).checked().with_earlier(original.hidden)
    if not exact.boxes:
        return replace(_picture(first, exact), ms=first.ms)
    painted = original.read("stills:paint", Paint(exact.areas(), first.ms), Painted, _PICTURE)
    if painted.ms != first.ms:
        raise derivatives.RedactionUnfit("moment")
    return replace(_picture(painted, exact), ms=first.ms)


def _pages(original: _Original, redaction: Redaction) -> Preview:
    if len(redaction.pages) > MOST_LEAVING_PAGES:
        raise derivatives.RedactionUnfit("too-many-pages")
    ask = PaintPages([page - 1 for page in redaction.pages], redaction.areas())
    found = original.read("rasters:paint", ask, PaintedPages, _PAGES)
    found.check(ask)
    numbers = redaction.pages or tuple(range(1, found.total + 1))
    sheets: list[bytes | None] = []
    by_number = dict(zip(numbers, found.pages, strict=True))
    for number in range(1, found.total + 1):
        page = by_number.get(number)
        # One black sheet for however many pages were left out there.
        if page is not None or not sheets or sheets[-1] is not None:
            sheets.append(None if page is None else page.data)
    first = found.pages[0]
    return Preview(
        imagepdf.write(sheets),
        "pdf",
        redaction,
        first.width,
        first.height,
        first.whole_width,
        first.whole_height,
        found.total,
    )


def _sound(original: _Original, redaction: Redaction) -> Preview:
    kept = redaction.kept or derivatives.Span(0, 0)
    muted = [Milliseconds(span.start, span.end) for span in redaction.muted]
    found = original.read("muting:mute", Mute(kept.start, kept.end, muted), Muted, _SOUND)
    found.check()
    return Preview(found.data, "flac", redaction, ms=found.ms)


def _text(original: _Original, redaction: Redaction) -> Preview:
    reader = {ContentKind.TABLE: "office:table", ContentKind.TEXT: "office:plain"}.get(
        original.kind(), "office:words"
    )
    told = original.read(reader, None, Told, _TEXT)
    told.check()
    return Preview(shown_text(told, redaction).encode(), "txt", redaction, told=told)


def shown_text(told: Told, redaction: Redaction) -> str:
    """The parts of a text that leave, without what was taken out by hand: a mark stands for it."""
    found: list[str] = []
    at = 0
    for piece in told.pieces:
        end = at + len(piece.text)
        if piece.part in redaction.parts:
            found += _without(piece.text, at, redaction.hidden)
        at = end
    return "".join(found)


def _without(text: str, at: int, hidden: Sequence[derivatives.Span]) -> list[str]:
    """*text*, which begins at *at*, in pieces, `HIDDEN_BY_HAND` for each span that begins in it."""
    found, done = [], 0
    for span in hidden:
        start, end = max(span.start - at, 0), min(span.end - at, len(text))
        if start < end:
            found += [text[done:start], HIDDEN_BY_HAND]
            done = end
    return [*found, text[done:]]


HIDDEN_BY_HAND: Final = "▓▓▓"
"""Stands in a text for what somebody took out of it, whatever its length."""
