"""Hashes said aloud: 12 words of a list of 2,048, so that two people compare a key by voice.

The English list is that of BIP-39, the Russian one our own (resources/wordlists/SOURCES.md): in each no two words
share their first four letters. There is no checksum word: what is compared is compared whole.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Final, Literal

from casebook.base import resources

WORDS: Final = 12
_BITS: Final = 11


class Comparison(StrEnum):
    """How a key was compared with what its owner said it is. The codes of the vocabulary ``key-comparison``."""

    IN_PERSON = "in-person"
    BY_PHONE = "by-phone"
    NOT = "not"


Language = Literal["en", "ru"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "ru")
_FILES: Final[dict[Language, str]] = {"en": "english.txt", "ru": "russian.txt"}


def list_for(language: str) -> Language:
    """The list for whoever reads *language*: the English one where there is none of theirs."""
    return "ru" if language == "ru" else "en"


@cache
def word_list(language: Language = "en") -> tuple[str, ...]:
    """The 2,048 words, in the order that gives each its number."""
    return tuple(resources.text("wordlists", _FILES[language]).split())


def words_of(digest: bytes, language: Language = "en") -> tuple[str, ...]:
    """The first 132 bits of *digest* (a hash of at least 17 bytes), 11 bits a word, as 12 words."""
    bits = int.from_bytes(digest, "big") >> (8 * len(digest) - WORDS * _BITS)
    words = word_list(language)
    return tuple(words[bits >> (_BITS * place) & (len(words) - 1)] for place in reversed(range(WORDS)))
