"""Reading a mapping file. It is held against the model's declarations before any row is looked at.

A path that leads nowhere, a code no vocabulary has and a word this version does not know are all refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from casebook.base.errors import Refused
from casebook.casework.mapping import (
    DATE_FORMS,
    PIECES,
    TAKES,
    Constant,
    LinkSpec,
    ListSpec,
    RecordSpec,
    TableMapping,
    Target,
    Where,
    leaf,
)
from casebook.jail.tables import DELIMITERS, ENCODINGS
from casebook.model.all_kinds import HOUSEHOLD, KINDS, ORDERS
from casebook.model.fields import BadValue, Blob, Choice, Date, Field, Link, Struct, Text, Value
from casebook.model.kinds import Kind, Many, Unit

FORMAT: Final = 1
MAX_MAPPING: Final = 1 << 20
BEGINNING: Final = "1:1"
_LINE: Final = re.compile(r"at line (\d+), column (\d+)")

_Finder = Callable[[str, str], tuple[str, str, Field]]
"""From a path and its place in the file: unit, slot, field."""


@dataclass(eq=False)
class BadMapping(Refused):
    """The mapping file is wrong: *why* is a code, *place* the dotted way to it in the file, or line:column."""

    why: str
    place: str


def _line(before: bytes) -> str:
    lines = before.count(b"\n") + 1
    return f"{lines}:1"


def parse(data: bytes) -> TableMapping:
    """The mapping in a TOML file. Raises `BadMapping`."""
    if len(data) > MAX_MAPPING:
        raise BadMapping("too-large", BEGINNING)
    try:
        told = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as bad:
        raise BadMapping("not-toml", _line(data[: bad.start])) from None
    except tomllib.TOMLDecodeError as bad:
        said = _LINE.search(str(bad))  # the numbers alone: the rest may hold what stands there
        raise BadMapping("not-toml", f"{said[1]}:{said[2]}" if said else _line(data)) from None
    except RecursionError:
        raise BadMapping("not-toml", BEGINNING) from None
    top = _Section(told, "")
    if top.get("format", int) != FORMAT:
        raise BadMapping("other-format", "format")
    name, key = top.text("name"), top.text("key")
    ignore = frozenset(top.texts("ignore"))
    file = _Section(top.get("file", dict, {}), "file")
    delimiter, encoding = file.text("delimiter", ","), file.text("encoding", "utf-8")
    if delimiter not in DELIMITERS or encoding not in ENCODINGS:
        raise BadMapping("unknown-word", "file")
    written = tuple(_Section(file.get("written", dict, {}), "file.written").pairs())
    file.done()
    record = _record(top)
    top.done()
    return TableMapping(name, key, ignore, record, delimiter, encoding, written)


# ------------------------------------------------------------------------------------------------ reading


class _Section:
    """A table of the file, of which every word has to be asked for: what nobody asked for is a mistake."""

    def __init__(self, told: Mapping[str, Any], place: str) -> None:
        self._told = told
        self._asked: set[str] = set()
        self.place = place

    def at(self, name: str) -> str:
        """The dotted way to *name*."""
        return f"{self.place}.{name}" if self.place else name

    def has(self, name: str) -> bool:
        """Whether the file says anything under *name*."""
        return name in self._told

    def get(self, name: str, kind: type, default: Any = None) -> Any:  # noqa: ANN401 - as TOML says
        """The value of *name*; without a default it has to be there."""
        self._asked.add(name)
        found = self._told.get(name, default)
        if found is None:
            raise BadMapping("missing", self.at(name))
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            raise BadMapping("wrong-type", self.at(name))
        return found

    def text(self, name: str, default: str | None = None) -> str:
        """A text."""
        return str(self.get(name, str, default))

    def texts(self, name: str) -> list[str]:
        """A text, or an array of them; none if it is not there."""
        found = self._told.get(name, [])
        self._asked.add(name)
        found = [found] if isinstance(found, str) else found
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise BadMapping("wrong-type", self.at(name))
        return found

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every name with its text."""
        for name in self._told:
            yield name, self.text(name)

    def each(self) -> Iterator[tuple[str, Any]]:
        """Every name with whatever it holds."""
        self._asked.update(self._told)
        yield from self._told.items()

    def done(self) -> None:
        """Raises `BadMapping` for a word nobody knows."""
        for name in self._told:
            if name not in self._asked:
                raise BadMapping("unknown-word", self.at(name))


def _record(told: _Section) -> RecordSpec:
    name = told.text("kind")
    kind = KINDS.get(name)
    if kind is None or name in HOUSEHOLD | ORDERS:
        raise BadMapping("unknown-kind", told.at("kind"))
    columns = _Section(told.get("columns", dict, {}), told.at("columns"))
    constants = _Section(told.get("constants", dict, {}), told.at("constants"))
    lists = _Section(told.get("lists", dict, {}), told.at("lists"))
    links = _Section(told.get("links", dict, {}), told.at("links"))
    return RecordSpec(
        kind,
        tuple(_targets(columns, lambda path, place: _unit_of(kind, path, place))),
        tuple(_constants(constants, lambda path, place: _unit_of(kind, path, place))),
        tuple(_lists(kind, lists)),
        tuple(_link(kind, unit, _section(each, links.at(unit))) for unit, each in links.each()),
    )


def _section(told: object, place: str) -> _Section:
    if not isinstance(told, dict):
        raise BadMapping("wrong-type", place)
    return _Section(told, place)


def _unit_of(kind: Kind, path: str, place: str) -> tuple[str, str, Field]:
    """Name, slot and field of ``unit`` or ``unit.slot``; a list of paragraphs counts as one text."""
    name, _, slot = path.partition(".")
    found = kind.by_name.get(name)
    if isinstance(found, Many) and found.paragraphs and not slot:
        return name, "", Text(lines=True)
    if not isinstance(found, Unit):
        raise BadMapping("unknown-unit", place)
    return name, slot, _slot_field(found, slot, place)


def _inner_of(many: Many, path: str, place: str) -> tuple[str, str, Field]:
    name, _, slot = path.partition(".")
    for unit in many.inside:
        if unit.name == name:
            return name, slot, _slot_field(unit, slot, place)
    raise BadMapping("unknown-unit", place)


def _slot_field(unit: Unit, slot: str, place: str) -> Field:
    if not slot:
        return unit.field
    for each in unit.field.slots if isinstance(unit.field, Struct) else ():
        if each.name == slot:
            return unit.field
    raise BadMapping("unknown-unit", place)


# ------------------------------------------------------------------------------------- targets, constants


def _targets(columns: _Section, find: _Finder) -> Iterator[Target]:
    for column, told in columns.each():
        for i, each in enumerate(told if isinstance(told, list) else [told]):
            place = columns.at(column) + (f"[{i}]" if isinstance(told, list) else "")
            yield _target(column, _section({"unit": each} if isinstance(each, str) else each, place), find)


def _target(column: str, told: _Section, find: _Finder) -> Target:
    unit, slot, declared = find(told.text("unit"), told.at("unit"))
    values = (
        dict(_section(told.get("values", dict), told.at("values")).pairs()) if told.has("values") else None
    )
    take, date = told.text("take", "all"), told.text("date", "typed")
    if take not in TAKES or date not in DATE_FORMS or told.text("piece", "") not in PIECES:
        raise BadMapping("unknown-word", told.place)
    found = Target(
        column,
        unit,
        slot,
        declared,
        inside=told.text("in", ""),
        where=_where(told),
        take=take,
        separator=told.text("separator", ""),
        values=values,
        date=date,
        parts=tuple(_parts(told, declared)),
        split=bool(told.get("split", bool, default=False)),
        only=told.text("only", ""),
        unless=told.text("unless", ""),
        joined=told.text("joined") if told.has("joined") else None,
        known=told.text("known", ""),
        piece=told.text("piece", ""),
        required=bool(told.get("required", bool, default=False)),
    )
    told.done()
    _check_target(found, told.place)
    return found


def _check_target(target: Target, place: str) -> None:
    """What the words of a target ask of its field."""
    field_ = leaf(target.field, target.slot)
    if isinstance(field_, Link | Blob):
        raise BadMapping("links-are-not-typed", place)
    if target.split and not (isinstance(target.field, Struct) and not target.slot and _is_name(target.field)):
        raise BadMapping("not-a-name", place)
    if target.date != "typed" and not isinstance(field_, Date):
        raise BadMapping("not-a-date", place)
    if target.joined is not None and not isinstance(field_, Text):
        raise BadMapping("not-a-text", place)
    for value in (target.values or {}).values():
        _parsed(field_, value, place)


def _is_name(struct: Struct) -> bool:
    return {"full", "family", "given", "patronymic"} <= {slot.name for slot in struct.slots}


def _parts(told: _Section, declared: Field) -> Iterator[tuple[str, str]]:
    """The other parts of a structure that stand beside the column's: ``script``, ``language``, ``with = {…}``."""
    given = dict(_section(told.get("with", dict, {}), told.at("with")).pairs())
    given |= {name: told.text(name) for name in ("script", "language", "scheme") if told.has(name)}
    for slot, text in given.items():
        if not isinstance(declared, Struct) or slot not in {each.name for each in declared.slots}:
            raise BadMapping("unknown-unit", told.at(slot))
        _parsed(leaf(declared, slot), text, told.at(slot))
        yield slot, text


def _where(told: _Section) -> Where:
    section = _section(told.get("where", dict, {}), told.at("where"))
    return tuple((key, tuple(section.texts(key))) for key, _ in section.each())


def _parsed(declared: Field, text: str, place: str) -> Value:
    if isinstance(declared, Link):
        raise BadMapping("links-are-not-typed", place)
    if text == "":
        return None
    try:
        return declared.parse(text)
    except BadValue as bad:
        raise BadMapping(bad.why, place) from None


def _constants(told: _Section, find: _Finder) -> Iterator[Constant]:
    for path, text in told.each():
        place = told.at(path)
        if not isinstance(text, str):
            raise BadMapping("wrong-type", place)
        unit, slot, declared = find(path, place)
        struct = declared if isinstance(declared, Struct) and slot else None
        yield Constant(unit, slot, _parsed(leaf(declared, slot) if slot else declared, text, place), struct)


# ------------------------------------------------------------------------------------------ lists, links


def _lists(kind: Kind, told: _Section) -> Iterator[ListSpec]:
    for name, sources in told.each():
        many = kind.by_name.get(name)
        if not isinstance(many, Many) or many.paragraphs:
            raise BadMapping("unknown-unit", told.at(name))
        for i, each in enumerate(sources if isinstance(sources, list) else [sources]):
            yield _list(many, _section(each, f"{told.at(name)}[{i}]"))


def _list(many: Many, told: _Section) -> ListSpec:
    def find(path: str, place: str) -> tuple[str, str, Field]:
        return _inner_of(many, path, place)

    source = told.text("from", "")
    take, order = told.text("take", "all"), told.text("order", "")
    if take not in TAKES:
        raise BadMapping("unknown-word", told.at("take"))
    if order:
        find(order, told.at("order"))
    by = told.text("by", many.main.name)
    unit, slot, declared = find(by, told.at("by"))
    if isinstance(declared, Struct) and not slot:
        slot = declared.slots[0].name
    columns = _section(told.get("columns", dict), told.at("columns"))
    row = _section(told.get("row", dict, {}), told.at("row"))
    constants = _section(told.get("constants", dict, {}), told.at("constants"))
    found = ListSpec(
        many.name,
        many,
        source,
        tuple(_targets(columns, find)),
        tuple(_targets(row, find)),
        tuple(_constants(constants, find)),
        told.text("separator", ""),
        _where(told),
        take,
        order,
        (unit, slot),
    )
    told.done()
    for target in (*found.targets, *found.row_targets):
        known = next((each for each in many.inside if each.name == target.known), None)
        if target.known and (known is None or not isinstance(known.field, Link)):
            raise BadMapping("unknown-unit", told.at("known"))
    return found


def _link(kind: Kind, unit: str, told: _Section) -> LinkSpec:
    declared = kind.by_name.get(unit)
    if not isinstance(declared, Unit) or not isinstance(declared.field, Link):
        raise BadMapping("unknown-unit", told.place)
    find, make = told.text("find", ""), bool(told.get("make", bool, default=True))
    fill = _record(told)
    told.done()
    if fill.kind.name not in declared.field.kinds:
        raise BadMapping("unknown-kind", told.at("kind"))
    if find:
        found = fill.kind.by_name.get(find)
        if not isinstance(found, Unit) or not isinstance(found.field, Text | Choice):
            raise BadMapping("unknown-unit", told.at("find"))
    return LinkSpec(unit, fill, find, make)
