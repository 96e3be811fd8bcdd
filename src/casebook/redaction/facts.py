"""Facts by which somebody can be known without a name, and the units that tell them. Pure.

The same fact has one name wherever it stands: an occupation is one in a person's record and in a list.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from casebook.base.words import N_
from casebook.model.fields import Blob, Date, Field, Link, Struct, Value
from casebook.model.shared import CHARGE, PLACE, TERM, months_of
from casebook.search.folding import fold


class Fact(NamedTuple):
    """One fact: what it is about (a key of `ATTRIBUTES`), which step or part of it, and the folded value."""

    attribute: str
    part: str
    value: str


FACTS: Final = {
    "person": {
        "sex": "sex",
        "counting": "counting",
        "birth": "birth",
        "birth_place": "birth-place",
        "age": "age",
        "death": "death",
        "citizenships/country": "citizenship",
        "languages/language": "language",
        "ethnicity": "ethnicity",
        "profiles/profile": "profile",
        "occupations/occupation": "occupation",
        "affiliations/organisation": "organisation",
        "affiliations/role": "organisation-role",
        "vulnerabilities/vulnerability": "vulnerability",
        "custody/period": "custody",
        "custody/place": "held-in",
        "custody/facility": "facility",
        "custody/authority": "authority",
        "procedure/period": "stage",
        "procedure/place": "stage-place",
        "safety/period": "safety",
        "whereabouts/period": "whereabouts",
        "whereabouts/place": "whereabouts-place",
        "health/type": "health",
    },
    "list-entry": {
        "list": "list",
        "heading": "list",
        "status": "custody",
        "term": "term",
        "term_text": "term",
        "charges/charge": "article",
        "plea": "plea",
        "detained": "detained",
        "custody_since": "detained",
        "arrest_term": "term",
        "convicted": "convicted",
        "appeal": "appeal",
        "dates/date": "other-date",
        "occupation": "occupation",
        "organisations/organisation": "organisation",
        "age": "age",
        "nationality": "citizenship",
        "place": "held-in",
        "torture": "torture",
        "hunger_strike": "hunger-strike",
        "disability": "disability",
        "mentioned/relation": "relative",
    },
    "act": {
        "type": "act",
        "methods/method": "method",
        "period": "act-date",
        "place": "act-place",
        "place_type": "act-place",
    },
    "event": {"people/role": "role"},
    "dossier": {"persons/role": "role"},
    "proceeding": {
        "parties/role": "role",
        "charges/charge": "article",
        "outcomes/type": "outcome",
        "outcomes/term": "term",
        "outcomes/regime": "regime",
        "outcomes/date": "convicted",
        "outcomes/fine": "fine",
        "restraints/measure": "restraint",
        "restraints/date": "detained",
        "steps/date": "other-date",
    },
    "interview": {
        "acts/type": "act",
        "happened": "act-date",
        "happened_place": "act-place",
        "custody_now": "custody",
        "custody_place": "facility",
    },
}
"""By kind, the units that tell a fact (lists as ``list/unit``), and which."""

ABOUT: Final = {
    "list-entry": ("person",),
    "act": ("victim",),
    "interview": ("speaker", "about/person"),
}
"""Units that say whom a record is about; elsewhere, elements name their own people."""

ATTRIBUTES: Final = {
    "sex": N_("sex"),
    "counting": N_("one person or a group"),
    "birth": N_("birth"),
    "birth-place": N_("place of birth"),
    "age": N_("age"),
    "death": N_("death"),
    "citizenship": N_("citizenship"),
    "language": N_("language"),
    "ethnicity": N_("ethnicity"),
    "profile": N_("known as"),
    "occupation": N_("occupation"),
    "organisation": N_("organisation"),
    "organisation-role": N_("role in an organisation"),
    "vulnerability": N_("need of special care"),
    "custody": N_("custody"),
    "held-in": N_("place of detention"),
    "facility": N_("facility"),
    "authority": N_("authority in charge"),
    "stage": N_("stage of the case"),
    "stage-place": N_("place of the case"),
    "safety": N_("health and safety"),
    "whereabouts": N_("whereabouts"),
    "whereabouts-place": N_("last known place"),
    "health": N_("health"),
    "list": N_("place in the list"),
    "term": N_("term"),
    "article": N_("article"),
    "plea": N_("answer to the charge"),
    "detained": N_("day of detention"),
    "convicted": N_("day of the verdict"),
    "appeal": N_("appeal"),
    "other-date": N_("another date"),
    "torture": N_("torture alleged"),
    "hunger-strike": N_("hunger strike"),
    "disability": N_("disability"),
    "relative": N_("relative mentioned"),
    "act": N_("what was done"),
    "method": N_("how it was done"),
    "act-date": N_("when it was done"),
    "act-place": N_("where it was done"),
    "role": N_("role"),
    "outcome": N_("outcome"),
    "regime": N_("regime"),
    "fine": N_("fine"),
    "restraint": N_("measure of restraint"),
}

_DATE: Final = re.compile(r"(\d{4})(-\d{2})?(-\d{2})?")
_PLACES: Final = frozenset(("name", "locality", "region", "country", "latitude", "longitude"))


def facts_of(
    attribute: str, field: Field, value: Value, *, every_step: bool, hidden: Collection[str] = ()
) -> Iterator[Fact]:
    """The facts a value tells. With *every_step*, also what it would tell coarser; not what is *hidden* (slots)."""
    if value is None or isinstance(field, Blob | Link):
        return
    if isinstance(field, Struct):
        yield from _of_struct(attribute, field, value, every_step=every_step, hidden=hidden)
    elif isinstance(field, Date) and isinstance(value, str):
        yield from _of_date(attribute, "date", value, every_step=every_step)
    elif "" not in hidden and (said := fold(str(value))):
        yield Fact(attribute, "", said)


def _of_struct(
    attribute: str, field: Struct, value: Value, *, every_step: bool, hidden: Collection[str]
) -> Iterator[Fact]:
    if field is CHARGE:
        article = field.part(value, "article")
        if isinstance(article, str) and "article" not in hidden:
            yield Fact(attribute, "", fold(article))
        return
    if field is TERM:
        months = months_of(value)
        yield Fact(attribute, "months", str(months) if months is not None else str(value))
        return
    for slot in field.slots:
        part = field.part(value, slot.name)
        if part is None or slot.name in hidden or slot.name.endswith("_known"):
            continue
        if isinstance(slot.field, Date):
            yield from _of_date(attribute, slot.name, str(part), every_step=every_step)
        elif field is not PLACE or slot.name in _PLACES:
            yield Fact(attribute, "" if slot.name == "value" else slot.name, fold(str(part)))


def _of_date(attribute: str, part: str, value: str, *, every_step: bool) -> Iterator[Fact]:
    yield Fact(attribute, part, value)
    plain = _DATE.fullmatch(value)
    if plain is None or not every_step:
        return
    year, month, day = plain.groups()
    yield Fact(attribute, part, f"{year[:3]}X")
    if month is not None:
        yield Fact(attribute, part, year)
    if day is not None:
        yield Fact(attribute, part, f"{year}{month}")


def coarser(fact: Fact, what: str) -> Fact | None:
    """What is left of a fact after ``coarser-dates`` (the year) or ``coarser-places`` (the country)."""
    if what == "coarser-dates" and fact.part in ("date", "start", "end", "from", "until"):
        plain = _DATE.fullmatch(fact.value)
        return fact._replace(value=plain[1]) if plain is not None else fact
    if what == "coarser-places" and fact.part in _PLACES:
        return fact if fact.part == "country" else None
    return fact
