"""How hard a passphrase is to guess, judged carefully: too low rather than too high. No Qt here.

The estimate is for somebody who knows how people choose passphrases: a word costs as much as its place in a
list of common ones, a repetition or a run on the keyboard next to nothing, the rest as much as its alphabet.
"""

from __future__ import annotations

import math
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from casebook.formats.wordlist import word_list

ENOUGH_BITS: Final = 60
"""From here on a laboratory that takes a second for each guess is busy for longer than anybody lives."""
LEAST_BITS: Final = 36
SUGGESTED_WORDS: Final = 6

_RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
)
_COMMON: Final = (
    *("password", "passwort", "пароль", "admin", "login", "welcome", "master", "dragon", "monkey", "letmein"),
    *("secret", "sunshine", "princess", "football", "iloveyou", "qazwsx", "casebook", "привет", "любовь"),
    *("almaty", "astana", "kazakhstan", "алматы", "астана", "казахстан", "қазақстан", "солнце", "жизнь"),
)


@dataclass(frozen=True, slots=True)
class Strength:
    """*bits* of guessing, and whether that is *enough*."""

    bits: float

    @property
    def enough(self) -> bool:
        """At least 60 bits."""
        return self.bits >= ENOUGH_BITS

    @property
    def too_weak(self) -> bool:
        """So little that the program does not take it."""
        return self.bits < LEAST_BITS


@cache
def _known() -> frozenset[str]:
    return frozenset((*word_list("en"), *_COMMON))


def _alphabet(text: str) -> int:
    size = 0
    size += 26 if any("a" <= c <= "z" for c in text) else 0
    size += 26 if any("A" <= c <= "Z" for c in text) else 0
    size += 10 if any(c.isdigit() for c in text) else 0
    size += 40 if any(ord(c) > 127 and c.isalpha() for c in text) else 0
    size += 33 if any(not c.isalnum() for c in text) else 0
    return max(size, 2)


def _is_run(a: str, b: str) -> bool:
    """Whether *b* follows *a* on a keyboard or in an alphabet, either way, or repeats it."""
    if a == b:
        return True
    return any(a + b in run or b + a in run for run in _RUNS)


def _bits_of_word(word: str) -> float:
    plain = word.casefold().strip("0123456789.,!?-_*#@$")
    if plain in _known() or (len(plain) > 3 and plain in _COMMON):
        return math.log2(len(_known())) + (len(word) - len(plain)) * 2 + (1 if word != word.casefold() else 0)
    surprises = 1 + sum(not _is_run(a, b) for a, b in pairwise(word.casefold()))
    # Letters of a real word in any language carry about 2.3 bits; random signs carry their whole alphabet.
    mixed = sum(
        (
            any(c.isdigit() for c in word),
            any(c.isupper() for c in word[1:]),
            any(not c.isalnum() for c in word),
        )
    )
    each = math.log2(_alphabet(word)) if mixed >= 2 else 2.3 + mixed
    return surprises * each


def strength(passphrase: str) -> Strength:
    """How hard *passphrase* is to guess."""
    words = unicodedata.normalize("NFKC", passphrase).split()
    bits = 0.0
    seen: set[str] = set()
    for word in words:
        bits += 0.5 if word.casefold() in seen else _bits_of_word(word)
        seen.add(word.casefold())
    return Strength(bits)


def suggest(choose: Callable[[int], int] = secrets.randbelow) -> str:
    """Six random words of a list of 2,048: 66 bits, and a person can learn them in a day."""
    words = word_list("en")
    return " ".join(words[choose(len(words))] for _ in range(SUGGESTED_WORDS))
