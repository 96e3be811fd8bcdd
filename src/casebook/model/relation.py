"""A relation: who is what to whom, and since when. What is done to one to press the other is an act."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Choice
from casebook.model.kinds import Kind, Section, Unit
from casebook.model.shared import COMMON, COMMON_SECTION, DATE, INTERNAL, LINES, PERSON, RESTRICTED

RELATION: Final = Kind(
    name="relation",
    letter="R",
    label=N_("Relation"),
    plural=N_("Relations"),
    units=(
        Unit("person", N_("Person"), PERSON, INTERNAL, column=True, required=True),
        Unit("type", N_("is … of"), Choice("relation-type"), INTERNAL, column=True),
        Unit("other", N_("Other person"), PERSON, INTERNAL, column=True, required=True),
        Unit("period", N_("From – until"), DATE, INTERNAL),
        Unit("note", N_("In words"), LINES, RESTRICTED),
        *COMMON,
    ),
    title=("type", "note"),
    sections=(Section(N_("Relation"), ("person", "type", "other", "period", "note")), COMMON_SECTION),
    parent="person",
)
