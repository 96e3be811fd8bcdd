"""The second half of an export's state: what was answered about words, people, files and recognisable facts. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework.plans import Draft
from casebook.casework.touched import Touched
from casebook.gui.screens.export.answers import Answers, Said, looked_at
from casebook.gui.screens.export.choosing import Chosen
from casebook.gui.screens.export.planned import Planned
from casebook.gui.screens.export.texts import About, Stop
from casebook.redaction import combinations, saving
from casebook.redaction.combinations import Combination
from casebook.redaction.plan import Place, Question, Stricter
from casebook.redaction.precision import DateStep, PlaceStep
from casebook.redaction.profile import Naming

UNDONE_AT_MOST: Final = 200


class Decided(Chosen):
    """Keeps every answer, and those before it. What consent and protection say stands above all of them."""

    _before: list[tuple[Answers, Stop | None]] | None = None
    """Answers as they were before each of the last changes, and the place it was made at."""

    def _answer(self, answers: Answers, stop: Stop | None = None) -> None:
        if answers != self.answers:
            self._before = [*(self._before or [])[1 - UNDONE_AT_MOST :], (self.answers, stop)]
            self.answers = answers

    @property
    def can_undo(self) -> bool:
        """Whether there is an answer to take back."""
        return bool(self._before)

    def undo(self) -> Stop | None:
        """Take the last answer back, whatever it was. Gives the place it was made at."""
        if not self._before:
            return None
        self.answers, stop = self._before.pop()
        return stop

    def forget(self, touched: Touched) -> None:
        """Records changed: what was answered for places in them may now mean other words."""
        self.answers = self.answers.without(touched.records)
        self._before = None

    # ------------------------------------------------------------------------------------ words

    def hide(self, stop: Stop) -> None:
        """The word stays hidden; beside a negation or a number, the whole sentence goes."""
        if stop.question is not None:
            self._answer(self.answers.answer(stop.question, Said.HIDDEN), stop)
        elif stop.about is About.TOUCH:
            self._answer(self.answers.cutting((*stop.place[:3], *stop.sentence)), stop)

    def show(self, stop: Stop) -> bool:
        """The word names nobody here and stays. False where no answer can show it: consent and protection stand."""
        if stop.question is not None:
            self._answer(self.answers.answer(stop.question, Said.SHOWN), stop)
            return True
        if stop.about is About.TOUCH:
            self._answer(self.answers.leaving(stop.place), stop)
            return True
        by_hand = [place for place in self.answers.cut if _overlap(place, stop.place)]
        answers = self.answers
        for place in by_hand:
            answers = answers.cutting(place)
        self._answer(answers, stop)
        return bool(by_hand)

    def same_in(self, stop: Stop, questions: Iterable[Question]) -> bool:
        """The answer given here, for every place of this word. False while there is none."""
        if stop.question is None or self.answers.of(stop.question) is Said.OPEN:
            return False
        self._answer(self.answers.same(stop.question, questions), stop)
        return True

    def cut(self, stop: Stop, start: int, end: int) -> None:
        """Hide more of the text in which *stop* stands."""
        place = (*stop.place[:3], start, end)
        if place not in self.answers.cut:
            self._answer(self.answers.cutting(place), stop)

    # ------------------------------------------------------------------------------------ people

    def withhold(self, person: RecordId) -> None:
        """Do not name somebody who might be named; or treat them as the plan would."""
        rule = self.answers.rule_of(person)
        naming = Naming.NAMED if rule.naming is Naming.WITHHELD else Naming.WITHHELD
        self.treat(replace(rule, naming=naming))

    def treat(self, rule: Stricter) -> None:
        """Treat somebody more strictly than the plan; what is looser than consent does nothing."""
        self._answer(self.answers.treating(rule))

    def treat_all(
        self,
        *,
        naming: Naming | None = None,
        date: DateStep | None = None,
        place: PlaceStep | None = None,
    ) -> None:
        """The same for everybody."""
        rest = self.answers.rest
        chosen = replace(
            rest,
            naming=rest.naming if naming is None else naming,
            date=rest.date if date is None else date,
            place=rest.place if place is None else place,
        )
        self._answer(replace(self.answers, rest=chosen))

    def keep_names(self, names: Mapping[RecordId, str]) -> None:
        """The other names people bore in the last bundle of this class; none: fresh ones."""
        rest = replace(self.answers.rest, kept=frozenset(names.items()))
        self._answer(replace(self.answers, rest=rest))

    # ------------------------------------------------------------------------------------ who could be recognised

    def follow(self, found: Iterable[Combination]) -> None:
        """Take every step that is proposed in *found*."""
        self._answer(replace(self.answers, rest=combinations.following(self.answers.rest, found)))

    def override(self, person: RecordId, reason: str) -> None:
        """Show what few share all the same, for a reason; without one, not."""
        others = frozenset(pair for pair in self.answers.rest.overrides if pair[0] != person)
        own = frozenset(((person, reason.strip()),)) if reason.strip() else frozenset()
        rest = replace(self.answers.rest, overrides=others | own)
        self._answer(replace(self.answers, rest=rest))

    # ------------------------------------------------------------------------------------ files

    def attach(self, derivative: RecordId, of: RecordId) -> None:
        """This is what goes along of a piece of evidence; or nothing of it any more."""
        attach = self.answers.rest.attach
        chosen = attach - {derivative, of} if attach & {derivative, of} else attach | {derivative}
        self._answer(replace(self.answers, rest=replace(self.answers.rest, attach=chosen)))

    # ------------------------------------------------------------------------------------ the whole

    def draft_of(self, planned: Planned, name: str, by: str, note: str) -> Draft:
        """The plan as it is kept, with what was looked at and changes nothing."""
        draft = saving.draft(
            planned.plan,
            None if self.everything else self.chosen,
            name=name.strip(),
            made_by=by.strip(),
            recipients=self.wanted.recipients,
            language=self.wanted.language,
            purpose=self.wanted.purpose,
            note=note.strip(),
        )
        return replace(
            draft, choices=(*draft.choices, *saving.with_texts(planned.plan, looked_at(planned.answers)))
        )


def _overlap(one: Place, other: Place) -> bool:
    return one[:3] == other[:3] and one[3] < other[4] and other[3] < one[4]
