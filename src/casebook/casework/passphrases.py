"""How hard a passphrase is to guess, judged without a network and too low rather than too high; and making good ones.

Two estimates, of which the lower counts: zxcvbn, which knows the passwords and names people choose, and a floor of
our own, which knows words in Cyrillic too and gives a long run or a repetition next to nothing.
"""

from __future__ import annotations

import math
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Final

from zxcvbn import zxcvbn

from casebook.base.words import N_
from casebook.formats.wordlist import LANGUAGES, Language, word_list

ENOUGH_BITS: Final = 60
"""From here on a laboratory that takes a second for each guess is busy for longer than anybody lives."""
LEAST_BITS: Final = 36
SUGGESTED_WORDS: Final = 6
FEWEST_WORDS: Final = 5
"""Five random words are 55 bits: with a key file, or where six cannot be kept in mind."""
_BITS_OF_WORD: Final = 11.0
_LONGEST: Final = 64
"""So much of a passphrase zxcvbn is shown; its work grows faster than the length."""

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

MORE_WORDS: Final = N_("Add words: each one that nobody would guess from the others makes it far harder.")
RANDOM_WORDS: Final = N_("Let the program choose six words: what a person makes up follows habits.")
COMMON: Final = N_("It holds a word that is among the first to be tried.")
SWAPPED: Final = N_("Figures and signs in place of letters are tried with the rest.")
REPEATED: Final = N_("What is repeated adds next to nothing.")
RUN: Final = N_("Letters or figures in a row, on the keyboard or in the alphabet, are tried first.")
DATE: Final = N_("Dates and years are tried first.")
KNOWN: Final = N_("It holds a name that stands in this casebook's own settings or path.")


@dataclass(frozen=True, slots=True)
class Strength:
    """*bits* of guessing, and in *advice* what would help: marked sentences, the most useful first.

    Nothing of the passphrase is in it.
    """

    bits: float
    advice: tuple[str, ...] = ()

    @property
    def enough(self) -> bool:
        """At least 60 bits."""
        return self.bits >= ENOUGH_BITS

    @property
    def too_weak(self) -> bool:
        """So little that the program does not take it."""
        return self.bits < LEAST_BITS


def strength(passphrase: str, known: Iterable[str] = ()) -> Strength:
    """How hard *passphrase* is to guess for somebody who knows the words in *known* (names of the book, the folder)."""
    text = unicodedata.normalize("NFKC", passphrase)
    if not text.strip():
        return Strength(0.0)
    floor, found = _floor(text)
    guess, seen = _estimated(text, tuple(known))
    bits = min(floor, guess)
    if bits >= ENOUGH_BITS:
        return Strength(bits)
    advice = [*seen, *(one for one in found if one not in seen)]
    advice.append(MORE_WORDS if bits >= LEAST_BITS else RANDOM_WORDS)
    return Strength(bits, tuple(advice))


def suggest(
    language: Language = "en",
    words: int = SUGGESTED_WORDS,
    choose: Callable[[int], int] = secrets.randbelow,
) -> str:
    """Random words of a list of 2,048, 11 bits each: six are 66 bits, and a person learns them in a day.

    Six very common ones, of which `strength` thinks less (one draw in a hundred), are drawn again. *words* is five
    or more (`ValueError`).
    """
    if words < FEWEST_WORDS:
        raise ValueError("fewer than five words are too few")
    known = word_list(language)
    while True:
        drawn = " ".join(known[choose(len(known))] for _ in range(words))
        if words < SUGGESTED_WORDS or strength(drawn).enough:
            return drawn


# --------------------------------------------------------------------------------------- our own floor


@cache
def _words() -> frozenset[str]:
    return frozenset(_COMMON).union(*(word_list(language) for language in LANGUAGES))


def _floor(text: str) -> tuple[float, list[str]]:
    """Bits by our own count, and what was noticed."""
    bits, seen, found = 0.0, set[str](), list[str]()
    for word in text.split():
        plain = word.casefold()
        if plain in seen:
            bits += 0.5
            found.append(REPEATED)
        else:
            bits += _bits_of_word(word)
        if plain.strip(_SIGNS) in _COMMON:
            found.append(COMMON)
        if len(plain) > _LEAST_RUN + 1 and sum(_is_run(a, b) for a, b in pairwise(plain)) * 2 > len(plain):
            found.append(RUN)
        seen.add(plain)
    return bits, list(dict.fromkeys(found))


_SIGNS: Final = "0123456789.,!?-_*#@$"


def _bits_of_word(word: str) -> float:
    plain = word.casefold().strip(_SIGNS)
    if plain in _words():
        return _BITS_OF_WORD + (len(word) - len(plain)) * 2 + (1 if word != word.casefold() else 0)
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


# --------------------------------------------------------------------------------------- zxcvbn

_PATTERNS: Final = {"repeat": REPEATED, "sequence": RUN, "date": DATE, "regex": DATE}
_UNEXPLAINED: Final = 6
"""From so many signs on, what is between words counts as random signs, not as a separator."""
_LEAST_RUN: Final = 4
_TRIED_FIRST: Final = 1000
"""Up to this place in a list of passwords, or of words, a word is called common."""


def _estimated(text: str, known: Sequence[str]) -> tuple[float, list[str]]:
    """Bits by zxcvbn (Wheeler, USENIX Security 2016), and what it found. It sees the beginning alone."""
    # Words it does not know in Cyrillic are counted sign by sign, so the floor is what counts there.
    result = zxcvbn(text[:_LONGEST], user_inputs=[word for word in known if word], max_length=_LONGEST)
    bits = float(result["guesses_log10"]) / math.log10(2)
    # What it cannot explain it counts as figures, ten for each sign; random signs of a keyboard carry more.
    unexplained = [
        match["token"]
        for match in result["sequence"]
        if match["pattern"] == "bruteforce" and len(match["token"]) >= _UNEXPLAINED
    ]
    bits += sum(max(0.0, _bits_of_word(token) - len(token) * math.log2(10)) for token in unexplained)
    found = [advice for match in result["sequence"] for advice in _noticed(match)]
    rest = 2.0 * len(set(text[_LONGEST:].split()))
    return bits + rest, list(dict.fromkeys(found))


def _noticed(match: dict[str, Any]) -> list[str]:
    pattern = match["pattern"]
    if pattern == "spatial":  # short ones stand in many words
        return [RUN] if len(match["token"]) > 2 * _LEAST_RUN else []
    if pattern != "dictionary":
        return [_PATTERNS[pattern]] if pattern in _PATTERNS and len(match["token"]) >= _LEAST_RUN else []
    if match["dictionary_name"] == "user_inputs":
        return [KNOWN]
    found = [COMMON] if int(match["rank"]) <= _TRIED_FIRST and len(match["token"]) > 3 else []
    return [*found, SWAPPED] if match.get("l33t") else found
