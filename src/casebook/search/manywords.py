"""Many words folded at once: what `letters.readings` says of each, for a fraction of its time; pure.

A long text has tens of thousands of different words. Asked one by one, most of the time goes into starting the
same rules again for each; here all words stand in one string, a line each, and every rule runs over it once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from casebook.search.letters import fold_word, in_latin, joined, like_latin, only_lookalikes, table

_PLAIN: Final = re.compile(r"[A-Za-z]+|[а-яА-ЯЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]+")
"""Words of one script that are small letters of that script when they are folded by case."""
_OTHER_U: Final = re.compile(r"у[аеёиоэюя]")


@cache
def _second_readings() -> tuple[tuple[re.Pattern[str], str], ...]:
    """For a string of many lines: no class of letters reaches over a line's end."""
    rows = table("readings.tsv")
    return tuple((re.compile(row[0].replace("[^", r"[^\n"), re.MULTILINE), row[1]) for row in rows)


def is_plain(word: str) -> bool:
    """Whether *word* can be asked about together with others."""
    return _PLAIN.fullmatch(word) is not None


def forms(plain: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """For each of these words (`is_plain`) in small letters every form it may stand for, as `letters.readings`
    has them but for their order and number; none for a word that has no letter to read.
    """
    latin = {small: _spelt(small) for small in {word.lower() for word in plain}}
    others = _others({first[0] for first in latin.values()})
    every = {each for spelt in latin.values() for each in spelt}
    folded = _folded(every.union(*others.values()))
    return {
        small: frozenset(folded[each] for each in (*spelt, *others.get(spelt[0], ())) if each)
        for small, spelt in latin.items()
    }


def _spelt(small: str) -> tuple[str, ...]:
    """*small* in Latin letters, and as what else its letters may be meant."""
    if small.isascii():
        return (small,)
    spelt = [in_latin(small)]
    if only_lookalikes(small):
        spelt.append(in_latin(like_latin(small)))
    if _OTHER_U.match(small):
        spelt.append(in_latin("в" + small[1:]))
    return tuple(spelt)


def _others(latin: set[str]) -> dict[str, set[str]]:
    """What each may be read as besides: every second reading by itself, and all of them together."""
    lines = sorted(filter(None, latin))
    if not lines:
        return {}
    text = "\n".join(lines)
    together = text
    found: dict[str, set[str]] = {}
    for pattern, sound in _second_readings():
        other = pattern.sub(sound, text)
        if other != text:
            for line, changed in zip(lines, other.split("\n"), strict=True):
                if line != changed:
                    found.setdefault(line, set()).add(changed)
            together = pattern.sub(sound, together)
    for line, changed in zip(lines, together.split("\n"), strict=True):
        if line in found:
            found[line].add(changed)
    return found


def _folded(latin: set[str]) -> dict[str, str]:
    lines = sorted(filter(None, latin))
    if not lines:
        return {}
    once = joined("\n".join(lines)).split("\n")
    different = sorted(set(once))
    again = joined("\n".join(different)).split("\n")
    moving = {one for one, other in zip(different, again, strict=True) if one != other}
    return {
        line: fold_word(line) if folded in moving else folded
        for line, folded in zip(lines, once, strict=True)
    }
