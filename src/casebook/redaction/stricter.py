"""What whoever exports makes stricter than consent and profile ask; looser it can never be. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from casebook.base.ids import RecordId
from casebook.redaction.people import Treatment
from casebook.redaction.plan import Choices, Stricter
from casebook.redaction.precision import Precision
from casebook.redaction.profile import Naming, Profile, strictest


def applied(
    people: Mapping[RecordId, Treatment], profile: Profile, choices: Choices
) -> dict[RecordId, Treatment]:
    """How everybody is treated once the choices are heard too."""
    own = {
        each.person: [other for other in choices.stricter if other.person == each.person]
        for each in choices.stricter
    }
    found = {}
    for person, treated in people.items():
        asked = [Stricter(person, choices.naming, choices.date, choices.place), *own.get(person, ())]
        if person in choices.withhold:
            asked.append(Stricter(person, Naming.WITHHELD))
        found[person] = _one(treated, profile, asked)
    return found


def floor(choices: Choices) -> Precision:
    """What nothing in the export is told finer than."""
    return Precision(choices.date, choices.place)


def _one(treated: Treatment, profile: Profile, asked: list[Stricter]) -> Treatment:
    naming = strictest(treated.naming, *(each.naming for each in asked))
    precision = treated.precision
    for each in asked:
        precision = precision.coarser(Precision(each.date, each.place))
    health = treated.health and all(each.health for each in asked)
    if naming is treated.naming:
        return replace(treated, precision=precision, health=health)
    if naming in (Naming.ROLE, Naming.WITHHELD):
        return Treatment(treated.person, naming, "chosen", (), precision.coarser(profile.coarse))
    # Who hides behind another name shows no exact day and no street either.
    coarse = precision.coarser(profile.coarse)
    return replace(treated, naming=naming, why="chosen", precision=coarse, health=health, addresses=False)
