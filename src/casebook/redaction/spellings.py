"""Which Russian or Kazakh word a word in Latin letters may spell, as addresses and Kazakh Latin do; pure.

Addresses are full of ordinary words written so (`zaderzhan`, `sotqa`). Who they name nobody asks; what is no word in
any of these spellings is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from casebook.base import resources
from casebook.redaction.dictionary import is_name, is_place, is_word
from casebook.redaction.kazakh import NAME_ENDINGS, NOUN_ENDINGS, VERB_ENDINGS
from casebook.search.letters import bare

MOST_SPELLINGS: Final = 400
"""Cyrillic spellings tried for one word; what needs more is no word anybody would know."""
LONGEST: Final = 20
SHORTEST: Final = 3
SHORTEST_LOOSE: Final = 3
_MEMORY: Final = 1 << 16
_RUSSIAN: Final = {
    "shch": "щ", "sch": "щ", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "ts": "ц тс", "yu": "ю ью", "ya": "я ья",
    "ye": "е ье", "yo": "ё йо", "iu": "ю", "ia": "я иа", "ju": "ю", "ja": "я", "ii": "ий ии", "iy": "ий", "yy": "ый",
    "a": "а", "b": "б", "c": "ц к", "d": "д дь", "e": "е э", "f": "ф", "g": "г", "h": "х", "i": "и й", "j": "й ж",
    "k": "к", "l": "л ль", "m": "м", "n": "н нь", "o": "о", "p": "п", "q": "к", "r": "р рь", "s": "с сь", "t": "т ть",
    "u": "у", "v": "в вь", "w": "в", "x": "кс х", "y": "ы й", "z": "з",
}  # fmt: skip
_LOOSE: Final = str.maketrans(
    {
        **dict(zip("абвгғдежзийклмнңоөпрстуұүфхһцчшщыіэәқ", "abvggdejziiklmnnooprstuuufhhccssiieak", strict=True)),
        "ё": "e", "я": "ia", "ю": "iu", "ь": "", "ъ": "",
    }
)  # fmt: skip
_LATIN: Final = str.maketrans(
    {
        **dict(zip("äáăāöóüúūŭğǵñńŋşıýyqwx", "aaaaoouuuuggnnnsiuikvh", strict=True)),
        "ç": "c", "'": "", "\u2019": "", "ʼ": "",
    }
)  # fmt: skip
_GROUPS: Final = (
    ("shch", "s"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "c"),
    ("zh", "j"),
    ("kh", "h"),
    ("gh", "g"),
    ("ts", "c"),
    ("yu", "iu"),
    ("ya", "ia"),
)
_KAZAKH_LATIN: Final = frozenset("äáöóüúūŭğǵñńşıý")


@lru_cache(maxsize=_MEMORY)
def spells_word(word: str) -> bool:
    """Whether *word*, in Latin letters, spells an ordinary Russian or Kazakh word or a place."""
    small = bare(word)
    if not SHORTEST <= len(small) <= LONGEST:
        return False
    return any(is_word(one) or is_place(one) for one in _russian(small)) or spells_kazakh(word)


@lru_cache(maxsize=_MEMORY)
def spells_name(word: str) -> bool:
    """Whether *word*, in Latin letters, spells a word that is also a name."""
    russian = [one for one in _russian(bare(word)) if is_word(one)]
    if russian:
        return any(map(is_name, russian))
    return spells_kazakh(word) and spells_kazakh_name(word)


def _russian(small: str) -> Iterator[str]:
    """Cyrillic spellings *small* may stand for, the likeliest first."""
    if not small.isascii() or not small.isalpha():
        return
    tried = 0
    waiting = [("", 0)]
    while waiting and tried < MOST_SPELLINGS:
        done, at = waiting.pop()
        if at == len(small):
            tried += 1
            yield done
            continue
        ways: list[tuple[str, int]] = []
        for size in range(min(4, len(small) - at), 0, -1):
            ways += [(letters, size) for letters in _RUSSIAN.get(small[at : at + size], "").split()]
            if ways:
                break
        waiting += [(done + letters, at + size) for letters, size in reversed(ways)]


def loose(word: str) -> str:
    """*word* in either script so that every spelling of a Kazakh word meets: it tells words, never names."""
    small = bare(word)
    for group, letter in _GROUPS:
        small = small.replace(group, letter)
    return re.sub(r"i{2,}", "i", small.translate(_LATIN).translate(_LOOSE))


@cache
def _loose_list(name: str) -> frozenset[str]:
    lines = resources.text("words", name).splitlines()
    return frozenset(loose(line) for line in lines if line and not line.startswith("#"))


@cache
def _endings() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(pattern.translate(_LOOSE)) for pattern in (NOUN_ENDINGS, VERB_ENDINGS, NAME_ENDINGS)
    )


@lru_cache(maxsize=_MEMORY)
def spells_kazakh(word: str) -> bool:
    """Whether *word*, in old or new Kazakh Latin or as addresses write it, is a form of a Kazakh word."""
    key = loose(word)
    if not key.isascii() or not key.isalpha():
        return False
    known = _loose_list("kazakh.txt")
    noun, verb, _ = _endings()
    if key in known:
        return True
    for cut in range(len(key) - 1, SHORTEST_LOOSE - 1, -1):
        stem, rest = key[:cut], key[cut:]
        if noun.match(rest) and stem in known:
            return True
        if verb.match(rest) and (stem + "u" in known or stem[:-1] + "u" in known):
            return True
    return False


@lru_cache(maxsize=_MEMORY)
def spells_kazakh_name(word: str) -> bool:
    """Whether *word* may be a form of a Kazakh given name in Latin letters."""
    key = loose(word)
    names = _loose_list("kazakh-names.txt")
    noun, _, like = _endings()
    return any(
        key[:cut] in names or like.match(key[:cut])
        for cut in range(len(key), SHORTEST_LOOSE - 1, -1)
        if cut == len(key) or noun.match(key[cut:])
    )


@lru_cache(maxsize=_MEMORY)
def is_kazakh_latin(word: str) -> bool:
    """Whether *word* has a letter that Kazakh Latin has and English has not."""
    return not word.isascii() and bool(_KAZAKH_LATIN & set(bare(word)))
