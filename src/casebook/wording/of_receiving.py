"""What is said of bundles, notices and receipts that others hand in, and of editions that go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.bundle import notices, reading, receive
from casebook.bundle.notices import NoticeProblem
from casebook.casework import receiving
from casebook.casework.receiving import Place
from casebook.wording.said import Words

_NOTHING_KEPT: Final = N_("Nothing was kept. Ask whoever sent it.")
_PLACE: Final[Mapping[str, str]] = {
    Place.HERE: N_("It is here."),
    Place.HIDDEN: N_("It is hidden, because its sender replaced it."),
    Place.DESTROYED: N_("It was destroyed, because its sender replaced it."),
}
_NOTICE: Final[Mapping[str, str]] = {
    NoticeProblem.TOO_LARGE: N_("It is larger than any of them."),
    NoticeProblem.FORM: N_("It is not written as they are written."),
    NoticeProblem.LAYOUT: N_("It is none of this version."),
    NoticeProblem.BUNDLES: N_("It does not name bundles as it should."),
    NoticeProblem.ITSELF: N_("It says of a bundle that it replaces itself."),
}

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    notices.BadNotice: Words(
        N_("The file is no notice and no receipt."),
        N_("Nothing was changed. Ask for it again."),
        "problem",
        _NOTICE,
    ),
    reading.TooMuchToKeep: Words(
        N_(
            "The bundle holds, but it is too much to keep at once: {records} records, {characters} characters."
        ),
        N_("Nothing was kept. `casebook verify` reads it; ask its sender for parts."),
    ),
    receive.TooLargeToReceive: Words(
        N_("The file has {size} bytes; at most {most} are taken in."), _NOTHING_KEPT
    ),
    receive.ChangedMeanwhile: Words(
        N_("The file is another than the one that was verified."),
        N_(
            "Nothing was kept. Somebody, or some program, is writing to it: copy it elsewhere and begin again."
        ),
    ),
    receive.SignerRevoked: Words(
        N_(
            "It is signed by a key that its owner lost, {signer}, and no list confirms it: do not rely on it."
        ),
        N_("Nothing was kept. Ask the owner for a list that is signed with the new key."),
    ),
    receiving.ReceivedBefore: Words(
        N_("This very bundle came before."), N_("Nothing was changed."), "place", _PLACE
    ),
    receiving.NotReceived: Words(
        N_("This record is no bundle that others sent, and did not come with one."),
        N_("`casebook received` names them all."),
    ),
    receiving.NotWithdrawn: Words(
        N_("No notice of its sender asks to destroy this bundle."),
        N_("It can be erased like any other source (`casebook erase`); no receipt is due for it."),
    ),
}
