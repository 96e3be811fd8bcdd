"""What may leave of a piece of evidence: decisions of a person, signed like everything else, and never undone by a
later one.

What a box, a silence or a cut has hidden in something that was decided stays hidden in whatever is made of the
same original afterwards: two versions of one picture with different boxes are the picture without boxes.
Pure over records, but for `earlier` and `save`; what makes the bytes is `deriving`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import evidence, records
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched, Verb
from casebook.jail.derived import PARTS, Area
from casebook.journal import current
from casebook.journal.current import Record
from casebook.journal.entry import Op
from casebook.journal.history import history
from casebook.model.fields import Value

NEAR_MS = 1000
"""Frames of moving pictures no farther apart than this show the same: boxes on one cover the other."""


@dataclass(eq=False)
class RedactionUnfit(Refused):
    """What is asked for does not fit its form, or itself. *why*: a code."""

    why: str


class Form(StrEnum):
    """What is made, as the vocabulary ``derivative-form`` has it."""

    IMAGE = "image"
    PAGES = "pages"
    STILL = "still"
    SOUND = "sound"
    TEXT = "text"


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A solid box in pixels of the upright original; right and bottom are exclusive.

    *place*: the page, from 1; of a still the millisecond of its frame; of an image 0. Pages are measured as
    `viewing.page` draws them at their natural size (its `whole_width` and `whole_height`).
    """

    left: int
    top: int
    right: int
    bottom: int
    place: int = 0

    def holds(self, other: Box) -> bool:
        """Whether it covers *other* wholly."""
        return (
            self.place == other.place
            and self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Milliseconds of a recording, or characters of a text; the end is exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redaction:
    """What shall leave of an original, and what of it is covered first.

    *pages* from 1, empty: all. *at_ms*: which frame. *kept*: the part of the sound that leaves, `None`: all of
    it. *parts*: of a text, which pieces (`PARTS`). *hidden*: characters of the whole text, all parts counted.
    """

    form: Form
    boxes: tuple[Box, ...] = ()
    pages: tuple[int, ...] = ()
    at_ms: int = 0
    kept: Span | None = None
    muted: tuple[Span, ...] = ()
    parts: tuple[str, ...] = ("body", "inserted", "note")
    hidden: tuple[Span, ...] = ()

    def checked(self) -> Redaction:
        """The same in order, without what is said twice. Raises `RedactionUnfit`."""
        boxes = self.boxes
        if self.form is Form.STILL:
            boxes = tuple(replace(box, place=self.at_ms) for box in boxes)
        for box in boxes:
            if (box.place > 0) is not (
                self.form is Form.PAGES or (self.form is Form.STILL and self.at_ms > 0)
            ):
                raise RedactionUnfit("box")
            if box.left >= box.right or box.top >= box.bottom or min(box.left, box.top, box.place) < 0:
                raise RedactionUnfit("box")
        for span in (*self.muted, *self.hidden, *((self.kept,) if self.kept else ())):
            if not 0 <= span.start < span.end:
                raise RedactionUnfit("span")
        if any(page < 1 for page in self.pages):
            raise RedactionUnfit("page")
        if self.form is Form.TEXT and (not self.parts or not set(self.parts) <= set(PARTS)):
            raise RedactionUnfit("part")
        return replace(
            self,
            boxes=together(boxes),
            pages=tuple(sorted(set(self.pages))),
            muted=joined(self.muted),
            hidden=joined(self.hidden),
            parts=tuple(part for part in PARTS if part in self.parts),
        )

    def with_earlier(self, kept: Hidden) -> Redaction:
        """With everything that was hidden of the same original before."""
        match self.form:
            case Form.IMAGE:
                return replace(self, boxes=(*self.boxes, *kept.boxes)).checked()
            case Form.PAGES:
                other = [box for box in kept.boxes if not self.pages or box.place in self.pages]
                return replace(self, boxes=(*self.boxes, *other)).checked()
            case Form.STILL:
                near = [box for box in kept.boxes if abs(box.place - self.at_ms) <= NEAR_MS]
                return replace(self, boxes=(*self.boxes, *near)).checked()
            case Form.SOUND:
                return replace(self, muted=(*self.muted, *kept.muted)).checked()
            case Form.TEXT:
                return replace(self, hidden=(*self.hidden, *kept.hidden)).checked()

    def areas(self) -> list[Area]:
        """Its boxes, for the jail."""
        pages = self.form is Form.PAGES
        return [
            Area(box.left, box.top, box.right, box.bottom, box.place - 1 if pages else 0)
            for box in self.boxes
        ]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has to say about something before it may leave; there is no default.

    *face_voice*: a face or a voice can be recognised in it. *document*: it is a document, or shows one.
    *caption*: words that go with it, redacted like every text. *why*: stays in the casebook.
    """

    face_voice: bool
    document: bool
    caption: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What was hidden of one original, in everything that was made of it."""

    boxes: tuple[Box, ...] = ()
    muted: tuple[Span, ...] = ()
    hidden: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """A decision as its record holds it. *original*, *sha256*: of the original, and of what was looked at."""

    record: RecordId
    of: RecordId
    redaction: Redaction
    decision: Decision
    decided: str
    original: bytes
    sha256: bytes
    size: int


# ------------------------------------------------------------------------------------------ sets of places


def together(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Boxes in order, without those that others cover."""
    found = sorted(set(boxes), key=lambda box: (box.place, box.top, box.left, box.bottom, box.right))
    return tuple(box for box in found if not any(other != box and other.holds(box) for other in found))


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that meet made one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def covers(wide: Iterable[Span], narrow: Iterable[Span]) -> bool:
    """Whether each of *narrow* lies in one of *wide*."""
    merged = joined(wide)
    return all(any(each.start <= span.start and span.end <= each.end for each in merged) for span in narrow)


# ------------------------------------------------------------------------------------------------- records


def read(record: Record) -> Saved | None:
    """What a record of a derivative says; `None` where it is incomplete, disputed, or written by a later version."""
    form, of, original, sha256 = (_only(record, name) for name in ("form", "of", "original", "sha256"))
    if (
        record.state.newer
        or not isinstance(form, str)
        or form not in set(Form)
        or not (isinstance(of, bytes) and isinstance(original, bytes) and isinstance(sha256, bytes))
    ):
        return None
    at, kept = _only(record, "at"), _spans(record.values("kept"))
    redaction = Redaction(
        Form(form),
        boxes_of(record),
        tuple(page for _, page in record.each("pages", "page") if isinstance(page, int)),
        at if isinstance(at, int) else 0,
        kept[0] if len(kept) == 1 else None,
        spans_of(record, "muted"),
        tuple(str(part) for _, part in record.each("parts", "part")),
        spans_of(record, "hidden"),
    )
    # What is disputed is read as what asks for more.
    decision = Decision(
        face_voice=record.values("face_voice") != ("no",),
        document=record.values("document") != ("no",),
        caption=record.text("caption"),
        why=record.text("why"),
    )
    size = _only(record, "size")
    return Saved(
        record.id,
        RecordId(of),
        redaction,
        decision,
        record.text("decided"),
        original,
        sha256,
        size if isinstance(size, int) else 0,
    )


def _only(record: Record, path: str) -> Value:
    found = record.values(path)
    return found[0] if len(found) == 1 else None


def boxes_of(record: Record) -> tuple[Box, ...]:
    """Every box a record names, in all versions that stand."""
    return _boxes(value for key in record.elements("boxes") for value in record.values(f"boxes/{key}/box"))


def _boxes(values: Iterable[Value]) -> tuple[Box, ...]:
    found = []
    for value in values:
        match value:
            case (int() as place, int() as left, int() as top, int() as right, int() as bottom):
                found.append(Box(left, top, right, bottom, place))
    return together(found)


def spans_of(record: Record, name: str) -> tuple[Span, ...]:
    """Every span a record names in one of its lists, in all versions that stand."""
    values = [value for key in record.elements(name) for value in record.values(f"{name}/{key}/span")]
    return joined(_spans(values))


def _spans(values: Iterable[Value]) -> list[Span]:
    found = []
    for value in values:
        match value:
            case (int() as start, int() as end) if start < end:
                found.append(Span(start, end))
    return found


def hidden_in(book: Casebook, found: Iterable[Record]) -> dict[bytes, Hidden]:
    """What the records *found*, and derivatives that were deleted after they had left, hide of each original, by its
    SHA-256. What an edit took out of such a record afterwards still counts: it was decided, and may have left.
    """
    said: dict[bytes, dict[str, list[Value]]] = {}
    for record in (*found, *left_although_deleted(book)):
        ever = [moved for moved in history(book.db, record.id) if moved.op == Op.SET]
        for original in {moved.value for moved in ever if moved.unit == "original"}:
            if isinstance(original, bytes):
                lists = said.setdefault(original, {})
                for moved in ever:
                    lists.setdefault(moved.unit.partition("/")[0], []).append(moved.value)
    return {
        original: Hidden(
            _boxes(lists.get("boxes", ())),
            joined(_spans(lists.get("muted", ()))),
            joined(_spans(lists.get("hidden", ()))),
        )
        for original, lists in said.items()
    }


def looked_at(
    found: Iterable[Record], attach: Collection[RecordId]
) -> tuple[tuple[RecordId, bytes, str], ...]:
    """Of the derivatives *found* that could go along with what *attach* names: each with the SHA-256 of what somebody
    looked at, and its caption. Who approves a plan approves these.
    """
    saved = (read(record) for record in found) if attach else ()
    named = (one for one in saved if one is not None and not {one.of, one.record}.isdisjoint(attach))
    return tuple(sorted((one.record, one.sha256, one.decision.caption) for one in named))


def redactions_of(book: Casebook, of: RecordId) -> list[Saved]:
    """Everything that was decided about a piece of evidence, the newest first."""
    found = sorted(_about(book, of), key=lambda record: record.created_ms, reverse=True)
    return [saved for saved in map(read, found) if saved is not None]


def _about(book: Casebook, of: RecordId) -> Iterator[Record]:
    for source, kind, path in current.pointing_at(book.db, of):
        record = book.get(source) if (kind, path) == ("derivative", "of") else None
        if record is not None:
            yield record


def left_although_deleted(book: Casebook) -> Iterator[Record]:
    """Derivatives somebody deleted, or undid, after they had left: what they hid was shown around as hidden."""
    gone = {record.id: record for record in current.deleted(book.db, "derivative")}
    if gone:
        left = {
            value
            for each in current.every(book.db, "disclosure")
            for _, value in each.each("files", "sha256")
        }
        yield from (record for record in gone.values() if left.intersection(record.values("sha256")))


def earlier(book: Casebook, of: RecordId) -> Hidden:
    """What was hidden before of the original of a piece of evidence, under whichever record it was attached.

    Raises `NoSuchRecord`, `NoSuchFile`.
    """
    original = evidence.kept(book, of).sha256
    return hidden_in(book, current.every(book.db, "derivative")).get(original, Hidden())


def note(
    book: Casebook, of: RecordId, redaction: Redaction, decision: Decision, *, sha256: bytes, size: int
) -> tuple[RecordId, Touched]:
    """Record a decision whose bytes were made (`deriving.save` does both). Returns its id."""
    record, today = book.new_id(), _today(book)
    edits: list[records.Edit] = [
        records.New(record, "derivative"),
        records.Set(record, "of", of),
        records.Set(record, "form", redaction.form.value),
        records.Set(record, "face_voice", "yes" if decision.face_voice else "no"),
        records.Set(record, "document", "yes" if decision.document else "no"),
        records.Set(record, "decided", today),
        records.Set(record, "original", evidence.kept(book, of).sha256),
        records.Set(record, "sha256", sha256),
        records.Set(record, "size", size),
    ]
    texts = {"caption": decision.caption.strip(), "why": decision.why.strip()}
    edits += [records.Set(record, name, text) for name, text in texts.items() if text]
    if redaction.form is Form.STILL:
        edits.append(records.Set(record, "at", redaction.at_ms))
    if redaction.kept is not None:
        edits.append(records.Set(record, "kept", (redaction.kept.start, redaction.kept.end)))
    edits += [
        records.Add(record, "boxes", (("box", (box.place, box.left, box.top, box.right, box.bottom)),))
        for box in redaction.boxes
    ]
    edits += [records.Add(record, "pages", (("page", page),)) for page in redaction.pages]
    for name, spans in (("muted", redaction.muted), ("hidden", redaction.hidden)):
        edits += [records.Add(record, name, (("span", (span.start, span.end)),)) for span in spans]
    if redaction.form is Form.TEXT:
        edits += [records.Add(record, "parts", (("part", part),)) for part in redaction.parts]
    # The chain of custody of the original says that something was made of it, and its fingerprint.
    inside = (("what", "derived"), ("date", today), ("sha256", sha256))
    edits.append(records.Add(of, "custody", inside))
    return record, records.write(book, Verb.DERIVE, edits)


def _today(book: Casebook) -> str:
    now = datetime.fromtimestamp(book.clock.now().wall_ms / 1000, tz=UTC).astimezone()
    return now.date().isoformat()
