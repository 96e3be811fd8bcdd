"""What only a person reading the page can judge: perhaps a name that nobody registered; pure.

The registry finds the people a casebook knows. This finds capitalised words and address words that are no
words, words for relatives ("brother of …" names two people), numbers that may be a personal identification
number, and the registry's own doubtful finds. Its blind spot is a stranger whose name is a word: it stands
here where capitals or the lists of names give it away, and only a reader sees the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from casebook.base import resources
from casebook.base.words import N_
from casebook.redaction.addresses import Piece, pieces
from casebook.redaction.dictionary import is_name, is_place, is_word, plain, russian_lemmas
from casebook.redaction.exact import dated_numbers
from casebook.redaction.mentions import Mention, find
from casebook.redaction.registry import PersonKey, Registry
from casebook.search.letters import fold_word

SHORTEST_IN_ADDRESS: Final = 4
LONGEST_ACRONYM: Final = 5
_NEAR: Final = 3
"""Words between a word for a relative and the name it belongs to."""
_ADDRESS_WORDS: Final = frozenset(
    ("http", "https", "www", "html", "aspx", "php", "pdf", "utm", "fbclid", "mailto")
)
_OWNERS: Final = frozenset(("his", "her", "their", "my", "our", "your", "whose"))
_OWNED: Final = re.compile("['\u2019]s?$")
_KAZAKH_OWNED: Final = re.compile(
    r"(?:s?i|i?m|i?n|lari|leri|dari|deri|tari|teri|imiz|miz)(?:n|nin|na|ne|nda|nde|nan|nen|men)?\Z"
)


class Doubt(Enum):
    """Why a place should be looked at."""

    POSSIBLE_MENTION = N_("may be somebody the casebook knows")
    NO_WORD = N_("a capitalised word that is no dictionary word")
    NAME_AND_WORD = N_("a word that is also a name")
    ADDRESS_WORD = N_("a word in an address that is no dictionary word")
    RELATIVE = N_("a word for a relative: it may name two people")
    DATED_NUMBER = N_("twelve digits that may be a personal identification number")


@dataclass(frozen=True, slots=True)
class Question:
    """A place for a person to judge: characters of the text, end exclusive."""

    start: int
    end: int
    why: Doubt
    people: tuple[PersonKey, ...] = ()
    """Whom it may name, for `Doubt.POSSIBLE_MENTION`."""


def look(text: str, registry: Registry, found: tuple[Mention, ...] | None = None) -> tuple[Question, ...]:
    """Everything in *text* a person should judge, in order; *found* is `mentions.find` of the same text, if at hand.

    What is already marked is left out. Words side by side are one question.
    """
    mentions = find(text, registry) if found is None else found
    marked = [(mention.start, mention.end) for mention in mentions if mention.is_marked]
    run = pieces(text)
    questions = [
        Question(mention.start, mention.end, Doubt.POSSIBLE_MENTION, mention.people)
        for mention in mentions
        if not mention.is_marked
    ]
    strange = list(_strange_words(run))
    strange += _beside_strange(text, run, {q.start for q in strange if q.why is not Doubt.ADDRESS_WORD})
    questions += _joined(text, _unmarked(strange, marked))
    questions += [Question(run[i].start, run[i].end, Doubt.RELATIVE) for i in _relatives(text, run, marked)]
    questions += [Question(start, end, Doubt.DATED_NUMBER) for start, end in dated_numbers(text)]
    return tuple(_unmarked(questions, marked))


def _strange_words(run: list[Piece]) -> Iterator[Question]:
    small = {plain(piece.text) for piece in run if not piece.is_capital and not piece.address}
    for piece in run:
        doubt = _of_address(piece) if piece.address else _of_prose(piece, small)
        if doubt is not None:
            yield Question(piece.start, piece.end, doubt)


def _beside_strange(text: str, run: list[Piece], strange: set[int]) -> Iterator[Question]:
    """Capitalised words right beside a strange word (begun at one of *strange*): a name whose half is a word."""
    for i, piece in enumerate(run):
        if piece.start in strange or piece.address or not piece.is_capital or not is_word(piece.text):
            continue
        if piece.begins and not is_name(piece.text):
            continue
        for one, other in ((i - 1, i), (i, i + 1)):
            near = run[one if other == i else other] if one >= 0 and other < len(run) else None
            if near is None or near.start not in strange:
                continue
            if text[run[one].end : run[other].start] in (" ", "-", "\u00a0", "\u2011", " \n", "\n"):
                yield Question(piece.start, piece.end, Doubt.NAME_AND_WORD)
                break


def _of_address(piece: Piece) -> Doubt | None:
    if piece.is_number or len(piece.text) < SHORTEST_IN_ADDRESS or piece.text.lower() in _ADDRESS_WORDS:
        return None
    if is_word(piece.text):
        return Doubt.NAME_AND_WORD if piece.is_capital and is_name(piece.text) else None
    return None if is_place(piece.text) else Doubt.ADDRESS_WORD


def _of_prose(piece: Piece, small: set[str]) -> Doubt | None:
    if piece.is_number or not piece.is_capital or len(piece.text) < 2 or is_place(piece.text):
        return None
    in_capitals = piece.text.isupper()
    if is_word(piece.text):
        # In the middle of a sentence a word that is also a name is more likely the name.
        tells = not piece.begins and not in_capitals and is_name(piece.text)
        return Doubt.NAME_AND_WORD if tells else None
    if in_capitals and len(piece.text) <= LONGEST_ACRONYM and not is_name(piece.text):
        return None
    if piece.begins and plain(piece.text) in small:
        return None  # written small elsewhere in the same text: a word no list has, as Kazakh words are
    return Doubt.NO_WORD


def _kind(doubt: Doubt) -> Doubt:
    return Doubt.NO_WORD if doubt is Doubt.NAME_AND_WORD else doubt


def _joined(text: str, questions: Iterable[Question]) -> list[Question]:
    """Neighbours of one kind made one question."""
    joined: list[Question] = []
    for question in questions:
        last = joined[-1] if joined else None
        if last is not None and _kind(last.why) is _kind(question.why):
            gap = text[last.end : question.start]
            if len(gap) <= 3 and not gap.strip(" \u00a0\n-_.+"):
                joined[-1] = Question(last.start, question.end, last.why)
                continue
        joined.append(question)
    return joined


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


def _is_relative(piece: Piece) -> str:
    """The language in which *piece* is a word for a relative; empty if in none."""
    small = plain(piece.text)
    if small in _kinship()["en"]:
        return "en"
    if russian_lemmas(piece.text) & _kinship()["ru"]:
        return "ru"
    if not small.isascii() or not is_word(piece.text):
        for stem in _kazakh_stems():
            if piece.folded.startswith(stem) and _KAZAKH_OWNED.match(piece.folded, len(stem)):
                return "kk"
    return ""


def _relatives(text: str, run: list[Piece], marked: list[tuple[int, int]]) -> Iterator[int]:
    """Words for relatives that belong to somebody: in English only beside "of", an owner or a name."""
    starts = {start for start, _ in marked}
    ends = {end for _, end in marked}
    for i, piece in enumerate(run):
        if piece.is_number or piece.address:
            continue
        language = _is_relative(piece)
        if not language:
            continue
        near = run[max(0, i - _NEAR) : i + _NEAR + 1]
        owned = (
            language != "en"
            or (i + 1 < len(run) and run[i + 1].text.lower() == "of")
            or any(p.text.lower() in _OWNERS for p in run[max(0, i - 2) : i])
            or any(_OWNED.search(text[p.end : p.end + 2].rstrip()) for p in run[max(0, i - 2) : i])
            or any(p.start in starts or p.end in ends for p in near)
        )
        if owned:
            yield i


def _unmarked(questions: Iterable[Question], marked: list[tuple[int, int]]) -> Iterator[Question]:
    """*questions* in order, less the words that are marked already; of the same place the first doubt."""
    order = list(Doubt)
    seen: set[tuple[int, int]] = set()
    at = 0
    for question in sorted(questions, key=lambda q: (q.start, q.end, order.index(q.why))):
        while at < len(marked) and marked[at][1] <= question.start:
            at += 1
        inside = at < len(marked) and marked[at][0] <= question.start and question.end <= marked[at][1]
        if inside or (question.start, question.end) in seen:
            continue
        seen.add((question.start, question.end))
        yield question
