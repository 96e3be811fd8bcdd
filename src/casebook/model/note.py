"""A note: a thought, a lead, a call to return. It is never evidence and never leaves by default."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Choice, Link
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.shared import COMMON, COMMON_SECTION, DATE, LINE, RESTRICTED, SUBJECTS, YES_NO, paragraphs

NOTE: Final = Kind(
    name="note",
    letter="N",
    label=N_("Note"),
    plural=N_("Notes"),
    units=(
        Unit("title", N_("Title"), LINE, RESTRICTED, column=True),
        Unit("type", N_("What it is"), Choice("note-kind"), RESTRICTED, column=True),
        Unit("date", N_("Date"), DATE, RESTRICTED, column=True),
        Many("about", N_("About"), (Unit("record", N_("Record"), Link(SUBJECTS), RESTRICTED, column=True),)),
        paragraphs("text", N_("Text"), RESTRICTED),
        Unit("due", N_("To be done by"), DATE, RESTRICTED),
        Unit("done", N_("Done"), YES_NO, RESTRICTED),
        *COMMON,
    ),
    title=("title", "text"),
    sections=(Section(N_("Note"), ("title", "type", "date", "about", "text", "due", "done")), COMMON_SECTION),
)
