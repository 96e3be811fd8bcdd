"""An event: something that happened at a time and place, which acts and people belong to."""

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
    paragraphs,
)

EVENT: Final = Kind(
    name="event",
    letter="E",
    label=N_("Event"),
    plural=N_("Events"),
    units=(
        Unit("title", N_("What happened, in a line"), LINE, PUBLIC, column=True),
        Unit("type", N_("Kind of event"), Choice("event-kind"), PUBLIC, column=True),
        Unit("period", N_("When"), DATE, PUBLIC, column=True),
        Unit("place", N_("Where"), PLACE, PUBLIC, column=True),
        Many(
            "people",
            N_("People"),
            (
                Unit("person", N_("Person"), PERSON, PUBLIC),
                Unit("role", N_("Role"), Choice("party-role"), PUBLIC),
            ),
        ),
        paragraphs("narrative", N_("What happened"), PUBLIC),
        Unit("impact", N_("What it led to"), LINES, INTERNAL),
        Many("themes", N_("Themes"), (Unit("theme", N_("Theme"), LINE, PUBLIC),)),
        Many(
            "linked",
            N_("Linked events"),
            (
                Unit("event", N_("Event"), Link(("event",)), PUBLIC),
                Unit("relation", N_("This event …"), Choice("event-relation"), PUBLIC),
            ),
        ),
        Many(
            "proceedings",
            N_("Proceedings"),
            (Unit("proceeding", N_("Proceeding"), Link(("proceeding",)), PUBLIC),),
        ),
        *COMMON,
    ),
    title=("title", "type"),
    sections=(
        Section(N_("The event"), ("title", "type", "period", "place", "narrative", "impact", "themes")),
        Section(N_("Connected"), ("people", "linked", "proceedings")),
        COMMON_SECTION,
    ),
)
