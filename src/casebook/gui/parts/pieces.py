"""Pieces of a text that is read with marks in it. No Qt here: a screen's state makes them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class As(StrEnum):
    """How a piece is seen: as it stands, hidden, or asked about (and hidden or shown meanwhile)."""

    PLAIN = "plain"
    HIDDEN = "hidden"
    ASKED_HIDDEN = "asked-hidden"
    ASKED = "asked"

    @property
    def hidden(self) -> bool:
        """Whether the recipient does not see it."""
        return self in (As.HIDDEN, As.ASKED_HIDDEN)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of the text, from *start* on; *current*: where the keyboard is."""

    text: str
    seen: As
    current: bool
    start: int
