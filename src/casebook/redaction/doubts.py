"""What a person is asked to look at in a text, and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from casebook.base.words import N_
from casebook.redaction.registry import PersonKey


class Doubt(Enum):
    """Why a place should be looked at; the gravest first, of which one place keeps the first."""

    POSSIBLE_MENTION = N_("may be somebody the casebook knows")
    EMAIL = N_("an e-mail address of nobody the casebook knows")
    HANDLE = N_("an account name of nobody the casebook knows")
    PHONE = N_("a phone number of nobody the casebook knows")
    DATED_NUMBER = N_("twelve digits that may be a personal identification number")
    PLATE = N_("letters and digits as on a number plate")
    CASE_NUMBER = N_("the number of a case or a document")
    COORDINATES = N_("coordinates: they lead to a door")
    RELATIVE = N_("a word for a relative: it may name two people")
    NO_WORD = N_("a capitalised word that is no dictionary word")
    NAME_AND_WORD = N_("a word that is also a name")
    ADDRESS_WORD = N_("a word in an address that is no dictionary word")

    @property
    def gravity(self) -> int:
        """0 is the gravest."""
        return list(Doubt).index(self)


@dataclass(frozen=True, slots=True)
class Question:
    """A place for a person to judge: characters of the text, end exclusive."""

    start: int
    end: int
    why: Doubt
    people: tuple[PersonKey, ...] = ()
    """Whom it may name, for `Doubt.POSSIBLE_MENTION`; whose relative it names, for `Doubt.RELATIVE`."""


def gravity(code: str) -> int:
    """How grave the reason of a plan's question is, 0 the gravest: a `Doubt` in small letters, or a plan's own reason.

    A registered name without a record weighs as much as a possible mention; a shared address as little as its words.
    """
    found = next((doubt for doubt in Doubt if doubt.name.lower() == code), None)
    if found is not None:
        return found.gravity
    return 0 if code == "no_record" else len(Doubt) - 1
