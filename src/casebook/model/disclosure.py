"""A disclosure: what left, for whom, and what allowed it. Read again when someone withdraws."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Blob, Choice, Integer, Link
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.shared import (
    COMMON,
    COMMON_SECTION,
    DATE,
    LINE,
    LINES,
    PERSON,
    RESTRICTED,
    SEALED,
    SUBJECTS,
    YES_NO,
)

DISCLOSURE: Final = Kind(
    name="disclosure",
    letter="X",
    label=N_("Disclosure"),
    plural=N_("Disclosures"),
    units=(
        Unit("audience", N_("Made for"), Choice("audience"), RESTRICTED, column=True),
        Unit("date", N_("Left on"), DATE, RESTRICTED, column=True),
        Unit("purpose", N_("Purpose"), LINES, RESTRICTED, column=True),
        Many(
            "recipients",
            N_("Recipients"),
            (
                Unit("name", N_("Recipient"), LINE, SEALED, identity=True),
                Unit("key", N_("Key it was encrypted to"), LINE, SEALED, search=False),
            ),
        ),
        Unit("bundle", N_("Number of the bundle"), LINE, RESTRICTED, search=False),
        Unit("manifest", N_("SHA-256 of the signed manifest"), Blob(32), RESTRICTED, search=False),
        Unit("outer", N_("SHA-256 of the file that was handed over"), Blob(32), RESTRICTED, search=False),
        Unit("signer", N_("Fingerprint of the key that signed"), LINE, RESTRICTED, search=False),
        Unit("ids", N_("Secret of the ids in it"), Blob(32), SEALED, search=False),
        Unit("expires", N_("To be destroyed by"), DATE, RESTRICTED, column=True),
        Unit("edition", N_("Edition"), Integer(1, 10_000), RESTRICTED),
        Unit("replaces", N_("Replaces the edition"), Link(("disclosure",)), RESTRICTED),
        Unit("noticed", N_("Notice for it made on"), DATE, RESTRICTED),
        Unit("ended", N_("No further edition, since"), DATE, RESTRICTED),
        Many(
            "shown",
            N_("What went"),
            (
                Unit("record", N_("Record"), Link(SUBJECTS), RESTRICTED),
                Unit("seal", N_("Fingerprint of its seal"), Blob(32), RESTRICTED, search=False),
                Unit("secret", N_("Secret of its seal"), Blob(32), SEALED, search=False),
                Unit(
                    "outcome", N_("Fingerprint of what was shown of it"), Blob(32), RESTRICTED, search=False
                ),
                Unit("written", N_("Sealed when it was recorded"), YES_NO, RESTRICTED),
                Unit("number", N_("Number in the bundle"), Integer(), RESTRICTED),
            ),
        ),
        Many("named", N_("People named in it"), (Unit("person", N_("Person"), PERSON, RESTRICTED),)),
        Many(
            "mentioned",
            N_("People it tells of without naming them"),
            (Unit("person", N_("Person"), PERSON, RESTRICTED),),
        ),
        Many(
            "files",
            N_("Files in it"),
            (
                Unit("record", N_("Made from"), Link(("evidence",)), RESTRICTED),
                Unit("name", N_("File name in the bundle"), LINE, RESTRICTED, search=False),
                Unit("sha256", N_("SHA-256"), Blob(32), RESTRICTED, search=False),
            ),
        ),
        Many(
            "pseudonyms",
            N_("People under another name in it"),
            (
                Unit("person", N_("Person"), PERSON, SEALED),
                Unit("shown_as", N_("Shown as"), LINE, SEALED),
            ),
        ),
        Many(
            "allowed_by",
            N_("Allowed by"),
            (Unit("record", N_("Consent or decision"), Link(("consent", "decision")), RESTRICTED),),
        ),
        Many(
            "overrides",
            N_("Shown although few share it"),
            (
                Unit("person", N_("Person"), PERSON, SEALED),
                Unit("share", N_("People who share it"), Integer(), SEALED),
                Unit("reason", N_("Reason"), LINES, SEALED),
            ),
        ),
        Unit("reviewed_by", N_("Looked at by a second person"), LINE, SEALED, identity=True),
        Unit("removed", N_("Passages taken out"), Integer(), RESTRICTED),
        Many(
            "released",
            N_("Findings of the leak check released by hand"),
            (Unit("reason", N_("Reason"), LINES, RESTRICTED),),
        ),
        Unit("released_by", N_("Released by"), LINE, SEALED, identity=True),
        Many(
            "handed",
            N_("Handed over afterwards"),
            (
                Unit("record", N_("Record"), Link(SUBJECTS), RESTRICTED),
                Unit("what", N_("What it is"), Choice("handed-kind"), RESTRICTED),
                Unit("date", N_("On"), DATE, RESTRICTED),
                Unit("to", N_("To"), LINE, SEALED, identity=True),
                Unit("why", N_("Why"), LINES, RESTRICTED),
            ),
        ),
        Many(
            "receipts",
            N_("Receipts of destruction"),
            (
                Unit("date", N_("Received on"), DATE, RESTRICTED),
                Unit("signer", N_("Signed by"), LINE, RESTRICTED, search=False),
                Unit("sha256", N_("SHA-256 of the receipt"), Blob(32), RESTRICTED, search=False),
            ),
        ),
        *COMMON,
    ),
    title=("audience", "date"),
    sections=(
        Section(
            N_("What left"),
            ("audience", "date", "purpose", "recipients", "expires", "reviewed_by", "released_by"),
        ),
        Section(
            N_("What was in it"),
            (
                "shown",
                "named",
                "mentioned",
                "pseudonyms",
                "files",
                "overrides",
                "allowed_by",
                "removed",
                "released",
            ),
        ),
        Section(
            N_("Editions and what came back"),
            ("edition", "replaces", "noticed", "ended", "handed", "receipts"),
        ),
        Section(N_("The bundle"), ("bundle", "manifest", "outer", "signer", "ids")),
        COMMON_SECTION,
    ),
)
