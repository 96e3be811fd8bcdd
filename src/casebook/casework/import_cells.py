"""From the texts of cells to values of units: cutting, looking up, checking. Pure.

Cell text is data: the mapping's tables and the model's fields read it, nothing runs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeVar

from casebook.casework.mapping import Constant, Target, Where, leaf
from casebook.jail.tables import Cell, Item
from casebook.model import dates, names
from casebook.model.fields import BadValue, Choice, Date, Simple, Struct, Text, Value

_T = TypeVar("_T")
SCRIPTS: Final = Choice("script")
_MONTH_FIRST: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


class UnreadableCell(Exception):  # noqa: N818 - named by the fate, not the mechanism
    """A cell, inside this file: becomes a `Trouble`."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column = column
        self.why = why


class Filling:
    """Gathers the parts of units from several columns, then makes values of them."""

    def __init__(self) -> None:
        self._simple: dict[str, Value] = {}
        self._parts: dict[str, tuple[Struct, dict[str, Value]]] = {}
        self.columns: dict[str, str] = {}
        self._bad: dict[str, tuple[str, str]] = {}
        self.known: dict[str, str] = {}
        self.said = False

    @property
    def failed(self) -> bool:
        """Whether a text could not be read."""
        return bool(self._bad)

    def constant(self, constant: Constant) -> None:
        """A value that stands in every row. A column may say otherwise."""
        if constant.slot:
            struct = constant.struct
            assert struct is not None
            self._parts.setdefault(constant.unit, (struct, {}))[1][constant.slot] = constant.value
        else:
            self._simple[constant.unit] = constant.value

    def add(self, target: Target, text: str, source: str = "") -> None:
        """One text of a column. *source*: the column of the list it stands in."""
        column = source or target.column
        try:
            self._add(target, text, column)
        except BadValue as bad:
            self._bad.setdefault(target.unit, (column, bad.why))

    def _add(self, target: Target, text: str, column: str) -> None:
        piece = _piece(text, target.piece)
        if (target.only and target.only not in piece) or (target.unless and target.unless in piece):
            return
        if target.values is not None:
            if piece not in target.values:
                raise BadValue("unknown-value")
            piece = target.values[piece]
        if not piece:
            return
        self.said = True
        self.columns.setdefault(target.unit, column)
        if target.known:
            self.known[target.known] = piece
        if not isinstance(target.field, Struct):
            self._simple[target.unit] = self._joined(target, target.unit, piece, target.field)
            return
        parts = self._parts.setdefault(target.unit, (target.field, {}))[1]
        if target.split:
            parts.update(_name_parts(piece))
        else:
            slot = target.slot or target.field.slots[0].name
            parts[slot] = _parsed(leaf(target.field, slot), piece, target.date)
        for name, told in target.parts:
            parts[name] = leaf(target.field, name).parse(told)

    def _joined(self, target: Target, unit: str, text: str, declared: Simple) -> Value:
        before = self._simple.get(unit)
        if target.joined is not None and isinstance(before, str):
            text = before + target.joined + text
        return _parsed(declared, text, target.date)

    def values(self) -> Iterator[tuple[str, Value, str, str]]:
        """Unit, value, column, and why it cannot be read (then there is no value)."""
        for unit, (column, why) in self._bad.items():
            yield unit, None, column, why
        for unit, simple in self._simple.items():
            if unit not in self._bad and simple is not None:
                yield unit, simple, self.columns.get(unit, ""), ""
        for unit, (struct, parts) in self._parts.items():
            if unit in self._bad or not any(part is not None for part in parts.values()):
                continue
            try:
                value, why = struct.make(**parts), ""
            except BadValue as bad:
                value, why = None, bad.why
            yield unit, value, self.columns.get(unit, ""), why


def _parsed(declared: Simple, text: str, date: str) -> Value:
    """*text* by the rules of its field. Raises `BadValue`."""
    if not isinstance(declared, Date) or date == "typed":
        return declared.parse(text)
    if date == "month-first":
        match = _MONTH_FIRST.fullmatch(text.strip())
        if match is None:
            raise BadValue("not-a-date")
        text = f"{match[3]}-{int(match[1]):02}-{int(match[2]):02}"
    try:
        return dates.parse_edtf(text.strip()).edtf
    except dates.BadDate as bad:
        raise BadValue(bad.why) from None


def _name_parts(text: str) -> dict[str, Value]:
    """A name and what its form tells of its parts. Raises `BadValue`."""
    checked = Text().parse(text)
    assert isinstance(checked, str)
    found = names.split(checked)
    parts = (
        ("full", found.full),
        ("family", found.family),
        ("given", found.given),
        ("patronymic", found.patronymic),
        ("script", found.script if found.script in SCRIPTS.terms else ""),
        ("language", found.language),
    )
    return {slot: part for slot, part in parts if part}


def _piece(text: str, which: str) -> str:
    """What stands in the last pair of brackets (which may hold others), or before it."""
    if not which:
        return text
    depth, start = 0, -1
    if text.endswith(")"):
        for i in range(len(text) - 1, -1, -1):
            depth += (text[i] == ")") - (text[i] == "(")
            if depth == 0:
                start = i
                break
    if start < 0:
        return text if which == "before-brackets" else ""
    return (text[:start] if which == "before-brackets" else text[start + 1 : -1]).strip()


def items_of(cell: Cell, column: str) -> list[Item]:
    """The elements of a nested list; an empty cell has none. Raises `UnreadableCell` for a text."""
    if isinstance(cell, str):
        if cell.strip():
            raise UnreadableCell(column, "not-a-list")
        return []
    return cell


def filtered(items: list[Item], where: Where) -> list[Item]:
    """The elements that have, under every key of *where*, one of its texts."""
    return [
        item
        for item in items
        if all(isinstance(item, dict) and item.get(key, "") in wanted for key, wanted in where)
    ]


def text_at(item: Item, key: str, column: str) -> str:
    """A text of a nested element: of an object by *key*, of a plain text itself."""
    if isinstance(item, dict):
        if not key:
            raise UnreadableCell(column, "not-one-value")
        return item.get(key, "")
    if key:
        raise UnreadableCell(column, "not-an-object")
    return item


def taken(texts: list[_T], take: str) -> list[_T]:
    """Those of *texts* that a mapping's ``take`` asks for."""
    match take:
        case "first":
            return texts[:1]
        case "last":
            return texts[-1:]
        case "all-but-last":
            return texts[:-1]
    return texts
