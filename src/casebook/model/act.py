"""An act: who did what to whom. One victim, one type of act; those involved are "alleged" until proved."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Choice, Link
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.shared import (
    COMMON,
    COMMON_SECTION,
    DATE,
    INTERNAL,
    LINE,
    LINES,
    PERSON,
    PLACE,
    PUBLIC,
    RESTRICTED,
    SEALED,
    YES_NO,
    paragraphs,
)

_INVOLVEMENT: Final = Many(
    "perpetrators",
    N_("Alleged perpetrators"),
    (
        Unit("person", N_("Person or group"), PERSON, RESTRICTED),
        Unit("described", N_("As described"), LINE, RESTRICTED, identity=True),
        Unit("force", N_("Force or service"), Choice("perpetrator-type"), PUBLIC),
        Unit("degree", N_("Part in the act"), Choice("involvement"), INTERNAL),
        Unit("state", N_("Where responsibility stands"), Choice("perpetrator-status"), INTERNAL),
        Unit("source", N_("Says who"), Link(("source", "interview", "evidence")), RESTRICTED),
    ),
)

ACT: Final = Kind(
    name="act",
    letter="A",
    label=N_("Act"),
    plural=N_("Acts"),
    units=(
        Unit("victim", N_("Done to"), PERSON, PUBLIC, column=True),
        Unit("type", N_("What was done"), Choice("act-type"), PUBLIC, column=True, required=True),
        Unit("event", N_("Part of the event"), Link(("event",)), PUBLIC),
        Many("methods", N_("How"), (Unit("method", N_("Method"), Choice("method"), RESTRICTED),)),
        Unit("period", N_("When"), DATE, PUBLIC, column=True),
        Unit("place", N_("Where"), PLACE, PUBLIC),
        Unit("place_type", N_("Kind of place"), Choice("place-type"), INTERNAL),
        _INVOLVEMENT,
        Unit("stated_reason", N_("Reason the authorities gave"), LINES, PUBLIC),
        Unit("official_position", N_("What the authorities say to it"), LINES, PUBLIC),
        Many("intents", N_("Apparent purpose"), (Unit("intent", N_("Purpose"), Choice("intent"), INTERNAL),)),
        Unit("pressed", N_("Whom it was meant to press"), PERSON, RESTRICTED),
        Unit("consequences", N_("What it did to the person"), LINES, SEALED),
        Unit("care_refused", N_("Medical help refused"), YES_NO, RESTRICTED),
        Unit("proceeding", N_("Proceeding"), Link(("proceeding",)), PUBLIC),
        Unit("interview", N_("Told in the interview"), Link(("interview",)), SEALED),
        Unit("basis", N_("How it is known"), Choice("basis"), INTERNAL),
        Unit("confidence", N_("How sure we are"), Choice("confidence"), INTERNAL),
        Unit("law", N_("Law and norms broken"), LINES, PUBLIC),
        paragraphs("narrative", N_("What happened"), RESTRICTED),
        *COMMON,
    ),
    title=("type",),
    sections=(
        Section(
            N_("Who did what to whom"),
            (
                "victim",
                "type",
                "methods",
                "period",
                "place",
                "place_type",
                "event",
                "narrative",
                "perpetrators",
            ),
        ),
        Section(
            N_("Reasons and results"),
            ("stated_reason", "official_position", "intents", "pressed", "consequences", "care_refused"),
        ),
        Section(N_("How we know"), ("interview", "basis", "confidence", "proceeding", "law")),
        COMMON_SECTION,
    ),
    parent="victim",
)
