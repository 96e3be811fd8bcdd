"""Texts cut into sentences and spans: by the text alone, never by who is in it. Pure.

A cut that came from the registry would itself name somebody. So a sentence ends where sentences end, and in
it every run of words that begin with a capital or hold a digit, ``@``, ``/`` or ``_`` is one span, ended also
by punctuation; what lies between two runs is one span. The pieces joined are the text, character for
character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_LARGE: Final = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
_SMALL: Final = "a-zа-яёәғқңөұүһі"
_INITIAL: Final = rf"(?<!\b[{_LARGE}])(?<!\b[{_LARGE}][{_SMALL}])"
"""A dot behind a single large letter, or two letters as in "Zh." and "Dr.", ends no sentence."""
_SENTENCE_END: Final = re.compile(
    rf"(?:(?<![.!?…])(?:[!?…]|{_INITIAL}\.)[.!?…]*+[\"'»”’)\]]*+(?=\s+[\"'«“„(\[]*[^\W{_SMALL}_])|\n)\s*"
)
_WORD: Final = re.compile(r"\S+")
_OPENING: Final = "\"'«“„‘([{<"
_CLOSING: Final = "\"'»”’)]}>.,;:!?…"


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a sentence: characters of the text, end exclusive. *run*: it may hold a name or a number."""

    start: int
    end: int
    run: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the white space behind it."""

    start: int
    end: int
    spans: tuple[Span, ...]


def cut(text: str) -> tuple[Sentence, ...]:
    """The sentences of *text* with their spans. An empty text has none."""
    sentences = []
    start = 0
    for end in [*(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]:
        if end > start:
            sentences.append(Sentence(start, end, tuple(_spans(text, start, end))))
            start = end
    return tuple(sentences)


def _spans(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for run_start, run_end in _runs(text, start, end):
        if run_start > at:
            yield Span(at, run_start, run=False)
        yield Span(run_start, run_end, run=True)
        at = run_end
    if at < end:
        yield Span(at, end, run=False)


def _runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of marked words with nothing but white space between them; punctuation stays outside."""
    run: tuple[int, int] | None = None
    for found in _WORD.finditer(text, start, end):
        word_start, word_end = _bare(text, found.start(), found.end())
        if word_start >= word_end or not _is_marked(text[word_start:word_end]):
            if run is not None:
                yield run
                run = None
            continue
        if run is not None and text[run[1] : word_start].strip():
            yield run
            run = None
        run = (word_start, word_end) if run is None else (run[0], word_end)
        if word_end < found.end():
            yield run
            run = None
    if run is not None:
        yield run


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _OPENING:
        start += 1
    while end > start and text[end - 1] in _CLOSING:
        end -= 1
    return start, end


def _is_marked(word: str) -> bool:
    return word[0].isupper() or any(c.isdigit() or c in "@/_" for c in word) or any(map(str.isupper, word))
