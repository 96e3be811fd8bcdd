"""Who could be recognised by what is shown, in words: few people of the casebook share it. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import titles
from casebook.gui.parts import values
from casebook.gui.screens.export.people import NAMINGS
from casebook.gui.screens.export.planned import Planned
from casebook.model.all_kinds import KINDS
from casebook.redaction.combinations import FEWEST, Combination, Part, Step
from casebook.redaction.facts import ATTRIBUTES
from casebook.redaction.plan import RecordFate
from casebook.wording import plans

Fates = Mapping[RecordId, RecordFate]


@dataclass(frozen=True, slots=True)
class FactShown:
    """One fact that stays visible: what it is, what it says, and how many people it fits by itself."""

    what: str
    said: str
    alone: int


@dataclass(frozen=True, slots=True)
class StepShown:
    """One thing to do: *found* is the combination with that step alone; *k* after it and the steps before."""

    words: str
    k: int
    found: Combination


@dataclass(frozen=True, slots=True)
class FewShown:
    """Somebody who is not named, and whom few share what is shown with."""

    person: RecordId
    name: str
    naming: str
    where: str
    k: int
    blocks: bool
    reason: str
    facts: tuple[FactShown, ...]
    steps: tuple[StepShown, ...]
    found: Combination

    @property
    def shared(self) -> str:
        """The facts in a line."""
        return ", ".join(dict.fromkeys(fact.what for fact in self.facts))


@dataclass(frozen=True, slots=True)
class Few:
    """Those whom fewer than three share it with, blocked ones first. *others*: shared by three or more."""

    people: tuple[FewShown, ...]
    others: int

    @property
    def blocked(self) -> tuple[FewShown, ...]:
        """Those without whom nothing leaves."""
        return tuple(one for one in self.people if one.blocks)


def few_of(combinations: Sequence[Combination], planned: Planned, tr: Translator) -> Few:
    """Who could be recognised."""
    rare = [one for one in combinations if one.k < FEWEST]
    fates = {fate.record: fate for fate in planned.plan.records}
    shown = (_shown(one, planned, fates, tr) for one in rare)
    found = sorted(shown, key=lambda one: (not one.blocks, one.k, one.name))
    return Few(tuple(found), len(combinations) - len(rare))


def _shown(found: Combination, planned: Planned, fates: Fates, tr: Translator) -> FewShown:
    get = planned.snapshot.get
    record = get(found.person)
    where = titles.title_in(get, found.record, tr.language) if found.record is not None else ""
    return FewShown(
        found.person,
        titles.title_in(get, found.person, tr.language) or (record.code if record is not None else "—"),
        tr(NAMINGS[found.naming]),
        where,
        found.k,
        found.blocks,
        found.reason,
        tuple(_facts(found.parts, fates, tr)),
        tuple(_step(step, found, tr) for step in found.steps),
        found,
    )


def _facts(parts: tuple[Part, ...], fates: Fates, tr: Translator) -> Iterator[FactShown]:
    """What one place says is one fact, though its town, region and country are compared one by one."""
    together: dict[tuple[str, str], int] = {}
    for part in parts:
        key = tr(ATTRIBUTES[part.fact.attribute]), _said(part, fates, tr)
        together[key] = min(part.alone, together.get(key, part.alone))
    for (what, said), alone in sorted(together.items(), key=lambda pair: pair[1]):
        yield FactShown(what, said, alone)


def _said(part: Part, fates: Fates, tr: Translator) -> str:
    """The words that are shown there."""
    record, path = part.places[0]
    fate = fates.get(record)
    unit = fate.units.get(path) if fate is not None else None
    declared = KINDS[fate.kind].find(path) if fate is not None else None
    if unit is None or declared is None or unit.shown is None:
        return part.fact.value
    return values.told(declared.field, unit.shown, tr, _nobody).whole


def _nobody(_record: RecordId) -> str:
    """A fact is no link."""
    return ""


def _step(step: Step, found: Combination, tr: Translator) -> StepShown:
    said = plans.step(step.what, tr)
    words = said[:1].upper() + said[1:]
    if step.attribute:
        words = tr(N_("{step}: {what}")).format(step=words, what=tr(ATTRIBUTES[step.attribute]))
    return StepShown(words, step.k, replace(found, steps=(step,)))
