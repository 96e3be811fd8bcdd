"""Words for relatives in a text, and whose: "brother of …" names two people; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from casebook.base import resources
from casebook.redaction.addresses import Piece
from casebook.redaction.dictionary import is_word, plain, russian_lemmas
from casebook.redaction.doubts import Doubt, Question
from casebook.redaction.mentions import Mention
from casebook.search.letters import fold_word

_NEAR: Final = 3
"""Words between a word for a relative and the name it belongs to."""
_OWNERS: Final = frozenset(("his", "her", "their", "my", "our", "your", "whose"))
_OWNED: Final = re.compile("['\u2019]s?$")
_KAZAKH_OWNED: Final = re.compile(
    r"(?:s?i|i?m|i?n|lari|leri|dari|deri|tari|teri|imiz|miz)(?:n|nin|na|ne|nda|nde|nan|nen|men)?\Z"
)


@cache
def _kinship() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in resources.text("words", "kinship.tsv").splitlines():
        if line and not line.startswith("#"):
            language, _, listed = line.split("\t")
            found[language] = frozenset(listed.split())
    return found


@cache
def _kazakh_stems() -> tuple[str, ...]:
    return tuple(fold_word(stem) for stem in _kinship()["kk"])


@lru_cache(maxsize=1 << 16)
def _is_relative(word: str) -> str:
    """The language in which *word* is a word for a relative; empty if in none."""
    small = plain(word)
    if small in _kinship()["en"]:
        return "en"
    if russian_lemmas(word) & _kinship()["ru"]:
        return "ru"
    folded = fold_word(word)
    if not small.isascii() or not is_word(word):
        for stem in _kazakh_stems():
            if folded.startswith(stem) and _KAZAKH_OWNED.match(folded, len(stem)):
                return "kk"
    return ""


def relatives(text: str, run: list[Piece], marked: list[Mention]) -> Iterator[Question]:
    """Words for relatives that belong to somebody: in English only beside "of", an owner or a name.

    Whose relative it is, as far as a mention beside the word tells, stands in the question's people.
    """
    starts = {mention.start: mention for mention in marked}
    ends = {mention.end: mention for mention in marked}
    for i, piece in enumerate(run):
        if piece.is_number or piece.address:
            continue
        language = _is_relative(piece.text)
        if not language:
            continue
        near = run[max(0, i - _NEAR) : i + _NEAR + 1]
        owner = _owner(i - max(0, i - _NEAR), [starts.get(p.start) or ends.get(p.end) for p in near])
        owned = (
            language != "en"
            or (i + 1 < len(run) and run[i + 1].text.lower() == "of")
            or any(p.text.lower() in _OWNERS for p in run[max(0, i - 2) : i])
            or any(_OWNED.search(text[p.end : p.end + 2].rstrip()) for p in run[max(0, i - 2) : i])
            or owner is not None
        )
        if owned:
            yield Question(piece.start, piece.end, Doubt.RELATIVE, owner.people if owner else ())


def _owner(at: int, near: list[Mention | None]) -> Mention | None:
    """Of the mentions at the words *near* word *at*, the nearest; of two as near the one behind ("brother of …")."""
    held = sorted((abs(i - at), i < at, i) for i, mention in enumerate(near) if mention is not None)
    return near[held[0][2]] if held else None
