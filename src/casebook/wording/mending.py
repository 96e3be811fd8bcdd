"""The shape of what is said about a trace: a heading, what it means, what to do, the commands to copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DEBIAN: Final = "Debian, Ubuntu"
FEDORA: Final = "Fedora"
BOTH: Final = "Debian, Ubuntu, Fedora"


@dataclass(frozen=True, slots=True)
class Way:
    """Commands for one system or desktop, the same in every language."""

    where: str
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one state, marked for translation."""

    heading: str
    meaning: str
    mending: str = ""
    ways: tuple[Way, ...] = ()
