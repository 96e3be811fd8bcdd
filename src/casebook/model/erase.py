"""An order to erase: names a record, or one unit of it, whose content is to be destroyed everywhere.

A reserved kind: orders travel like records, but nobody edits one, and no order can erase another. What a
device destroyed under an order it says in a record of the reserved kind ``erased``, which has no page. A second
person who signs an order writes the id of its entry into *signed*.
"""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Blob, Choice, Slot, Struct, Text
from casebook.model.kinds import Kind, Section, Unit
from casebook.model.shared import SEALED

ORDER: Final = Struct(
    (
        Slot("record", N_("Record"), Blob(16)),
        Slot("unit", N_("Only this field"), Text(exact=True)),
        Slot("reason", N_("Reason"), Choice("erase-reason")),
    )
)
"""*record* is 16 bytes and not a link: an order outlives what it names, of whatever kind."""

ERASE: Final = Kind(
    name="erase",
    letter="Z",
    label=N_("Order to erase"),
    plural=N_("Orders to erase"),
    units=(
        Unit("order", N_("What to erase"), ORDER, SEALED, search=False, required=True),
        Unit("signed", N_("Signed by a second person"), Blob(32), SEALED, search=False),
    ),
    title=(),
    sections=(Section(N_("Order to erase"), ("order", "signed")),),
)
