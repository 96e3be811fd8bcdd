"""How exactly dates and places are told: steps from the exact word to the coarsest, and values at a step. Pure.

Nothing is rounded that a seal could not open: a day has its month and its year, a place its town, region and
country. What has no coarser part stays away. One exception is said and not sealed: the decade of a birth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from casebook.model.edtf import parse_edtf, to_month, to_year

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_HOUSE: Final = re.compile(
    r"\d|\b(?:street|str|avenue|ave|lane|road|flat|apt|apartment|house)\b"
    r"|\b(?:ул|улица|пр|проспект|пер|переулок|кв|квартира|дом|мкр|микрорайон)\b"
    r"|\b(?:көшесі|даңғылы|пәтер|үй)\b",
    re.IGNORECASE,
)


class DateStep(IntEnum):
    """How exact a date is told."""

    DAY = 0
    MONTH = 1
    YEAR = 2


class PlaceStep(IntEnum):
    """How exact a place is told. Coordinates and the place as said belong to the exact one."""

    EXACT = 0
    CITY = 1
    REGION = 2
    COUNTRY = 3


@dataclass(frozen=True, slots=True)
class Precision:
    """How exactly dates and places are told."""

    date: DateStep
    place: PlaceStep

    def coarser(self, other: Precision) -> Precision:
        """The coarser of both, for dates and places apart."""
        return Precision(max(self.date, other.date), max(self.place, other.place))

    def finer(self, other: Precision) -> Precision:
        """The finer of both, for dates and places apart."""
        return Precision(min(self.date, other.date), min(self.place, other.place))


EXACT: Final = Precision(DateStep.DAY, PlaceStep.EXACT)
COARSE: Final = Precision(DateStep.MONTH, PlaceStep.REGION)

_FROM: Final = {
    "name": PlaceStep.EXACT,
    "latitude": PlaceStep.EXACT,
    "longitude": PlaceStep.EXACT,
    "accuracy": PlaceStep.EXACT,
    "locality": PlaceStep.CITY,
    "region": PlaceStep.REGION,
}
"""Slots of a place, and the coarsest step at which they are still told; a country always is."""
_COORDINATES: Final = frozenset(("latitude", "longitude", "accuracy"))


def tells_slot(slot: str, step: PlaceStep) -> bool:
    """Whether a slot of a place is told at *step*."""
    return _FROM.get(slot, PlaceStep.COUNTRY) >= step


def is_address(slot: str, text: object) -> bool:
    """Whether a slot of a place leads to a door: coordinates, or a place as said that has a street or a number."""
    return slot in _COORDINATES or (slot == "name" and isinstance(text, str) and bool(_HOUSE.search(text)))


def date_at(value: str, step: DateStep) -> str | None:
    """A date no finer than *step*: a day without its day or month, what is coarse enough as it is, else nothing."""
    if step is DateStep.DAY:
        return value
    if _DAY.fullmatch(value):
        return value[: 7 if step is DateStep.MONTH else 4]
    coarse = to_month if step is DateStep.MONTH else to_year
    return value if coarse(parse_edtf(value)).edtf == value else None


def birth_at(value: str, step: DateStep, *, band: bool) -> str | None:
    """When somebody was born: not exactly is by the year; with *band* by the decade (EDTF ``198X``)."""
    if band:
        return f"{value[:3]}X" if _YEAR.fullmatch(value) else None
    if step is not DateStep.DAY and _DAY.fullmatch(value):
        return value[:4]
    return date_at(value, step)
