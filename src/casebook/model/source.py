"""A source: the person, organisation, publication or paper that says something."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Choice, Link
from casebook.model.kinds import Kind, Section, Unit
from casebook.model.shared import (
    COMMON,
    COMMON_SECTION,
    DATE,
    INTERNAL,
    LANGUAGE,
    LINE,
    LINES,
    PERSON,
    PUBLIC,
    RESTRICTED,
    SEALED,
)

SOURCE: Final = Kind(
    name="source",
    letter="S",
    label=N_("Source"),
    plural=N_("Sources"),
    units=(
        Unit("title", N_("Title"), LINE, PUBLIC, column=True),
        Unit("type", N_("What it is"), Choice("source-kind"), PUBLIC, column=True),
        Unit("author", N_("Author"), LINE, PUBLIC, identity=True),
        Unit("publisher", N_("Published by"), LINE, PUBLIC, column=True),
        Unit("date", N_("Date"), DATE, PUBLIC, column=True),
        Unit("language", N_("Language"), LANGUAGE, PUBLIC),
        Unit("url", N_("Web address"), LINE, PUBLIC),
        Unit("archive_url", N_("Archived copy"), LINE, PUBLIC),
        Unit("accessed", N_("Seen on"), DATE, INTERNAL),
        Unit("protection", N_("Protection of the source"), Choice("source-protection"), RESTRICTED),
        Unit("code_name", N_("Code name of the source"), LINE, RESTRICTED, identity=True),
        Unit("person", N_("Who it is"), PERSON, SEALED),
        Unit("interview", N_("Interview"), Link(("interview",)), SEALED),
        Unit("evidence", N_("File kept by us"), Link(("evidence",)), RESTRICTED),
        Unit("relation", N_("How the source knows"), Choice("basis"), RESTRICTED),
        Unit("reliability", N_("Reliability of the source"), Choice("reliability"), RESTRICTED),
        Unit("reliability_why", N_("Why we think so"), LINES, RESTRICTED),
        Unit("derives_from", N_("Repeats the source"), Link(("source",)), INTERNAL),
        *COMMON,
    ),
    title=("title", "code_name", "url"),
    sections=(
        Section(
            N_("The source"),
            ("title", "type", "author", "publisher", "date", "language", "url", "archive_url", "accessed"),
        ),
        Section(N_("Protection"), ("protection", "code_name", "person", "interview", "evidence")),
        Section(N_("Weight"), ("relation", "reliability", "reliability_why", "derives_from")),
        COMMON_SECTION,
    ),
)
