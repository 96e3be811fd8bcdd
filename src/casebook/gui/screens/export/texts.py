"""The texts of a plan, with what has to be looked at in each: questions, and marks that may turn a sentence. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import titles
from casebook.casework.snapshot import Snapshot
from casebook.gui.parts.pieces import As, Piece
from casebook.gui.screens.export.answers import Answers, Said
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Struct
from casebook.model.kinds import Many
from casebook.redaction.doubts import Doubt, gravity
from casebook.redaction.plan import Fate, Passage, Place, Question, RedactionPlan
from casebook.redaction.touching import NEGATION, Touch, touches
from casebook.wording import plans

Where = tuple[RecordId, str, str]
"""Record, unit and slot of a text."""


class About(StrEnum):
    """What a stop is about."""

    QUESTION = "question"
    TOUCH = "touch"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Stop:
    """One place to look at. *text* is the number of its text; *word* stands there; *why* is in words.

    *also*: how many other places ask about the same word. *sentence*: what would go if the sentence went.
    """

    text: int
    about: About
    place: Place
    word: str
    why: str
    said: Said
    question: Question | None = None
    also: int = 0
    sentence: tuple[int, int] = (0, 0)

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.about is not About.MARK and self.said is Said.OPEN


@dataclass(frozen=True, slots=True)
class TextShown:
    """One text of the export: of which record, which field, and what of it may be seen."""

    record: RecordId
    path: str
    slot: str
    title: str
    label: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Made:
    """One text with the questions asked in it and the stops made of it, numbered and answered later."""

    text: TextShown
    questions: tuple[Question, ...]
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts in which something is hidden or asked, and every stop in them, in reading order."""

    texts: tuple[TextShown, ...]
    stops: tuple[Stop, ...]
    made: Mapping[Where, Made] = field(default_factory=dict)
    """Every text that was looked through, with what was found in it."""

    @property
    def open(self) -> int:
        """How many stops wait for an answer."""
        return sum(stop.open for stop in self.stops)

    @property
    def asked(self) -> int:
        """How many stops were questions to begin with."""
        return sum(stop.about is not About.MARK for stop in self.stops)

    @property
    def by_gravity(self) -> tuple[Stop, ...]:
        """The stops, those first that weigh most; of one weight in reading order."""
        return tuple(sorted(self.stops, key=_gravity))

    def same_as(self, before: Stop | None) -> Stop | None:
        """The stop that asks the same in the same place, if there still is one."""
        if before is None:
            return None
        return next((s for s in self.stops if (s.about, s.place) == (before.about, before.place)), None)

    def after(self, answers: Answers) -> Texts:
        """The same with other answers, until the plan is made again with them."""

        def again(stop: Stop) -> Stop:
            said = _said(stop, answers)
            return stop if said is stop.said else replace(stop, said=said)

        return replace(self, stops=tuple(map(again, self.stops)))


TOUCHED: Final = {
    True: N_("the mark touches “{word}”: the sentence may say the opposite without it"),
    False: N_("the mark touches the number “{word}”: it may tell who was meant, or how many there were"),
}


def texts_of(
    plan: RedactionPlan, snapshot: Snapshot, answers: Answers, tr: Translator, before: Texts | None = None
) -> Texts:
    """Every text with a mark or a question. What did not change since *before*, of the same snapshot, is taken over."""
    asked: dict[Where, list[Question]] = {}
    for question in plan.questions:
        asked.setdefault((question.record, question.path, question.slot), []).append(question)
    passages = list(_passages(plan))
    # Of fields that are withheld whole nothing needs an answer.
    counts = Counter(question.word for _, where, _ in passages for question in asked.get(where, ()))
    known = before.made if before is not None else {}
    found: list[TextShown] = []
    stops: list[Stop] = []
    made: dict[Where, Made] = {}
    for kind, where, passage in passages:
        questions = tuple(asked.get(where, ()))
        one = known.get(where)
        if one is None or one.text.passage is not passage or one.questions != questions:
            one = _made(kind, where, passage, questions, snapshot, tr)
        here = tuple(_now(stop, len(found), counts, answers) for stop in one.stops)
        made[where] = one = one if here == one.stops else replace(one, stops=here)
        if here:
            stops += here
            found.append(one.text)
    return Texts(tuple(found), tuple(stops), made)


def _made(
    kind: str,
    where: Where,
    passage: Passage,
    questions: tuple[Question, ...],
    snapshot: Snapshot,
    tr: Translator,
) -> Made:
    """One text, looked through for stops."""
    record, path, slot = where
    title = titles.title_in(snapshot.get, record, tr.language) or tr(KINDS[kind].label)
    text = TextShown(record, path, slot, title, _label(kind, path, slot, tr), passage)
    here = [*_asked(text, questions, tr), *_touched(text, tr)]
    here += _marked(text, here, tr)
    here.sort(key=lambda stop: (stop.place[3], stop.about is About.MARK, stop.place[4]))
    return Made(text, questions, tuple(here))


def _gravity(stop: Stop) -> int:
    """A mark that may turn a sentence weighs most: it makes the export say what nobody said."""
    if stop.about is About.TOUCH:
        return -1
    return gravity(stop.question.why) if stop.question is not None else len(Doubt)


def _said(stop: Stop, answers: Answers) -> Said:
    if stop.question is not None:
        return answers.of(stop.question)
    return Said.LEFT if stop.place in answers.left and stop.about is About.TOUCH else Said.OPEN


def _now(stop: Stop, number: int, counts: Counter[str], answers: Answers) -> Stop:
    """*stop* with its place among the texts, the places like it, and what was answered."""
    said = _said(stop, answers)
    also = counts[stop.question.word] - 1 if stop.question is not None else 0
    if (stop.text, stop.also, stop.said) == (number, also, said):
        return stop
    return replace(stop, text=number, also=also, said=said)


def _passages(plan: RedactionPlan) -> Iterator[tuple[str, Where, Passage]]:
    for fate in plan.records:
        if not fate.shown:
            continue
        for path, unit in fate.units.items():
            if unit.passages and unit.fate is not Fate.WITHHELD:
                for slot, passage in unit.passages.items():
                    yield fate.kind, (fate.record, path, slot), passage


def _label(kind: str, path: str, slot: str, tr: Translator) -> str:
    head = KINDS[kind].by_name.get(path.split("/", maxsplit=1)[0])
    unit = KINDS[kind].find(path)
    if head is None or unit is None:
        return path
    if isinstance(head, Many):
        return tr(head.label)
    if isinstance(unit.field, Struct):
        inner = next((each for each in unit.field.slots if each.name == slot), None)
        return tr(unit.label) if inner is None else f"{tr(unit.label)}: {tr(inner.label)}"
    return tr(unit.label)


def _place(text: TextShown, start: int, end: int) -> Place:
    return text.record, text.path, text.slot, start, end


def _asked(text: TextShown, questions: tuple[Question, ...], tr: Translator) -> Iterator[Stop]:
    for question in questions:
        yield Stop(
            0,
            About.QUESTION,
            question.place,
            text.passage.text[question.start : question.end],
            plans.doubt(question.why, tr),
            Said.OPEN,
            question,
            0,
            _sentence(text.passage, question.start),
        )


def _touched(text: TextShown, tr: Translator) -> Iterator[Stop]:
    for touch in touches(text.passage):
        place = _place(text, touch.start, touch.end)
        word = text.passage.text[touch.start : touch.end]
        yield Stop(0, About.TOUCH, place, word, _why(touch, tr), Said.OPEN, sentence=touch.sentence)


def _why(touch: Touch, tr: Translator) -> str:
    return tr(TOUCHED[touch.why == NEGATION]).format(word=touch.word)


def _marked(text: TextShown, taken: list[Stop], tr: Translator) -> Iterator[Stop]:
    """Marks nothing is asked about: named people, and what was hidden by hand."""
    asked = [(stop.place[3], stop.place[4]) for stop in taken if stop.about is About.QUESTION]
    for start, end, why in hidden_in(text.passage):
        if why != "stranger" and not any(s < end and e > start for s, e in asked):
            word = text.passage.text[start:end].strip()
            place = _place(text, start, end)
            yield Stop(
                0,
                About.MARK,
                place,
                word,
                plans.reason(why, tr),
                Said.OPEN,
                sentence=_sentence(text.passage, start),
            )


def hidden_in(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Every hidden sentence and span: start, end, why."""
    for sentence in passage.sentences:
        if sentence.why:
            yield sentence.start, sentence.end, sentence.why
        else:
            yield from ((span.start, span.end, span.why) for span in sentence.spans if span.why)


def _sentence(passage: Passage, at: int) -> tuple[int, int]:
    return next(
        ((one.start, one.end) for one in passage.sentences if one.start <= at < one.end),
        (0, len(passage.text)),
    )


def pieces(text: TextShown, stops: tuple[Stop, ...], current: Stop | None) -> tuple[Piece, ...]:
    """The text in pieces for the screen: what is hidden, what is asked, and where one is."""
    hidden = list(hidden_in(text.passage))
    asked = [stop for stop in stops if stop.about is not About.MARK]
    ends = {0, len(text.passage.text)}
    for start, end, _ in hidden:
        ends |= {start, end}
    for stop in (*asked, *((current,) if current is not None else ())):
        ends |= {stop.place[3], stop.place[4]}
    cuts = sorted(ends)
    return tuple(
        Piece(
            text.passage.text[start:end],
            _as(start, end, hidden, asked),
            current is not None and current.place[3] <= start and end <= current.place[4],
            start,
        )
        for start, end in pairwise(cuts)
        if start < end
    )


def _as(start: int, end: int, hidden: list[tuple[int, int, str]], asked: list[Stop]) -> As:
    is_hidden = any(s <= start and end <= e for s, e, _ in hidden)
    stop = next((one for one in asked if one.place[3] <= start and end <= one.place[4]), None)
    if stop is not None and stop.open:
        return As.ASKED_HIDDEN if is_hidden else As.ASKED
    return As.HIDDEN if is_hidden else As.PLAIN
