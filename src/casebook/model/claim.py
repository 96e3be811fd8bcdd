"""A claim: what one source says of one unit of one record. Claims may disagree; findings point at them."""

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
    RESTRICTED,
    SUBJECTS,
    VERBATIM,
)

CLAIM: Final = Kind(
    name="claim",
    letter="Q",
    label=N_("Claim"),
    plural=N_("Claims"),
    units=(
        Unit("about", N_("About the record"), Link(SUBJECTS), RESTRICTED, column=True, required=True),
        Unit("unit", N_("About the field"), LINE, RESTRICTED, search=False),
        Unit("value", N_("What is claimed"), LINES, RESTRICTED, column=True),
        Unit("valid", N_("True at or during"), DATE, RESTRICTED),
        Unit("said", N_("Said on"), DATE, RESTRICTED),
        Unit("source", N_("Source"), Link(("source", "interview", "evidence")), RESTRICTED, column=True),
        Unit("locator", N_("Page, paragraph, minute or footnote"), LINE, RESTRICTED),
        Unit("verbatim", N_("Quotation, exactly as it stands"), VERBATIM, RESTRICTED),
        Unit("translation", N_("Translation of the quotation"), LINES, RESTRICTED),
        Unit("basis", N_("How the source knows"), Choice("basis"), RESTRICTED),
        Unit("grade", N_("How reliable this is"), Choice("reliability"), RESTRICTED),
        Unit("status", N_("Judged"), Choice("claim-status"), INTERNAL, column=True),
        Unit("reasoning", N_("Why"), LINES, RESTRICTED),
        Many(
            "related",
            N_("Other claims"),
            (
                Unit("claim", N_("Claim"), Link(("claim",)), RESTRICTED),
                Unit("relation", N_("This claim …"), Choice("claim-relation"), RESTRICTED),
            ),
        ),
        *COMMON,
    ),
    title=("value",),
    sections=(
        Section(N_("What is claimed"), ("about", "unit", "value", "valid", "said")),
        Section(N_("By whom"), ("source", "locator", "verbatim", "translation", "basis")),
        Section(N_("Judgement"), ("grade", "status", "reasoning", "related")),
        COMMON_SECTION,
    ),
    parent="about",
)
