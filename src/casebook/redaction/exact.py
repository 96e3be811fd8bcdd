"""Numbers and e-mail addresses of the registry's people in a text, matched exactly whatever separates digits; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from casebook.redaction.coordinates import coordinates
from casebook.redaction.registry import IIN_DIGITS, PHONE_DIGITS, Registry, digits_of

_EMAIL: Final = re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+")
LONGEST_PHONE: Final = 15
LONGEST_BETWEEN: Final = 24
"""Characters of words between two parts of one phone number: "8 701, then 555 01 42"."""
_NUMBERS: Final = re.compile(r"\d(?:[\s().\-/\u2010-\u2015\u00ad\u200b-\u200d\u2060]{0,3}\d)+")
"""Without the plus sign or bracket before it: what may begin with one of three is looked for at every letter."""
_SIGNS: Final = "+("


@dataclass(frozen=True, slots=True)
class Exact:
    """A number or address of somebody: characters of the text, end exclusive."""

    start: int
    end: int
    people: frozenset[int]
    kind: str
    """``email``, ``phone``, ``iin``, ``number`` or ``coordinates``."""
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Digits:
    """A run of digits with separators between them."""

    digits: str
    places: tuple[int, ...]
    """Where in the text each digit stands."""
    bounds: frozenset[int]
    """Before which digits, counted from 0, a separator stands; the end of the run too."""
    plus: bool


def digit_runs(text: str) -> Iterator[Digits]:
    """Every run of two or more digits of *text*, separators aside."""
    for start, end in _numbers(text):
        digits: list[str] = []
        places: list[int] = []
        bounds = {0}
        for place in range(start, end):
            value = unicodedata.decimal(text[place], None)
            if value is None:
                bounds.add(len(digits))
                continue
            digits.append(str(value))
            places.append(place)
        bounds.add(len(digits))
        yield Digits("".join(digits), tuple(places), frozenset(bounds), plus=text[start] == "+")


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    for found in _NUMBERS.finditer(text):
        start, end = found.span()
        yield start - (start > 0 and text[start - 1] in _SIGNS), end


def exact_finds(text: str, registry: Registry) -> list[Exact]:
    """Every registered e-mail address, phone, IIN and number of digits in *text*."""
    found: list[Exact] = []
    if registry.emails and "@" in text:
        for match in _EMAIL.finditer(text):
            people = registry.emails.get(match[0].casefold())
            if people:
                found.append(Exact(*match.span(), people, "email", is_sure=True))
    if registry.phones or registry.iins or registry.digit_numbers:
        for run in digit_runs(text):
            found += _in_run(run, registry)
    found += in_parts(text, registry)
    return found


def in_parts(text: str, registry: Registry) -> Iterator[Exact]:
    """What is of two numbers: coordinates that lead to a registered place, phones with words between their parts."""
    if registry.spots.cells:
        for pair in coordinates(text):
            people, same = registry.spots.near(pair)
            if people:
                yield Exact(pair.start, pair.end, people, "coordinates", is_sure=same)
    if registry.phones:
        for (start, until), (following, end) in pairwise(_numbers(text)):
            between = following - until
            if between > LONGEST_BETWEEN or end - start - between < PHONE_DIGITS:
                continue
            digits = digits_of(text[start:until] + text[following:end])
            bearers = registry.phones.get(digits[-PHONE_DIGITS:]) if len(digits) <= LONGEST_PHONE else None
            if bearers:
                yield Exact(start, end, bearers, "phone", is_sure=False)


def _in_run(run: Digits, registry: Registry) -> Iterator[Exact]:
    iins, numbers, phones = _sizes(registry)
    yield from _windows(run, registry.iins, iins, "iin", bounded=True)
    yield from _windows(run, registry.digit_numbers, numbers, "number", bounded=True)
    for exact in _windows(run, registry.phones, phones, "phone", bounded=False):
        yield _with_country(run, exact)


def _windows(
    run: Digits, known: Mapping[str, frozenset[int]], sizes: frozenset[int], kind: str, *, bounded: bool
) -> Iterator[Exact]:
    for size in sizes:
        for at in range(len(run.digits) - size + 1):
            people = known.get(run.digits[at : at + size])
            if not people:
                continue
            whole = at in run.bounds and at + size in run.bounds
            if not whole and (bounded or size < PHONE_DIGITS):
                continue
            start, end = run.places[at], run.places[at + size - 1] + 1
            yield Exact(start, end, people, kind, is_sure=size >= PHONE_DIGITS or kind == "number")


def _sizes(registry: Registry) -> tuple[frozenset[int], ...]:
    """How many digits the IINs, the numbers and the phones of *registry* have: counted once."""
    known = registry.memory.get(_SIZES)
    if not isinstance(known, tuple):
        held = (registry.iins, registry.digit_numbers, registry.phones)
        known = registry.memory[_SIZES] = tuple(frozenset(map(len, each)) for each in held)
    return known


_SIZES: Final = "sizes"


def _with_country(run: Digits, exact: Exact) -> Exact:
    """*exact* with the country's digits before it, at most four, and a plus sign."""
    first = run.places.index(exact.start)
    if 0 < first <= 4:
        first = 0
    start = run.places[first]
    if first == 0 and run.plus:
        start -= 1
    return Exact(start, exact.end, exact.people, exact.kind, exact.is_sure)


def dated_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Twelve digits that may be an IIN: they begin with a day of birth (YYMMDD) and a digit from 0 to 6."""
    for run in digit_runs(text):
        for at in range(len(run.digits) - IIN_DIGITS + 1):
            number = run.digits[at : at + IIN_DIGITS]
            whole = at in run.bounds and at + IIN_DIGITS in run.bounds
            month, day = int(number[2:4]), int(number[4:6])
            if whole and 1 <= month <= 12 and 1 <= day <= 31 and number[6] <= "6":
                yield run.places[at], run.places[at + IIN_DIGITS - 1] + 1
