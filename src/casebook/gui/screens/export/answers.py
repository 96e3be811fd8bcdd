"""What somebody answered about a plan: word by word and place by place; turned into the plan's choices. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from casebook.base.ids import RecordId
from casebook.redaction.plan import Choices, Place, Question


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
    An answer for a place stands above one for its word.
    """

    shown: frozenset[Place] = frozenset()
    hidden: frozenset[Place] = frozenset()
    words_shown: frozenset[str] = frozenset()
    words_hidden: frozenset[str] = frozenset()
    cut: frozenset[Place] = frozenset()
    left: frozenset[Place] = frozenset()
    withheld: frozenset[RecordId] = frozenset()

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

    def without(self, records: Collection[RecordId]) -> Answers:
        """The same without places in *records*: after a text changed, they may be those of other words."""
        found = {
            name: frozenset(place for place in getattr(self, name) if place[0] not in records)
            for name in ("shown", "hidden", "cut", "left")
        }
        return replace(self, **found)

    def choices(self, questions: Iterable[Question]) -> Choices:
        """For the plan. A word of which one place stays hidden is let stand place by place."""
        asked = tuple(questions)
        stand = self.words_shown - {question.word for question in asked if self.of(question) is Said.HIDDEN}
        let = (q.place for q in asked if q.word not in stand and self.of(q) is Said.SHOWN)
        return Choices(stand=stand, hide=self.cut, withhold=self.withheld, let=frozenset(let))
