"""The settings of a casebook: one record, shared by everybody who has the casebook."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Integer
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.shared import INTERNAL, LANGUAGE, LINE, SEALED, YES_NO

SETTING: Final = Kind(
    name="setting",
    letter="H",
    label=N_("Settings"),
    plural=N_("Settings"),
    units=(
        Unit("organisation", N_("Name of the organisation"), LINE, INTERNAL),
        Unit("author", N_("Your name or code name"), LINE, SEALED, identity=True),
        Many(
            "languages", N_("Languages of the work"), (Unit("language", N_("Language"), LANGUAGE, INTERNAL),)
        ),
        Unit("report_language", N_("Reports are usually in"), LANGUAGE, INTERNAL),
        Unit("lock_minutes", N_("Lock after minutes without use"), Integer(1, 60), INTERNAL),
        Unit("second_review", N_("A second person looks at each plan"), YES_NO, INTERNAL),
        Unit("round_months", N_("Months from one round of editions to the next"), Integer(1, 12), INTERNAL),
    ),
    title=("organisation",),
    sections=(
        Section(
            N_("This casebook"),
            (
                "organisation",
                "author",
                "languages",
                "report_language",
                "lock_minutes",
                "second_review",
                "round_months",
            ),
        ),
    ),
)
