"""What is said of bundles, notices and receipts that others hand in, and of editions that go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.bundle import fitting, handing, notices, reading, receive
from casebook.bundle.notices import NoticeProblem
from casebook.casework import editions, receiving, withdrawal
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

_EDITIONS: Final[Mapping[type[CasebookError], Words]] = {
    fitting.FitsNothing: Words(
        N_("No bundle that is here holds the record it is for."),
        N_("Nothing was kept. Receive the bundle first."),
    ),
    handing.NoticeNotTheirs: Words(
        N_(
            "The notice is signed by {signer}, and a bundle it names by {owner}: only the owner may replace it."
        ),
        N_("Nothing was hidden. Ask the owner; if their key was lost, for a list signed with the new one."),
    ),
    handing.NoticeOfNothing: Words(
        N_("None of the bundles this notice names ever came here."),
        N_("Nothing was changed. If one comes later, receive the notice again."),
    ),
    handing.ReceiptOfNothing: Words(
        N_("None of the bundles this receipt names ever left here."), N_("Nothing was changed.")
    ),
    handing.ReceiptKnown: Words(N_("This very receipt came before."), N_("Nothing was changed.")),
    handing.NothingDestroyed: Words(
        N_("A receipt says that something was destroyed, and one of these bundles was not."),
        N_("`casebook received BOOK --destroy ID` destroys what a notice replaced."),
    ),
    editions.OutsideRound: Words(
        N_("Between two rounds, a new edition tells whoever has the old one that something happened."),
        N_("The next round is on {next_round}. `--now` does it all the same: somebody may pay for it."),
    ),
    editions.NoNoticeForPublic: Words(
        N_("This left unencrypted: a notice would tell everybody that something was withdrawn."),
        N_("Publish the next edition; it says nothing of the one before."),
    ),
    editions.NothingReplaced: Words(
        N_("It replaces no edition that is still out."), N_("`casebook rounds` shows what replaces what.")
    ),
    editions.AlreadyReplaced: Words(
        N_("A newer edition stands in its place."), N_("`casebook rounds` names the newest of every series.")
    ),
    editions.OtherClass: Words(
        N_("The edition it should replace was made for others."),
        N_("An edition goes to the audience of the one before it, and is encrypted if that one was."),
    ),
    withdrawal.NotWithdrawable: Words(
        N_("This record is neither a consent nor a decision."), N_("`casebook list BOOK consent` names them.")
    ),
}

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    **_EDITIONS,
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
    receive.OurOwnBundle: Words(
        N_("This bundle left here: what it says stands in this casebook already."),
        N_("Nothing was changed. `casebook disclosures` names it."),
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
