"""Audiences, and what each may see before any person's consent or decision is asked.

One profile for each row of the consent grid that can receive a bundle. Consent may loosen only as far as the
profile and the person's consent both allow: *coarse* is how dates and places are told of people who did not
allow them exactly, *fine* how they are told at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casebook.base.errors import Refused
from casebook.model.kinds import Sensitivity
from casebook.redaction.precision import COARSE, EXACT, DateStep, PlaceStep, Precision


@dataclass(eq=False)
class UnknownAudience(Refused):
    """There is no profile of that name."""

    name: str


class Naming(StrEnum):
    """How a person appears, from the widest to the strictest.

    Named; by the letters their names begin with; under another name that says nothing; only in the role they
    had; or not at all.
    """

    NAMED = "named"
    INITIALS = "initials"
    PSEUDONYM = "pseudonym"
    ROLE = "role"
    WITHHELD = "withheld"

    @property
    def rank(self) -> int:
        """0 for the widest."""
        return tuple(Naming).index(self)


def strictest(*namings: Naming) -> Naming:
    """The strictest of them."""
    return max(namings, key=lambda naming: naming.rank)


class Media(StrEnum):
    """What may be attached, from nothing to everything; each attachment needs a decision of its own besides."""

    NONE = "none"
    DESCRIBED = "described"
    STILLS = "stills"
    ALL = "all"


class Health(StrEnum):
    """Whether health, psychiatry and sexual violence may be told at all."""

    NEVER = "never"
    CONSENT = "consent"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Profile:
    """What an audience may see.

    *use* is the row of the consent grid it stands for. *limit*: nothing more sensitive goes, whatever a
    consent says. *names_all*: nobody is withheld (the team itself). *identity*: nobody appears in a wider way.
    *strangers*: words that may name somebody nobody registered are hidden until a person has looked.
    *counts_removals*: the bundle says how much was taken out. *partner*: which organisation receives it,
    where consents name one; an audience without a name may be any of them.
    """

    name: str
    use: str
    limit: Sensitivity
    names_all: bool = False
    identity: Naming = Naming.NAMED
    coarse: Precision = COARSE
    fine: Precision = EXACT
    media: Media = Media.DESCRIBED
    health: Health = Health.CONSENT
    strangers: bool = True
    counts_removals: bool = True
    partner: str = ""


_PUBLIC: Final = Sensitivity.PUBLIC
_INTERNAL: Final = Sensitivity.INTERNAL
_RESTRICTED: Final = Sensitivity.RESTRICTED
_TOWN: Final = Precision(DateStep.DAY, PlaceStep.CITY)
_YEAR: Final = Precision(DateStep.YEAR, PlaceStep.REGION)

PROFILES: Final = {
    profile.name: profile
    for profile in (
        Profile(
            "team",
            "team",
            Sensitivity.SEALED,
            names_all=True,
            coarse=EXACT,
            media=Media.ALL,
            health=Health.ALL,
            strangers=False,
        ),
        Profile("partner", "partner", _INTERNAL, media=Media.STILLS),
        Profile("lawyer", "lawyer", _RESTRICTED, media=Media.ALL),
        Profile("court", "court", _RESTRICTED, media=Media.ALL),
        Profile("un-conf", "un-conf", _RESTRICTED, media=Media.STILLS),
        Profile("un-gov", "un-gov", _INTERNAL, fine=_TOWN),
        Profile("un-public", "un-public", _PUBLIC, fine=_TOWN, counts_removals=False),
        Profile("parl", "parl", _INTERNAL, media=Media.STILLS),
        Profile("media", "media", _PUBLIC, fine=_TOWN, media=Media.STILLS, counts_removals=False),
        Profile("public", "public", _PUBLIC, media=Media.STILLS, counts_removals=False),
        Profile("archive", "archive", _INTERNAL, media=Media.STILLS),
        Profile(
            "research",
            "research",
            _PUBLIC,
            identity=Naming.PSEUDONYM,
            coarse=_YEAR,
            fine=COARSE,
            media=Media.NONE,
            health=Health.NEVER,
        ),
    )
}


def profile(name: str) -> Profile:
    """The profile *name*. Raises `UnknownAudience`."""
    if name not in PROFILES:
        raise UnknownAudience(name)
    return PROFILES[name]
