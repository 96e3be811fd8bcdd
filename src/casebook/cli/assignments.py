"""``UNIT=VALUE`` on the command line becomes edits.

* ``birth=1990-02`` sets a unit, ``birth=`` empties it;
* ``names=…`` adds an element to a list, by the first unit inside it;
* ``names/<element>/name=…`` changes one, ``names/<element>=`` removes it;
* ``charges/+1/charge=… charges/+1/state=…`` adds one element with several units (``+`` and any word);
* ``narrative=…`` makes the paragraphs of a long text read as the value does (blank lines part them).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import RecordId, parse_id
from casebook.base.words import N_, Translator
from casebook.casework import records
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.cli.shell import Shell, UsageWrong
from casebook.model.all_kinds import KINDS, ORDERS
from casebook.model.fields import BadValue, Blob, Field, Link, Struct, Value
from casebook.model.kinds import Kind, Many, Unit
from casebook.wording.shells import NotTyped

UNTYPED_KINDS: Final = ORDERS | {"disclosure", "publisher", "circle"}
"""Kinds whose records come about by acts of their own."""
MADE_BY_PROGRAM: Final = UNTYPED_KINDS | {"device", "setting", "recipient", "circle"}


@dataclass(frozen=True, slots=True)
class Assignment:
    """One ``UNIT=VALUE``."""

    path: str
    text: str


def arguments(parser: argparse.ArgumentParser, t: Translator, least: str = "+") -> None:
    """Declare ``UNIT=VALUE …``, one or more; with *least* ``*`` there may be none."""
    parser.add_argument(
        "assignments",
        nargs=least,
        metavar="UNIT=VALUE",
        help=t(
            N_(
                "UNIT=@- reads the value from standard input,"
                " UNIT=@FILE from a file; UNIT= empties; LIST=VALUE adds, LIST/ELEMENT= removes"
            )
        ),
    )


def parse(texts: Sequence[str], shell: Shell) -> list[Assignment]:
    """The assignments in *texts*, with ``@FILE`` read. Raises `UsageWrong`, and as `Shell.value_of`."""
    found = []
    for text in texts:
        path, equals, value = text.partition("=")
        if not equals or not path:
            raise UsageWrong(N_("UNIT=VALUE is wanted, and one of the arguments has no ="))
        found.append(Assignment(path.strip(), shell.value_of(value)))
    return found


def value(book: Casebook, field: Field, text: str, path: str) -> Value:
    """A typed text as a field keeps it; links may be short codes. Raises `BadValue` with *path*, `NotTyped`."""
    if isinstance(field, Blob) or (
        isinstance(field, Struct) and any(isinstance(slot.field, Blob) for slot in field.slots)
    ):
        raise NotTyped
    if isinstance(field, Link) and parse_id(text.strip()) is None:
        return record_at(book, text)
    try:
        return field.parse(text)
    except BadValue as bad:
        raise BadValue(bad.why, field=path, slot=bad.slot) from None


@dataclass
class Editing:
    """The edits of one record in the making."""

    book: Casebook
    record: RecordId
    kind: Kind
    new: bool

    def edits(self, assignments: Sequence[Assignment]) -> list[records.Edit]:
        """Edits in the order given, with a list's new elements gathered. Raises `BadValue`, `UnknownUnit`, …"""
        made: list[records.Edit] = []
        labelled: dict[tuple[str, str], list[tuple[str, Value]]] = {}
        for each in assignments:
            name, *rest = each.path.split("/")
            declared = self.kind.by_name.get(name)
            if declared is None:
                raise records.UnknownUnit(self.kind.name, each.path)
            if len(rest) == 2 and rest[0].startswith("+") and isinstance(declared, Many):
                unit = self._inner(declared, rest[1], each.path)
                inside = labelled.setdefault((name, rest[0]), [])
                inside.append((rest[1], value(self.book, unit.field, each.text, each.path)))
            else:
                made += self._plain(declared, each, rest)
        made += [records.Add(self.record, name, tuple(inside)) for (name, _), inside in labelled.items()]
        return made

    def _plain(self, declared: Unit | Many, each: Assignment, rest: list[str]) -> list[records.Edit]:
        if isinstance(declared, Many) and not rest:
            if declared.paragraphs:
                return records.paragraph_edits(self.book, self.record, declared.name, each.text, new=self.new)
            inside = value(self.book, declared.main.field, each.text, each.path)
            return [records.Add(self.record, declared.name, ((declared.main.name, inside),))]
        if isinstance(declared, Many) and len(rest) == 1:
            if each.text.strip():
                raise records.UnknownUnit(self.kind.name, each.path)
            return [records.Remove(self.record, declared.name, rest[0])]
        unit = self.kind.find(each.path)
        if unit is None:
            raise records.UnknownUnit(self.kind.name, each.path)
        typed = value(self.book, unit.field, each.text, each.path) if each.text.strip() else None
        return [records.Set(self.record, each.path, typed)]

    def _inner(self, declared: Many, name: str, path: str) -> Unit:
        found = next((unit for unit in declared.inside if unit.name == name), None)
        if found is None:
            raise records.UnknownUnit(self.kind.name, path)
        return found


def kind_of(name: str) -> Kind:
    """The kind called *name*. Raises `records.UnknownKind`."""
    if name not in KINDS:
        raise records.UnknownKind(name)
    return KINDS[name]
