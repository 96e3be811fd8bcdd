"""Names as an index holds them: folded tokens, keys two spellings share, and how well two names agree; pure.

An index keeps, for every distinct folded token, its `lookup_keys` (equality keys, made for a SQL table),
and for every record the tokens of its names. To find a name: the tokens that share a key with a token of
the query (`query_keys`), the records that bear them, and of these the best by `score`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from casebook.base.words import N_
from casebook.search.endings import VOWELS, bases
from casebook.search.folding import words
from casebook.search.letters import bare, one_script, readings, script

SHORTEST_ONE_EDIT: Final = 6
"""Letters from which one edit (OSA) is a slip and not another name."""
SHORTEST_SKELETON: Final = 3
SHORTEST_PART: Final = 3
_MEMORY: Final = 1 << 15
_SOUNDS: Final = str.maketrans({"d": "t", "z": "s", "g": "k", "c": "s", **dict.fromkeys(VOWELS)})


class Match(Enum):
    """Why two spellings are taken for one name, the surest first."""

    SAME_SPELLING = N_("same spelling")
    OTHER_SCRIPT = N_("same name in another script")
    OTHER_SPELLING = N_("same name, spelt another way")
    CASE_ENDING = N_("same name with a case ending")
    WRITTEN_TOGETHER = N_("same name, written as one word")
    ONE_LETTER = N_("one letter apart")
    SKELETON = N_("same consonants")

    @property
    def rank(self) -> int:
        """0 is the surest."""
        return _RANKS[self]


_RANKS: Final = {match: rank for rank, match in enumerate(Match)}


@dataclass(frozen=True, slots=True)
class NameToken:
    """One word of a name."""

    text: str
    """As written."""
    folded: str
    readings: tuple[str, ...]
    """`folded`, and what else the spelling may stand for."""

    @property
    def skeleton(self) -> str:
        """The consonants of `folded`; a vowel at the beginning stands as ``a``."""
        return skeleton(self.folded)


@dataclass(frozen=True, slots=True)
class Score:
    """How well a query names a person: 0 to 1, and the weakest reason it rests on."""

    value: float
    match: Match | None

    def __bool__(self) -> bool:
        return self.value > 0


NOTHING: Final = Score(0.0, None)


@lru_cache(maxsize=_MEMORY)
def _token(text: str, folded: str) -> NameToken:
    return NameToken(text, folded, readings(text))


def name_tokens(text: str) -> tuple[NameToken, ...]:
    """The tokens of a name, in order; numbers are none."""
    return tuple(_token(word.text, word.folded) for word in words(text) if not word.is_number)


@lru_cache(maxsize=_MEMORY)
def skeleton(folded: str) -> str:
    """The consonants of *folded*, d as t, g as k, z and ч as s; a vowel at the beginning as ``a``."""
    if not folded:
        return ""
    return ("a" if folded[0] in VOWELS else "") + folded.translate(_SOUNDS)


def _shorter(text: str) -> set[str]:
    return {text[:i] + text[i + 1 :] for i in range(len(text))}


def lookup_keys(token: NameToken) -> tuple[str, ...]:
    """Equality keys of *token*, about ten: two tokens that `token_score` takes for one share a key.

    ``=`` and a form the token may be (its readings and the nominatives of them), ``~`` and its skeleton,
    whole or less one letter: two skeletons one edit apart share one of these. The only exception is a name
    written together with another: `query_keys` looks for its parts.
    """
    forms = list(token.readings)
    for form in token.readings:
        forms += [base for base, _ in bases(form)]
    keys = [f"={form}" for form in forms]
    for form in token.readings:
        bones = skeleton(form)
        keys.append(f"~{bones}")
        if len(bones) > SHORTEST_SKELETON or len(form) >= SHORTEST_ONE_EDIT:
            keys += [f"~{less}" for less in sorted(_shorter(bones))]
    return tuple(dict.fromkeys(keys))


def query_keys(token: NameToken) -> tuple[str, ...]:
    """The keys of *token*, and those of the two halves it may have been written together from."""
    keys = list(lookup_keys(token))
    if len(token.folded) >= 2 * SHORTEST_PART:
        for cut in range(SHORTEST_PART, len(token.text) - SHORTEST_PART + 1):
            keys += [f"={half.folded}" for half in _halves(token.text, cut)]
    return tuple(dict.fromkeys(keys))


def _halves(text: str, cut: int) -> tuple[NameToken, ...]:
    return (*name_tokens(text[:cut]), *name_tokens(text[cut:]))


def one_letter_apart(one: str, other: str) -> bool:
    """Whether two folded words of six letters or more, begun alike, are one edit apart (OSA).

    Begun alike: the same letter, or both with a vowel (Orazbaev, Urazbaev).
    """
    if min(len(one), len(other)) < SHORTEST_ONE_EDIT or abs(len(one) - len(other)) > 1:
        return False
    if one[0] != other[0] and not (one[0] in VOWELS and other[0] in VOWELS):
        return False
    return OSA.distance(one, other, score_cutoff=1) == 1


def _script_of(text: str) -> str:
    return next((found for found in map(script, text) if found), "")


def _spelling(one: NameToken, other: NameToken) -> Match:
    if one_script(bare(one.text)) == one_script(bare(other.text)):
        return Match.SAME_SPELLING
    same_script = _script_of(one.text) == _script_of(other.text)
    return Match.OTHER_SPELLING if same_script else Match.OTHER_SCRIPT


@lru_cache(maxsize=_MEMORY)
def token_score(one: NameToken, other: NameToken) -> Score:
    """How surely two tokens are one name. Symmetric."""
    if one.folded == other.folded:
        return Score(1.0, _spelling(one, other))
    if set(one.readings) & set(other.readings):
        return Score(0.97, _spelling(one, other))
    ones = {base for form in one.readings for base, _ in bases(form)}
    others = {base for form in other.readings for base, _ in bases(form)}
    if ones & set(other.readings) or others & set(one.readings):
        return Score(0.95, Match.CASE_ENDING)
    if any(len(base) > SHORTEST_SKELETON for base in ones & others):
        return Score(0.93, Match.CASE_ENDING)
    if any(one_letter_apart(a, b) for a in one.readings for b in other.readings):
        return Score(0.9, Match.ONE_LETTER)
    return _skeleton_score(one, other)


def _skeleton_score(one: NameToken, other: NameToken) -> Score:
    best = 0.0
    for a in one.readings[:3]:
        for b in other.readings[:3]:
            bones, others = skeleton(a), skeleton(b)
            alike = ratio(a, b) / 100
            if min(len(bones), len(others)) >= SHORTEST_SKELETON:
                if bones == others:
                    best = max(best, 0.55 + 0.3 * alike)
                elif OSA.distance(bones, others, score_cutoff=1) == 1:
                    best = max(best, 0.75 * alike if alike >= 0.6 else 0.0)
            elif bones == others and alike >= 0.6:
                best = max(best, 0.75 * alike)
    return Score(round(best, 4), Match.SKELETON) if best else NOTHING


def _together(one: NameToken, names: tuple[NameToken, ...]) -> bool:
    """Whether *one* is two of *names* written as one word, the second perhaps with a case ending."""
    for cut in range(SHORTEST_PART, len(one.text) - SHORTEST_PART + 1):
        halves = _halves(one.text, cut)
        if len(halves) != 2:
            continue
        for first in names:
            if halves[0].folded == first.folded and any(
                token_score(halves[1], second).value >= 0.93 for second in names if second is not first
            ):
                return True
    return False


def score(query: tuple[NameToken, ...], name: tuple[NameToken, ...]) -> Score:
    """How well *query* names the bearer of *name*; `NOTHING` if no token of it does.

    Each token of the query takes the best token of the name that is left; long tokens count more, tokens
    of the name that nobody asked for cost a little, so the whole name stands before a longer one.
    """
    pairs = sorted(
        ((token_score(q, n), i, j) for i, q in enumerate(query) for j, n in enumerate(name)),
        key=lambda pair: (-pair[0].value, pair[1], pair[2]),
    )
    asked: dict[int, Score] = {}
    taken: set[int] = set()
    for found, i, j in pairs:
        if found and i not in asked and j not in taken:
            asked[i] = found
            taken.add(j)
    for i, q in enumerate(query):
        if asked.get(i, NOTHING).value < 0.93 and len(name) > 1 and _together(q, name):
            asked[i] = Score(0.95, Match.WRITTEN_TOGETHER)
    if not asked:
        return NOTHING
    weights = [len(q.folded) + 2 for q in query]
    value = sum(weights[i] * found.value for i, found in asked.items()) / sum(weights)
    value *= 1 - 0.01 * min(10, max(0, len(name) - len(taken)))
    reasons = [found.match for found in asked.values() if found.match is not None]
    return Score(round(value, 4), max(reasons, key=lambda match: match.rank))


def best_score(query: tuple[NameToken, ...], names: Iterable[tuple[NameToken, ...]]) -> Score:
    """The best of a person's *names* for *query*."""
    found = [score(query, name) for name in names]
    return min(found, key=lambda s: (-s.value, s.match.rank if s.match else len(Match)), default=NOTHING)
