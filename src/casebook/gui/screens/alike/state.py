"""Who may be the same person as whom, with the reasons in words. Nothing here makes anybody one. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework.book import Casebook
from casebook.casework.import_people import candidate_of
from casebook.casework.touched import Touched
from casebook.gui.parts.names import record_name
from casebook.gui.parts.values import day_in_words
from casebook.journal import current
from casebook.journal.current import Record
from casebook.model.person import NAME
from casebook.search.similarity import Grade, Likely, Likeness, grade, likely_pairs
from casebook.wording import plans

_ORDER: Final = (Grade.STRONG, Grade.MEDIUM, Grade.WEAK)
_WEIGHT: Final = tuple(Likeness)
_TOGETHER: Final = 50
"""People read between two looks at whether somebody pressed Stop."""
GRADES: Final = {
    Grade.STRONG: N_("Strongly alike"),
    Grade.MEDIUM: N_("Fairly alike"),
    Grade.WEAK: N_("Weakly alike"),
}
TONES: Final = {Grade.STRONG: "accent", Grade.MEDIUM: "slate", Grade.WEAK: ""}


@dataclass(frozen=True, slots=True, repr=False)
class Who:
    """Somebody as they stand in a pair: *meta* are other spellings and when they were born."""

    record: RecordId
    name: str
    code: str
    meta: str


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """Two who may be one: how far, and why."""

    one: Who
    other: Who
    grade: Grade
    words: str
    why: str


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """Pairs, the likeliest first. *person*: whom all of them are about; nobody, where everybody was compared."""

    person: Who | None
    pairs: tuple[Pair, ...]

    def of(self, *grades: Grade) -> tuple[Pair, ...]:
        """The pairs that are alike so far."""
        return tuple(pair for pair in self.pairs if pair.grade in grades)


class AlikeState:
    """Compares everybody with everybody, or *person* with everybody."""

    def __init__(self, person: RecordId | None, tr: Translator) -> None:
        self.person = person
        self.tr = tr

    def concerns(self, touched: Touched) -> bool:
        """Whether a write may have made others alike, or one."""
        return "person" in touched.kinds

    def load(self, book: Casebook, progress: Progress) -> Shown:
        """Compare. Raises `Cancelled`."""
        people = {}
        for count, record in enumerate(current.every(book.db, "person")):
            if count % _TOGETHER == 0:
                progress.step("comparing-people", count)
            people[record.id] = record
        progress.step("comparing-people", len(people), len(people))
        ours = people.get(self.person) if self.person is not None else None
        found = sorted(
            self._with(ours, people.values()) if ours is not None else self._everybody(people.values()),
            key=lambda pair: (_ORDER.index(pair[2].grade), _WEIGHT.index(pair[2].reasons[0]), pair[:2]),
        )
        pairs = tuple(
            Pair(
                self._who(book, people[one]),
                self._who(book, people[other]),
                likely.grade,
                self.tr(GRADES[likely.grade]),
                ", ".join(plans.likeness(reason, self.tr) for reason in likely.reasons),
            )
            for one, other, likely in found
        )
        return Shown(self._who(book, ours) if ours is not None else None, pairs)

    @staticmethod
    def _everybody(people: Iterable[Record]) -> Iterator[tuple[RecordId, RecordId, Likely]]:
        yield from likely_pairs((person.id, candidate_of(person)) for person in people)

    @staticmethod
    def _with(ours: Record, people: Iterable[Record]) -> Iterator[tuple[RecordId, RecordId, Likely]]:
        candidate = candidate_of(ours)
        for person in people:
            likely = grade(candidate, candidate_of(person))
            if person.id != ours.id and likely.grade is not Grade.NONE:
                yield ours.id, person.id, likely

    def _who(self, book: Casebook, person: Record) -> Who:
        name = record_name(book, person.id, self.tr.language)
        others = [NAME.part(value, "full") for _, value in person.each("names", "name")]
        others += [value for _, value in person.each("aliases", "alias")]
        spelt = list(dict.fromkeys(other for other in others if isinstance(other, str) and other != name))
        born = " / ".join(
            day_in_words(value, self.tr.language)
            for value in person.values("birth")
            if isinstance(value, str)
        )
        pieces = [*spelt[:3], self.tr(N_("born {when}")).format(when=born) if born else ""]
        return Who(person.id, name, current.code_of(book.db, person), " · ".join(filter(None, pieces)))
