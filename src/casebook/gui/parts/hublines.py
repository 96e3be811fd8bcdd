"""What a hub says of the places it leads to. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass

from casebook.gui.spots import Place


@dataclass(frozen=True, slots=True)
class Line:
    """One place: what it is for, in a sentence, and how it stands (*state*; *tone* as of a chip)."""

    place: Place
    title: str
    sentence: str
    icon: str
    state: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Places that answer one question."""

    title: str
    lines: tuple[Line, ...]
