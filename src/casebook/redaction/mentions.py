"""Where a text names the people of a registry: in any script, spelling and case ending, and inside addresses; pure.

Words are looked up one by one (`hits.py`) and read together (`runs.py`): given and family name beside each other name
one person, a family name alone all who bear it, a given name alone all who bear it unless a stranger's
family name follows. Numbers, e-mail addresses and handles are matched exactly (`exact.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final

from casebook.base.words import N_
from casebook.redaction.addresses import Piece
from casebook.redaction.dictionary import is_place, is_rather_name, is_word
from casebook.redaction.exact import Exact, exact_finds
from casebook.redaction.hits import How
from casebook.redaction.registry import PersonKey, Phrase, Registry, plate_letters
from casebook.redaction.runs import Reader, Run
from casebook.search.endings import bases
from casebook.search.nameparts import Part

SHORTEST_SMALL: Final = 5
"""Folded letters from which a family name written small, or without a capital, still counts."""


class Why(Enum):
    """What was found."""

    FULL_NAME = N_("full name")
    INITIALS = N_("family name with initials")
    NAME = N_("only name")
    FAMILY_NAME = N_("family name")
    GIVEN_NAME = N_("given name")
    PATRONYMIC = N_("patronymic")
    ALIAS = N_("other name")
    CODE_NAME = N_("code name")
    HANDLE = N_("account name")
    EMAIL = N_("e-mail address")
    PHONE = N_("phone number")
    IIN = N_("personal identification number")
    NUMBER = N_("number or plate")
    COORDINATES = N_("coordinates")


class Certainty(Enum):
    """How surely it names one of them."""

    CERTAIN = N_("certain")
    LIKELY = N_("likely")
    POSSIBLE = N_("possible")
    """Only a person reading the place can tell; shown with the review list, marked by nobody else."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names somebody: characters of the text, end exclusive; *people* are all it may name."""

    start: int
    end: int
    people: tuple[PersonKey, ...]
    why: Why
    how: How
    certainty: Certainty
    in_address: bool

    @property
    def is_marked(self) -> bool:
        """Whether it is proposed for redaction without anybody looking."""
        return self.certainty is not Certainty.POSSIBLE


def find(text: str, registry: Registry) -> tuple[Mention, ...]:
    """Every mention of the registry's people in *text*, in order; one inside another is left out."""
    reader = Reader(text, registry)
    found = [
        mention for run in reader.runs() if (mention := _mention(text, run, reader, registry)) is not None
    ]
    found += _phrases(text, reader, registry)
    found += [_exact_mention(exact, registry) for exact in exact_finds(text, registry)]
    return _outermost(_whole_emails(text, found))


def _mention(text: str, run: Run, reader: Reader, registry: Registry) -> Mention | None:
    certainty = _certainty(run, reader)
    if certainty is None:
        return None
    first, last = reader.pieces[run.first], reader.pieces[run.last - 1]
    end = last.end
    if run.last - run.first > 1 and len(last.text) <= 2 and text[end : end + 1] == ".":
        end += 1
    people = tuple(registry.people[person] for person in sorted(run.people))
    return Mention(first.start, end, people, _why(run), run.how, certainty, in_address=first.address > 0)


def _certainty(run: Run, reader: Reader) -> Certainty | None:
    if run.is_full or run.initials:
        sure = run.how in (How.SAME_NAME, How.CASE_ENDING)
        return Certainty.CERTAIN if sure else Certainty.LIKELY
    piece = reader.pieces[run.first]
    if run.last - run.first > 1 and run.how is not How.SKELETON:
        return Certainty.LIKELY
    if Part.GIVEN in run.parts:
        return _lone_given(run, piece, reader)
    certainty = _lone_family(run, piece)
    if certainty is Certainty.CERTAIN and reader.has_stranger_beside(run):
        return Certainty.LIKELY  # somebody of that family name, perhaps a relative nobody registered
    return certainty


def _lone_given(run: Run, piece: Piece, reader: Reader) -> Certainty | None:
    """A given name by itself: it names all who bear it, unless it is a word, a place or half a stranger's name."""
    if run.how.rank > How.SHORT_FORM.rank:
        return None
    if not (piece.is_capital or piece.address):
        # Written small, as in chats: perhaps the word, which Kazakh names often are.
        known = run.how.rank <= How.CASE_ENDING.rank and len(piece.folded) >= SHORTEST_SMALL
        return Certainty.POSSIBLE if known and not is_word(piece.text) else None
    if run.how is How.SHORT_FORM:
        return Certainty.POSSIBLE
    same = run.how is How.SAME_NAME
    if is_place(piece.text):
        return Certainty.POSSIBLE if same else None
    in_english = piece.text.isascii() and not same
    if len(piece.folded) < 3 or piece.address or in_english:
        return Certainty.POSSIBLE
    if is_word(piece.text) and (piece.begins or not is_rather_name(piece.text)):
        return Certainty.POSSIBLE
    return Certainty.POSSIBLE if reader.has_stranger_beside(run) else Certainty.LIKELY


def _phrases(text: str, reader: Reader, registry: Registry) -> list[Mention]:
    """Mentions by alias, code name, account name, plate or number."""
    found: list[Mention] = []
    if not registry.phrases and not registry.plates:
        return found
    for at, piece in enumerate(reader.pieces):
        plates = registry.plates.get(plate_letters(piece.text), ()) if registry.plates else ()
        for phrase in (*reader.phrases(piece), *plates):
            run = reader.pieces[at : at + len(phrase.words)]
            how = _spelt(phrase, run)
            if how is None or not _is_close(text, run):
                continue
            at_sign = text[piece.start - 1 : piece.start] == "@"
            certainty = _phrase_certainty(phrase, piece, at_sign)
            if certainty is not None:
                people = (registry.people[phrase.person],)
                why, in_address = _PHRASES[phrase.kind], piece.address > 0
                start = _with_sign(text, piece.start) if phrase.kind == "handle" else piece.start
                found.append(Mention(start, run[-1].end, people, why, how, certainty, in_address))
    return found


_SERVICE: Final = re.compile(
    r"(?:(?:https?://)?(?:www\.|m\.)?(?:t\.me|telegram\.me|wa\.me|ok\.ru/profile|(?:instagram|facebook|fb|vk|twitter|x"
    r"|tiktok|threads|youtube|linkedin)\.com(?:/in)?)/@?|(?<![\w.-])@)\Z",
    re.IGNORECASE,
)
_LONGEST_SERVICE: Final = 40


def _with_sign(text: str, start: int) -> int:
    """Where an account name begins with the @ or the address of its service before it."""
    first = max(0, start - _LONGEST_SERVICE)
    sign = _SERVICE.search(text[first:start])
    return first + sign.start() if sign is not None else start


def _spelt(phrase: Phrase, run: list[Piece]) -> How | None:
    """How the words *run* agree with a phrase: each of an alias or a code name may stand in another case."""
    if len(run) != len(phrase.words):
        return None
    if phrase.kind == "number":
        same = tuple(plate_letters(piece.text) for piece in run) == phrase.words
        return How.SAME_NAME if same else None
    how = How.SAME_NAME
    for piece, word in zip(run, phrase.words, strict=True):
        if piece.folded == word:
            continue
        if phrase.kind == "handle" or all(base != word for base, _ in bases(piece.folded)):
            return None
        how = How.CASE_ENDING
    return how


def _is_close(text: str, run: list[Piece]) -> bool:
    gaps = [text[one.end : other.start] for one, other in pairwise(run)]
    return all(len(gap) <= 3 and "\n\n" not in gap for gap in gaps)


def _phrase_certainty(phrase: Phrase, piece: Piece, at_sign: bool) -> Certainty | None:  # noqa: FBT001 - private
    if phrase.kind == "number":
        return Certainty.CERTAIN if len("".join(phrase.words)) > 4 else Certainty.LIKELY
    if phrase.kind == "handle":
        named = piece.address > 0 or at_sign
        return Certainty.CERTAIN if named else None if phrase.is_word else Certainty.LIKELY
    if not phrase.is_word:
        return Certainty.CERTAIN if len(phrase.words) > 1 or piece.is_capital else Certainty.LIKELY
    capital = piece.is_capital and not piece.begins and not piece.text.isupper()
    return Certainty.LIKELY if capital else Certainty.POSSIBLE


def _lone_family(run: Run, piece: Piece) -> Certainty | None:
    """A family name (or the only name, or a patronymic) by itself."""
    if run.parts == {Part.PATRONYMIC}:
        return Certainty.POSSIBLE if piece.is_capital and run.how.rank < How.ONE_LETTER.rank else None
    if is_word(piece.text) and not (piece.is_capital and is_rather_name(piece.text)):
        if run.how is not How.SAME_NAME and not (piece.is_capital and not piece.text.isascii()):
            return Certainty.POSSIBLE if piece.address and run.how is How.TOGETHER else None
        if piece.is_capital and not piece.begins and not piece.text.isupper():
            return Certainty.LIKELY
        return Certainty.POSSIBLE if piece.is_capital or piece.address else None
    if piece.is_capital or piece.address:
        if len(piece.folded) < 3:
            return Certainty.POSSIBLE
        sure = (
            run.how in (How.SAME_NAME, How.CASE_ENDING) and len(piece.folded) > 3 and not is_word(piece.text)
        )
        return Certainty.CERTAIN if sure else Certainty.LIKELY
    if run.how.rank > How.CASE_ENDING.rank or len(piece.folded) < SHORTEST_SMALL:
        return None
    return Certainty.LIKELY


_PHRASES: Final = {
    "alias": Why.ALIAS,
    "code": Why.CODE_NAME,
    "handle": Why.HANDLE,
    "number": Why.NUMBER,
}
_EXACT: Final = {
    "email": Why.EMAIL,
    "phone": Why.PHONE,
    "iin": Why.IIN,
    "number": Why.NUMBER,
    "coordinates": Why.COORDINATES,
}


def _why(run: Run) -> Why:
    if run.is_full:
        return Why.FULL_NAME
    if run.initials:
        return Why.INITIALS
    if Part.WHOLE in run.parts:
        return Why.NAME
    if Part.FAMILY in run.parts:
        return Why.FAMILY_NAME
    return Why.GIVEN_NAME if Part.GIVEN in run.parts else Why.PATRONYMIC


def _exact_mention(exact: Exact, registry: Registry) -> Mention:
    people = tuple(registry.people[person] for person in sorted(exact.people))
    certainty = Certainty.CERTAIN if exact.is_sure else Certainty.LIKELY
    return Mention(
        exact.start, exact.end, people, _EXACT[exact.kind], How.SAME_NAME, certainty, in_address=False
    )


_EMAIL: Final = re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+")


def _whole_emails(text: str, found: Iterable[Mention]) -> list[Mention]:
    """Mentions inside an e-mail address widened to the whole address: the rest of it leads to the person."""
    spans = [match.span() for match in _EMAIL.finditer(text)] if "@" in text else []
    widened = []
    at = 0
    for mention in sorted(found, key=lambda m: m.start):
        while at < len(spans) and spans[at][1] <= mention.start:
            at += 1
        if at < len(spans) and spans[at][0] <= mention.start and mention.end <= spans[at][1]:
            widened.append(_as_email(mention, *spans[at]))
        else:
            widened.append(mention)
    return widened


def _as_email(mention: Mention, start: int, end: int) -> Mention:
    sure = mention.why is Why.EMAIL
    certainty = Certainty.CERTAIN if sure else Certainty.LIKELY
    return Mention(start, end, mention.people, Why.EMAIL, mention.how, certainty, in_address=True)


def _outermost(found: Iterable[Mention]) -> tuple[Mention, ...]:
    """*found* in order without what lies inside another; of the same place the surest."""
    order = {certainty: rank for rank, certainty in enumerate(Certainty)}
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end, order[m.certainty], list(Why).index(m.why))):
        if kept and mention.end <= kept[-1].end:
            outer = kept[-1]
            if order[mention.certainty] < order[outer.certainty]:
                kept.append(mention)  # a sure name inside a doubtful one is not lost
            continue
        kept.append(mention)
    return tuple(kept)
