"""What only a person reading the page can judge: perhaps a name that nobody registered; pure.

The registry finds the people a casebook knows. This finds capitalised words and address words that are no
words (`strange.py`), what identifies by its form (`patterns.py`), words for relatives ("brother of …" names two
people, `relatives.py`), and the registry's own doubtful finds. Its blind spot is a stranger whose name is a word: it
stands here where capitals or the lists of names give it away, and only a reader sees the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, cast

from casebook.redaction.addresses import pieces
from casebook.redaction.doubts import Doubt, Question
from casebook.redaction.mentions import Mention, find
from casebook.redaction.patterns import Form, formed
from casebook.redaction.registry import Registry
from casebook.redaction.relatives import relatives
from casebook.redaction.strange import Strange

_FORMS: Final = {
    Form.EMAIL: Doubt.EMAIL,
    Form.COORDINATES: Doubt.COORDINATES,
    Form.HANDLE: Doubt.HANDLE,
    Form.CASE_NUMBER: Doubt.CASE_NUMBER,
    Form.DATED_NUMBER: Doubt.DATED_NUMBER,
    Form.PLATE: Doubt.PLATE,
    Form.PHONE: Doubt.PHONE,
}


def look(text: str, registry: Registry, found: tuple[Mention, ...] | None = None) -> tuple[Question, ...]:
    """Everything in *text* a person should judge, in order; *found* is `mentions.find` of the same text, if at hand.

    What is already marked is left out. Words side by side are one question.
    """
    mentions = find(text, registry) if found is None else found
    certain = [mention for mention in mentions if mention.is_marked]
    marked = [(mention.start, mention.end) for mention in certain]
    run = pieces(text)
    questions = [Question(one.start, one.end, _FORMS[one.form]) for one in formed(text)]
    shaped = [(question.start, question.end) for question in questions]
    questions += [
        Question(mention.start, mention.end, Doubt.POSSIBLE_MENTION, mention.people)
        for mention in mentions
        if not mention.is_marked
    ]
    strange = Strange(text, run, marked)
    asked = _joined(text, _unmarked(strange.questions(), sorted((*marked, *shaped))))
    questions += [_with_initials(text, question) for question in asked]
    questions += relatives(text, run, certain)
    return tuple(_unmarked(questions, marked))


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


Reading = tuple[tuple[Mention, ...], tuple[Question, ...]]
MOST_REMEMBERED: Final = 20_000


def reading(text: str, registry: Registry) -> Reading:
    """`find` and `look` of *text*: remembered with the registry, because a plan is made again after every answer."""
    remembered = cast("dict[str, Reading]", registry.memory.setdefault("readings", {}))
    known = remembered.get(text)
    if known is None:
        found = find(text, registry)
        if len(remembered) >= MOST_REMEMBERED:
            remembered.clear()
        known = remembered[text] = (found, look(text, registry, found))
    return known


_BEFORE: Final = re.compile(r"(?:(?<![^\W\d_])[^\W\d_a-zа-яё]{1,2}\.[\s\u00a0]?){1,2}\Z")
_AFTER: Final = re.compile(
    r",?[\s\u00a0][^\W\d_a-zа-яё]{1,2}\.(?:[\s\u00a0]?[^\W\d_a-zа-яё]{1,2}\.)?(?![^\W\d_])"
)
_INITIALS: Final = 8


def _with_initials(text: str, question: Question) -> Question:
    """*question* with the initials before or after a family name."""
    if question.why not in (Doubt.NO_WORD, Doubt.NAME_AND_WORD):
        return question
    first = max(0, question.start - _INITIALS)
    before = _BEFORE.search(text[first : question.start])
    after = _AFTER.match(text, question.end)
    if before is not None:
        return replace(question, start=first + before.start())
    return replace(question, end=after.end()) if after is not None else question


def _unmarked(questions: Iterable[Question], marked: list[tuple[int, int]]) -> Iterator[Question]:
    """*questions* in order, less the words that are marked already; of the same place the first doubt."""
    seen: set[tuple[int, int]] = set()
    at = 0
    for question in sorted(questions, key=lambda q: (q.start, q.end, q.why.gravity)):
        while at < len(marked) and marked[at][1] <= question.start:
            at += 1
        inside = at < len(marked) and marked[at][0] <= question.start and question.end <= marked[at][1]
        if inside or (question.start, question.end) in seen:
            continue
        seen.add((question.start, question.end))
        yield question
