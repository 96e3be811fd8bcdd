"""An order to erase: the whole life of a record, or of one unit of it, is to be destroyed everywhere."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Blob, Choice, Text
from casebook.model.kinds import Kind, Section, Unit
from casebook.model.shared import SEALED

ERASE: Final = Kind(
    name="erase",
    letter="Z",
    label=N_("Order to erase"),
    plural=N_("Orders to erase"),
    units=(
        Unit("record", N_("Record"), Blob(16), SEALED, search=False, required=True),
        Unit("unit", N_("Only this field"), Text(exact=True), SEALED, search=False),
        Unit("reason", N_("Reason"), Choice("erase-reason"), SEALED, search=False, column=True),
    ),
    title=("reason",),
    sections=(Section(N_("Order to erase"), ("record", "unit", "reason")),),
)
"""*record* is 16 bytes and not a link: an order outlives what it names, of whatever kind."""
