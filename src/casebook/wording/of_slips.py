"""What is said of seals made at writing, of openings and of author slips."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.bundle import author_slips, slips, unhiding
from casebook.bundle.slips import SlipProblem
from casebook.casework import kept_seals
from casebook.redaction import sealing, seals
from casebook.wording.said import Words

_SLIP: Final[Mapping[str, str]] = {
    SlipProblem.FORM: N_("It is cut off, or not written as an author slip at all."),
    SlipProblem.OTHER_SEAL: N_("It belongs to another seal."),
    SlipProblem.COMMITMENT: N_("The entry it shows did not record this seal."),
    SlipProblem.FEED: N_("The entry it shows is not of the device it names."),
    SlipProblem.WEAK_KEY: N_("The device's key is none: everybody could sign with it."),
    SlipProblem.ENROLMENT: N_("What it says of the device is not what the device was enrolled as."),
    SlipProblem.SIGNATURE: N_("The device did not sign it."),
}

_LOOK: Final = N_("Nothing was written. `casebook check` says whether the journal holds.")

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    slips.BadSlip: Words(
        N_("The author slip does not hold."),
        N_("It says nothing about who sealed the text. The bundle stands or falls without it."),
        "problem",
        _SLIP,
    ),
    sealing.CannotBeSealed: Words(
        N_("Records of this kind never leave, so there is nothing to seal."), N_("Nothing was sealed.")
    ),
    sealing.WrittenElsewhere: Words(
        N_("The text as it stands was written on another device; records: {records}."),
        N_("Seal it there: a seal says which device recorded the text. Nothing was sealed."),
    ),
    kept_seals.SealNotKept: Words(
        N_("What builds this seal again is not in the casebook."),
        N_("The record was not in that bundle, or its text was erased since. Nothing was written."),
    ),
    author_slips.SealedAtExport: Words(
        N_("This seal was made when the bundle was, so there is no author slip for it."),
        N_("Seal records on the device that recorded them before they leave: `casebook seal`."),
    ),
    unhiding.NotInSeal: Words(
        N_("The record as it left has nothing at that place."),
        N_("Look at the field and the words again. Nothing was written."),
    ),
    seals.SealChanged: Words(N_("A seal that was built again is not what was signed."), _LOOK),
}
