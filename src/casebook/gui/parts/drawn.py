"""What readers in the jail answered, for whoever shows it. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass

from casebook.jail.shapes import Ask, Picture


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, and the question it answers."""

    ask: Ask
    picture: Picture


def clock(second: float) -> str:
    """``0:07``, ``1:02:03``."""
    whole = max(0, int(second))
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
