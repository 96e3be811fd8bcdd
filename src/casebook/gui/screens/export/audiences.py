"""The audiences an export can be made for, each with one plain sentence of what it may see. No Qt."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_, Translator
from casebook.model.vocabularies import vocabulary

AUDIENCES: Final = {
    "public": N_("Anybody: only what is public by consent or decision."),
    "partner": N_("What is internal too, where consents allow; pictures and pages."),
    "lawyer": N_("What is restricted too, where consents allow; every kind of file."),
    "court": N_("As much as a lawyer, by consents of its own."),
    "un-conf": N_("What is restricted too, where consents allow; no recordings."),
    "un-gov": N_("The government will read it: no street, no files."),
    "un-public": N_("Anybody will read it: only what is public, no street, no files."),
    "parl": N_("What is internal too, where consents allow; no recordings."),
    "media": N_("Anybody will read it: only what is public, no street."),
    "archive": N_("For later: what is internal too, where consents allow."),
    "research": N_("Other names, years and regions; no health, no files."),
    "team": N_("Colleagues: every name, nothing hidden, every kind of file."),
}
"""By the code of a profile, the one most often wanted first. Tests hold each to what its profile says."""


def audience_name(code: str, tr: Translator) -> str:
    """What an audience is called."""
    said = vocabulary("audience").label(code, tr.language)
    return said[:1].upper() + said[1:]
