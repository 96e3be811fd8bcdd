"""Mappings: how the columns of a strange table become units of records (docs/formats/mapping.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from casebook.model.fields import Field, Simple, Struct, Value
from casebook.model.kinds import Kind, Many

TAKES: Final = ("all", "first", "last", "all-but-last")
DATE_FORMS: Final = ("typed", "edtf", "month-first")
PIECES: Final = ("", "before-brackets", "in-brackets")

Where = tuple[tuple[str, tuple[str, ...]], ...]
"""Keys of a nested element, and the texts one of which has to stand there."""


@dataclass(frozen=True)
class Target:
    """One use of one column: the unit it fills, and how its text is read.

    *unit* is a unit's name (inside a list: that of an inner unit), *slot* a part of a structure or empty.
    *inside* and *where* look into a nested list.
    """

    column: str
    unit: str
    slot: str
    field: Field
    inside: str = ""
    where: Where = ()
    take: str = "all"
    separator: str = ""
    values: Mapping[str, str] | None = None
    date: str = "typed"
    parts: tuple[tuple[str, str], ...] = ()
    split: bool = False
    only: str = ""
    unless: str = ""
    joined: str | None = None
    known: str = ""
    piece: str = ""
    required: bool = False


@dataclass(frozen=True)
class Constant:
    """A unit (or a part of one) that has one value in every row."""

    unit: str
    slot: str
    value: Value
    struct: Struct | None = None


@dataclass(frozen=True)
class ListSpec:
    """Elements of one list: from parallel columns of the row, or from the nested list in column *source*."""

    name: str
    many: Many
    source: str
    targets: tuple[Target, ...]
    row_targets: tuple[Target, ...]
    constants: tuple[Constant, ...]
    separator: str
    where: Where
    take: str
    order: str
    by: tuple[str, str]


@dataclass(frozen=True)
class LinkSpec:
    """A record that the row's record links to through *unit*. *find* names the unit it is found by, or is empty."""

    unit: str
    fill: RecordSpec
    find: str
    make: bool


@dataclass(frozen=True)
class RecordSpec:
    """What fills one record."""

    kind: Kind
    targets: tuple[Target, ...]
    constants: tuple[Constant, ...]
    lists: tuple[ListSpec, ...]
    links: tuple[LinkSpec, ...]

    def columns(self) -> Iterator[tuple[str, str]]:
        """Every column that is used, with the key inside it (empty: the column itself)."""
        for target in self.targets:
            yield from _used(target, "")
        for each in self.lists:
            for target in each.targets:
                yield from _used(target, each.source)
            for target in each.row_targets:
                yield from _used(target, "")
            for key, _ in each.where:
                yield each.source, key
            if each.source:
                yield each.source, ""
        for link in self.links:
            yield from link.fill.columns()


def _used(target: Target, source: str) -> Iterator[tuple[str, str]]:
    yield (source, target.column) if source else (target.column, target.inside)
    for key, _ in target.where:
        yield target.column, key


@dataclass(frozen=True)
class TableMapping:
    """A whole mapping. *key* is the column that tells rows apart, also when the file comes again."""

    name: str
    key: str
    ignore: frozenset[str]
    record: RecordSpec
    delimiter: str = ","
    encoding: str = "utf-8"
    written: tuple[tuple[str, str], ...] = ()

    @property
    def used(self) -> frozenset[tuple[str, str]]:
        """Every column the mapping reads, with the key inside it."""
        return frozenset({*self.record.columns(), (self.key, "")})


def leaf(field: Field, slot: str) -> Simple:
    """The field of *slot*; of no slot, the field itself (of a structure its main part's)."""
    if not isinstance(field, Struct):
        return field
    wanted = slot or field.slots[0].name
    return next(each.field for each in field.slots if each.name == wanted)
