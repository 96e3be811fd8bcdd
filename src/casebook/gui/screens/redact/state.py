"""One file, what of it is covered, and the work that makes what would leave. Nothing of the file is kept here.

What was hidden of the same original before stays hidden, whatever is drawn now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import derivatives, deriving, previewing, viewing
from casebook.casework.book import Casebook
from casebook.casework.derivatives import Decision, Form, Hidden, Redaction, Saved
from casebook.casework.deriving import Preview
from casebook.casework.touched import Touched
from casebook.gui.parts.boxes import Box
from casebook.gui.parts.drawn import Drawn
from casebook.gui.parts.names import record_name
from casebook.jail.derived import PARTS
from casebook.jail.shapes import WINDOW_S, Ask, At, Sound, Window
from casebook.model.vocabularies import vocabulary

T = TypeVar("T")
Work = Callable[[Casebook, Progress], T]

FRAME: Final = 1600
"""Pixels on a side of the frame of a film that is drawn on."""
FORM_WORDS: Final = {
    Form.IMAGE: N_("A picture of it"),
    Form.PAGES: N_("Pictures of its pages"),
    Form.SOUND: N_("Its sound"),
    Form.STILL: N_("One frame of it"),
    Form.TEXT: N_("Its words as plain text"),
}
MEANING: Final = {
    Form.IMAGE: N_(
        "A new picture of at most 1,600 pixels leaves, made from what is seen. Camera, place and date stay here."
    ),
    Form.PAGES: N_("Pictures of the pages leave, in a document without words, links or attachments."),
    Form.SOUND: N_("Its sound leaves, on one channel and without what the recorder wrote about itself."),
    Form.STILL: N_("A picture of one moment leaves. Moving pictures never do."),
    Form.TEXT: N_("Its words leave as plain text, looked through for names like every text."),
}


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """The file, what can be made of it, and what was decided about it before, the newest first."""

    title: str
    code: str
    forms: tuple[Form, ...]
    hidden: Hidden
    saved: tuple[Saved, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Covered:
    """What somebody covers now, of any form: boxes by page (from 1; 0 of a picture), silences, cuts.

    *pages*: those that leave, empty: all. *at_ms*: the moment of a frame.
    """

    boxes: tuple[tuple[int, tuple[Box, ...]], ...] = ()
    pages: tuple[int, ...] = ()
    at_ms: int = 0
    kept: tuple[int, int] | None = None
    muted: tuple[tuple[int, int], ...] = ()
    parts: tuple[str, ...] = ("body", "inserted", "note")
    hidden: tuple[tuple[int, int], ...] = ()


class RedactState:
    """Every method that needs the book returns work."""

    def __init__(self, record: RecordId, tr: Translator) -> None:
        self.record = record
        self.tr = tr
        self.form = Form.IMAGE
        self.opened: Opened | None = None

    def load(self, book: Casebook) -> Opened:
        """What the file is. Raises `NoSuchRecord`, `NoSuchFile`, `Damaged` leaves."""
        found = book.need(self.record)
        seen = viewing.see(book, self.record)
        return Opened(
            record_name(book, self.record, self.tr.language),
            found.code,
            deriving.forms_of(seen.kind),
            derivatives.earlier(book, self.record),
            tuple(derivatives.redactions_of(book, self.record)),
        )

    def begin(self, opened: Opened) -> None:
        """Stand at the usual form; at that of the last decision, if there is one."""
        self.opened = opened
        last = next((one.redaction.form for one in opened.saved if one.redaction.form in opened.forms), None)
        if opened.forms:
            self.form = last or opened.forms[0]

    # ------------------------------------------------------------------------------------ the original

    def picture(self, ask: Ask) -> Work[Drawn]:
        """A part of the image, or of a page, as it is."""
        record, look = self.record, viewing.page if self.form is Form.PAGES else viewing.image

        def work(book: Casebook, progress: Progress) -> Drawn:
            return Drawn(ask, look(book, record, ask, progress))

        return work

    def frame(self, ms: int) -> Work[Drawn]:
        """The frame of moving pictures at a moment."""
        record, at = self.record, At(ms / 1000, FRAME, FRAME)

        def work(book: Casebook, progress: Progress) -> Drawn:
            return Drawn(Ask(FRAME, FRAME), viewing.frame(book, record, at, progress))

        return work

    def sound(self) -> Work[Sound]:
        """What the recording is."""
        record = self.record

        def work(book: Casebook, progress: Progress) -> Sound:
            return viewing.sound(book, record, progress)

        return work

    def window(self, number: int) -> Work[tuple[int, Window]]:
        """The half minute of that number of the original, counted from 0."""
        record = self.record

        def work(book: Casebook, progress: Progress) -> tuple[int, Window]:
            return number, viewing.window(book, record, float(number * WINDOW_S), progress)

        return work

    # ------------------------------------------------------------------------------------ what was before

    def held(self, place: int) -> tuple[Box, ...]:
        """Boxes of earlier decisions on a page (0: of the picture): nobody can take them away."""
        opened = self.opened
        if opened is None:
            return ()
        near = derivatives.NEAR_MS if self.form is Form.STILL else 0
        return tuple(
            Box(box.left, box.top, box.right, box.bottom)
            for box in opened.hidden.boxes
            if abs(box.place - place) <= near
        )

    def held_spans(self) -> tuple[tuple[int, int], ...]:
        """Milliseconds that were muted before."""
        return () if self.opened is None else tuple((s.start, s.end) for s in self.opened.hidden.muted)

    def held_cuts(self) -> tuple[tuple[int, int], ...]:
        """Characters that were cut before."""
        return () if self.opened is None else tuple((s.start, s.end) for s in self.opened.hidden.hidden)

    def decided(self) -> tuple[str, ...]:
        """What was decided before, a line each."""
        if self.opened is None:
            return ()
        return tuple(
            f"{one.decided} · {self.tr(FORM_WORDS[one.redaction.form])}" for one in self.opened.saved
        )

    def part_words(self) -> tuple[tuple[str, str], ...]:
        """The parts of an office text, and what they are called."""
        words = vocabulary("text-part")
        return tuple((part, words.label(part, self.tr.language)) for part in PARTS)

    # ------------------------------------------------------------------------------------ what leaves

    def redaction(self, covered: Covered) -> Redaction:
        """What somebody covered, as a decision says it."""
        place_of = {Form.IMAGE: 0, Form.STILL: covered.at_ms}
        boxes = tuple(
            derivatives.Box(b.left, b.top, b.right, b.bottom, place_of.get(self.form, page))
            for page, drawn in covered.boxes
            for b in drawn
        )
        spans = tuple(derivatives.Span(*span) for span in covered.muted)
        cuts = tuple(derivatives.Span(*span) for span in covered.hidden)
        match self.form:
            case Form.IMAGE:
                return Redaction(Form.IMAGE, boxes)
            case Form.PAGES:
                return Redaction(Form.PAGES, boxes, pages=covered.pages)
            case Form.STILL:
                return Redaction(Form.STILL, boxes, at_ms=covered.at_ms)
            case Form.SOUND:
                kept = None if covered.kept is None else derivatives.Span(*covered.kept)
                return Redaction(Form.SOUND, kept=kept, muted=spans)
            case Form.TEXT:
                return Redaction(Form.TEXT, parts=covered.parts, hidden=cuts)

    def preview(self, covered: Covered) -> Work[Preview]:
        """Make what would leave. Nothing is written."""
        record, redaction = self.record, self.redaction(covered)

        def work(book: Casebook, progress: Progress) -> Preview:
            return deriving.derive(book, record, redaction, progress)

        return work

    def allow(self, preview: Preview, decision: Decision) -> Work[Touched]:
        """Record that exactly what was looked at may leave."""
        record = self.record

        def work(book: Casebook, progress: Progress) -> Touched:
            return deriving.save(
                book, record, preview.redaction, decision, seen=preview.sha256, progress=progress
            )[1]

        return work

    @staticmethod
    def seen_picture(preview: Preview, ask: Ask) -> Work[Drawn]:
        """A part of the picture, or of a page, that would leave."""

        def work(_book: Casebook, progress: Progress) -> Drawn:
            return Drawn(ask, previewing.picture(preview, ask, progress))

        return work

    @staticmethod
    def seen_sound(preview: Preview) -> Work[Sound]:
        """The sound that would leave."""

        def work(_book: Casebook, progress: Progress) -> Sound:
            return previewing.sound(preview, progress)

        return work

    @staticmethod
    def seen_window(preview: Preview, number: int) -> Work[tuple[int, Window]]:
        """Half a minute of the sound that would leave."""

        def work(_book: Casebook, progress: Progress) -> tuple[int, Window]:
            return number, previewing.window(preview, float(number * WINDOW_S), progress)

        return work
