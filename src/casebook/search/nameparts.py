"""Which word of a person's name is the family name, the given name, the patronymic; pure.

A monitor writes names as they come: `Nurzhan Sadenov`, `Саденов Нуржан Маратович`, `SADENOV, N.`.
What the record says itself counts first; else endings, capitals, commas and the place in the name decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from casebook.search.keys import NameToken, name_tokens

_NOTE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PATRONYMIC: Final = re.compile(r"(?:[oe]vic|[oe]vna|icna|[oe]glu|[oe]gli)$")
_KAZAKH_PATRONYMIC: Final = re.compile(r"(?:uli|kizi)$")
_SURE_FAMILY: Final = re.compile(r"(?:[oe]va?|sk(?:i|aia|a|oi)|enko|ts?kii?|dze|svili|ian)$")
_MAYBE_FAMILY: Final = re.compile(r"(?:ina?|uk|tegi|bai?)$")
_PARTICLES: Final = frozenset(
    "van von de del della di da dos du la le al el bin ben ibn bint ter den der zu uli kizi ogli ogl".split()  # noqa: SIM905 - a list of words reads better so
)


class Part(Enum):
    """What a word of a name is."""

    FAMILY = "family"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    WHOLE = "whole"
    """The only word of a name."""
    INITIAL = "initial"
    PARTICLE = "particle"

    __hash__ = object.__hash__  # each is one object; looking through texts puts millions of them into sets


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as a record holds it: *full* as written, and its parts where the record tells them."""

    full: str
    family: str = ""
    given: str = ""
    patronymic: str = ""


@dataclass(frozen=True, slots=True)
class NamePart:
    """One word of a name and what it is; *sure* if something in the name says so, not only its place."""

    token: NameToken
    part: Part
    sure: bool


def without_notes(name: str) -> str:
    """*name* without what stands in brackets: `Sagat (the elder)` → `Sagat`."""
    return _NOTE.sub(" ", name)


def is_patronymic(folded: str) -> bool:
    """Whether a folded word is formed like a Russian, Azerbaijani or Kazakh patronymic."""
    return bool(_PATRONYMIC.search(folded) or (len(folded) > 5 and _KAZAKH_PATRONYMIC.search(folded)))


def parts(name: PersonName) -> tuple[NamePart, ...]:
    """The words of *name* in order, each with its part. Words in small letters that are no particle are left out."""
    told = {
        token.folded: part
        for text, part in (
            (name.patronymic, Part.PATRONYMIC),
            (name.given, Part.GIVEN),
            (name.family, Part.FAMILY),
        )
        for token in name_tokens(text)
    }
    written = name.full or " ".join(filter(None, (name.given, name.patronymic, name.family)))
    plain = without_notes(written)
    tokens = [token for token in name_tokens(plain) if not _is_remark(token, told)]
    extra = [t for text in (name.family, name.given, name.patronymic) for t in name_tokens(text)]
    known = {token.folded for token in tokens}
    tokens += [token for token in dict.fromkeys(extra) if token.folded not in known]
    if told:
        return tuple(_told(token, told) for token in tokens)
    return _guessed(tokens, plain)


def _is_remark(token: NameToken, told: dict[str, Part]) -> bool:
    return token.text[0].islower() and token.folded not in _PARTICLES and token.folded not in told


def _told(token: NameToken, told: dict[str, Part]) -> NamePart:
    part = told.get(token.folded)
    if part is not None and token.folded not in _PARTICLES:
        return NamePart(token, part, sure=True)
    return NamePart(token, _lesser(token) or Part.GIVEN, sure=False)


def _lesser(token: NameToken) -> Part | None:
    if token.folded in _PARTICLES:
        return Part.PARTICLE
    return Part.INITIAL if len(token.folded) == 1 else None


def _guessed(tokens: list[NameToken], written: str) -> tuple[NamePart, ...]:
    lesser = {i: part for i, token in enumerate(tokens) if (part := _lesser(token)) is not None}
    full = [i for i in range(len(tokens)) if i not in lesser]
    if not full:
        return tuple(NamePart(token, lesser[i], sure=False) for i, token in enumerate(tokens))
    if len(full) == 1:
        only = Part.FAMILY if lesser else Part.WHOLE
        return tuple(NamePart(t, lesser.get(i, only), sure=i not in lesser) for i, t in enumerate(tokens))
    fathers = [i for i in full if _PATRONYMIC.search(tokens[i].folded)]
    if len(full) >= 3 and not fathers:
        fathers = [i for i in full if is_patronymic(tokens[i].folded)][:1]
    family, sure = _family_place(tokens, [i for i in full if i not in fathers] or full, fathers, written)
    found = []
    for i, token in enumerate(tokens):
        if i in lesser:
            found.append(NamePart(token, lesser[i], sure=True))
        elif i == family:
            found.append(NamePart(token, Part.FAMILY, sure=sure))
        else:
            found.append(NamePart(token, Part.PATRONYMIC if i in fathers else Part.GIVEN, sure=sure))
    return tuple(found)


def _family_place(
    tokens: list[NameToken], full: list[int], fathers: list[int], written: str
) -> tuple[int | None, bool]:
    """Which of *full* is the family name, and whether more than its place says so; none: given and patronymic."""
    if len(full) == 1 and fathers:
        return (None, True) if full[0] < fathers[0] else (full[0], False)
    weights = dict.fromkeys(full, 0)
    comma = written.find(",")
    capitals = [i for i in full if tokens[i].text.isupper() and len(tokens[i].text) > 1]
    for i in full:
        folded = tokens[i].folded
        if _SURE_FAMILY.search(folded):
            weights[i] += 6
        elif _MAYBE_FAMILY.search(folded) or _KAZAKH_PATRONYMIC.search(folded):
            weights[i] += 2
        if len(capitals) < len(full) and i in capitals:
            weights[i] += 12
        if comma > 0 and written.find(tokens[i].text) < comma:
            weights[i] += 8
    last, first = full[-1], full[0]
    weights[last] += 1
    if fathers and fathers[-1] > last:  # family, given, patronymic
        weights[first] += 3
    family = max(full, key=lambda i: weights[i])
    rest = max((weights[i] for i in full if i != family), default=0)
    return family, weights[family] - rest >= 3
