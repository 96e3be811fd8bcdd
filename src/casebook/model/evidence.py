"""Evidence: a file or paper, where it came from, and who has held it since."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Blob, Choice, Integer, Link, Slot, Struct, Text
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.shared import (
    COMMON,
    COMMON_SECTION,
    DATE,
    INTERNAL,
    LANGUAGE,
    LINE,
    LINES,
    RESTRICTED,
    SEALED,
    SUBJECTS,
)

FILE: Final = Struct(
    (
        Slot("name", N_("File name"), LINE),
        Slot("mime", N_("Kind of file"), LINE),
        Slot("size", N_("Size in bytes"), Integer(0, 2**53)),
        Slot("sha256", N_("SHA-256"), Blob(32)),
        Slot("key", N_("Key of the encrypted file"), Blob(32)),
        Slot("file", N_("Name of the encrypted file"), Text(exact=True)),
    )
)
"""An encrypted file of the safe. *key* opens it: it is never shown, printed, indexed or exported."""

EVIDENCE: Final = Kind(
    name="evidence",
    letter="F",
    label=N_("Evidence"),
    plural=N_("Pieces of evidence"),
    units=(
        Unit("title", N_("Title"), LINE, RESTRICTED, column=True),
        Unit("type", N_("What it is"), Choice("document-kind"), INTERNAL, column=True),
        Unit("file", N_("File"), FILE, SEALED, search=False),
        Many(
            "about",
            N_("Belongs to"),
            (Unit("record", N_("Record"), Link(SUBJECTS), RESTRICTED, column=True),),
        ),
        Unit("description", N_("What can be seen, heard or read"), LINES, RESTRICTED),
        Unit("date", N_("Made on"), DATE, RESTRICTED, column=True),
        Unit("author", N_("Made by"), LINE, SEALED, identity=True),
        Unit("language", N_("Language"), LANGUAGE, INTERNAL),
        Unit("copy", N_("Original or copy"), Choice("copy-kind"), INTERNAL),
        Unit("obtained", N_("How and when we got it"), LINES, SEALED),
        Unit("obtained_from", N_("From whom"), LINE, SEALED, identity=True),
        Unit("url", N_("Web address"), LINE, RESTRICTED),
        Unit("archive_url", N_("Archived copy"), LINE, RESTRICTED),
        Unit("captured", N_("Captured on"), DATE, RESTRICTED),
        Unit("rights", N_("Whose it is, and what they allow"), LINE, INTERNAL),
        Unit("alt", N_("Description for those who cannot see it"), LINES, RESTRICTED),
        Unit("text", N_("Text in it"), LINES, RESTRICTED),
        Many(
            "custody",
            N_("Who held it"),
            (
                Unit("what", N_("What was done"), Choice("custody-event"), RESTRICTED),
                Unit("date", N_("When"), DATE, RESTRICTED),
                Unit("by", N_("By whom"), LINE, SEALED, identity=True),
                Unit("sha256", N_("SHA-256 then"), Blob(32), RESTRICTED, search=False),
                Unit("note", N_("Note"), LINES, RESTRICTED),
            ),
        ),
        *COMMON,
    ),
    title=("title", "type"),
    sections=(
        Section(
            N_("The evidence"),
            ("title", "type", "file", "about", "description", "text", "alt", "language", "date"),
        ),
        Section(
            N_("Where it comes from"),
            ("author", "copy", "obtained", "obtained_from", "url", "archive_url", "captured", "rights"),
        ),
        Section(N_("Chain of custody"), ("custody",)),
        COMMON_SECTION,
    ),
)
