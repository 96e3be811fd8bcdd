"""What speaks against two records being one person, said before they are merged. Pure; it forbids nothing."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from casebook.casework.import_people import candidate_of
from casebook.journal.current import Record
from casebook.model.edtf import parse_edtf
from casebook.search.keys import token_score
from casebook.search.nameparts import Part, parts
from casebook.search.similarity import Candidate, Grade, grade


class Doubt(StrEnum):
    """One thing that speaks against it, the weightiest first."""

    RELATED = "related"
    OTHER_NUMBER = "other-number"
    OTHER_BIRTH = "other-birth"
    OTHER_SEX = "other-sex"
    SAME_FAMILY_NAME = "same-family-name"
    OTHER_NAME = "other-name"


def doubts(kept: Record, other: Record, *, related: bool) -> tuple[Doubt, ...]:
    """All of them. *related*: a record says what the two are to each other."""
    found = {Doubt.RELATED} if related else set()
    found.update(_of_facts(kept, other))
    ours, theirs = candidate_of(kept), candidate_of(other)
    if ours.names and theirs.names and grade(ours, theirs).grade not in (Grade.STRONG, Grade.MEDIUM):
        found.add(Doubt.SAME_FAMILY_NAME if _share_family_name(ours, theirs) else Doubt.OTHER_NAME)
    return tuple(each for each in Doubt if each in found)


def _of_facts(kept: Record, other: Record) -> Iterator[Doubt]:
    numbers = [_numbers(each) for each in (kept, other)]
    if all(numbers) and not numbers[0] & numbers[1]:
        yield Doubt.OTHER_NUMBER
    if _never_the_same_day(kept, other):
        yield Doubt.OTHER_BIRTH
    if kept.values("sex") and other.values("sex") and set(kept.values("sex")).isdisjoint(other.values("sex")):
        yield Doubt.OTHER_SEX


def _numbers(person: Record) -> frozenset[str]:
    """Their personal identification numbers: everybody has one for life."""
    return frozenset(
        "".join(filter(str.isdigit, number))
        for key, number in person.each("identifiers", "number")
        if isinstance(number, str) and person.text(f"identifiers/{key}/type") == _FOR_LIFE
    )


_FOR_LIFE: Final = "iin"


def _never_the_same_day(kept: Record, other: Record) -> bool:
    """Whether both have a date of birth, and no two of them can mean one day."""
    ours, theirs = ([parse_edtf(str(value)) for value in each.values("birth")] for each in (kept, other))
    return bool(ours and theirs) and not any(
        (one.earliest is None or another.latest is None or one.earliest <= another.latest)
        and (another.earliest is None or one.latest is None or another.earliest <= one.latest)
        for one in ours
        for another in theirs
    )


_ALIKE: Final = 0.97


def _share_family_name(ours: Candidate, theirs: Candidate) -> bool:
    ones, others = (
        [part.token for name in each.names for part in parts(name) if part.part is Part.FAMILY]
        for each in (ours, theirs)
    )
    return any(token_score(one, other).value >= _ALIKE for one in ones for other in others)
