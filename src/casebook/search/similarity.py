"""How far two people in a casebook may be one: `strong`, `medium`, `weak`, `none`, with reasons; pure.

It only suggests. Both the given and the family name must agree: two brothers share one of them, and two
strangers of one family name are two strangers. Nothing here joins records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar

from casebook.base.words import N_
from casebook.search.keys import Match, NameToken, Score, lookup_keys, skeleton, token_score
from casebook.search.nameparts import Part, PersonName, parts

Key = TypeVar("Key", bound=Hashable)
STRONG_CONSONANTS: Final = 4
WEAKEST_TOKEN: Final = 0.7
"""Below this two words of names are not compared further."""


class Grade(Enum):
    """How much two people look like one."""

    STRONG = N_("strong")
    MEDIUM = N_("medium")
    WEAK = N_("weak")
    NONE = N_("none")


class Likeness(Enum):
    """What speaks for, or against, two people being one."""

    SAME_NUMBER = N_("same identity number, phone or address")
    SAME_NAME = N_("same given and family name")
    SAME_SOUND = N_("same name in another spelling or script")
    ONE_LETTER = N_("names one letter apart")
    SAME_CONSONANTS = N_("names with the same consonants")
    OTHER_GENDER = N_("family names differ like a man's and a woman's")
    INITIAL_ONLY = N_("same family name and initial")
    SINGLE_NAME = N_("only one name to compare")
    SAME_BIRTH = N_("born in the same year")
    OTHER_BIRTH = N_("born in different years")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of one person, for comparing."""

    names: tuple[PersonName, ...]
    """Names and other spellings, in any script."""
    birth_year: int | None = None
    numbers: frozenset[str] = frozenset()
    """Identity numbers, phones, e-mail addresses: equal strings mean one person."""


@dataclass(frozen=True, slots=True)
class Likely:
    """The grade of a pair and its reasons, the weightiest first."""

    grade: Grade
    reasons: tuple[Likeness, ...]


_STEPS: Final = (Grade.NONE, Grade.WEAK, Grade.MEDIUM, Grade.STRONG)
UNLIKE: Final = Likely(Grade.NONE, ())


@dataclass(frozen=True, slots=True)
class _Word:
    token: NameToken
    part: Part


def _words(name: PersonName) -> tuple[_Word, ...]:
    return tuple(_Word(p.token, p.part) for p in parts(name) if p.part is not Part.PARTICLE)


def _agreement(one: _Word, other: _Word) -> Score:
    if Part.INITIAL in (one.part, other.part):
        if one.part is other.part or one.token.folded[:1] != other.token.folded[:1]:
            return Score(0.0, None)
        return Score(0.3, Match.SKELETON)
    return token_score(one.token, other.token)


def _pairs(ones: Sequence[_Word], others: Sequence[_Word]) -> list[tuple[_Word, _Word, Score]]:
    """The best partner for each word of the shorter name, surest first; a partner serves once."""
    found = [(a, b, _agreement(a, b)) for a in ones for b in others]
    found.sort(key=lambda pair: -pair[2].value)
    kept: list[tuple[_Word, _Word, Score]] = []
    for pair in found:
        used = any(pair[0] is a or pair[1] is b for a, b, _ in kept)
        if pair[2] and not used:
            kept.append(pair)
    return kept


def _order(words: tuple[_Word, ...]) -> tuple[int, tuple[str, ...]]:
    return len(words), tuple(word.token.text for word in words)


def _names_alike(one: PersonName, other: PersonName) -> Likely:
    ones, others = sorted((_words(one), _words(other)), key=_order)
    if not ones or not others:
        return UNLIKE
    pairs = _pairs(ones, others)
    if len(pairs) < len(ones):
        return UNLIKE
    matches = [score.match for _, _, score in pairs]
    if any(Part.INITIAL in (a.part, b.part) for a, b, _ in pairs):
        sure = sum(s.value >= 0.9 and Part.GIVEN not in (a.part, b.part) for a, b, s in pairs)
        return Likely(Grade.WEAK, (Likeness.INITIAL_ONLY,)) if sure else UNLIKE
    if len(pairs) == 1:
        return Likely(Grade.WEAK, (Likeness.SINGLE_NAME,)) if pairs[0][2].value >= 0.93 else UNLIKE
    if all(score.value >= 0.97 for _, _, score in pairs):
        same = all(match is Match.SAME_SPELLING for match in matches)
        return Likely(Grade.STRONG, (Likeness.SAME_NAME if same else Likeness.SAME_SOUND,))
    return _nearly_alike(pairs)


def _nearly_alike(pairs: list[tuple[_Word, _Word, Score]]) -> Likely:
    off = [pair for pair in pairs if pair[2].value < 0.97]
    kinds = {score.match for _, _, score in off}
    if kinds == {Match.CASE_ENDING}:
        if len(off) == len(pairs):  # a whole name in another case, as addresses and decrees print it
            return Likely(Grade.STRONG, (Likeness.SAME_SOUND,))
        return Likely(Grade.MEDIUM, (Likeness.OTHER_GENDER,))
    if len(off) > 1:
        weakest = min(score.value for _, _, score in off)
        return Likely(Grade.WEAK, (Likeness.SAME_CONSONANTS,)) if weakest >= 0.7 else UNLIKE
    one, other, score = off[0]
    if score.match is Match.ONE_LETTER:
        # Brothers' given names are often a letter apart; family names of one person slip by a letter.
        family = Part.FAMILY in (one.part, other.part)
        return Likely(Grade.STRONG if family else Grade.MEDIUM, (Likeness.ONE_LETTER,))
    bones, others = skeleton(one.token.folded), skeleton(other.token.folded)
    if bones == others and len(bones) >= STRONG_CONSONANTS:
        return Likely(Grade.MEDIUM, (Likeness.SAME_CONSONANTS,))
    return Likely(Grade.WEAK, (Likeness.SAME_CONSONANTS,)) if score.value >= 0.7 else UNLIKE


def _moved(grade: Grade, steps: int) -> Grade:
    return _STEPS[max(0, min(len(_STEPS) - 1, _STEPS.index(grade) + steps))]


def grade(one: Candidate, other: Candidate) -> Likely:
    """How far *one* and *other* may be the same person. Symmetric.

    A shared number is strong whatever the names. Different years of birth (by more than one, since ages are
    often only stated) lower the grade by one; the same year lifts a medium or weak likeness by one.
    """
    if one.numbers & other.numbers:
        return Likely(Grade.STRONG, (Likeness.SAME_NUMBER,))
    best = UNLIKE
    for name in one.names:
        for another in other.names:
            likely = _names_alike(name, another)
            if _STEPS.index(likely.grade) > _STEPS.index(best.grade):
                best = likely
    if best.grade is Grade.NONE or one.birth_year is None or other.birth_year is None:
        return best
    if abs(one.birth_year - other.birth_year) > 1:
        return Likely(_moved(best.grade, -1), (*best.reasons, Likeness.OTHER_BIRTH))
    if one.birth_year == other.birth_year and Likeness.OTHER_GENDER not in best.reasons:
        return Likely(_moved(best.grade, 1), (*best.reasons, Likeness.SAME_BIRTH))
    return best


def likely_pairs(people: Iterable[tuple[Key, Candidate]]) -> Iterator[tuple[Key, Key, Likely]]:
    """Every pair of *people* that is at least weakly alike, in their order; each pair once.

    Only people who share two names (or a number) are compared, so a long list does not cost its square.
    """
    listed = list(people)
    bearers: dict[NameToken, set[int]] = {}
    numbered: dict[str, set[int]] = {}
    borne: list[tuple[NameToken, ...]] = []
    for place, (_, candidate) in enumerate(listed):
        tokens = _borne(candidate)
        borne.append(tokens)
        for token in tokens:
            bearers.setdefault(token, set()).add(place)
        for number in candidate.numbers:
            numbered.setdefault(number, set()).add(place)
    alike = _alike_tokens(bearers)
    for place, (key, candidate) in enumerate(listed):
        met: Counter[int] = Counter()
        for token in borne[place]:
            near: set[int] = set()
            for other in alike[token]:
                near |= bearers[other]
            met.update(near)
        close = {there for there, times in met.items() if times > 1}
        for number in candidate.numbers:
            close |= numbered[number]
        for there in sorted(close):
            if there > place:
                likely = grade(candidate, listed[there][1])
                if likely.grade is not Grade.NONE:
                    yield key, listed[there][0], likely


def _borne(candidate: Candidate) -> tuple[NameToken, ...]:
    """The words of a person's names; of words that fold alike only as many as one name has."""
    found: dict[tuple[str, int], NameToken] = {}
    for name in candidate.names:
        seen: Counter[str] = Counter()
        for word in _words(name):
            seen[word.token.folded] += 1
            found.setdefault((word.token.folded, seen[word.token.folded]), word.token)
    return tuple(found.values())


def _alike_tokens(tokens: Iterable[NameToken]) -> dict[NameToken, list[NameToken]]:
    """For each token those that may be the same name, itself among them. An initial is like what it begins."""
    by_key: dict[str, list[NameToken]] = {}
    every = list(tokens)
    for token in every:
        for key in (*lookup_keys(token), f"^{token.folded[0]}"):
            by_key.setdefault(key, []).append(token)
    alike: dict[NameToken, list[NameToken]] = {}
    for token in every:
        near = {other for key in lookup_keys(token) for other in by_key[key]}
        found = [other for other in near if token_score(token, other).value >= WEAKEST_TOKEN]
        begun = by_key[f"^{token.folded[0]}"]
        found += [t for t in begun if (len(t.folded) == 1) != (len(token.folded) == 1)]
        alike[token] = found
    return alike
