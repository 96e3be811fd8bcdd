"""The audiences an export can be made for, each with one plain sentence of what it may see. No Qt."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_, Translator
from casebook.model.vocabularies import vocabulary

AUDIENCES: Final = {
    "public": N_("Anybody. Only what is public by consent or decision; no day and no street without leave."),
    "partner": N_("What consents let partners see, and what is internal. Encrypt it to their keys."),
    "lawyer": N_(
        "What a defence needs: also what is restricted, recordings and documents, where consents allow."
    ),
    "court": N_(
        "What a court or an inquiry in the country needs; as much as for a lawyer, by consents of its own."
    ),
    "un-conf": N_("Appeals the UN keeps to itself: also what is restricted, no recordings."),
    "un-gov": N_("The government will read it. Places no finer than the town, no files."),
    "un-public": N_("Anybody will read it. Only what is public; places no finer than the town, no files."),
    "parl": N_("What is internal, where consents allow. Pictures and pages, no recordings."),
    "media": N_("Anybody will read it. Only what is public; places no finer than the town."),
    "archive": N_("To be kept for later: what is internal, where consents allow."),
    "research": N_("Nobody by name: other names, years and regions. No health, no files."),
    "team": N_("Colleagues: everything, every name, nothing hidden. A stick between casebooks says more."),
}
"""By the code of a profile, the one most often wanted first. Tests hold each to what its profile says."""


def audience_name(code: str, tr: Translator) -> str:
    """What an audience is called."""
    said = vocabulary("audience").label(code, tr.language)
    return said[:1].upper() + said[1:]
