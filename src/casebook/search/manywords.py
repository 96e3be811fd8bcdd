"""Many words folded at once: what `letters.readings` says of each, for a fraction of its time; pure.

A long text has tens of thousands of different words. Asked one by one, most of the time goes into starting the
same rules again for each; here all words stand in one string, a line each, and every rule runs over it once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from casebook.search.letters import (
    fold_word,
    in_latin,
    joined,
    letters_in_latin,
    like_latin,
    only_lookalikes,
    table,
)

_PLAIN: Final = re.compile(r"[A-Za-z]+|[а-яА-ЯЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]+")
"""Words of one script that are small letters of that script when they are folded by case."""
_OTHER_U: Final = re.compile(r"у[аеёиоэюя]")
_NOT_LETTERS: Final = re.compile(r"\(\?[^)]*\)|\^")
"""Of a second reading's pattern, what stands for no letter: what is left must be in a word that has it."""


@dataclass(frozen=True, slots=True)
class Forms:
    """What many words (in small letters) may stand for: of each its first form, and of those that have any, others.

    Two tables, because nearly no word has others, and a set for each of a hundred thousand words costs more than
    folding them. A word that has no letter to read has an empty first form.
    """

    first: Mapping[str, str]
    others: Mapping[str, Collection[str]]

    def of(self, small: str) -> frozenset[str]:
        """Every form of one word."""
        return frozenset(filter(None, (self.first[small], *self.others.get(small, ()))))


@cache
def _second_readings() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Letters without which a line has not this reading, its pattern for a string of many lines, and the sound: no
    class of letters reaches over a line's end.
    """
    rows = table("readings.tsv")
    return tuple(
        (
            _NOT_LETTERS.sub("", row[0]),
            re.compile(row[0].replace("[^", r"[^\n"), re.MULTILINE),
            row[1],
        )
        for row in rows
    )


def is_plain(word: str) -> bool:
    """Whether *word* can be asked about together with others."""
    return _PLAIN.fullmatch(word) is not None


def forms(plain: Iterable[str]) -> Forms:
    """For each of these words (`is_plain`) in small letters every form it may stand for, as `letters.readings`
    has them but for their order and number.
    """
    smalls = {word.lower() for word in plain}
    latin = _latin(smalls)
    meant = {small: also for small in smalls if not small.isascii() and (also := _meant(small))}
    second = _second(set(latin.values()))
    folded = _folded(set(latin.values()).union(*meant.values(), *second.values()))
    folded[""] = ""
    first = {small: folded[spelt] for small, spelt in latin.items()}
    others = {
        small: {folded[each] for each in (*second.get(spelt, ()), *meant.get(small, ()))}
        for small, spelt in latin.items()
        if spelt in second or small in meant
    }
    return Forms(first, others)


def folded(plain: Iterable[str]) -> dict[str, str]:
    """`letters.fold_word` of each of these words (`is_plain`)."""
    small = {word: word.lower() for word in plain}
    latin = _latin(set(small.values()))
    found = _folded(set(latin.values()))
    return {word: found.get(latin[each], "") for word, each in small.items()}


def _latin(smalls: set[str]) -> dict[str, str]:
    """Each in Latin letters, as `letters.in_latin` writes it."""
    other = [small for small in smalls if not small.isascii()]
    lines = letters_in_latin("\n".join(other)).split("\n") if other else ()
    found = {small: small for small in smalls if small.isascii()}
    found.update(
        (small, line if line.isalpha() else "".join(filter(str.isalpha, line)))
        for small, line in zip(other, lines, strict=True)
    )
    return found


def _meant(small: str) -> list[str]:
    """What else its letters may be meant for, in Latin letters."""
    found = []
    if only_lookalikes(small):
        found.append(in_latin(like_latin(small)))
    if _OTHER_U.match(small):
        found.append(in_latin("в" + small[1:]))
    return found


def _second(latin: set[str]) -> dict[str, set[str]]:
    """What each may be read as besides: every second reading by itself, and all of them together."""
    found: dict[str, set[str]] = {}
    for letters, pattern, sound in _second_readings():
        lines = [line for line in latin if letters in line]
        for line, changed in zip(lines, _changed(lines, pattern, sound), strict=True):
            if line != changed:
                found.setdefault(line, set()).add(changed)
    together = lines = list(found)
    for _, pattern, sound in _second_readings():
        together = _changed(together, pattern, sound)
    for line, changed in zip(lines, together, strict=True):
        found[line].add(changed)
    return found


def _changed(lines: list[str], pattern: re.Pattern[str], sound: str) -> list[str]:
    return pattern.sub(sound, "\n".join(lines)).split("\n") if lines else []


def _folded(latin: set[str]) -> dict[str, str]:
    """Each with the form it folds to. Folding again changes nothing but what has a y."""
    lines = list(filter(None, latin))
    if not lines:
        return {}
    once = joined("\n".join(lines)).split("\n")
    return {
        line: fold_word(line) if "y" in folded else folded for line, folded in zip(lines, once, strict=True)
    }
