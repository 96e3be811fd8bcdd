"""What every kind of record says of itself: its units, declared once; everything else derives from it.

Projection columns, forms, validation, import, export, default sensitivity, labels and search are all read
from these declarations. To widen the model, add a unit or a kind here and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from casebook.model.fields import Field


class Sensitivity(IntEnum):
    """How far a unit may go by default (design: records, classes 0-3)."""

    PUBLIC = 0
    INTERNAL = 1
    RESTRICTED = 2
    SEALED = 3


@dataclass(frozen=True)
class Unit:
    """The smallest coherent thing one can change: its name in paths, label, field and sensitivity.

    *column* makes it a column of lists; *search* puts its texts into the index; *identity* says that its
    texts name or reveal the record's person (the mention registry reads those).
    """

    name: str
    label: str
    field: Field
    sensitivity: Sensitivity = Sensitivity.INTERNAL
    column: bool = False
    search: bool = True
    identity: bool = False
    required: bool = False


@dataclass(frozen=True)
class Many:
    """A list whose elements have ids; what can be changed in an element are the units *inside*.

    With *paragraphs*, the elements are paragraphs of one text in the order of their `place`.
    """

    name: str
    label: str
    inside: tuple[Unit, ...]
    paragraphs: bool = False

    @property
    def main(self) -> Unit:
        """The first unit inside, which names the element in short texts."""
        return self.inside[0]

    @property
    def column(self) -> bool:
        """Whether lists show it."""
        return any(unit.column for unit in self.inside)


@dataclass(frozen=True)
class Section:
    """Units shown together on a page under one heading, by name."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """One kind of record. *letter* begins its short codes (``P-7KQ4``); *title* names units to title it by.

    *parent* names a Link unit: such a record is shown on the linked record's page rather than alone.
    """

    name: str
    letter: str
    label: str
    plural: str
    units: tuple[Unit | Many, ...]
    title: tuple[str, ...]
    sections: tuple[Section, ...] = ()
    parent: str = ""

    @cached_property
    def by_name(self) -> dict[str, Unit | Many]:
        """Units and lists by name."""
        return {unit.name: unit for unit in self.units}

    def find(self, path: str) -> Unit | None:
        """The unit at *path* (``birth`` or ``names/<16 hex>/name``), or `None` if the kind has none such."""
        head, *rest = path.split("/")
        found = self.by_name.get(head)
        if isinstance(found, Unit):
            return found if not rest else None
        if isinstance(found, Many) and len(rest) == 2 and ELEMENT.fullmatch(rest[0]):
            return next((unit for unit in found.inside if unit.name == rest[1]), None)
        return None

    def every_unit(self) -> Iterator[tuple[str, Unit]]:
        """Every unit with its pattern path: ``birth``, ``names/*/name``."""
        for unit in self.units:
            if isinstance(unit, Unit):
                yield unit.name, unit
            else:
                for inner in unit.inside:
                    yield f"{unit.name}/*/{inner.name}", inner


ELEMENT = re.compile(r"[0-9a-f]{16}")
