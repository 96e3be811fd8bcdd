"""The plan of an export: every decision about every unit, before anything is written.

An export is not a copy with parts taken out: it is built from what the plan allows. A person may be stricter
than the plan, and may let words stand that only looked like names; consent and protection they cannot loosen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from casebook.base.ids import RecordId
from casebook.model.fields import BadValue, Struct, Value
from casebook.model.kinds import Unit
from casebook.redaction.people import Treatment
from casebook.redaction.precision import DateStep, PlaceStep
from casebook.redaction.profile import Naming, Profile


class Fate(StrEnum):
    """What happens to a unit."""

    SHOWN = "shown"
    COARSER = "coarser"
    MASKED = "masked"
    WITHHELD = "withheld"


def fits(unit: Unit, value: Value) -> bool:
    """Whether this version understands a value: what it does not, it can neither judge nor seal."""
    try:
        unit.field.check(value)
    except BadValue:
        return False
    return not isinstance(unit.field, Struct) or (
        isinstance(value, tuple) and len(value) <= len(unit.field.slots)
    )


@dataclass(frozen=True, slots=True)
class SpanFate:
    """A span of a sentence: characters of the text, end exclusive. *why* is empty where it is shown.

    *person*: the one whom a hidden span names and nobody else, if they appear under another name.
    """

    start: int
    end: int
    run: bool
    why: str
    person: RecordId | None = None


@dataclass(frozen=True, slots=True)
class SentenceFate:
    """A sentence: hidden as a whole if *why* says so, else span by span."""

    start: int
    end: int
    why: str
    spans: tuple[SpanFate, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and what of it may be seen."""

    text: str
    sentences: tuple[SentenceFate, ...]

    @property
    def why(self) -> str:
        """Why something of it is hidden: the first code met; empty where nothing is."""
        for sentence in self.sentences:
            for why in (sentence.why, *(span.why for span in sentence.spans)):
                if why:
                    return why
        return ""

    @property
    def hidden(self) -> int:
        """How many marks stand in it: neighbours that are hidden together count once."""
        return sum(shown is None for shown in self.pieces())

    def pieces(self) -> Iterator[str | None]:
        """The text in order: what is shown, and `None` for each removal, whatever its length."""
        return (piece if isinstance(piece, str) else None for piece in self.told())

    def told(self) -> Iterator[str | RecordId | None]:
        """The same, with the person for each removal that names one who appears under another name, and no more."""
        hidden: list[RecordId | None] = []
        for start, end, is_hidden, person in self._runs():
            if is_hidden:
                hidden.append(person)
                continue
            if hidden:
                yield _only(hidden)
                hidden = []
            yield self.text[start:end]
        if hidden:
            yield _only(hidden)

    def _runs(self) -> Iterator[tuple[int, int, bool, RecordId | None]]:
        for sentence in self.sentences:
            if sentence.why:
                yield sentence.start, sentence.end, True, None
            else:
                for span in sentence.spans:
                    yield span.start, span.end, bool(span.why), span.person

    def plain(self, mark: str) -> str:
        """The text with *mark* for each removal."""
        return "".join(mark if piece is None else piece for piece in self.pieces())


def _only(people: list[RecordId | None]) -> RecordId | None:
    """Whom all of them are, if that is one."""
    return people[0] if len(set(people)) == 1 else None


@dataclass(frozen=True, slots=True)
class UnitFate:
    """One unit: *value* as the casebook has it, *shown* as the audience sees it.

    *passages*: of its texts (by slot; of a plain text the slot is empty), what may be seen. *why* is a code.
    """

    path: str
    fate: Fate
    why: str
    value: Value
    shown: Value = None
    passages: Mapping[str, Passage] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordFate:
    """One record: not in the export at all unless *shown*.

    *named*: people its texts may name. *allowed_by*: consents it leaves by, beside those of the people in it.
    """

    record: RecordId
    kind: str
    shown: bool
    why: str
    units: Mapping[str, UnitFate] = field(default_factory=dict)
    named: frozenset[RecordId] = frozenset()
    allowed_by: tuple[RecordId, ...] = ()

    def passage(self, path: str, slot: str = "") -> Passage | None:
        """What may be seen of a text; `None` where the unit is not shown."""
        unit = self.units.get(path)
        return None if unit is None or unit.fate is Fate.WITHHELD else unit.passages.get(slot)


Place = tuple[RecordId, str, str, int, int]
"""Characters of a text: record, path of the unit, slot (empty in a plain text), start, end (exclusive)."""


@dataclass(frozen=True, slots=True)
class Question:
    """A word that may name somebody nobody registered, or reveal a relative: hidden until somebody looked.

    *word* is the folded text that "same for all" answers for; *why* a code.
    """

    record: RecordId
    path: str
    slot: str
    start: int
    end: int
    word: str
    why: str

    @property
    def place(self) -> Place:
        """Where it is asked."""
        return self.record, self.path, self.slot, self.start, self.end


@dataclass(frozen=True, slots=True)
class Stricter:
    """Somebody treated more strictly in one export than consent and profile ask; never less."""

    person: RecordId
    naming: Naming = Naming.NAMED
    date: DateStep = DateStep.DAY
    place: PlaceStep = PlaceStep.EXACT
    health: bool = True


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided about a plan.

    *stand*: folded words that name nobody and stay wherever they are. *hide*: places to hide beside what the
    plan hides. *withhold*: people not to be named although they might be. *let*: single places of questions
    that name nobody, whatever the same word does elsewhere. *leave_out*: records, or units of them, not shown.
    *attach*: evidence whose files may go. *overrides*: people of whom too few share what is shown, and the
    reason to show it all the same. *stricter*: people treated more strictly; *naming*, *date*, *place*: the
    same for everybody. *kept*: people who bear the name they had in an earlier bundle, and that name.
    """

    stand: frozenset[str] = frozenset()
    hide: frozenset[Place] = frozenset()
    withhold: frozenset[RecordId] = frozenset()
    let: frozenset[Place] = frozenset()
    leave_out: frozenset[tuple[RecordId, str]] = frozenset()
    attach: frozenset[RecordId] = frozenset()
    overrides: frozenset[tuple[RecordId, str]] = frozenset()
    stricter: frozenset[Stricter] = frozenset()
    kept: frozenset[tuple[RecordId, str]] = frozenset()
    naming: Naming = Naming.NAMED
    date: DateStep = DateStep.DAY
    place: PlaceStep = PlaceStep.EXACT

    @property
    def about_people(self) -> tuple[object, ...]:
        """What of it changes more than single texts: with any other of these, everything is decided anew."""
        return (self.withhold, self.leave_out, self.stricter, self.naming, self.date, self.place)


@dataclass(frozen=True, slots=True)
class RedactionPlan:
    """Every decision, in the order of the selection. *looked_at*: of each derivative that could go along, its record,
    the SHA-256 of what somebody looked at, and its caption.
    """

    profile: Profile
    people: Mapping[RecordId, Treatment]
    records: tuple[RecordFate, ...]
    questions: tuple[Question, ...]
    choices: Choices
    looked_at: tuple[tuple[RecordId, bytes, str], ...] = ()

    def record(self, wanted: RecordId) -> RecordFate | None:
        """The fate of one record of the selection."""
        return next((fate for fate in self.records if fate.record == wanted), None)

    @property
    def unlooked(self) -> int:
        """Questions nobody answered: what they ask about stays hidden."""
        choices = self.choices
        answered = choices.let | choices.hide
        return sum(
            question.word not in choices.stand and question.place not in answered
            for question in self.questions
        )

    @property
    def removals(self) -> int:
        """Marks in texts, units withheld or made coarser, and records left out."""
        count = sum(not record.shown for record in self.records)
        for record in self.records:
            for unit in record.units.values() if record.shown else ():
                count += unit.fate in (Fate.WITHHELD, Fate.COARSER)
                count += sum(passage.hidden for passage in unit.passages.values())
        return count

    def involved(self, kind: str = "list-entry") -> tuple[Collection[RecordId], Collection[RecordId]]:
        """(shown, left out) records of one kind."""
        of_kind = [fate for fate in self.records if fate.kind == kind]
        return [f.record for f in of_kind if f.shown], [f.record for f in of_kind if not f.shown]
