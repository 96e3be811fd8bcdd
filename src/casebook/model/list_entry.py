"""A list entry: one person's place and text in one edition of a list. What it says was true on its date."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Choice, Integer, Link
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.shared import (
    CHARGE,
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
    TERM,
    YES_NO,
    paragraphs,
)

_PLACE: Final[tuple[Unit | Many, ...]] = (
    Unit("edition", N_("Edition"), Link(("list-edition",)), PUBLIC, column=True, required=True),
    Unit("person", N_("Person"), PERSON, PUBLIC, column=True, required=True),
    Unit("name", N_("Name as printed"), LINE, PUBLIC, identity=True),
    Unit("list", N_("In the list"), Choice("list-section"), PUBLIC, column=True),
    Unit("heading", N_("Under the heading"), LINE, PUBLIC, column=True),
    Unit("order", N_("Order under the heading"), Integer(0, 100_000), PUBLIC),
    Unit("number", N_("Number as printed"), Integer(0, 100_000), PUBLIC, column=True),
    Unit("group_case", N_("Known as the case of"), LINE, PUBLIC),
    Unit("preamble", N_("Introduction taken from"), Link(("proceeding",)), PUBLIC),
    Unit("proceeding", N_("Proceeding"), Link(("proceeding",)), PUBLIC),
    Unit("photo", N_("Photo"), Link(("evidence",)), PUBLIC),
)

_LAW: Final[tuple[Unit | Many, ...]] = (
    Unit("status", N_("Custody status"), Choice("custody"), PUBLIC, column=True),
    Unit("term_text", N_("Term as printed"), LINE, PUBLIC, column=True),
    Unit("term", N_("Term"), TERM, PUBLIC),
    Many(
        "charges",
        N_("Articles"),
        (
            Unit("charge", N_("Article and its words"), CHARGE, PUBLIC, column=True),
            Unit("state", N_("State of the charge"), Choice("charge-state"), PUBLIC),
            Unit("order", N_("Order"), Integer(0, 1000), PUBLIC),
        ),
    ),
    Unit("charge_words", N_("How the charge is put, if there is no article"), LINE, PUBLIC),
    Unit("plea", N_("What the person says to the charge"), LINE, PUBLIC),
    Unit("detained", N_("Detained on"), DATE, PUBLIC),
    Unit("custody_since", N_("In custody since"), DATE, PUBLIC),
    Unit("arrest_term", N_("Arrest ordered for"), LINE, PUBLIC),
    Unit("convicted", N_("Convicted on"), DATE, PUBLIC),
    Unit("appeal", N_("Appeal"), LINE, PUBLIC),
    Many(
        "dates",
        N_("Other dates"),
        (
            Unit("date", N_("Date"), DATE, PUBLIC),
            Unit("what", N_("What happened"), LINE, PUBLIC),
        ),
    ),
    Many(
        "earlier",
        N_("Earlier convictions"),
        (
            Unit("what", N_("Conviction"), LINES, PUBLIC),
            Unit("date", N_("Date"), DATE, PUBLIC),
        ),
    ),
)

_WHO: Final[tuple[Unit | Many, ...]] = (
    Unit("occupation", N_("Occupation"), LINE, PUBLIC),
    Many("organisations", N_("Organisations"), (Unit("organisation", N_("Organisation"), LINE, PUBLIC),)),
    Unit("age", N_("Age as stated"), LINE, INTERNAL),
    Unit("nationality", N_("Nationality"), LINE, INTERNAL),
    Unit("place", N_("Where the person is held"), PLACE, PUBLIC),
    Unit("torture", N_("Torture alleged"), YES_NO, PUBLIC),
    Unit("torture_words", N_("What is said of torture"), LINES, RESTRICTED),
    Unit("hunger_strike", N_("Hunger strike"), YES_NO, PUBLIC),
    Unit("hunger_strike_words", N_("What is said of the hunger strike"), LINES, RESTRICTED),
    Unit("health", N_("Health"), LINES, SEALED),
    Unit("disability", N_("Disability"), LINE, SEALED),
    Many(
        "mentioned",
        N_("Other people mentioned"),
        (
            Unit("person", N_("Person"), PERSON, INTERNAL),
            Unit("name", N_("Name, if there is no record of the person"), LINE, INTERNAL, identity=True),
            Unit("relation", N_("Who that is to the person"), LINE, INTERNAL),
        ),
    ),
)

_TEXT: Final[tuple[Unit | Many, ...]] = (
    paragraphs("introduction", N_("Introduction for the group"), PUBLIC),
    paragraphs("narrative", N_("Text of the entry"), PUBLIC),
    Many(
        "citations",
        N_("Footnotes"),
        (
            Unit("url", N_("Web address"), LINE, PUBLIC),
            Unit("text", N_("Footnote as printed"), LINES, PUBLIC),
            Unit("source", N_("Source"), Link(("source", "evidence")), PUBLIC),
            Unit("locator", N_("Page, paragraph or minute"), LINE, PUBLIC),
            Unit("number", N_("Number as printed"), Integer(0, 100_000), PUBLIC),
            Unit("part", N_("Belongs to"), Choice("citation-part"), PUBLIC),
        ),
    ),
)

LIST_ENTRY: Final = Kind(
    name="list-entry",
    letter="M",
    label=N_("List entry"),
    plural=N_("List entries"),
    units=(*_PLACE, *_LAW, *_WHO, *_TEXT, *COMMON),
    title=("person", "name"),
    sections=(
        Section(
            N_("Place in the list"),
            ("edition", "person", "name", "list", "heading", "order", "number", "group_case", "photo"),
        ),
        Section(N_("Text"), ("preamble", "introduction", "narrative", "citations")),
        Section(
            N_("Law"),
            (
                "status",
                "term_text",
                "term",
                "charges",
                "charge_words",
                "plea",
                "detained",
                "custody_since",
                "arrest_term",
                "convicted",
                "appeal",
                "dates",
                "earlier",
                "proceeding",
            ),
        ),
        Section(
            N_("The person, as of the edition"),
            (
                "occupation",
                "organisations",
                "age",
                "nationality",
                "place",
                "torture",
                "torture_words",
                "hunger_strike",
                "hunger_strike_words",
                "health",
                "disability",
                "mentioned",
            ),
        ),
        COMMON_SECTION,
    ),
    parent="edition",
)
