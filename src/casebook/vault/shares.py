"""Shares as people write them down and type them again, and everything that can be wrong with some.

A share is 20 words of SLIP-39's list. Facts of errors are positions, counted from 1 as people count, and the
number of a set; never a word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused

WORDS: Final = 20
"""Of a share of a 128-bit secret."""
MOST: Final = 16
"""Shares that one set can have (SLIP-39)."""
_NUMBERING: Final = re.compile(r"^[0-9]+[.):]*")
_BETWEEN: Final = re.compile(r"[\s,;]+")


@dataclass(eq=False)
class BadShareCounts(Refused):
    """So many shares cannot be made: 2 to 16 of which at least 2 are needed, or a single one."""

    threshold: int
    count: int


@dataclass(eq=False)
class UnknownShareWords(Refused):
    """Words of a share that SLIP-39's list does not have."""

    share: int
    words: tuple[int, ...]


@dataclass(eq=False)
class ShareLength(Refused):
    """A share has too few words or too many."""

    share: int
    have: int
    need: int


@dataclass(eq=False)
class ShareMisspelt(Refused):
    """All words of a share are in the list, but its checksum does not hold: one is a wrong one."""

    share: int


@dataclass(eq=False)
class ShareOfAnotherKind(Refused):
    """A true SLIP-39 share of a form this program never makes, such as one of several groups."""

    share: int


@dataclass(eq=False)
class ForeignShares(Refused):
    """These belong to another set than the rest; the rest is of set number *identifier*."""

    shares: tuple[int, ...]
    identifier: int


@dataclass(eq=False)
class DuplicateShare(Refused):
    """The same share stands twice."""

    share: int
    first: int


@dataclass(eq=False)
class ContradictingShares(Refused):
    """Two bear one number and hold different words: at least one of them is forged."""

    share: int
    first: int


@dataclass(eq=False)
class TooFewShares(Refused):
    """Set number *identifier* needs more shares than were given."""

    have: int
    need: int
    identifier: int


@dataclass(eq=False)
class SharesDisagree(Refused):
    """Each share is whole and the secret they make is not: one is forged. With one more share it is found."""

    given: int
    identifier: int


@dataclass(eq=False)
class WrongShares(Refused):
    """These do not fit together with the rest, which does fit together: they are forged."""

    shares: tuple[int, ...]
    identifier: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What one share says of itself: its number in its set, how many are needed, and which set it is of.

    How many there are, no share knows. *set_name* is its first two words: they say the random number of the
    set, are the same on all its shares and on no other's, and tell nothing of the secret.
    """

    number: int
    threshold: int
    set_name: str


def words_in(text: str) -> tuple[str, ...]:
    """The words of one share, in small letters, however they were typed.

    Any case and blanks, commas, numbering (``1. academic``), and lines that begin with ``#``, are understood.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    lines = [line for line in plain.splitlines() if not line.lstrip().startswith("#")]
    tokens = (_NUMBERING.sub("", token).rstrip(".") for token in _BETWEEN.split(" ".join(lines)))
    return tuple(token for token in tokens if token)


def divide(text: str) -> tuple[str, ...]:
    """The shares in one text: one alone, or several with a blank line between them, or one on each line."""
    if len(words_in(text)) == WORDS:
        return (text,)
    found: list[str] = []
    for block in re.split(r"\n[ \t\r]*\n", text):
        lines = [line for line in block.splitlines() if words_in(line)]
        found += lines if all(len(words_in(line)) == WORDS for line in lines) else ["\n".join(lines)]
    return tuple(found)
