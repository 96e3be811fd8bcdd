"""When something can have been written, and who says so: what others hold is tied to it, so no clock decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from casebook.base.words import N_, Translator


def between(earliest: str, latest: str, witnesses: Sequence[str], t: Translator) -> str:
    """``between 12.11.2026 and 14.11.2026 (Amina, Leila)``.

    *earliest* and *latest* are moments in words, empty where nobody says anything; nothing at all where neither is.
    """
    if earliest and earliest == latest:
        text = t(N_("written at about {earliest} ({witnesses})"))
    elif earliest and latest:
        text = t(N_("written between {earliest} and {latest} ({witnesses})"))
    elif earliest:
        text = t(N_("written after {earliest} ({witnesses})"))
    elif latest:
        text = t(N_("written before {latest} ({witnesses})"))
    else:
        return ""
    text = text.replace("{earliest}", earliest).replace("{latest}", latest)
    return text.replace("{witnesses}", ", ".join(witnesses))


CONTRADICTED: Final = N_("that does not fit the time it says itself")
"""Said after it where it is so; no judgement on whose clock is wrong."""
