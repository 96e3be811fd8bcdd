"""Words written letter by letter, found without asking at every letter of a text; pure.

A pattern that may begin at any letter is tried at each. These are tried where three single letters follow each
other, which is nearly nowhere; what they find is what trying everywhere finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_GAP: Final = r"[\s.\-_·*|\u00ad\u200b-\u200f\u2060\ufeff]"
_SPACED: Final = re.compile(rf"(?<!\w)\w(?P<gap>{_GAP}{{1,3}})(?:\w(?P=gap)){{3,60}}\w(?!\w)")
_GAPS: Final = re.compile(rf"{_GAP}(?={_GAP}{{0,2}}(?:\w{_GAP}{{1,3}}){{2}}\w{_GAP})")
_SPELT_OUT: Final = re.compile(r"(?<!\w)[^\W\d_](?:[\W_][^\W\d_]){3,}(?!\w)")
_SIGNS: Final = re.compile(r"[\W_](?=(?:[^\W\d_][\W_]){2}[^\W\d_])")


def spaced(text: str) -> Iterator[re.Match[str]]:
    """Five letters and digits or more with the same signs between them, one to three."""
    return _found(_SPACED, _GAPS, text)


def spelt_out(text: str) -> Iterator[re.Match[str]]:
    """Four letters or more with one sign between them, whichever it is."""
    return _found(_SPELT_OUT, _SIGNS, text)


def _found(pattern: re.Pattern[str], inside: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What `pattern.finditer(text)` finds; in each find, *inside* finds what stands behind its first letter."""
    done = 0
    for near in inside.finditer(text):
        start = near.start() - 1
        if start >= done and (found := pattern.match(text, start)) is not None:
            yield found
            done = found.end()
