"""A consent: who allowed what to be shown to whom, how it was asked, and until when it holds.

The grid's rows are uses, its columns what may be shown. A level fills the whole grid; cells entered one by
one are exceptions to it and stand above it. What nobody spoke about is a no.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from casebook.base.words import N_
from casebook.model.decision import REVOKED
from casebook.model.fields import Choice, Link, Slot, Struct
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.shared import (
    COMMON,
    COMMON_SECTION,
    DATE,
    LANGUAGE,
    LINE,
    LINES,
    MERGED,
    PERSON,
    PLACE,
    RESTRICTED,
    SEALED,
    YES_NO,
)

CELL: Final = Struct(
    (
        Slot("use", N_("For whom"), Choice("consent-use")),
        Slot("show", N_("What may be shown"), Choice("consent-show")),
        Slot("answer", N_("Answer"), Choice("consent-answer")),
        Slot("who", N_("Which partner"), LINE),
        Slot("until", N_("Until"), DATE),
    )
)
"""One answer. Two cells of one consent that speak of the same thing: the stricter one holds."""

CONSENT: Final = Kind(
    name="consent",
    letter="K",
    label=N_("Consent"),
    plural=N_("Consents"),
    units=(
        Unit("subject", N_("About whom"), PERSON, RESTRICTED, column=True, required=True),
        Unit("given_by", N_("Given by"), PERSON, SEALED),
        Unit("capacity", N_("Who that is to the person"), Choice("consent-capacity"), RESTRICTED),
        Unit("ground", N_("Why that person may speak for them"), LINE, RESTRICTED),
        Unit("taken_by", N_("Asked by"), LINE, SEALED, identity=True),
        Unit("date", N_("Asked on"), DATE, RESTRICTED, column=True),
        Unit("place", N_("Asked in"), PLACE, SEALED),
        Unit("language", N_("Language"), LANGUAGE, RESTRICTED),
        Unit("interpreter", N_("Interpreter"), LINE, SEALED, identity=True),
        Unit("method", N_("How it was given"), Choice("consent-method"), RESTRICTED),
        Many(
            "explained",
            N_("Explained"),
            (Unit("item", N_("Explained"), Choice("consent-explained"), RESTRICTED),),
        ),
        Unit("understood", N_("Said back in their own words"), YES_NO, RESTRICTED),
        Unit("state", N_("State"), Choice("consent-state"), RESTRICTED, column=True),
        Unit("level", N_("Level"), Choice("consent-level"), RESTRICTED, column=True),
        Many("grid", N_("Exceptions and single answers"), (Unit("cell", N_("Answer"), CELL, RESTRICTED),)),
        Unit("conditions", N_("Conditions in their words"), LINES, RESTRICTED),
        Unit("expires", N_("Holds until"), DATE, RESTRICTED, column=True),
        Unit("review", N_("Ask again on"), DATE, RESTRICTED),
        Unit("withdraw_how", N_("How they can withdraw it"), LINES, SEALED),
        Unit("revoked", N_("Withdrawn"), REVOKED, RESTRICTED),
        Unit("signature", N_("Signed paper or recording"), Link(("evidence",)), SEALED),
        MERGED,
        *COMMON,
    ),
    title=("subject", "level"),
    sections=(
        Section(N_("Who"), ("subject", "given_by", "capacity", "ground", "merged")),
        Section(
            N_("What may be done"), ("state", "level", "grid", "conditions", "expires", "review", "revoked")
        ),
        Section(
            N_("How it was asked"),
            (
                "date",
                "place",
                "taken_by",
                "language",
                "interpreter",
                "method",
                "explained",
                "understood",
                "withdraw_how",
                "signature",
            ),
        ),
        COMMON_SECTION,
    ),
    parent="subject",
)

USES: Final = (
    "team",
    "partner",
    "lawyer",
    "court",
    "un-conf",
    "un-gov",
    "un-public",
    "parl",
    "media",
    "public",
    "archive",
    "research",
)
SHOWS: Final = ("facts", "name", "face-voice", "exact", "relatives", "health", "documents", "quote")

STRICTEST: Final = ("no", "not-discussed", "ask", "disguised", "initials", "yes")
"""Answers from the strictest to the widest. Only the last three let anything out without asking again."""

_FULL: Final = dict.fromkeys(SHOWS, "yes") | {"face-voice": "ask"}
_NAMED: Final = _FULL | {"relatives": "ask", "health": "ask", "documents": "ask", "face-voice": "no"}
_DISGUISED: Final = {
    "facts": "yes",
    "name": "disguised",
    "face-voice": "no",
    "exact": "disguised",
    "relatives": "no",
    "health": "ask",
    "documents": "ask",
    "quote": "disguised",
}

_LEVELS: Final[dict[str, dict[str, dict[str, str]]]] = {
    "0": {},
    "1": {"team": _FULL},
    "2": {"team": _FULL, "partner": _DISGUISED, "lawyer": _DISGUISED},
}
_LEVELS["3"] = _LEVELS["2"] | dict.fromkeys(("un-conf", "un-gov", "parl"), _NAMED)
_LEVELS["4"] = _LEVELS["3"] | dict.fromkeys(("un-public", "public"), _DISGUISED)
_LEVELS["5"] = dict.fromkeys(USES, _FULL)
_LEVELS["x"] = {}


def level_answer(level: str, use: str, show: str) -> str:
    """What a level answers for a use and a thing to show; "not-discussed" for all it does not name."""
    return _LEVELS.get(level, {}).get(use, {}).get(show, "not-discussed")


def strictest(answers: Iterable[str]) -> str:
    """The strictest of several answers; an answer this version does not know counts as no."""
    ranks = [STRICTEST.index(answer) if answer in STRICTEST else 0 for answer in answers]
    return STRICTEST[min(ranks)] if ranks else "not-discussed"
