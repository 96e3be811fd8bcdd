"""Moments on screen: local time, day first. No Qt here."""

from __future__ import annotations

from datetime import datetime


def day_text(ms: int) -> str:
    """The day of a moment (milliseconds since 1970, UTC)."""
    return datetime.fromtimestamp(ms / 1000).astimezone().strftime("%d.%m.%Y")


def moment_text(ms: int) -> str:
    """Day and time."""
    return datetime.fromtimestamp(ms / 1000).astimezone().strftime("%d.%m.%Y %H:%M")
