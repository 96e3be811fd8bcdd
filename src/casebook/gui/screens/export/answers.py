"""What somebody answered about a plan: word by word and place by place; turned into the plan's choices. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework.plans import Chosen, Draft
from casebook.redaction.plan import Choices, Place, Question, Stricter
from casebook.redaction.precision import DateStep, PlaceStep
from casebook.redaction.profile import Naming, strictest


class Said(StrEnum):
    """An answer; nothing yet is `OPEN`."""

    OPEN = ""
    SHOWN = "shown"
    HIDDEN = "hidden"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Answers:
    """*shown*, *hidden*: places of questions; the same for whole words; *cut*: places hidden by hand.

    *left*: marks beside a negation or a number that may stay as they are. *withheld*: people not to be named.
    An answer for a place stands above one for its word. *rest*: what is decided about people, records and files
    beside words; of the choices in it, those about words and places are empty.
    """

    shown: frozenset[Place] = frozenset()
    hidden: frozenset[Place] = frozenset()
    words_shown: frozenset[str] = frozenset()
    words_hidden: frozenset[str] = frozenset()
    cut: frozenset[Place] = frozenset()
    left: frozenset[Place] = frozenset()
    withheld: frozenset[RecordId] = frozenset()
    rest: Choices = field(default_factory=Choices)

    def of(self, question: Question) -> Said:
        """What was answered."""
        if question.place in self.hidden:
            return Said.HIDDEN
        if question.place in self.shown:
            return Said.SHOWN
        if question.word in self.words_hidden:
            return Said.HIDDEN
        return Said.SHOWN if question.word in self.words_shown else Said.OPEN

    def answer(self, question: Question, said: Said) -> Answers:
        """The same with an answer for this one place."""
        place = frozenset((question.place,))
        shown, hidden = self.shown - place, self.hidden - place
        if said is Said.SHOWN:
            shown |= place
        elif said is Said.HIDDEN:
            hidden |= place
        return replace(self, shown=shown, hidden=hidden)

    def same(self, question: Question, questions: Iterable[Question]) -> Answers:
        """What was answered here, for every place of the same word; nothing changes while it is open."""
        said = self.of(question)
        if said is Said.OPEN:
            return self
        word = frozenset((question.word,))
        places = frozenset(other.place for other in questions if other.word == question.word)
        shown, hidden = self.words_shown - word, self.words_hidden - word
        if said is Said.SHOWN:
            shown |= word
        else:
            hidden |= word
        return replace(
            self,
            shown=self.shown - places,
            hidden=self.hidden - places,
            words_shown=shown,
            words_hidden=hidden,
        )

    def cutting(self, place: Place) -> Answers:
        """The same with a place hidden, or shown again as the plan shows it."""
        return replace(self, cut=self.cut ^ {place})

    def leaving(self, place: Place) -> Answers:
        """The same with a mark left as it is, or asked about again."""
        return replace(self, left=self.left ^ {place})

    def withholding(self, person: RecordId) -> Answers:
        """The same with a person withheld, or treated as the plan treats them."""
        return replace(self, withheld=self.withheld ^ {person})

    def treating(self, rule: Stricter) -> Answers:
        """The same with one person treated so, and no other rule for them; one that asks for nothing is none."""
        withheld = rule.naming is Naming.WITHHELD
        kept = replace(rule, naming=Naming.NAMED) if withheld else rule
        stricter = frozenset(one for one in self.rest.stricter if one.person != rule.person)
        if kept != Stricter(rule.person):
            stricter |= {kept}
        person = frozenset((rule.person,))
        return replace(
            self,
            withheld=self.withheld | person if withheld else self.withheld - person,
            rest=replace(self.rest, stricter=stricter),
        )

    def rule_of(self, person: RecordId) -> Stricter:
        """How one person is treated more strictly; withheld by hand is the strictest."""
        rules = [one for one in self.rest.stricter if one.person == person]
        if person in self.withheld:
            rules.append(Stricter(person, Naming.WITHHELD))
        return Stricter(
            person,
            strictest(Naming.NAMED, *(one.naming for one in rules)),
            max((one.date for one in rules), default=DateStep.DAY),
            max((one.place for one in rules), default=PlaceStep.EXACT),
            all(one.health for one in rules),
        )

    def without(self, records: Collection[RecordId]) -> Answers:
        """The same without places in *records*: after a text changed, they may be those of other words."""

        def kept(places: frozenset[Place]) -> frozenset[Place]:
            return frozenset(place for place in places if place[0] not in records)

        return replace(
            self,
            shown=kept(self.shown),
            hidden=kept(self.hidden),
            cut=kept(self.cut),
            left=kept(self.left),
        )

    def choices(self, questions: Iterable[Question]) -> Choices:
        """For the plan. A word of which one place stays hidden is let stand place by place."""
        asked = tuple(questions)
        stand = self.words_shown - {question.word for question in asked if self.of(question) is Said.HIDDEN}
        let = (q.place for q in asked if q.word not in stand and self.of(q) is Said.SHOWN)
        return replace(self.rest, stand=stand, hide=self.cut, withhold=self.withheld, let=frozenset(let))


LOOKED: Final = "looked"
LEFT: Final = "left"


def answers_of(choices: Choices, kept: Draft | None = None) -> Answers:
    """What a plan that was kept says, as answers to go on from: what was looked at then is not asked again."""
    said = kept.choices if kept is not None else ()
    return Answers(
        shown=choices.let,
        hidden=_places(said, LOOKED),
        words_shown=choices.stand,
        words_hidden=frozenset(one.text for one in said if one.what == LOOKED and one.record is None),
        cut=choices.hide,
        left=_places(said, LEFT),
        withheld=choices.withhold,
        rest=replace(choices, stand=frozenset(), let=frozenset(), hide=frozenset(), withhold=frozenset()),
    )


def _places(said: Iterable[Chosen], what: str) -> frozenset[Place]:
    return frozenset(
        (one.record, one.path, one.slot, one.start, one.end)
        for one in said
        if one.what == what and one.record is not None
    )


def looked_at(answers: Answers) -> tuple[Chosen, ...]:
    """What is kept of answers that change nothing of a plan: what stays hidden, or as it is, after a look."""
    return (
        *(Chosen(LOOKED, *place) for place in sorted(answers.hidden)),
        *(Chosen(LOOKED, text=word) for word in sorted(answers.words_hidden)),
        *(Chosen(LEFT, *place) for place in sorted(answers.left)),
    )
