"""How far a signature is to be trusted, in words; and what is wrong with lists and revoked keys. Needs no casebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_, Translator
from casebook.bundle import lists
from casebook.bundle.lists import ListProblem
from casebook.bundle.trust import State, Trust
from casebook.wording.said import Words

STATES: Final[Mapping[State, str]] = {
    State.VERIFIED: N_("The key that signed it was compared in person."),
    State.FIRST_SEEN: N_("The key that signed it was not compared in person. First seen on {first_seen}."),
    State.UNKNOWN: N_("Nobody here knows the key that signed it."),
    State.REVOKED: N_("It is signed by a revoked key: do not rely on it."),
    State.CONFIRMED: N_("It is signed by a revoked key; confirmed by {by}."),
}
_SEEN: Final = N_("The key that signed it was seen before, and was not compared in person.")
_BY_PHONE: Final = N_("The key that signed it was compared by phone, not in person.")

_LIST: Final[Mapping[str, str]] = {
    ListProblem.TOO_LARGE: N_("It is too large."),
    ListProblem.FORM: N_("It is not written as a list is."),
    ListProblem.LAYOUT: N_("It is written for another version of the program."),
    ListProblem.KEY: N_("It does not name the lost key."),
    ListProblem.BUNDLES: N_("It does not name bundles."),
    ListProblem.OWN_KEY: N_("The lost key signed it itself."),
}

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    lists.BadList: Words(
        N_("The list of bundles proves nothing."),
        N_("Ask its sender for it again, and for the card of the new key."),
        "problem",
        _LIST,
    ),
    lists.BadRevocation: Words(
        N_("Line {line} of the file of revoked keys is no public key (0: the file is too large)."),
        N_("Nothing was judged by it. Each line reads “ssh-ed25519 AAAA…”."),
    ),
}


def said(trust: Trust, t: Translator) -> str:
    """One sentence for a state of trust."""
    if trust.by_phone:
        return t(_BY_PHONE)
    if trust.state is State.FIRST_SEEN and not trust.first_seen:
        return t(_SEEN)
    text = t(STATES[trust.state])
    return text.replace("{first_seen}", trust.first_seen).replace("{by}", trust.by)
