"""A casebook drawn as text, and back, so that tests of what two people see can be read.

One line a unit, in order::

    person:1  names[1]/name  "Amal Haddad" ⚡ "Amal Hadad"
    person:1  birth          "1980"
    note:1    about[1]/record  person:1
    person:2  (deleted)

A record is its kind and its number among those of the kind, in the order of ids; an element of a list is its
number in the order of adding. Values stand in their text form, links as the record they lead to, several
values of one unit (a conflict) with ⚡ between them. What only the program reads (kinds `device`, `setting`,
orders) is not drawn.
"""

from __future__ import annotations

import re
from textwrap import dedent

from casebook.base.ids import RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Delete, Edit, New, Set
from casebook.casework.touched import Touched, Verb
from casebook.journal.current import Record
from casebook.journal.fold import Life
from casebook.model.all_kinds import HOUSEHOLD, KINDS, ORDERS
from casebook.model.fields import Link, Value
from casebook.model.kinds import Many, Unit

_LINE = re.compile(r"(?P<label>[a-z-]+:\d+)\s+(?P<rest>.+)")
_UNIT = re.compile(r"(?P<path>[a-z_]+(?:\[\d+\]/[a-z_]+)?)\s+(?P<value>.+)")
_PATH = re.compile(r"(?P<name>[a-z_]+)\[(?P<number>\d+)\]/(?P<inner>[a-z_]+)")


def drawing(book: Casebook) -> str:
    """The casebook as text, ready to be compared with an indented text in a test."""
    labels = _labels(book)
    lines: list[tuple[str, str, str]] = []
    for record, label in labels.items():
        found = book.need(record)
        if found.state.life is not Life.LIVE:
            lines.append(
                (label, "(deleted)" if found.state.life is Life.DELETED else "(deleted ⚡ changed)", "")
            )
        lines += [(label, path, value) for path, value in _units(found, labels)]
    width = max((len(label) for label, _, _ in lines), default=0)
    return "\n".join(f"{label:{width}}  {path}  {value}".rstrip() for label, path, value in lines)


def same(text: str) -> str:
    """An indented drawing as `drawing` gives it; runs of spaces outside quotes count as two."""
    lines = [_words(line) for line in dedent(text).strip().splitlines()]
    width = max((len(words[0]) for words in lines), default=0)
    return "\n".join("  ".join([f"{words[0]:{width}}", *words[1:]]).rstrip() for words in lines)


def _words(line: str) -> list[str]:
    label, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    if rest.startswith("("):
        return [label, rest]
    path, _, value = rest.partition(" ")
    return [label, path, value.strip()]


def _labels(book: Casebook) -> dict[RecordId, str]:
    rows = book.db.execute("SELECT id, kind FROM record ORDER BY id")
    count: dict[str, int] = {}
    labels: dict[RecordId, str] = {}
    for record, kind in rows:
        if kind in KINDS and kind not in HOUSEHOLD and kind not in ORDERS:
            count[kind] = count.get(kind, 0) + 1
            labels[RecordId(bytes(record))] = f"{kind}:{count[kind]}"
    return labels


def _units(found: Record, labels: dict[RecordId, str]) -> list[tuple[str, str]]:
    drawn: list[tuple[str, str]] = []
    for declared in KINDS[found.kind].units:
        if isinstance(declared, Unit):
            drawn += _unit(found, declared, declared.name, declared.name, labels)
            continue
        for number, key in enumerate(found.elements(declared.name), 1):
            element, shown = f"{declared.name}/{key}", f"{declared.name}[{number}]"
            if element in found.state.disputed:
                drawn.append((shown, "(removed ⚡ changed)"))
            for inner in declared.inside:
                drawn += _unit(found, inner, f"{element}/{inner.name}", f"{shown}/{inner.name}", labels)
    return drawn


def _unit(
    found: Record, unit: Unit, path: str, shown: str, labels: dict[RecordId, str]
) -> list[tuple[str, str]]:
    held = found.state.units.get(path, ())
    if all(value.value is None for value in held):
        return []
    return [(shown, " ⚡ ".join(_value(unit, value.value, labels) for value in held))]


def _value(unit: Unit, value: Value, labels: dict[RecordId, str]) -> str:
    if value is None:
        return "(nothing)"
    if isinstance(unit.field, Link) and isinstance(value, bytes):
        return labels.get(RecordId(value), "(unknown)")
    return f'"{unit.field.text(value)}"'


def draw(book: Casebook, text: str) -> dict[str, RecordId]:
    """Save what *text* draws, as one act; returns the records by label.

    Only what can be entered at one sitting: no conflicts and no disputes.
    """
    made: dict[str, RecordId] = {}
    edits: list[Edit] = []
    inside: dict[tuple[str, str, str], dict[str, str]] = {}
    deleted: list[str] = []
    for line in dedent(text).strip().splitlines():
        match = _LINE.fullmatch(line.strip())
        assert match is not None, line
        label, kind = match["label"], match["label"].partition(":")[0]
        if label not in made:
            made[label] = book.new_id()
            edits.append(New(made[label], kind))
        if match["rest"] == "(deleted)":
            deleted.append(label)
            continue
        unit = _UNIT.fullmatch(match["rest"])
        assert unit is not None, line
        path = _PATH.fullmatch(unit["path"])
        if path is None:
            declared = KINDS[kind].find(unit["path"])
            assert declared is not None, line
            edits.append(Set(made[label], unit["path"], _parsed(declared, unit["value"], made)))
        else:
            element = (label, path["name"], path["number"])
            inside.setdefault(element, {})[path["inner"]] = unit["value"]
    for (label, name, _), values in inside.items():
        many = KINDS[label.partition(":")[0]].by_name[name]
        assert isinstance(many, Many)
        units = {each.name: each for each in many.inside}
        parsed = tuple((inner, _parsed(units[inner], value, made)) for inner, value in values.items())
        edits.append(Add(made[label], name, parsed))
    records.write(book, Verb.ADD, edits)
    for label in deleted:
        records.write(book, Verb.DELETE, [Delete(made[label])])
    return made


def _parsed(unit: Unit, value: str, made: dict[str, RecordId]) -> Value:
    if isinstance(unit.field, Link):
        return made[value]
    assert value[:1] == value[-1:] == '"', value
    return unit.field.parse(value[1:-1])


def edit(book: Casebook, record: RecordId, **values: str) -> Touched:
    """Change units of a record, values in their text form."""
    kind = KINDS[book.need(record).kind]
    edits: list[Edit] = []
    for path, value in values.items():
        unit = kind.find(path)
        assert unit is not None, path
        edits.append(Set(record, path, unit.field.parse(value)))
    return records.write(book, Verb.EDIT, edits)
