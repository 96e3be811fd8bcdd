"""Whom an export names and whom it does not, with the reason in words. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import titles
from casebook.casework.snapshot import Snapshot
from casebook.gui.screens.export.answers import Answers
from casebook.redaction.people import Treatment
from casebook.redaction.plan import RedactionPlan, Stricter
from casebook.redaction.precision import DateStep, PlaceStep
from casebook.redaction.profile import Naming, strictest
from casebook.wording import plans

NAMINGS: Final = {
    Naming.NAMED: N_("named"),
    Naming.INITIALS: N_("by initials"),
    Naming.PSEUDONYM: N_("under another name"),
    Naming.ROLE: N_("only as a role"),
    Naming.WITHHELD: N_("withheld"),
}
DATES: Final = {
    DateStep.DAY: N_("dates as the plan shows them"),
    DateStep.MONTH: N_("dates by the month at most"),
    DateStep.YEAR: N_("dates by the year at most"),
}
PLACES: Final = {
    PlaceStep.EXACT: N_("places as the plan shows them"),
    PlaceStep.CITY: N_("places by the town at most"),
    PlaceStep.REGION: N_("places by the region at most"),
    PlaceStep.COUNTRY: N_("places by the country at most"),
}


@dataclass(frozen=True, slots=True)
class PersonShown:
    """One person of the export: how they appear, and why. *rule*: how whoever exports made it stricter.

    *at_most*: how they would appear without that; no choice goes beyond it.
    """

    person: RecordId
    name: str
    naming: Naming
    at_most: Naming
    state: str
    why: str
    rule: Stricter
    precision: tuple[DateStep, PlaceStep]
    tells_health: bool = False

    @property
    def named(self) -> bool:
        """Whether the name may appear."""
        return self.naming is Naming.NAMED

    @property
    def by_hand(self) -> bool:
        """Whether whoever exports made it stricter, and may take that back."""
        return self.rule != Stricter(self.person)

    def finer(self, tr: Translator) -> str:
        """What is told of them more coarsely than the plan would, in words."""
        found = []
        if self.rule.date is not DateStep.DAY:
            found.append(tr(DATES[self.rule.date]))
        if self.rule.place is not PlaceStep.EXACT:
            found.append(tr(PLACES[self.rule.place]))
        if not self.rule.health:
            found.append(tr(N_("no health")))
        return " · ".join(found)

    @property
    def possible(self) -> tuple[Naming, ...]:
        """How they may appear: as the plan says, or in any stricter way."""
        return tuple(naming for naming in Naming if naming.rank >= self.at_most.rank)


@dataclass(frozen=True, slots=True)
class People:
    """Those who have a record in the export, strictest first; *others*: the rest of the casebook.

    Everybody of the casebook who is not named is looked for in every text, in the export or not.
    """

    people: tuple[PersonShown, ...]
    others: int

    def count(self, naming: Naming) -> int:
        """How many appear so."""
        return sum(person.naming is naming for person in self.people)

    @property
    def named(self) -> int:
        """How many are named."""
        return self.count(Naming.NAMED)

    @property
    def withheld(self) -> int:
        """How many do not appear at all."""
        return self.count(Naming.WITHHELD)

    def after(self, answers: Answers, tr: Translator) -> People:
        """The same with other answers, until the plan is made again with them; everybody where they stood."""
        found = []
        for one in self.people:
            rule = answers.rule_of(one.person)
            naming = strictest(one.at_most, rule.naming, answers.rest.naming)
            why = one.why if naming is one.naming else plans.reason("chosen", tr)
            found.append(replace(one, rule=rule, naming=naming, state=tr(NAMINGS[naming]), why=why))
        return replace(self, people=tuple(found))

    def counts(self, tr: Translator) -> str:
        """So many named, so many withheld, and the others where there are any."""
        found = [
            tr.plural("{count} named", "{count} named", self.named),
            tr.plural("{count} withheld", "{count} withheld", self.withheld),
        ]
        between = (Naming.INITIALS, Naming.PSEUDONYM, Naming.ROLE)
        found[1:1] = [f"{self.count(each)} {tr(NAMINGS[each])}" for each in between if self.count(each)]
        return " · ".join(found)


def people_of(
    plan: RedactionPlan,
    snapshot: Snapshot,
    answers: Answers,
    base: Mapping[RecordId, Treatment],
    tr: Translator,
) -> People:
    """The people of the plan. *base*: how they are treated before anything is chosen."""
    found = sorted(
        _people(plan, snapshot, answers, base, tr), key=lambda one: (-one.naming.rank, one.name.casefold())
    )
    return People(tuple(found), len(plan.people) - len(found))


def _people(
    plan: RedactionPlan,
    snapshot: Snapshot,
    answers: Answers,
    base: Mapping[RecordId, Treatment],
    tr: Translator,
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
            treated.naming,
            base[fate.record].naming,
            tr(NAMINGS[treated.naming]),
            plans.reason(treated.why, tr),
            answers.rule_of(fate.record),
            (base[fate.record].precision.date, base[fate.record].precision.place),
            base[fate.record].health,
        )
