"""A plan: what shall leave, for whom, and what somebody decided about it; with what it would have shown then."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Blob, Choice, Integer, Link, Text
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.shared import (
    COMMON,
    COMMON_SECTION,
    DATE,
    LANGUAGE,
    LINE,
    LINES,
    RESTRICTED,
    SEALED,
    SUBJECTS,
    YES_NO,
)

_CHOICES: Final = Many(
    "choices",
    N_("What was decided"),
    (
        Unit("what", N_("Decision"), Choice("plan-choice"), RESTRICTED),
        Unit("record", N_("About"), Link((*SUBJECTS, "derivative")), RESTRICTED),
        Unit("path", N_("Part of the record"), Text(exact=True), RESTRICTED, search=False),
        Unit("slot", N_("Part of the value"), Text(exact=True), RESTRICTED, search=False),
        Unit("start", N_("From character"), Integer(), RESTRICTED),
        Unit("end", N_("To character"), Integer(), RESTRICTED),
        Unit("text", N_("Word, reason or rule"), LINES, SEALED, search=False),
    ),
)

_APPROVALS: Final = Many(
    "approvals",
    N_("Looked at by a second person"),
    (
        Unit("by", N_("By whom"), LINE, SEALED, identity=True),
        Unit("decided", N_("Fingerprint of what was approved"), Blob(32), RESTRICTED, search=False),
        Unit("date", N_("On"), DATE, RESTRICTED),
        Unit("note", N_("Note"), LINES, RESTRICTED),
    ),
)

PLAN: Final = Kind(
    name="plan",
    letter="G",
    label=N_("Plan"),
    plural=N_("Plans"),
    units=(
        Unit("name", N_("Name of the plan"), LINE, RESTRICTED, column=True),
        Unit("audience", N_("Made for"), Choice("audience"), RESTRICTED, column=True, required=True),
        Unit("partner", N_("Organisation that receives it"), LINE, RESTRICTED),
        Many(
            "recipients",
            N_("Recipients"),
            (Unit("key", N_("Key it is encrypted to"), LINE, SEALED, search=False),),
        ),
        Unit("language", N_("Language of the report"), LANGUAGE, RESTRICTED),
        Unit("purpose", N_("Purpose"), LINES, RESTRICTED, column=True),
        Unit("note", N_("Note"), LINES, RESTRICTED),
        Unit("everything", N_("Everything there is"), YES_NO, RESTRICTED),
        Many("selection", N_("Chosen"), (Unit("record", N_("Record"), Link(SUBJECTS), RESTRICTED),)),
        _CHOICES,
        Many(
            "outcomes",
            N_("What it would have shown"),
            (
                Unit("record", N_("Record"), Link(SUBJECTS), RESTRICTED),
                Unit("outcome", N_("Fingerprint of what is shown of it"), Blob(32), RESTRICTED, search=False),
            ),
        ),
        Unit("decided", N_("Fingerprint of the whole plan"), Blob(32), RESTRICTED, search=False),
        Unit("made_by", N_("Made by"), LINE, SEALED, identity=True),
        _APPROVALS,
        *COMMON,
    ),
    title=("name", "audience"),
    sections=(
        Section(
            N_("The plan"),
            ("name", "audience", "partner", "recipients", "language", "purpose", "note", "made_by"),
        ),
        Section(N_("What leaves"), ("everything", "selection", "choices")),
        Section(N_("Second look"), ("approvals", "outcomes", "decided")),
        COMMON_SECTION,
    ),
)
