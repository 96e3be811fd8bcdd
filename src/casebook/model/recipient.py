"""A recipient: somebody in the address book, to whom bundles go or from whom they come, and their keys.

A key and how it was compared stand in one value: whoever changes the key cannot leave an old comparison beside it.
"""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Choice, Slot, Struct
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.shared import DATE, LANGUAGE, LINE, LINES, RESTRICTED, SEALED, VERBATIM

_COMPARED: Final = (
    Slot("compared", N_("How it was compared"), Choice("key-comparison")),
    Slot("on", N_("Compared on"), DATE),
    Slot("by", N_("Compared by"), LINE),
)

ENCRYPTION_KEY: Final = Struct(
    (
        Slot("key", N_("Key to encrypt to (age1…)"), LINE),
        *_COMPARED,
        Slot("until", N_("Use it until"), DATE),
        Slot("ended", N_("Not used any more since"), DATE),
    )
)
"""An age recipient. One that has ended is kept: what left was encrypted to it."""

SIGNING_KEY: Final = Struct(
    (
        Slot("fingerprint", N_("Fingerprint (SHA256:…)"), LINE),
        *_COMPARED,
        Slot("first_seen", N_("First seen on"), DATE),
        Slot("revoked", N_("Lost, so dead for every date; said on"), DATE),
    )
)
"""The key by which an organisation signs its own bundles."""

RECIPIENT: Final = Kind(
    name="recipient",
    letter="W",
    label=N_("Recipient"),
    plural=N_("Recipients"),
    units=(
        Unit("name", N_("Name or code name"), LINE, SEALED, column=True, identity=True),
        Unit("organisation", N_("Organisation"), LINE, SEALED, column=True),
        Unit("audience", N_("May get what is made for"), Choice("consent-use"), RESTRICTED, column=True),
        Unit("language", N_("Language of the report"), LANGUAGE, RESTRICTED),
        Many(
            "keys", N_("Keys to encrypt to"), (Unit("key", N_("Key"), ENCRYPTION_KEY, SEALED, search=False),)
        ),
        Many(
            "signing",
            N_("Keys they sign with"),
            (Unit("key", N_("Key"), SIGNING_KEY, SEALED, search=False),),
        ),
        Many(
            "lists",
            N_("Lists of bundles that a lost key of theirs signed"),
            (
                Unit("list", N_("List"), VERBATIM, SEALED, search=False),
                Unit("signature", N_("Its signature"), VERBATIM, SEALED, search=False),
            ),
        ),
        Unit("remarks", N_("Remarks for the team"), LINES, SEALED),
    ),
    title=("name", "organisation"),
    sections=(
        Section(N_("Who"), ("name", "organisation", "audience", "language")),
        Section(N_("Keys"), ("keys", "signing", "lists")),
        Section(N_("About this recipient"), ("remarks",)),
    ),
)
