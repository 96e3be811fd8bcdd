"""A decision: the recorded choice to show people who have not been, or cannot be, asked; with its reasons."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Choice, Link, Slot, Struct
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.shared import (
    COMMON,
    COMMON_SECTION,
    DATE,
    INTERNAL,
    LINE,
    LINES,
    MERGED,
    PERSON,
    RESTRICTED,
    SEALED,
)

REVOKED: Final = Struct(
    (Slot("date", N_("Revoked on"), DATE), Slot("why", N_("Why"), LINE), Slot("by", N_("By"), LINE))
)
"""How a consent or a decision ended. Holding any part of it means: revoked."""

DECISION: Final = Kind(
    name="decision",
    letter="J",
    label=N_("Decision"),
    plural=N_("Decisions"),
    units=(
        Many("people", N_("People"), (Unit("person", N_("Person"), PERSON, RESTRICTED, column=True),)),
        Unit("use", N_("They may be shown to"), Choice("consent-use"), INTERNAL, column=True, required=True),
        Unit("ground", N_("Because"), Choice("decision-ground"), INTERNAL, column=True, required=True),
        Unit(
            "source", N_("Where it is public already"), Link(("source", "list-edition", "evidence")), INTERNAL
        ),
        Unit("risk", N_("What could happen to them, and what we weighed"), LINES, RESTRICTED),
        Many(
            "covers",
            N_("May be told again besides"),
            (Unit("topic", N_("May be told again besides"), Choice("decision-topic"), INTERNAL),),
        ),
        Unit("why", N_("Why we decided so"), LINES, RESTRICTED),
        Unit("decided_by", N_("Decided by"), LINE, SEALED, identity=True),
        Unit("date", N_("Decided on"), DATE, INTERNAL, column=True),
        Unit("review", N_("Look at it again on"), DATE, INTERNAL),
        Unit("revoked", N_("Revoked"), REVOKED, INTERNAL),
        MERGED,
        *COMMON,
    ),
    title=("ground", "use"),
    sections=(
        Section(N_("The decision"), ("people", "use", "ground", "source", "merged")),
        Section(N_("Reasons"), ("risk", "covers", "why", "decided_by", "date", "review", "revoked")),
        COMMON_SECTION,
    ),
)
