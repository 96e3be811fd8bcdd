"""Coordinates in a text, however written: decimal, degrees and minutes, `geo:` and addresses of maps; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

NEAR: Final = 0.0015
"""Degrees within which two coordinates are one place: about 150 metres."""
SAME: Final = 0.0002
_CELLS: Final = 100
"""Cells of the index to a degree; a cell is wider than `NEAR`."""

_SOUTH_OR_WEST: Final = re.compile(r"[swюз]|оңтүстік|батыс", re.IGNORECASE)
_EAST_OR_WEST: Final = re.compile(
    r"[ew]|в\.?\s?д|з\.?\s?д|восточн|западн|ш\.?\s?б|б\.?\s?б|бойлы", re.IGNORECASE
)
_SIDE: Final = (
    r"(?:[NSEW](?![^\W\d_])|с\.?\s?ш\.?|ю\.?\s?ш\.?|в\.?\s?д\.?|з\.?\s?д\.?|с\.?\s?е\.?|ш\.?\s?б\.?"
    r"|(?:северной|южной)\sшироты|(?:восточной|западной)\sдолготы|солтүстік\sендік|шығыс\sбойлық)"
)
_DEGREES: Final = (
    r"[-+\u2212]?\d{1,3}(?:[.,]\d{1,10})?\s?(?:°|º|%C2%B0|deg\b)"
    r"(?:\s?\d{1,2}(?:[.,]\d{1,6})?\s?(?:['′’ʹ]|%27|%E2%80%B2))?"
    r"(?:\s?\d{1,2}(?:[.,]\d{1,6})?\s?(?:[\"″”]|''|′′|%22|%E2%80%B3))?"
)
_DECIMAL: Final = r"[-+\u2212]?\d{1,3}\.\d{3,12}"
_LONG: Final = r"[-+\u2212]?\d{1,3}\.\d{4,12}"
_BETWEEN: Final = r"\s?(?:[,;/\s]|%2C|&\w{1,8}=|!4d)\s?"
_ONE: Final = (
    rf"(?:{_SIDE}\s?(?:{_DEGREES}|{_DECIMAL})|(?:{_DEGREES}|{_DECIMAL})\s?{_SIDE}|{_DEGREES}|{_LONG})"
)
_PAIR: Final = re.compile(rf"(?<![\w.])(?<!\d,)({_ONE})(?:{_BETWEEN})?({_ONE})(?![\d°]|\.\d)", re.IGNORECASE)
_IN_URL: Final = re.compile(rf"(?<=[@=:/d])({_DECIMAL}){_BETWEEN}({_DECIMAL})(?![\d°]|\.\d)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d{1,3}(?:[.,]\d+)?")
_HINT: Final = re.compile(r"[°º]|%C2%B0|\ddeg|\d\.\d{3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A pair of coordinates: characters of the text, end exclusive; the places it may mean, in degrees north and east.

    Two places where nothing says which number is the latitude: maps write either first.
    """

    start: int
    end: int
    places: tuple[tuple[float, float], ...]


def coordinates(text: str) -> Iterator[Coordinates]:
    """Every pair of coordinates in *text*, in order."""
    if not _HINT.search(text):
        return
    last = 0
    found = sorted(
        (match for pattern in (_PAIR, _IN_URL) for match in pattern.finditer(text)), key=lambda m: m.span()
    )
    for match in found:
        places = _places(match[1], match[2])
        if places and match.start() >= last:
            last = match.end()
            yield Coordinates(match.start(), match.end(), places)


def _degrees(written: str) -> float:
    """One coordinate in degrees; minutes and seconds are sixtieths."""
    plain = re.sub(r"%(?:C2%B0|27|22|E2%80%B[23])", "°", written, flags=re.IGNORECASE)
    numbers = [float(number.replace(",", ".")) for number in _NUMBER.findall(plain)]
    value = sum((number / 60.0**power for power, number in enumerate(numbers[:3])), 0.0)
    letters = re.sub(r"[^\w]", "", re.sub(r"deg|\d", "", plain))
    south_or_west = bool(_SOUTH_OR_WEST.match(letters)) and not letters.lower().startswith("шб")
    return -value if south_or_west or re.search(r"[-\u2212]\s?\d", plain) else value


def _places(one: str, other: str) -> tuple[tuple[float, float], ...]:
    a, b = _degrees(one), _degrees(other)
    if _EAST_OR_WEST.search(re.sub(r"deg", "", one)):
        pairs = [(b, a)]
    elif _EAST_OR_WEST.search(re.sub(r"deg", "", other)):
        pairs = [(a, b)]
    else:
        pairs = [(a, b), (b, a)]
    return tuple(dict.fromkeys((n, e) for n, e in pairs if abs(n) <= 90 and abs(e) <= 180))


def _cell(place: tuple[float, float]) -> tuple[int, int]:
    return round(place[0] * _CELLS), round(place[1] * _CELLS)


@dataclass(frozen=True, slots=True)
class Spots:
    """Places that lead to people, found by nearness."""

    cells: Mapping[tuple[int, int], tuple[tuple[float, float, int], ...]]

    @staticmethod
    def of(places: Iterable[tuple[int, str]]) -> Spots:
        """From (person, coordinates as written)."""
        cells: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
        for person, written in places:
            for pair in coordinates(written):
                for place in pair.places:
                    cells.setdefault(_cell(place), []).append((*place, person))
        return Spots({cell: tuple(spots) for cell, spots in cells.items()})

    def near(self, pair: Coordinates) -> tuple[frozenset[int], bool]:
        """Whose place *pair* may mean, and whether it is the very place and not only near."""
        people: set[int] = set()
        same = False
        for place in pair.places:
            row, column = _cell(place)
            for cell in ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
                for north, east, person in self.cells.get(cell, ()):
                    away = max(abs(north - place[0]), abs(east - place[1]))
                    if away <= NEAR:
                        people.add(person)
                        same = same or away <= SAME
        return frozenset(people), same
