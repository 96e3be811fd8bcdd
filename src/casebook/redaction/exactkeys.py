"""Exact names and numbers among bytes and letters that mean nothing: all keys looked for at once. Pure.

In what is no text (pixels, sound, digests, keys) a likeness is chance. There only what stands letter by letter
counts, from six letters among bytes and from eight among runs of base 64: shorter ones, a gigabyte spells by
chance. A million keys cost what one costs (Aho and Corasick, 1975).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick

from casebook.base.ids import RecordId

SHORTEST_IN_BYTES: Final = 6
"""Letters, in a spelling people use (as it stands, small, capitals, one capital): of 256 values a byte has."""
SHORTEST_IN_LETTERS: Final = 8
"""Letters, whatever their case: of 38 signs a run of base 64 has then."""
SURE_ALONE: Final = 9
"""Letters from which a word counts also where letters stand beside it, as they may in bytes."""
ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866")
OVERLAP: Final = 512
"""Bytes that two windows share: more than the longest key."""
_LONGEST: Final = 64
_LETTER: Final = re.compile(r"[^\W_]")

Exact = Mapping[str, tuple[RecordId, ...]]
"""Words, numbers and addresses that name only protected people, folded to small letters, and whom."""


@dataclass(frozen=True, slots=True)
class Needle:
    """One spelling of one key in one encoding."""

    key: str
    encoding: str
    spelt: bytes


class InBytes:
    """Looks for keys among bytes, in every encoding people meet."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._needles = tuple(_needles(keys))
        self._search = BytesAhoCorasick([needle.spelt for needle in self._needles]) if self._needles else None

    def find(self, data: bytes | memoryview) -> Iterator[tuple[str, str]]:
        """(encoding, key) of each that stands there."""
        if self._search is None:
            return
        for number, start, end in self._search.find_matches_as_indexes(data, overlapping=True):
            needle = self._needles[number]
            if (len(needle.key) >= SURE_ALONE and not needle.key.isdigit()) or _is_alone(
                data, start, end, needle
            ):
                yield needle.encoding, needle.key


class InLetters:
    """Looks for keys among letters that mean nothing, whatever their case."""

    def __init__(self, exact: Exact) -> None:
        self._keys = tuple(key for key in exact if len(key) >= SHORTEST_IN_LETTERS)
        self._people = exact
        self._search = AhoCorasick(self._keys) if self._keys else None

    def find(self, text: str) -> Iterator[RecordId]:
        """Whom *text* names. A word of eight letters has to stand alone, a longer one need not."""
        if self._search is None:
            return
        text = text.casefold()
        for number, start, end in self._search.find_matches_as_indexes(text, overlapping=True):
            key = self._keys[number]
            if (len(key) >= SURE_ALONE and not key.isdigit()) or not (
                _LETTER.match(text[start - 1 : start]) or _LETTER.match(text[end : end + 1])
            ):
                yield from self._people[key]


def _needles(keys: Sequence[str]) -> Iterator[Needle]:
    known: set[bytes] = set()
    for key in keys:
        if not SHORTEST_IN_BYTES <= len(key) <= _LONGEST:
            continue
        for text in dict.fromkeys((key, key.lower(), key.upper(), key.capitalize(), key.title())):
            for encoding in ENCODINGS:
                try:
                    spelt = text.encode(encoding)
                except UnicodeError:
                    continue
                if spelt not in known:
                    known.add(spelt)
                    yield Needle(key.casefold(), encoding, spelt)


def _is_alone(data: bytes | memoryview, start: int, end: int, needle: Needle) -> bool:
    """Whether no letter or digit stands on either side, in the same encoding."""
    width = (
        2
        if needle.encoding.startswith("utf-16") or (needle.encoding == "utf-8" and needle.spelt[0] >= 128)
        else 1
    )
    before, behind = bytes(data[max(0, start - width) : start]), bytes(data[end : end + width])
    encoding = "ascii" if needle.spelt.isascii() and width == 1 else needle.encoding
    return not any(_LETTER.search(beside.decode(encoding, "ignore")) for beside in (before, behind))
