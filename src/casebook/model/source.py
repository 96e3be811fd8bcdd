"""A source: the person, organisation, publication or paper that says something; or a bundle that others sent."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Blob, Choice, Link
from casebook.model.kinds import Kind, Many, Section, Unit
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
        Unit("bundle", N_("Number of the bundle"), LINE, RESTRICTED),
        Unit("manifest", N_("SHA-256 of its signed manifest"), Blob(32), RESTRICTED, search=False),
        Unit("signer", N_("Fingerprint of the key that signed it"), LINE, RESTRICTED, search=False),
        Unit("permission", N_("They allow us to hand it on"), LINES, RESTRICTED),
        Many(
            "replaces",
            N_("Edition in the place of"),
            (Unit("source", N_("Bundle before it"), Link(("source",)), RESTRICTED),),
        ),
        Many(
            "slips",
            N_("Openings and author slips for it"),
            (
                Unit("evidence", N_("File"), Link(("evidence",)), RESTRICTED),
                Unit("what", N_("What it is"), Choice("handed-kind"), RESTRICTED),
            ),
        ),
        Unit(
            "successor",
            N_("SHA-256 of the manifest of the edition in its place"),
            Blob(32),
            RESTRICTED,
            search=False,
        ),
        Unit("withdrawn", N_("To be destroyed, by their notice of"), DATE, RESTRICTED),
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
        Section(
            N_("A bundle we received"),
            ("bundle", "manifest", "signer", "permission", "replaces", "slips", "successor", "withdrawn"),
        ),
        COMMON_SECTION,
    ),
)
