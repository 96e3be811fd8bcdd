"""What is said of shares and of recovery. Shares and words are told by their place, never by what they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.casework import recovery as of_book
from casebook.vault import recovery, shares
from casebook.wording.said import Words

_OTHER_TEXT: Final = N_("Compare it with the paper, word by word.")
_WITHOUT: Final = N_("Nothing was opened. Try again without them, and ask whoever kept them.")


def _places(error: CasebookError) -> Mapping[str, str]:
    """Lists of places as text."""
    return {
        name: ", ".join(map(str, value)) for name, value in vars(error).items() if isinstance(value, tuple)
    }


WORDS: Final[Mapping[type[CasebookError], Words]] = {
    shares.BadShareCounts: Words(
        N_("Shares cannot be made so: {threshold} of {count}."),
        N_("At most 16 are made, of which at least 2 are needed; or a single one."),
    ),
    shares.UnknownShareWords: Words(
        N_("Share {share}: these of its words are not in the list that shares are written with: {words}."),
        N_("Words are counted from 1. Compare them with the paper; the first four letters are enough."),
        facts=_places,
    ),
    shares.ShareLength: Words(N_("Share {share} has {have} words; a share has {need}."), _OTHER_TEXT),
    shares.ShareMisspelt: Words(
        N_(
            "Share {share} is misspelt: all its words are in the list, and at least one is not the right one."
        ),
        _OTHER_TEXT,
    ),
    shares.ShareOfAnotherKind: Words(
        N_("Share {share} is whole, but of a kind that this program does not make."),
        N_("It belongs to something else. Leave it out."),
    ),
    shares.ForeignShares: Words(
        N_("Shares that belong to another set than the rest: {shares}."),
        N_("All shares of a set begin with the same two words. Leave the others out."),
        facts=_places,
    ),
    shares.DuplicateShare: Words(
        N_("Share {share} is the same as share {first}."), N_("Type another one in its place.")
    ),
    shares.ContradictingShares: Words(
        N_("Share {share} says that it is the same share as {first}, and is not: one of them is forged."),
        N_("Nothing was opened. Leave one out; with enough other shares it shows which is the right one."),
    ),
    shares.TooFewShares: Words(
        N_("Shares given: {have}. Shares of this set that are needed: {need}."), N_("Type more of them.")
    ),
    shares.SharesDisagree: Words(
        N_("The shares do not fit together. Each is whole by itself, so at least one was forged."),
        N_("Nothing was opened. Add one more share of the same set: then it can be said which one it is."),
    ),
    shares.WrongShares: Words(
        N_("Shares that do not fit together with the rest, and so were forged: {shares}."),
        _WITHOUT,
        facts=_places,
    ),
    recovery.AnotherSheet: Words(
        N_("The shares are whole, but they are not those of this recovery sheet: word {word} differs."),
        N_("Compare the sheet again. Older shares have another sheet, and open nothing any more."),
    ),
    of_book.SharesOfAnother: Words(
        N_("The shares are whole, but they do not open this casebook."),
        N_("They belong to another one, or newer shares were made since. The casebook is whole."),
    ),
    of_book.NoRecovery: Words(
        N_("No shares open this casebook."), N_("Make some with `casebook shares BOOK make 2/3`.")
    ),
}
