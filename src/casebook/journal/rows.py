"""What the derived tables hold of a record: titles, sort keys, columns, links, the stored state; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from casebook.base.encode import pack
from casebook.base.ids import EntryId, RecordId, code_letters
from casebook.journal.entry import Change, decode_value
from casebook.journal.fold import Held, Life, Order, Said, State
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Link, Struct, Value
from casebook.model.kinds import Many, Unit
from casebook.model.names import PersonName, sort_key, split

Shown = Mapping[str, tuple[str, ...]]
"""Of lists of several elements, by name: their ids in the order in which they were added."""
Timed = tuple[Said, int]
"""A part, and the hybrid time of its entry (0 where the stamp is destroyed)."""


@cache
def list_table(kind: str) -> str:
    """The name of a kind's list table."""
    return f"list_{kind.replace('-', '_')}"


@cache
def list_columns(kind: str) -> tuple[tuple[str, Unit | Many], ...]:
    """Column names of a kind's list table and the declarations they are made from."""
    return tuple((f"c_{unit.name.replace('-', '_')}", unit) for unit in KINDS[kind].units if unit.column)


RECORD_COLUMNS = ("kind", "code", "title", "life", "conflicts", "created", "changed", "state", "shown")


def record_row(state: State, timed: Sequence[Timed]) -> tuple[str | int | bytes, ...]:
    """The row of a record in the table `record`, in the order of `RECORD_COLUMNS`."""
    times = [hybrid for _, hybrid in timed if hybrid] or [0]
    return (
        state.kind,
        code_letters(state.record),
        title_of(state, order_by_name(state, timed)),
        int(state.life),
        len(state.conflicts),
        min(times),
        max(times),
        encode_state(state),
        pack(shown_order(state, timed)),
    )


def shown_order(state: State, timed: Sequence[Timed]) -> list[list[str]]:
    """Of every list, its element ids in the order in which they were added: how people expect to see them."""
    first: dict[str, tuple[int, int]] = {}
    for i, (said, hybrid) in enumerate(timed):
        element = "/".join(said.change.unit.split("/")[:2])
        first[element] = min(first.get(element, (hybrid, i)), (hybrid, i))
    return [
        [name, *sorted(keys, key=lambda key: (first.get(f"{name}/{key}", (0, 0)), key))]
        for name, keys in state.elements.items()
        if len(keys) > 1
    ]


def order_by_name(state: State, timed: Sequence[Timed]) -> Shown:
    """`shown_order` by name of the list."""
    return {name: tuple(keys) for name, *keys in shown_order(state, timed)}


def list_row(state: State, timed: Sequence[Timed]) -> tuple[str | int, ...]:
    """A list's line: what it is sorted by, the title, how many conflicts, and the columns."""
    shown = order_by_name(state, timed)
    columns = (column_text(state, unit, shown) for _, unit in list_columns(state.kind))
    return (sort_of(state, shown), title_of(state, shown), len(state.conflicts), *columns)


def links_of(state: State) -> set[tuple[bytes, bytes, str]]:
    """(target, source, path) for every link the record holds, those inside structures included."""
    kind = KINDS.get(state.kind)
    found: set[tuple[bytes, bytes, str]] = set()
    for path, held in state.units.items() if kind is not None else ():
        unit = kind.find(path) if kind is not None else None
        for value in held if unit is not None else ():
            for target in _linked(unit, value.value):
                found.add((target, state.record, path))
    return found


def links_in(change: Change) -> Iterator[bytes]:
    """The records that one change leads to."""
    kind = KINDS.get(change.kind)
    yield from _linked(None if kind is None else kind.find(change.unit), change.value)


def _linked(unit: Unit | None, value: Value) -> Iterator[bytes]:
    if unit is None:
        return
    if isinstance(unit.field, Link) and isinstance(value, bytes):
        yield value
    if isinstance(unit.field, Struct) and isinstance(value, tuple):
        for slot, part in zip(unit.field.slots, value, strict=False):
            if isinstance(slot.field, Link) and isinstance(part, bytes):
                yield part


def _elements(state: State, name: str, shown: Shown) -> tuple[str, ...]:
    """A list's elements as people expect to see them; where nobody knows when they came, by their ids."""
    return shown.get(name) or state.elements.get(name, ())


def column_text(state: State, unit: Unit | Many, shown: Shown) -> str:
    """What a list shows of a unit: its text form; of a list, the main texts of its elements."""
    if isinstance(unit, Unit):
        held = state.units.get(unit.name, ())
        return " ⚡ ".join(_short(unit, value.value) for value in held if value.value is not None)
    texts = []
    for key in _elements(state, unit.name, shown):
        held = state.units.get(f"{unit.name}/{key}/{unit.main.name}", ())
        texts += [_short(unit.main, value.value) for value in held if value.value is not None]
    return "; ".join(text for text in texts if text)


def _short(unit: Unit, value: Value) -> str:
    """A value as lists show it: of a structure, its main part."""
    if isinstance(unit.field, Struct) and isinstance(value, tuple):
        return unit.field.slots[0].field.text(value[0])
    return unit.field.text(value)


def title_of(state: State, shown: Shown = MappingProxyType({})) -> str:
    """The text a record is known by: the first of its kind's title units that has one; of a list, its first element.

    A title that is another record's title (a list entry is called by its person) is empty here: `casework`
    follows the link when it shows one.
    """
    kind = KINDS.get(state.kind)
    for name in kind.title if kind is not None else ():
        unit = kind.by_name[name] if kind is not None else None
        if unit is None or isinstance(_main(unit).field, Link):
            continue
        text = column_text(state, unit, shown).split("; ")[0].split(" ⚡ ")[0]
        if text:
            return text[:200]
    return ""


def sort_of(state: State, shown: Shown) -> str:
    """What lists are sorted by: of people the family name first, of all else the title."""
    kind = KINDS.get(state.kind)
    if kind is None or "names" not in kind.title:
        return title_of(state, shown).casefold()
    for key in _elements(state, "names", shown):
        for held in state.units.get(f"names/{key}/name", ()):
            if isinstance(held.value, tuple):
                return " ".join(sort_key(_name(held.value)))
    return " ".join(sort_key(split(title_of(state, shown))))


def _name(value: tuple[Value, ...]) -> PersonName:
    full, family, given, patronymic = (
        part if isinstance(part, str) else "" for part in (*value, None, None, None, None)[:4]
    )
    return PersonName(full, family, given, patronymic) if family or given else split(full)


def _main(unit: Unit | Many) -> Unit:
    return unit if isinstance(unit, Unit) else unit.main


def encode_state(state: State) -> bytes:
    """The state as it is kept in `record`."""
    return pack(
        [
            [
                [path, [[held.value, list(held.entries)] for held in values]]
                for path, values in state.units.items()
            ],
            [[name, list(keys)] for name, keys in state.elements.items()],
            [[path, list(entries)] for path, entries in state.adds.items()],
            list(state.disputed),
            int(state.life),
            list(state.register),
            [[o.entry, o.unit, o.reason] for o in state.orders],
            state.newer,
        ]
    )


def decode_state(record: RecordId, kind: str, data: bytes) -> State:
    """The state that `encode_state` wrote."""
    shape: Any = decode_value(data)  # our own bytes, in the shape above
    units, elements, adds, disputed, life, register, orders, newer = shape
    return State(
        record=record,
        kind=kind,
        units={p: tuple(Held(v, tuple(map(EntryId, e))) for v, e in held) for p, held in units},
        elements=dict(elements),
        adds={p: tuple(map(EntryId, e)) for p, e in adds},
        disputed=disputed,
        life=Life(life),
        register=tuple(map(EntryId, register)),
        orders=tuple(Order(EntryId(e), record, u, r) for e, u, r in orders),
        newer=newer,
    )
