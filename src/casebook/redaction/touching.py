"""Where a mark may turn the sense of a sentence: it stands beside a negation or a number, or has taken one away.

"Not ▓▓▓ but the officer" and "▓▓▓ but the officer" accuse different people. What is found here is a question
to whoever exports: shall the whole sentence go? It changes nothing by itself. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.redaction.plan import Passage, SentenceFate

NEGATION: Final = "negation"
NUMBER: Final = "number"

_WORD: Final = re.compile(r"[\w'’-]+")
_NEGATIONS: Final = {
    "en": "no not none nobody nothing never neither nor without cannot hardly nowhere except unless",
    "ru": "не ни нет нету никто никого никому никем ничто ничего ничему ничем никогда нигде никуда никакой"
    " никакая никакого никаких никак нельзя без кроме вряд",
    "kk": "емес жоқ ешкім ешкімді ешкімнің ешқашан ешбір ештеңе ешқандай ешқайда",
}
_NUMBERS: Final = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve dozen hundred thousand both"
    " all several",
    "ru": "ноль один одна одного двое два две двух трое три трёх трех четверо четыре пять шесть семь восемь"
    " девять десять одиннадцать двенадцать сто тысяча оба обе все несколько",
    "kk": "бір екі үш төрт бес алты жеті сегіз тоғыз он жүз мың барлық бірнеше екеуі үшеуі",
}
_NEGATION_WORDS: Final = frozenset(word for words in _NEGATIONS.values() for word in words.split())
_NUMBER_WORDS: Final = frozenset(word for words in _NUMBERS.values() for word in words.split())
_SHORTENED: Final = re.compile(r"n['’]t\Z")
_KAZAKH_VERB: Final = re.compile(r"\w{2,}[мбп][ае](?:д[ыі]|[ғг][ае]н|йд[ыі]|с[ае])\w{0,3}\Z")


@dataclass(frozen=True, slots=True)
class Touch:
    """A mark (characters of the text, end exclusive), the sentence it stands in, the word it touches, and why."""

    start: int
    end: int
    sentence: tuple[int, int]
    word: str
    why: str


def touches(passage: Passage) -> Iterator[Touch]:
    """Every mark of *passage* that touches a negation or a number; at most one for each mark."""
    for sentence in passage.sentences:
        if sentence.why:
            continue
        for start, end in _marks(sentence):
            found = _touched(passage.text, sentence, start, end)
            if found is not None:
                word, why = found
                yield Touch(start, end, (sentence.start, sentence.end), word, why)


def _marks(sentence: SentenceFate) -> Iterator[tuple[int, int]]:
    """Spans that are hidden side by side are one mark."""
    mark: tuple[int, int] | None = None
    for span in sentence.spans:
        if span.why:
            mark = (span.start, span.end) if mark is None else (mark[0], span.end)
        elif mark is not None:
            yield mark
            mark = None
    if mark is not None:
        yield mark


def _touched(text: str, sentence: SentenceFate, start: int, end: int) -> tuple[str, str] | None:
    """A negation counts more than a number; what the mark has taken counts as what stands beside it."""
    before = _WORD.findall(text, sentence.start, start)[-1:]
    inside = _WORD.findall(text, start, end)
    after = _WORD.findall(text, end, sentence.end)[:1]
    words = [*before, *inside, *after]
    for test, why in ((_is_negation, NEGATION), (_is_number, NUMBER)):
        found = next((word for word in words if test(word.casefold())), None)
        if found is not None:
            return found, why
    return None


def _is_negation(word: str) -> bool:
    return word in _NEGATION_WORDS or bool(_SHORTENED.search(word)) or bool(_KAZAKH_VERB.match(word))


def _is_number(word: str) -> bool:
    return word in _NUMBER_WORDS or word[:1].isdigit()
