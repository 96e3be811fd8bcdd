"""A publisher's key: the public half of what signs bundles, since when, and whether it was lost.

The private half stands in one casebook's keyring and in no backup. The public half stands here, so that after its
loss everybody can be told which key not to trust.
"""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Blob
from casebook.model.kinds import Kind, Section, Unit
from casebook.model.shared import DATE, LINE, SEALED

PUBLISHER: Final = Kind(
    name="publisher",
    letter="Y",
    label=N_("Key of the organisation"),
    plural=N_("Keys of the organisation"),
    units=(
        Unit("fingerprint", N_("Fingerprint"), LINE, SEALED, column=True, search=False),
        Unit("public", N_("Public signing key"), Blob(32), SEALED, search=False),
        Unit("since", N_("In use since"), DATE, SEALED, column=True),
        Unit("lost", N_("Lost, so dead for every date; said on"), DATE, SEALED, column=True),
    ),
    title=("fingerprint",),
    sections=(Section(N_("Key of the organisation"), ("fingerprint", "public", "since", "lost")),),
)
