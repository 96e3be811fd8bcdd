"""A list edition: one dated publication of a list of prisoners, with its criteria and headings."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Choice, Integer, Link
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.shared import (
    COMMON,
    COMMON_SECTION,
    DATE,
    INTERNAL,
    LANGUAGE,
    LINE,
    LINES,
    PUBLIC,
    paragraphs,
)

LIST_EDITION: Final = Kind(
    name="list-edition",
    letter="L",
    label=N_("List edition"),
    plural=N_("List editions"),
    units=(
        Unit("title", N_("Title"), LINE, PUBLIC, column=True),
        Unit("as_of", N_("Facts as of"), DATE, PUBLIC, column=True),
        Unit("published", N_("Published on"), DATE, PUBLIC),
        Unit("status", N_("State of the edition"), Choice("edition-status"), INTERNAL, column=True),
        Unit("language", N_("Language"), LANGUAGE, PUBLIC),
        Many("organisations", N_("Organisations"), (Unit("organisation", N_("Organisation"), LINE, PUBLIC),)),
        paragraphs("summary", N_("Summary"), PUBLIC),
        paragraphs("criteria", N_("Criteria for inclusion"), PUBLIC),
        Unit("criteria_set", N_("Criteria set"), Choice("criteria-set"), PUBLIC),
        Many(
            "headings",
            N_("Headings, in order"),
            (
                Unit("heading", N_("Heading, as in the entries"), LINE, PUBLIC),
                Unit("list", N_("In the list"), Choice("list-section"), PUBLIC),
                Unit("order", N_("Order"), Integer(0, 10_000), PUBLIC),
                Unit("ru", N_("In Russian"), LINE, PUBLIC),
                Unit("kk", N_("In Kazakh"), LINE, PUBLIC),
            ),
        ),
        paragraphs("methodology", N_("How the list was made"), PUBLIC),
        paragraphs("disclaimer", N_("Disclaimer"), PUBLIC),
        Unit("contact", N_("Contact for the reader"), LINES, PUBLIC),
        Unit("previous", N_("Edition before this one"), Link(("list-edition",)), PUBLIC),
        *COMMON,
    ),
    title=("title", "as_of"),
    sections=(
        Section(
            N_("The edition"),
            ("title", "as_of", "published", "status", "language", "organisations", "previous"),
        ),
        Section(N_("Texts"), ("summary", "criteria_set", "criteria", "methodology", "disclaimer", "contact")),
        Section(N_("Order"), ("headings",)),
        COMMON_SECTION,
    ),
)
