"""Whom an export names and whom it does not, with the reason in words. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import titles
from casebook.casework.snapshot import Snapshot
from casebook.gui.screens.export.answers import Answers
from casebook.redaction.plan import RedactionPlan
from casebook.wording import plans

NAMED: Final = N_("named")
WITHHELD: Final = N_("withheld")


@dataclass(frozen=True, slots=True)
class PersonShown:
    """One person of the export. *by_hand*: withheld by whoever exports, and may be named again."""

    person: RecordId
    name: str
    named: bool
    state: str
    why: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class People:
    """Those who have a record in the export, withheld ones first; *others*: the rest of the casebook.

    Everybody of the casebook who is not named is looked for in every text, in the export or not.
    """

    people: tuple[PersonShown, ...]
    others: int

    @property
    def named(self) -> int:
        """How many are named."""
        return sum(person.named for person in self.people)

    @property
    def withheld(self) -> int:
        """How many are not."""
        return len(self.people) - self.named


def people_of(plan: RedactionPlan, snapshot: Snapshot, answers: Answers, tr: Translator) -> People:
    """The people of the plan."""
    found = sorted(_people(plan, snapshot, answers, tr), key=lambda one: (one.named, one.name.casefold()))
    return People(tuple(found), len(plan.people) - len(found))


def _people(
    plan: RedactionPlan, snapshot: Snapshot, answers: Answers, tr: Translator
) -> Iterator[PersonShown]:
    for fate in plan.records:
        treated = plan.people.get(fate.record)
        if treated is None:
            continue
        name = titles.title_in(snapshot.get, fate.record, tr.language)
        record = snapshot.get(fate.record)
        yield PersonShown(
            fate.record,
            name or (record.code if record is not None else "—"),
            treated.named,
            tr(NAMED if treated.named else WITHHELD),
            plans.reason(treated.why, tr),
            fate.record in answers.withheld,
        )
