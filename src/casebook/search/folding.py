"""Text cut into words that are folded to one comparable form, each with its place in the original; pure.

Full text stores `fold(text)` in its tables and asks for `prefixes(query)`; the words found are shown in
the original by `places` and `snippet`, so no table keeps offsets. Names have keys of their own (`keys.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from casebook.search.endings import stem
from casebook.search.letters import INVISIBLE, fold_word

_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0489\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f"
)
_ENCLOSED: Final = "\u24b6-\u24e9\U0001f110-\U0001f189"
"""Letters in circles and squares: signs to Unicode, letters to a reader."""
_APOSTROPHES: Final = "'\u2018\u2019\u02bb\u02bc\u02b9\u02bf\u2032"

_LETTER: Final = rf"(?:[^\W\d_]|[{_ENCLOSED}])"
_INSIDE: Final = f"[{_MARKS}{INVISIBLE}]*"
_WORDS: Final = re.compile(
    rf"(?P<letters>{_LETTER}{_INSIDE}(?:[{_APOSTROPHES}]?{_INSIDE}{_LETTER}{_INSIDE})*)|(?P<digits>\d+)"
)
_OWNER: Final = re.compile(rf"(?<=.)[{_APOSTROPHES}][sS]$")
SHORTEST_STEM: Final = 4
"""Letters a query's stem needs before every word that begins with it counts as found."""


class Word(NamedTuple):
    """A run of letters, or a run of digits, and where it stands: characters of the text, end exclusive.

    An English ``'s`` is no part of the word. *folded* is never empty.
    """

    start: int
    end: int
    text: str
    folded: str

    @property
    def is_number(self) -> bool:
        """Whether it is a run of digits."""
        return self.folded[0].isdigit()


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(digit)) for digit in text)


def words(text: str) -> Iterator[Word]:
    """The words of *text* from first to last. Letters and digits part: ``qaz24`` is two words."""
    for found in _WORDS.finditer(text):
        start, end = found.span()
        run = found[0]
        if found.lastgroup == "digits":
            yield Word(start, end, run, _digits(run))
            continue
        owner = _OWNER.search(run) if run[-1] in "sS" else None
        if owner is not None:
            run = run[: owner.start()]
        folded = fold_word(run)
        if folded:
            yield Word(start, start + len(run), run, folded)


def fold(text: str) -> str:
    """The folded words of *text* with one space between them: what a full-text table stores."""
    return " ".join(word.folded for word in words(text))


@cache
def _split_prefix(prefix: str) -> tuple[str, bool]:
    return (prefix[:-1], True) if prefix.endswith("*") else (prefix, False)


def prefixes(query: str) -> tuple[str, ...]:
    """What to look for in folded text: one term a word of *query*, case endings taken off.

    A term ending in ``*`` stands for every word that begins so. Terms hold letters and digits only, so
    they may stand in a full-text query as they are, within double quotes.
    """
    terms = []
    for word in words(query):
        base = word.folded if word.is_number else stem(word.folded)
        terms.append(f"{base}*" if len(base) >= SHORTEST_STEM and not word.is_number else word.folded)
    return tuple(dict.fromkeys(terms))


def _is_found(folded: str, terms: Iterable[str]) -> bool:
    for term in terms:
        base, is_prefix = _split_prefix(term)
        if folded == base or (is_prefix and folded.startswith(base)):
            return True
    return False


def places(text: str, terms: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Where in *text* the words stand that *terms* (of `prefixes`) find: (start, end), in order."""
    return tuple((word.start, word.end) for word in words(text) if _is_found(word.folded, terms))


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a text and, inside it, what was found."""

    text: str
    start: int
    """Where the part begins in the whole text."""
    marks: tuple[tuple[int, int], ...]
    """(start, end) in the part."""
    cut_before: bool
    cut_after: bool


def snippet(text: str, terms: tuple[str, ...], *, width: int = 160) -> Snippet:
    """About *width* characters of *text* where most of *terms* stand together, cut between words.

    Without a find it is the beginning of the text.
    """
    found = places(text, terms)
    best, most = 0, 0
    last = 0
    for first in range(len(found)):
        while last < len(found) and found[last][1] - found[first][0] <= width:
            last += 1
        if last - first > most:
            best, most = first, last - first
    middle = found[best : best + most] if most else found[:1]
    if middle:
        spare = max(0, width - (middle[-1][1] - middle[0][0])) // 2
        start, end = max(0, middle[0][0] - spare), min(len(text), middle[-1][1] + spare)
    else:
        start, end = 0, min(len(text), width)
    start = _between_words(text, start, -1) if start else 0
    end = _between_words(text, end, 1) if end < len(text) else end
    marks = tuple((a - start, b - start) for a, b in found if start <= a and b <= end)
    return Snippet(text[start:end], start, marks, cut_before=start > 0, cut_after=end < len(text))


def _between_words(text: str, place: int, step: int) -> int:
    """The nearest place outwards that is not inside a word; at most 40 characters away."""
    for _ in range(40):
        if place in (0, len(text)) or text[place - 1].isspace() or text[place].isspace():
            break
        place += step
    return place
