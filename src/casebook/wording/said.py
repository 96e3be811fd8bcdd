"""How an error is put into words: what happened, why exactly, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from casebook.base.errors import CasebookError

NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences for one leaf class, in marked English; ``{names}`` are facts of the error.

    *code* names the fact that holds a code, and *because* has a sentence for each code; *facts* makes texts of
    facts that cannot stand as they are. Every part is whole sentences, so that no language is glued together.
    """

    what: str
    then: str = ""
    code: str = ""
    because: Mapping[str, str] = field(default_factory=lambda: NONE)
    facts: Callable[[CasebookError], Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What is told of an error in one language: *what* happened, and what to do *then* (may be empty)."""

    what: str
    then: str

    @property
    def text(self) -> str:
        """Both, as one text."""
        return " ".join(part for part in (self.what, self.then) if part)


Table = Mapping[type[CasebookError], Words]
