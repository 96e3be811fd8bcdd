"""Two people in one room compare what two screens show: twelve words, or eight groups of digits.

Whoever compares has to pick the right fourth word out of four, so that nobody clicks a comparison away. The list is
chosen on both screens: English, Russian, or digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from casebook.base.errors import Refused
from casebook.base.ids import RandomBytes
from casebook.formats.wordlist import WORDS, Language, word_list, words_of

Said = Literal["en", "ru", "digits"]
"""How the same 132 bits are said aloud."""
WAYS: Final[tuple[Said, ...]] = get_args(Said)
GROUPS: Final = 8
_DIGITS: Final = 5
_BITS: Final = WORDS * 11
_HIDDEN: Final = 3
_OPTIONS: Final = 4
_ENOUGH: Final = 4
"""Letters by which a word is known: no two words of a list share their first four."""


@dataclass(eq=False)
class WrongWord(Refused):
    """What was picked is not what stands there: the screens do not show the same, or nobody looked.

    Nothing is trusted and nothing was written.
    """


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """What the screen of whoever compares shows: everything but one place, and what may stand there.

    *shown* is empty at *place* (counted from 0). One of the *options* is right.
    """

    shown: tuple[str, ...]
    place: int
    options: tuple[str, ...]


def said(digest: bytes, way: Said) -> tuple[str, ...]:
    """The first 132 bits of *digest* as 12 words, or as 8 groups of 5 digits (a number below 10^40)."""
    if way != "digits":
        return words_of(digest, way)
    number = int.from_bytes(digest, "big") >> (8 * len(digest) - _BITS)
    digits = str(number).zfill(GROUPS * _DIGITS)
    return tuple(digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS))


def ask(digest: bytes, way: Said, random: RandomBytes) -> Question:
    """The question whose answer shows that somebody looked at the other screen."""
    right = said(digest, way)
    options = {right[_HIDDEN]}
    while len(options) < _OPTIONS:
        options.add(_any_word(way, random))
    # Sorted, so that the place among the options tells nothing.
    shown = tuple("" if place == _HIDDEN else word for place, word in enumerate(right))
    return Question(shown, _HIDDEN, tuple(sorted(options)))


def check_picked(digest: bytes, way: Said, picked: str) -> None:
    """Raise `WrongWord` unless *picked* is what stands at the hidden place. Four letters of a word are enough."""
    right, typed = said(digest, way)[_HIDDEN], picked.strip().casefold()
    if typed != right and (way == "digits" or len(typed) < _ENOUGH or not right.startswith(typed)):
        raise WrongWord


def _any_word(way: Said, random: RandomBytes) -> str:
    number = int.from_bytes(random(8), "big")
    if way == "digits":
        return str(number % 10**_DIGITS).zfill(_DIGITS)
    language: Language = way
    words = word_list(language)
    return words[number % len(words)]
