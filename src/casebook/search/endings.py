"""Case endings of Russian and Kazakh words in folded letters; pure. The table: `resources/folding/endings.tsv`.

Two questions with two answers: `bases` lists every nominative a word may be a form of (exact, for finding
a known name in a text), `stem` cuts a word down to one form that all its cases share (coarse, for an index).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from casebook.search.letters import level, table

VOWELS: Final = frozenset("aeiou")
SHORTEST_BASE: Final = 3
SHORTEST_STEM: Final = 4
_MEMORY: Final = 1 << 16
TAKEN_FROM: Final = {"consonant": "", "a": "a", "ia": "ia", "i": "i", "ski": "i", "ov": "", "any": ""}
"""Letters of the nominative that an ending stands in the place of."""


@cache
def _endings() -> dict[str, tuple[tuple[str, str], ...]]:
    """Ending → (what the nominative must be like, language)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in table("endings.tsv"):
        found.setdefault(row[1], []).append((row[0], row[2]))
    return {ending: tuple(classes) for ending, classes in found.items()}


@cache
def _longest() -> int:
    return max(map(len, _endings()))


def _nominative(rest: str, like: str) -> str | None:
    """The nominative whose form is *rest* and an ending of that class; `None` if there is none."""
    base = rest + TAKEN_FROM[like]
    if len(base) < SHORTEST_BASE or (like == "any" and len(base) == SHORTEST_BASE) or not VOWELS & set(base):
        return None
    if like == "ov":
        return base if rest.endswith(("ov", "ev", "in")) else None
    if like == "ski":
        return base if rest.endswith("sk") else None
    if like in ("consonant", "ia") and rest[-1] in VOWELS:
        return None
    return base


@lru_cache(maxsize=_MEMORY)
def bases(folded: str) -> tuple[tuple[str, str], ...]:
    """(nominative, language of the ending) of everything *folded* may be an inflected form of; not itself.

    Where the base ends in the letter the ending begins with, folding has joined the two: both cuts are tried.
    """
    endings = _endings()
    found: dict[str, str] = {}
    for size in range(min(_longest(), len(folded) - 2) + 1):
        rest = folded[: len(folded) - size]
        for ending, joined in ((folded[len(folded) - size :], False), (folded[-size - 1 :], True)):
            for like, language in endings.get(ending, ()):
                base = _nominative(rest, like)
                if base is None or base in found or base == folded:
                    continue
                if not joined or level(rest + ending) == folded:
                    found[base] = language
    return tuple(found.items())


@lru_cache(maxsize=_MEMORY)
def stem(folded: str) -> str:
    """*folded* without any case ending, as far as four letters with a vowel are left. Idempotent.

    Coarse on purpose: a name that itself ends like a case is cut too. The stem of a form begins the nominative
    or is it, nearly always; a stem is for looking up words that begin with it, never for comparing two names.
    """
    endings = _endings()
    while True:
        for size in range(min(_longest(), len(folded) - SHORTEST_STEM), 0, -1):
            rest = folded[:-size]
            if folded[-size:] in endings and VOWELS & set(rest):
                folded = rest
                break
        else:
            return folded
