"""Errors of sticks and of what lies on them, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.sync import medium, pack
from casebook.wording.said import Words


def _megabytes(error: CasebookError) -> Mapping[str, str]:
    """Sizes in an error, in millions of bytes: what is needed rounded up, what is free rounded down."""
    assert isinstance(error, medium.StickTooSmall)
    return {"needed": f"{-(-error.needed // 10**6):,}", "free": f"{error.free // 10**6:,}"}


PACK: Final = {
    "short": N_("It ends too early."),
    "frame": N_("A part of it was changed, or lies in the wrong place."),
    "directory": N_("What it says about what it holds cannot be."),
}

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    medium.StickBroken: Words(
        N_("The stick failed to read or write ({code}), or it was pulled out."),
        N_(
            "The casebook is untouched. Whatever was not confirmed as safe goes again next time; take another stick."
        ),
    ),
    medium.StickClosed: Words(
        N_("The stick cannot be written to, or not be read."),
        N_("Look for a switch on its side, or take another one."),
    ),
    medium.StickFull: Words(
        N_("There is no room left on the stick."),
        N_("What was on it before is untouched. Free some space, or take another one."),
    ),
    medium.StickGone: Words(
        N_("The stick is not there, or was pulled out."),
        N_("The casebook is untouched. Whatever was not confirmed as safe goes again next time."),
    ),
    medium.StickTooSmall: Words(
        N_("There is not enough room on the stick: {needed} MB are needed, {free} MB are free."),
        N_("Nothing was written. Free some space, choose less, or take another one."),
        facts=_megabytes,
    ),
    pack.BadPack: Words(
        N_("A file on the stick begins like a pack of this team and does not open: it is damaged."),
        N_("It was left as it is. What it carried will come again on another stick."),
        "problem",
        PACK,
    ),
}
