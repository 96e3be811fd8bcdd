"""Moments on screen: local time, day first. No Qt here."""

from __future__ import annotations

from datetime import datetime

from casebook.base.words import N_, Translator


def day_text(ms: int) -> str:
    """The day of a moment (milliseconds since 1970, UTC)."""
    return datetime.fromtimestamp(ms / 1000).astimezone().strftime("%d.%m.%Y")


def moment_text(ms: int) -> str:
    """Day and time."""
    return datetime.fromtimestamp(ms / 1000).astimezone().strftime("%d.%m.%Y %H:%M")


def last_saved(entries: int, saved_ms: int, tr: Translator, *, checked: bool) -> str:
    """How far the casebook had come, so that an older copy put back is noticed; *checked*: after an accident."""
    count = f"{entries:,}".replace(",", " ")
    told = tr(N_("Last saved {when} · {count} entries")).format(when=moment_text(saved_ms), count=count)
    if checked:
        told = f"{told} · {tr(N_('it was not closed properly; everything was checked and holds'))}"
    return told
