"""Whom one word of a text may name: looked up in the registry by spelling, case ending and one edit; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from casebook.base.words import N_
from casebook.redaction.addresses import Piece
from casebook.redaction.dictionary import is_word
from casebook.redaction.likeness import Likeness
from casebook.redaction.registry import Bearing, Phrase, Registry, less_one
from casebook.search.endings import bases
from casebook.search.folding import words
from casebook.search.keys import SHORTEST_ONE_EDIT, one_letter_apart, skeleton
from casebook.search.letters import readings
from casebook.search.manywords import folded as folded_together
from casebook.search.manywords import is_plain
from casebook.search.nameparts import Part

SHORTEST_PART: Final = 3
SHORTEST_AFFIX: Final = 6
LONGEST_TOGETHER: Final = 40
LONGEST_WORD: Final = 64
"""Folded letters; what is longer is no name, and would cost its square."""


class How(Enum):
    """How the word in the text agrees with the name in the casebook, the surest first."""

    SAME_NAME = N_("the name, in any spelling or script")
    CASE_ENDING = N_("the name with a case ending, or its form for a woman or a man")
    TOGETHER = N_("names written as one word")
    SHORT_FORM = N_("a short form of the given name")
    ONE_LETTER = N_("one letter apart")
    SKELETON = N_("the same consonants, beside a name that agrees")

    rank: int
    """0 is the surest."""

    def __init__(self, _words: str) -> None:
        self.rank = len(type(self).__members__)

    __hash__ = object.__hash__  # each is one object


@dataclass(frozen=True, slots=True)
class Hit:
    """One person, one part of a name, and how the word agrees with it."""

    person: int
    part: Part
    how: How


Hits = tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Alone:
    """Whom a word may name that stands alone, as which part of their names, and how surely at most."""

    people: frozenset[int]
    parts: frozenset[Part]
    how: How


_DECLINED: Final = frozenset(("alias", "code"))


def lookup(registry: Registry) -> Lookup:
    """The lookup of *registry*: one for all texts, so that a word is looked up once. It goes when the registry does."""
    known = registry.memory.get(_LOOKUP)
    if not isinstance(known, Lookup):
        known = registry.memory[_LOOKUP] = Lookup(registry)
    return known


def forget(registry: Registry) -> None:
    """Drop what is remembered of words: a long text has more of them than memory should hold."""
    registry.memory.pop(_LOOKUP, None)


_LOOKUP: Final = "lookup"


class Lookup:
    """The registry asked word by word; it remembers words it was asked before."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.likeness = Likeness(registry)
        self._known: dict[str, Hits] = {}
        self._in_addresses: dict[str, Hits] = {}
        self._phrases: dict[str, tuple[Phrase, ...]] = {}
        self._alone: dict[tuple[str, bool], Alone] = {}

    def hits(self, piece: Piece) -> Hits:
        """Whom *piece* may name. In addresses capitals mean nothing and names may be written together."""
        if piece.is_number or not 2 <= len(piece.folded) <= LONGEST_WORD:
            return ()
        return self.word(piece.text, in_address=piece.address > 0)

    def word(self, text: str, *, in_address: bool) -> Hits:
        """The same for a word by itself."""
        held = self._in_addresses if in_address else self._known
        known = held.get(text)
        if known is None:
            known = held[text] = _surest(self._look(text, in_address=in_address))
        return known

    def alone(self, piece: Piece) -> Alone:
        """All that *piece*, which may name somebody, says by itself."""
        asked = (piece.text, piece.address > 0)
        known = self._alone.get(asked)
        if known is None:
            hits = self.hits(piece)
            how = min((hit.how for hit in hits), key=lambda how: how.rank)
            people, parts = frozenset(hit.person for hit in hits), frozenset(hit.part for hit in hits)
            known = self._alone[asked] = Alone(people, parts if how is How.TOGETHER else _lone(parts), how)
        return known

    def pass_over(self, words: Iterable[str]) -> None:
        """Take it from the caller that none of these names anybody, where it does not stand in an address."""
        self._known.update(dict.fromkeys(words, ()))

    def phrases(self, folded: str, *, as_it_stands: bool) -> tuple[Phrase, ...]:
        """Phrases (aliases, code names, account names) that may begin with a word, in any case of it."""
        known = self._phrases.get(folded) if self.likeness.may_begin_phrase(folded) else ()
        if known is None:
            held = self._registry.phrases
            found = list(held.get(folded, ()))
            for base, _ in bases(folded) if held and len(folded) > SHORTEST_PART else ():
                found += (phrase for phrase in held.get(base, ()) if phrase.kind in _DECLINED)
            known = self._phrases[folded] = tuple(dict.fromkeys(found))
        return tuple(p for p in known if p.words[0] == folded) if as_it_stands else known

    def by_skeleton(self, text: str) -> frozenset[int]:
        """People with a part of a name that has the consonants of *text*, three or more."""
        found: frozenset[int] = frozenset()
        for form in readings(text):
            for base in (form, *(base for base, _ in bases(form))):
                bones = skeleton(base)
                if len(bones) >= SHORTEST_PART:
                    found |= self._registry.skeletons.get(bones, frozenset())
        return found

    def _look(self, text: str, *, in_address: bool) -> list[Hit]:
        tokens = self._registry.tokens
        forms = readings(text)
        found = _hits((b for form in forms for b in tokens.get(form, ())), How.SAME_NAME)
        in_english = text.isascii() and not in_address
        if in_english and any(hit.how is How.SAME_NAME for hit in found):
            return found
        if text.isascii() and is_word(text):
            return found  # wards are not the Wards: an English word is a name only as it stands
        inflected = [base for form in forms for base, _ in bases(form)]
        for base in inflected:
            if len(base) > SHORTEST_PART or not in_english:
                found += _hits(tokens.get(base, ()), How.CASE_ENDING)
        if not found and not is_word(text):
            found = self._one_letter_apart((*forms, *inflected))
        if not found and in_address and len(text) <= LONGEST_TOGETHER:
            found = self._together(text)
        return found

    def _one_letter_apart(self, forms: Iterable[str]) -> list[Hit]:
        registry = self._registry
        found: list[Hit] = []
        for form in dict.fromkeys(forms):
            if len(form) < SHORTEST_ONE_EDIT:
                continue
            near = {known for less in less_one(form) for known in registry.one_less.get(less, ())}
            for known in sorted(near):
                if one_letter_apart(form, known):
                    found += _hits((b for b in registry.tokens[known] if not b.short), How.ONE_LETTER)
        return found

    def _named_parts(self, text: str) -> dict[str, list[Hit]]:
        """Beginnings and ends of a word that are a name by themselves, exact or inflected, and whose."""
        parts = {text[:cut] for cut in range(SHORTEST_PART, len(text))}
        parts.update(text[cut:] for cut in range(1, len(text) - SHORTEST_PART + 1))
        if is_plain(text):
            forms = {part: [form] for part, form in folded_together(parts).items()}
        else:
            forms = {part: [word.folded for word in words(part)] for part in parts}
        return {part: hits for part, each in forms.items() if (hits := self._inflected(each))}

    def _inflected(self, forms: Iterable[str]) -> list[Hit]:
        tokens = self._registry.tokens
        found: list[Hit] = []
        for form in forms:
            if not self.likeness.may_begin(form):
                continue
            found += _hits(tokens.get(form, ()), How.TOGETHER)
            for base, _ in bases(form):
                if len(base) > SHORTEST_PART:
                    found += _hits(tokens.get(base, ()), How.TOGETHER)
        return found

    def _together(self, text: str) -> list[Hit]:
        """Given and family name in one word, an initial and a family name, or a family name with an affix."""
        found: list[Hit] = []
        affixed: list[Hit] = []
        named = self._named_parts(text)
        for cut in range(1, len(text)) if named else ():
            left, right = text[:cut], text[cut:]
            before, after = named.get(left, []), named.get(right, [])
            if before and after:
                both = {hit.person for hit in before} & {hit.person for hit in after}
                parts = {hit.part for hit in (*before, *after) if hit.person in both}
                if len(parts) > 1:
                    found += [hit for hit in (*before, *after) if hit.person in both]
            affixed += self._affixed(left, right, after) + self._affixed(right, left, before)
        return found or affixed

    def _affixed(self, rest: str, name: str, hits: list[Hit]) -> list[Hit]:
        families = [hit for hit in hits if hit.part in (Part.FAMILY, Part.WHOLE)]
        if len(rest) <= 2 and len(name) > SHORTEST_PART:
            begins = {word.folded[0] for word in words(rest)}
            theirs = [hit for hit in families if begins & self._registry.initials[hit.person]]
            if theirs:
                return theirs
        return families if len(name) >= SHORTEST_AFFIX and not is_word(name) else []


def _lone(parts: Collection[Part]) -> frozenset[Part]:
    """As what a word by itself counts that may be several parts of a name."""
    for part in (Part.WHOLE, Part.FAMILY, Part.GIVEN):
        if part in parts:
            return frozenset((part,))
    return frozenset((Part.PATRONYMIC,))


def _hits(bearings: Iterable[Bearing], how: How) -> list[Hit]:
    return [Hit(b.person, b.part, _how(b, how)) for b in bearings]


def _how(bearing: Bearing, how: How) -> How:
    if bearing.short:
        return How.SHORT_FORM
    return How.CASE_ENDING if how is How.SAME_NAME and not bearing.own else how


def _surest(hits: Iterable[Hit]) -> Hits:
    """One hit a person and part, the surest."""
    best: dict[tuple[int, Part], Hit] = {}
    for hit in hits:
        held = best.get((hit.person, hit.part))
        if held is None or hit.how.rank < held.how.rank:
            best[(hit.person, hit.part)] = hit
    return tuple(best.values())
