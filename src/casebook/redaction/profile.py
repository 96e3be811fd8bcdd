"""Audiences, and what each may see before any person's consent or decision is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.model.kinds import Sensitivity


@dataclass(eq=False)
class UnknownAudience(Refused):
    """There is no profile of that name."""

    name: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What an audience may see.

    *use* is the row of the consent grid it stands for. *limit*: nothing more sensitive goes, whatever a
    consent says. *names_all*: nobody is withheld (the team itself). *exact*: dates and places stand as they
    are also where nobody allowed it. *strangers*: words that may name somebody nobody registered are hidden
    until a person has looked. *counts_removals*: the bundle says how much was taken out.
    """

    name: str
    use: str
    limit: Sensitivity
    names_all: bool
    exact: bool
    strangers: bool
    counts_removals: bool


PROFILES: Final = {
    profile.name: profile
    for profile in (
        Profile("team", "team", Sensitivity.SEALED, True, True, False, True),
        Profile("partner", "partner", Sensitivity.INTERNAL, False, False, True, True),
        Profile("public", "public", Sensitivity.PUBLIC, False, False, True, False),
    )
}


def profile(name: str) -> Profile:
    """The profile *name*. Raises `UnknownAudience`."""
    if name not in PROFILES:
        raise UnknownAudience(name)
    return PROFILES[name]
