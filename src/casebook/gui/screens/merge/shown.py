"""What the sheet shows of two records that may be of one person: frozen, in the words of the reader. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass

from casebook.base.ids import RecordId


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """A name or another spelling, and its script in words."""

    text: str
    script: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Side:
    """One of the two records."""

    record: RecordId
    name: str
    code: str
    meta: str
    names: tuple[Named, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Differs:
    """A unit of which the two say different things."""

    unit: str
    label: str
    kept: str
    other: str


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """Something that goes along, moves or stays: what it is, and what or how much."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """All of it. *doubts*: what speaks against their being one; *comes*: what of the other is added to the one that
    stays; *hangs*: what leads to the other, and what left with it.
    """

    kept: Side
    other: Side
    doubts: tuple[str, ...]
    differing: tuple[Differs, ...]
    comes: tuple[Line, ...]
    hangs: tuple[Line, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Done:
    """They are one: the record that stays, what was done in a sentence, and units of it that wait for a decision."""

    record: RecordId
    name: str
    told: str
    open: int
