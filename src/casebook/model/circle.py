"""A circle: the few people of a team who may know something the others may not, and the devices that are in it.

Its record stands in the circle itself and its id is the circle's: who is not in the circle learns neither its name
nor that there is one. Who is in it is said by acts of the roster, from its founder down (journal/circle_line.py).
"""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Blob
from casebook.model.kinds import Kind, Section, Unit
from casebook.model.shared import LINE, SEALED

CIRCLE: Final = Kind(
    name="circle",
    letter="U",
    label=N_("Circle"),
    plural=N_("Circles"),
    units=(
        Unit("name", N_("Name of the circle"), LINE, SEALED, column=True, search=False),
        Unit(
            "founding",
            N_("Who founded the circle: the device's key and a random number"),
            Blob(48),
            SEALED,
            search=False,
        ),
    ),
    title=("name",),
    sections=(Section(N_("Circle"), ("name", "founding")),),
)
