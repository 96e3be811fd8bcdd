"""The passages of `vectors/passages`, their marks taken off, and how much of what is marked the finder finds."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from casebook.redaction.doubts import Question
from casebook.redaction.mentions import Mention, find
from casebook.redaction.registry import Identity, Registry
from casebook.redaction.review import look
from casebook.search.nameparts import PersonName

FOLDER = Path(__file__).parent / "vectors" / "passages"
LANGUAGES = ("en", "ru", "kk")
DEVELOPMENT, HELD_OUT, FRESH = HALVES = ("development", "held out", "fresh")
FIRST_FRESH = 100
_MARK = re.compile(r"⟦([^|⟧]*)\|([^⟧]*)⟧")


@dataclass(frozen=True)
class Marked:
    """One mention: characters of the passage, end exclusive; *who* as in the passage; *kind* is `name` or longer."""

    start: int
    end: int
    who: str
    kind: str

    @property
    def is_relative(self) -> bool:
        """Whether it is a word for a relative."""
        return self.who == "K"

    @property
    def is_registered(self) -> bool:
        """Whether it names a person of the registry."""
        return self.who[0] == "P"


@dataclass(frozen=True)
class MarkedPassage:
    """A passage without its marks, and they."""

    language: str
    number: int
    text: str
    marks: tuple[Marked, ...]


def passages(half: str) -> list[MarkedPassage]:
    """The passages for development (odd numbers), those held out (even numbers), or the fresh ones (from 101 on)."""
    return [p for language in LANGUAGES for p in _of(language) if _half(p.number) == half]


def _half(number: int) -> str:
    if number > FIRST_FRESH:
        return FRESH
    return HELD_OUT if number % 2 == 0 else DEVELOPMENT


def _of(language: str) -> Iterator[MarkedPassage]:
    parts = re.split(r"(?m)^# (\d+)\n", (FOLDER / f"{language}.txt").read_text(encoding="utf-8"))
    for number, written in zip(parts[1::2], parts[2::2], strict=True):
        text, at, marks = "", 0, []
        for found in _MARK.finditer(written):
            text += written[at : found.start()]
            who, _, kind = found[1].partition(".")
            marks.append(Marked(len(text), len(text) + len(found[2]), who, kind or "name"))
            text += found[2]
            at = found.end()
        yield MarkedPassage(language, int(number), text + written[at:], tuple(marks))


def registry() -> Registry:
    """The people of `people.json`."""
    listed = json.loads((FOLDER / "people.json").read_text(encoding="utf-8"))
    return Registry.of(
        Identity(
            person=one["id"],
            names=tuple(map(PersonName, one["names"])),
            **{key: tuple(value) for key, value in one.items() if key not in ("id", "names")},
        )
        for one in listed
    )


@dataclass
class Tally:
    """What was found of the marks of some passages."""

    mentions: int = 0
    marked: int = 0
    """Registered people's mentions that the registry alone marks whole."""
    registered: int = 0
    covered: int = 0
    """Mentions that registry and review list together cover."""
    relatives: int = 0
    relatives_found: int = 0
    marks: int = 0
    right: int = 0
    """Marks of the registry that lie on a mention, and one of whose people is meant if that is registered."""
    questions: int = 0
    needed: int = 0
    """Questions that lie on a mention or on a word for a relative."""
    missed: Counter[str] = field(default_factory=Counter)
    """Kinds of the mentions that nothing covers."""


def tally(some: Iterable[MarkedPassage], known: Registry) -> Tally:
    """Look through *some* passages with the people of *known*."""
    found = Tally()
    for passage in some:
        mentions = find(passage.text, known)
        questions = look(passage.text, known, mentions)
        _count(found, passage, [m for m in mentions if m.is_marked], questions)
    return found


def _count(
    found: Tally, passage: MarkedPassage, marks: list[Mention], questions: tuple[Question, ...]
) -> None:
    seen = {at for place in (*marks, *questions) for at in range(place.start, place.end)}
    for mark in passage.marks:
        is_seen = all(at in seen for at in range(mark.start, mark.end) if passage.text[at].isalnum())
        if mark.is_relative:
            found.relatives += 1
            found.relatives_found += is_seen
            continue
        found.mentions += 1
        found.covered += is_seen
        found.registered += mark.is_registered
        whole = any(m.start <= mark.start and mark.end <= m.end and mark.who in m.people for m in marks)
        found.marked += mark.is_registered and whole
        if not is_seen:
            found.missed[f"{mark.kind} of a {'registered person' if mark.is_registered else 'stranger'}"] += 1
    found.marks += len(marks)
    found.right += sum(is_right(passage, mark) for mark in marks)
    found.questions += len(questions)
    found.needed += sum(is_needed(passage, question) for question in questions)


def is_right(passage: MarkedPassage, mention: Mention) -> bool:
    """Whether *mention* lies on a marked one, and means its person or a stranger."""
    on = [m for m in passage.marks if m.start < mention.end and mention.start < m.end and not m.is_relative]
    return any(not m.is_registered or m.who in mention.people for m in on)


def is_needed(passage: MarkedPassage, question: Question) -> bool:
    """Whether *question* lies on a mention or on a word for a relative."""
    return any(m.start < question.end and question.start < m.end for m in passage.marks)
