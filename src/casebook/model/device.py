"""A device: a casebook's own voice in the journal. Its private keys never leave it."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Blob, Choice
from casebook.model.kinds import Kind, Section, Unit
from casebook.model.shared import DATE, LINE, SEALED

DEVICE: Final = Kind(
    name="device",
    letter="V",
    label=N_("Device"),
    plural=N_("Devices"),
    units=(
        Unit("name", N_("Name or code name of the device"), LINE, SEALED, column=True, identity=True),
        Unit("person", N_("Who uses it (a code name is enough)"), LINE, SEALED, column=True, identity=True),
        Unit("role", N_("Role in the team"), Choice("team-role"), SEALED),
        Unit("signing", N_("Public signing key"), Blob(32), SEALED, search=False),
        Unit("exchange", N_("Public exchange key"), Blob(1216), SEALED, search=False),
        Unit("since", N_("In use since"), DATE, SEALED),
    ),
    title=("name", "person"),
    sections=(Section(N_("Device"), ("name", "person", "role", "since", "signing", "exchange")),),
)
"""*exchange* is the public half of MLKEM768_X25519: 1184 bytes of ML-KEM, then 32 of X25519."""
