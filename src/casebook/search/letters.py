"""One word in any script → small Latin letters in which its spellings meet; pure.

The steps: marks and invisible characters off (Unicode NFKC, case folding), letters borrowed from another
script put back, every letter read in Latin (`resources/folding/letters.tsv`), groups that stand for one
sound joined (`digraphs.tsv`), glides and doubles levelled. The result is one form for the Russian, Kazakh,
old and new Kazakh Latin and press spellings of a name. It is lossy on purpose: it finds, it never shows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from casebook.base import resources

INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
"""Characters without a shape, as the inside of a regular expression's class."""

_DROP_INVISIBLE: Final = re.compile(f"[{INVISIBLE}]")
_UNLEVEL: Final = re.compile(r"(.)\1|i[eu]", re.DOTALL)
_DOUBLES: Final = re.compile(r"(.)\1+", re.DOTALL)
_GLIDE: Final = re.compile(r"i+(?=[eu])")
_SOFT_O: Final = re.compile(r"(?<=[bcdfghjklmnpqrstvwxz])yo")
_MEMORY: Final = 1 << 16
"""How many words are remembered with their folded form."""


def table(name: str) -> Iterator[list[str]]:
    """The rows of a table in `resources/folding`, split at tabs; remarks left out."""
    for line in resources.text("folding", name).splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def _letters() -> dict[int, str]:
    return {ord(row[0]): row[1] for row in table("letters.tsv")}


@cache
def _digraphs() -> tuple[re.Pattern[str], dict[str, str]]:
    pairs = {row[0]: row[1] for row in table("digraphs.tsv")}
    longest_first = sorted(pairs, key=len, reverse=True)
    return re.compile("|".join(longest_first)), pairs


@cache
def _lookalikes() -> tuple[dict[int, str], dict[int, str]]:
    """What each letter looks like in Latin, and in Cyrillic."""
    latin: dict[int, str] = {}
    cyrillic: dict[int, str] = {}
    for row in table("lookalikes.tsv"):
        in_latin, in_cyrillic, others = [*row, "", ""][:3]
        for letter in in_cyrillic + others:
            latin[ord(letter)] = in_latin
        if in_cyrillic:
            for letter in in_latin + others:
                cyrillic[ord(letter)] = in_cyrillic
    return latin, cyrillic


@cache
def _second_readings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row[0]), row[1]) for row in table("readings.tsv"))


def bare(word: str) -> str:
    """*word* in small letters, without compatibility forms and invisible characters, marks kept."""
    if word.isascii():
        return word.lower()
    small = unicodedata.normalize("NFKC", _DROP_INVISIBLE.sub("", word)).casefold()
    return unicodedata.normalize("NFKC", _DROP_INVISIBLE.sub("", small))


def script(letter: str) -> str:
    """``latin``, ``cyrillic`` or ``other``; empty for what is no letter."""
    if not letter.isalpha():
        return ""
    code = ord(letter)
    if code < 0x250 or 0x1E00 <= code < 0x1F00:
        return "latin"
    return "cyrillic" if 0x400 <= code < 0x530 else "other"


def one_script(word: str) -> str:
    """*word* (bare) with lookalike letters put back where it mixes scripts.

    The letters that exist in one script only say which script was meant; without any, most letters do.
    """
    if word.isascii():
        return word
    scripts = {script(letter) for letter in word} - {""}
    if len(scripts) < 2:
        return word
    to_latin, to_cyrillic = _lookalikes()
    surely_latin = sum(script(x) == "latin" and ord(x) not in to_cyrillic for x in word)
    surely_cyrillic = sum(script(x) == "cyrillic" and ord(x) not in to_latin for x in word)
    if surely_latin and surely_cyrillic:
        return word
    if not surely_latin and not surely_cyrillic:
        surely_latin = sum(script(x) == "latin" for x in word)
        surely_cyrillic = sum(script(x) == "cyrillic" for x in word)
    return word.translate(to_latin if surely_latin >= surely_cyrillic else to_cyrillic)


def like_latin(word: str) -> str:
    """*word* (bare) with every letter that looks like a Latin one written as that."""
    return word.translate(_lookalikes()[0])


def only_lookalikes(word: str) -> bool:
    """Whether *word* (bare) has no letter but those that look like a Latin one."""
    return all(ord(letter) in _lookalikes()[0] for letter in word)


def in_latin(word: str) -> str:
    """*word* (bare, one script) in Latin letters as written: no group joined yet. Digits and signs go."""
    if not word.isascii():
        word = letters_in_latin(word)
    return word if word.isalpha() else "".join(filter(str.isalpha, word))


def letters_in_latin(text: str) -> str:
    """Every letter of *text* that has a place in the table, in Latin letters, without marks; all else as it is."""
    text = unicodedata.normalize("NFC", text).translate(_letters())
    spread = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(x for x in spread if not unicodedata.combining(x)))


def level(latin: str) -> str:
    """Glides before e and u taken out, doubled letters written once."""
    while _UNLEVEL.search(latin):
        latin = _DOUBLES.sub(r"\1", _GLIDE.sub("", latin))
    return latin


def joined(latin: str) -> str:
    """Latin letters with the groups that stand for one sound written as that; a line each, if there are many."""
    groups, sounds = _digraphs()
    latin = _SOFT_O.sub("e", latin).replace("y", "i")
    while True:
        other = level(groups.sub(lambda found: sounds[found[0]], latin))
        if other == latin:
            return latin
        latin = other


def _once(word: str) -> str:
    return joined(in_latin(one_script(bare(word))))


@lru_cache(maxsize=_MEMORY)
def fold_word(word: str) -> str:
    """The one form of *word*'s spellings: a-z, and letters of scripts we have no table for.

    Total (any string, lone surrogates too) and idempotent. Empty if *word* has no letter.
    """
    seen = []
    folded = _once(word)
    if folded.isascii() and "y" not in folded:
        return folded  # nothing but y is read once more: groups are joined until none is left
    while folded not in seen:  # ends at the first form met twice; all but odd scripts need one round
        seen.append(folded)
        folded = _once(folded)
    return min(seen[seen.index(folded) :])


@lru_cache(maxsize=_MEMORY)
def readings(word: str) -> tuple[str, ...]:
    """Every form *word* may stand for: `fold_word(word)` first, then its second readings, at most eight.

    Latin c, x, j, th … mean different sounds in different hands (`readings.tsv`); a word made of nothing
    but lookalike letters may be meant in the other script; Cyrillic у before a vowel may be a w.
    """
    plain = one_script(bare(word))
    found = [fold_word(word)]
    latin = in_latin(plain)
    rewritten = [pattern.sub(sound, latin) for pattern, sound in _second_readings()]
    together = latin
    for pattern, sound in _second_readings():
        together = pattern.sub(sound, together)
    if plain and only_lookalikes(plain):
        rewritten.append(in_latin(like_latin(plain)))
    if re.match("у[аеёиоэюя]", plain):
        rewritten.append(in_latin("в" + plain[1:]))
    for other in (*rewritten, together):
        form = fold_word(other) if other != latin else found[0]
        if form and form not in found:
            found.append(form)
    return tuple(found[:8])
