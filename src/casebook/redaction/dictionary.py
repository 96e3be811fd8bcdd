"""Which words are ordinary words: English by a word list, Russian by its morphology. Kazakh has neither here.

A word that is no word is perhaps somebody's name; a name that is also a word needs more than its letters
to count as one. Lists and their licences: `resources/words/README.md`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

import pymorphy3

from casebook.base import resources
from casebook.search.endings import bases
from casebook.search.letters import bare, fold_word, one_script

_NAMES: Final = frozenset(("Name", "Surn", "Patr"))
_NO_WORDS: Final = frozenset(("Name", "Surn", "Patr", "Abbr", "Init", "Orgn", "Trad"))
_KAZAKH: Final = frozenset("әғқңөұүһі")
_MEMORY: Final = 1 << 16
RATHER: Final = 0.6
"""The share of a word's uses as a name (OpenCorpora) from which a capital at a sentence's beginning names."""
_FAMILY_SHAPE: Final = re.compile(r"(?:[оеё]в|ин|ск)(?:а|у|ым|ой|ий|ая|ого|ому|им|ую)?$")


@cache
def _listed(name: str) -> frozenset[str]:
    lines = resources.text("words", name).splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def _russian() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


def english() -> frozenset[str]:
    """The ordinary words of English: of words in small a-z, those `is_word` knows."""
    return _listed("english.txt")


def plain(word: str) -> str:
    """*word* as the lists hold it: small letters of one script, nothing invisible."""
    return one_script(bare(word))


def _is_cyrillic(word: str) -> bool:
    return all("а" <= letter <= "я" or letter == "ё" for letter in word)


@lru_cache(maxsize=_MEMORY)
def is_word(word: str) -> bool:
    """Whether *word* is an ordinary word of English or Russian, in any form, whatever its capitals.

    Names that are words too (Will, Роза) are words; a Russian form known as a name only is none.
    """
    small = plain(word)
    if small.isascii():
        return small in _listed("english.txt")
    if not _is_cyrillic(small):
        return False
    morphology = _russian()
    if not morphology.word_is_known(small):
        return False
    return any(not _NO_WORDS & set(parse.tag.grammemes) for parse in morphology.parse(small))


@lru_cache(maxsize=_MEMORY)
def is_name(word: str) -> bool:
    """Whether *word* is listed as a given or family name, common in English or Russian."""
    small = plain(word)
    if small.isascii():
        return small in _listed("names.txt")
    if not _is_cyrillic(small) or not _russian().word_is_known(small):
        return False
    return any(_NAMES & set(parse.tag.grammemes) for parse in _russian().parse(small))


@cache
def _places_here() -> frozenset[str]:
    return frozenset(fold_word(place) for place in _listed("central-asia.txt"))


@lru_cache(maxsize=_MEMORY)
def is_rather_name(word: str) -> bool:
    """Whether a Russian word that is also a name is oftener the name (Петров, Роза), or is formed like one."""
    small = plain(word)
    if not small or not _is_cyrillic(small):
        return False
    parses = _russian().parse(small)
    share = sum(parse.score for parse in parses if _NAMES & set(parse.tag.grammemes))
    return share >= RATHER or bool(_FAMILY_SHAPE.search(small))


@lru_cache(maxsize=_MEMORY)
def is_place(word: str) -> bool:
    """Whether *word* is of the name of a country, language, month, day or known place, in any case."""
    small = plain(word)
    if small in _listed("places.txt"):
        return True
    folded = fold_word(word)
    if folded in _places_here() or any(base in _places_here() for base, _ in bases(folded)):
        return True
    if not _is_cyrillic(small) or not _russian().word_is_known(small):
        return False
    return any("Geox" in parse.tag for parse in _russian().parse(small))


@cache
def _known() -> frozenset[str]:
    return frozenset(word for line in _listed("known-words.txt") for word in line.split())


@lru_cache(maxsize=_MEMORY)
def is_known(word: str) -> bool:
    """Whether *word* is of a service, a make, a feast or an institution that everybody knows."""
    return plain(word) in _known()


@lru_cache(maxsize=_MEMORY)
def is_kazakh(word: str) -> bool:
    """Whether *word* has a letter that Kazakh has and Russian has not."""
    return bool(_KAZAKH & set(plain(word)))


@lru_cache(maxsize=_MEMORY)
def russian_lemmas(word: str) -> frozenset[str]:
    """The dictionary forms *word* may be a form of; empty for what is not written in Russian letters."""
    small = plain(word)
    if not small or not _is_cyrillic(small):
        return frozenset()
    return frozenset(parse.normal_form for parse in _russian().parse(small))
