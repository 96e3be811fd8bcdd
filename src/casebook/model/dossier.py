"""A dossier: the team's own follow-up file on one or more people. The State's file is a proceeding."""

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
    PUBLIC,
    RESTRICTED,
    paragraphs,
)

DOSSIER: Final = Kind(
    name="dossier",
    letter="D",
    label=N_("Dossier"),
    plural=N_("Dossiers"),
    units=(
        Unit("title", N_("Title"), LINE, INTERNAL, column=True),
        Many(
            "persons",
            N_("People"),
            (
                Unit("person", N_("Person"), PERSON, INTERNAL, column=True),
                Unit("role", N_("Role"), Choice("party-role"), INTERNAL),
            ),
        ),
        Many("themes", N_("Themes"), (Unit("theme", N_("Theme"), LINE, PUBLIC, column=True),)),
        Many("regions", N_("Regions"), (Unit("region", N_("Region"), LINE, INTERNAL),)),
        paragraphs("summary", N_("Summary"), INTERNAL),
        Unit("monitoring", N_("Follow-up"), Choice("monitoring-status"), INTERNAL, column=True),
        Unit("priority", N_("Priority"), Choice("priority"), INTERNAL),
        Unit("lead", N_("Who follows it"), LINE, RESTRICTED, identity=True),
        Unit("next_action", N_("Next step"), LINES, RESTRICTED, column=True),
        Unit("next_date", N_("Next step due"), DATE, RESTRICTED, column=True),
        Unit("review", N_("Review on"), DATE, INTERNAL),
        Many(
            "proceedings",
            N_("Proceedings"),
            (Unit("proceeding", N_("Proceeding"), Link(("proceeding",)), INTERNAL),),
        ),
        Many(
            "related", N_("Related dossiers"), (Unit("dossier", N_("Dossier"), Link(("dossier",)), INTERNAL),)
        ),
        *COMMON,
    ),
    title=("title", "persons"),
    sections=(
        Section(N_("Overview"), ("title", "persons", "themes", "regions", "summary")),
        Section(N_("Follow-up"), ("monitoring", "priority", "lead", "next_action", "next_date", "review")),
        Section(N_("Connected"), ("proceedings", "related")),
        COMMON_SECTION,
    ),
)
