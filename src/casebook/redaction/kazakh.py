"""Which words are ordinary Kazakh words, in any form: a word list and the endings that may follow a stem; pure.

The list holds words in Cyrillic; Kazakh in old or new Latin is read through `spellings.py`. Many Kazakh names
are words too: `is_kazakh_name` tells them, and they are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from casebook.base import resources
from casebook.search.letters import bare, one_script

_MEMORY: Final = 1 << 16
_LETTERS: Final = re.compile(r"[а-яёәғқңөұүһі]+\Z")
SHORTEST_STEM: Final = 2
_CASE: Final = (
    r"(?:[ндт][ыі]ң|[ғгқк][ае]|н[ае]|[ндт][ыі]|н|нд[ае]|[дт][ае]|[дтн][ае]н|[мбп]ен(?:ен)?"
    r"|н?[дт][ае]ғы|н?[дт]егі)"
)
NOUN_ENDINGS: Final = (
    r"(?:[лдт][ыі][қк]|с[ыі]з|ш[ыі]|[лдт][ыі]|[дт][ае]й|[ғгқк][ыі])?(?:[лдт][ае]р)?"
    rf"(?:[ыі]?м|[ыі]?ң|[ыі]?ң[ыі]з|с?[ыі]|[ыі]?м[ыі]з)?(?:[ае]|{_CASE})?\Z"
)
VERB_ENDINGS: Final = (
    r"(?:[ыі]?[лнс]|[дт][ыі]р|[ғгқк][ыі]з|т)?(?:[ыі]?[лн])?(?:[мбп][ае])?(?:й|[ае]|[ыі]?п)?"
    r"(?:[дт][ыі](?:[мңқк]|ңыз|ңіз)?|[ғгқк][ае]н(?:[мбп][ыі]н|д[ае]р|н[ыі]ң|ғ[ае]|н[ыі]|н[ае]н|д[аe]н)?|т[ыі]н|м[ыі]н|м[ыі]з|с[ыі]з"
    r"|с[ае]|с|р|[ае]р|у(?:[дғгн][ыіае]?[ңн]?|[ыі](?:н[ае]?)?)?|[ыі]?п|й|ш[ыі]|ғ[ыі]|м[ае]с|м[ае]қ)?\Z"
)
_HARDENED: Final = {"б": "п", "г": "к", "ғ": "қ"}
NAME_ENDINGS: Final = r"\w{2,}(?:гүл|бек|хан|бай|ғали|қали|берген|келді|қожа|нұр|мұрат|жан|айым)\Z"
_NOUN: Final = re.compile(NOUN_ENDINGS)
_VERB: Final = re.compile(VERB_ENDINGS)
_AS_NAMES: Final = re.compile(NAME_ENDINGS)


@cache
def _listed(name: str) -> frozenset[str]:
    lines = resources.text("words", name).splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _stems(word: str) -> Iterator[str]:
    """Dictionary forms *word* may be a form of, itself first."""
    yield word
    for cut in range(len(word) - 1, SHORTEST_STEM - 1, -1):
        stem, rest = word[:cut], word[cut:]
        if _NOUN.match(rest):
            yield stem
            if stem[-1] in _HARDENED:
                yield stem[:-1] + _HARDENED[stem[-1]]
        if _VERB.match(rest):
            yield stem + "у"
            yield stem[:-1] + "у"
            if stem[-1] in _HARDENED:
                yield stem[:-1] + _HARDENED[stem[-1]] + "у"


@lru_cache(maxsize=_MEMORY)
def is_kazakh_word(word: str) -> bool:
    """Whether *word*, in Cyrillic, is a form of a Kazakh dictionary word, whatever its capitals. Names may be words."""
    small = one_script(bare(word))
    return bool(_LETTERS.match(small)) and any(stem in _listed("kazakh.txt") for stem in _stems(small))


@lru_cache(maxsize=_MEMORY)
def is_kazakh_name(word: str) -> bool:
    """Whether *word*, in Cyrillic, may be a form of a Kazakh given name."""
    small = one_script(bare(word))
    if not _LETTERS.match(small):
        return False
    names = _listed("kazakh-names.txt")
    return any(stem in names or _AS_NAMES.match(stem) for stem in _noun_stems(small))


def _noun_stems(word: str) -> Iterator[str]:
    yield word
    for cut in range(len(word) - 1, SHORTEST_STEM, -1):
        if _NOUN.match(word[cut:]):
            yield word[:cut]
