"""Entries become current values: the merge rule. Pure, and nowhere else.

State is a function of the *set* of accepted parts: the order in which they came, and how often, cannot
matter, because nothing here looks at order or time. The rules (docs/formats/journal.md):

* The values of a unit are all its `SET`s that no other accepted `SET` of the same unit replaces. Several
  values are a conflict and stay side by side; equal values are one value with several witnesses.
* An order to erase covers every part of its record (or unit, and what lies below it) that does not name
  the order in *replaces*. A covered part has no effect at all, so that a device that has destroyed it and
  one that has not yet show the same.
* A `REMOVE` or `DELETE` names what its author had seen. What they had not seen stands, as a conflict a
  person decides: nothing that was saved can vanish by somebody else's deletion.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from casebook.base.encode import pack
from casebook.base.ids import EntryId, RecordId
from casebook.journal.acts import ACT_UNIT, CIRCLE_KIND, FOUNDING_UNIT, ROSTER_KIND
from casebook.journal.entry import Change, Op, value_bytes
from casebook.journal.lost import LOST_KIND, LOST_UNIT
from casebook.model.all_kinds import KINDS, ORDERS
from casebook.model.fields import Value

STATE_LABEL: Final = b"casebook/state/1\0"
ERASE_KIND: Final = "erase"
ERASED_KIND: Final = "erased"
ORDER_UNIT: Final = "order"
SIGNED_UNIT: Final = "signed"
ERASED_UNIT: Final = "parts"
NEVER_ERASED: Final = frozenset(
    (
        (ERASE_KIND, ORDER_UNIT),
        (ERASE_KIND, SIGNED_UNIT),
        (ERASED_KIND, ERASED_UNIT),
        (LOST_KIND, LOST_UNIT),
        ("device", "signing"),
        ("device", "exchange"),
        ("receipt", "heads"),
        ("receipt", "one-time"),
        ("receipt", "partly"),
        ("epoch", "key"),
        ("epoch", "after"),
        ("fork", "proof"),
        (ROSTER_KIND, ACT_UNIT),
        (CIRCLE_KIND, FOUNDING_UNIT),
    )
)
"""(kind, unit) of what the journal itself stands on. An order that covered another order would bring back what
that one hid; one that covered an acknowledgement would turn an erasure into damage; one that covered a
statement of gaps would turn known ones into damage; one that covered a device's key would make its entries a
stranger's; one that covered a receipt would take a witness away, one that covered an epoch would have the one before it
written under again, one that covered a proof would hide that a casebook was copied, and one that covered who founded a
circle would shut everybody out of it."""


@dataclass(frozen=True, slots=True)
class Said:
    """One part, and the entry that holds it."""

    entry: EntryId
    change: Change


@dataclass(frozen=True, slots=True)
class Order:
    """An order to erase *record*, or only *unit* of it and what lies below."""

    entry: EntryId
    record: RecordId
    unit: str | None
    reason: str

    def covers(self, change: Change) -> bool:
        """Whether *change* lies under this order, does not name it, and can be erased at all."""
        if change.record != self.record or self.entry in change.replaces:
            return False
        if (change.kind, change.unit) in NEVER_ERASED:
            return False
        return self.unit is None or change.unit == self.unit or change.unit.startswith(self.unit + "/")


def order_of(said: Said) -> Order | None:
    """The order to erase that a part is, if it is one."""
    change = said.change
    if change.kind != ERASE_KIND or change.unit != ORDER_UNIT or change.op != Op.SET:
        return None
    match change.value:
        case (bytes() as record, str() | None as unit, str() as reason) if len(record) == 16:
            return Order(said.entry, RecordId(record), unit, reason)
    return None


@dataclass(frozen=True, slots=True)
class Held:
    """One visible value of a unit and the entries that said it."""

    value: Value
    entries: tuple[EntryId, ...]


class Life(IntEnum):
    """Whether a record is there. *DISPUTED*: deleted by one, changed or restored by another."""

    LIVE = 0
    DELETED = 1
    DISPUTED = 2


@dataclass(frozen=True, slots=True)
class State:
    """What the accepted parts say of one record.

    *units*: path → visible values, sorted; more than one is a conflict. *elements*: list name → element ids
    (16 hex) that are there, sorted. *adds*: element path → the entries that added it. *disputed*: elements
    one person removed while another changed them. *register*: entries of deletions and restorations that
    stand. *orders*: entries of the orders to erase that cover something here. *newer*: parts this version
    cannot read.
    """

    record: RecordId
    kind: str
    units: Mapping[str, tuple[Held, ...]]
    elements: Mapping[str, tuple[str, ...]]
    adds: Mapping[str, tuple[EntryId, ...]]
    disputed: tuple[str, ...]
    life: Life
    register: tuple[EntryId, ...]
    orders: tuple[Order, ...]
    newer: int

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Paths somebody has to decide; ``""`` stands for the record's own deletion."""
        split = [path for path, held in self.units.items() if len(held) > 1]
        return (*split, *self.disputed, *(("",) if self.life is Life.DISPUTED else ()))

    @property
    def is_blank(self) -> bool:
        """Whether no uncovered part is left: the record was erased, or never was."""
        return not self.kind


def fold(record: RecordId, said: Iterable[Said], orders: Iterable[Order] = ()) -> State:
    """The state of *record* from all accepted parts that name it and all orders that name it."""
    orders = sorted((o for o in orders if o.record == record), key=lambda o: (o.entry, o.unit or ""))
    parts = {(part.entry, part.change.unit): part for part in said if part.change.record == record}
    live = [p for p in parts.values() if not any(order.covers(p.change) for order in orders)]
    by_unit: dict[str, list[Said]] = defaultdict(list)
    newer = 0
    for part in live:
        if part.change.op in _KNOWN_OPS:
            by_unit[part.change.unit].append(part)
        else:
            newer += 1
    adds, elements, disputed, hidden = _fold_elements(by_unit)
    units = {
        unit: held
        for unit, group in sorted(by_unit.items())
        if (held := _fold_values(group)) and element_of(unit) not in hidden
    }
    adds = {path: entries for path, entries in adds.items() if path not in hidden}
    life, register = _fold_register(by_unit, units, adds)
    return State(
        record=record,
        kind=_kind_of(live),
        units=units,
        elements=elements,
        adds=adds,
        disputed=disputed,
        life=life,
        register=register,
        orders=tuple(orders),
        newer=newer,
    )


_SHOWN: Final = KINDS.keys() - ORDERS


def _kind_of(live: Iterable[Said]) -> str:
    """One that lists show, as long as any part names one; of several the one most parts name, then the least.

    A teammate's single entry could otherwise call a thousand records something that no list shows.
    """
    count = Counter(part.change.kind for part in live)
    return min(count, key=lambda kind: (kind not in _SHOWN, -count[kind], kind), default="")


_KNOWN_OPS: Final = frozenset(map(int, Op))


def _fold_values(group: list[Said]) -> tuple[Held, ...]:
    sets = [part for part in group if part.change.op == Op.SET]
    replaced = {entry for part in sets for entry in part.change.replaces}
    by_value: dict[bytes, list[Said]] = defaultdict(list)
    for part in sets:
        if part.entry not in replaced:
            by_value[value_bytes(part.change.value)].append(part)
    return tuple(
        Held(same[0].change.value, tuple(sorted(part.entry for part in same)))
        for _, same in sorted(by_value.items())
    )


def element_of(unit: str) -> str:
    """``names/0123…/name`` → ``names/0123…``; the empty text for a unit outside lists."""
    pieces = unit.split("/")
    return "/".join(pieces[:2]) if len(pieces) >= 2 else ""


def _fold_elements(
    by_unit: Mapping[str, list[Said]],
) -> tuple[dict[str, tuple[EntryId, ...]], dict[str, tuple[str, ...]], tuple[str, ...], set[str]]:
    """Adds by element, elements by list, disputed elements, and elements that are removed.

    An element is there while an add of it, or a value inside it, was not seen by a removal. One that was
    removed by somebody who had not seen all of it is there and disputed.
    """
    adds: dict[str, set[EntryId]] = defaultdict(set)
    inside: dict[str, set[EntryId]] = defaultdict(set)
    seen: dict[str, set[EntryId]] = defaultdict(set)
    for unit, group in by_unit.items():
        element = element_of(unit)
        if not element:
            continue
        if unit == element:
            adds[element].update(p.entry for p in group if p.change.op == Op.ADD)
            for part in group:
                if part.change.op == Op.REMOVE:
                    seen[element].update(_entries_in(part.change.value))
        # A value of the element itself is nothing this version writes; a newer one's is kept all the same.
        inside[element].update(entry for held in _fold_values(group) for entry in held.entries)
    present: dict[str, list[str]] = defaultdict(list)
    disputed, hidden = [], set()
    for element in sorted({*adds, *inside, *seen}):
        unseen_values = inside[element] - seen[element]
        if not (adds[element] - seen[element]) and not unseen_values:
            hidden.add(element)
            continue
        name, _, key = element.partition("/")
        present[name].append(key)
        if seen[element] and not (adds[element] - seen[element]):
            disputed.append(element)
    kept = {path: tuple(sorted(entries)) for path, entries in sorted(adds.items()) if entries}
    return kept, {name: tuple(keys) for name, keys in sorted(present.items())}, tuple(disputed), hidden


def _fold_register(
    by_unit: Mapping[str, list[Said]],
    units: Mapping[str, tuple[Held, ...]],
    adds: Mapping[str, tuple[EntryId, ...]],
) -> tuple[Life, tuple[EntryId, ...]]:
    """A deletion names the versions it saw: what it did not see makes it a question."""
    group = [part for part in by_unit.get("", ()) if part.change.op in (Op.DELETE, Op.RESTORE)]
    replaced = {entry for part in group for entry in part.change.replaces}
    standing = [part for part in group if part.entry not in replaced]
    deletes = [part for part in standing if part.change.op == Op.DELETE]
    register = tuple(sorted(part.entry for part in standing))
    if not deletes:
        return Life.LIVE, register
    now = {entry for held in units.values() for value in held for entry in value.entries}
    now.update(entry for entries in adds.values() for entry in entries)
    seen = set().union(*(_entries_in(part.change.value) for part in deletes))
    if now - seen or len(deletes) < len(standing):
        return Life.DISPUTED, register
    return Life.DELETED, register


def _entries_in(value: Value) -> set[EntryId]:
    return {EntryId(e) for e in value if isinstance(e, bytes)} if isinstance(value, tuple) else set()


def orders_over(state: State, unit: str) -> tuple[EntryId, ...]:
    """The orders that cover *unit*: whatever is written there from now on has to name them to live."""
    return tuple(o.entry for o in state.orders if o.unit is None or f"{unit}/".startswith(f"{o.unit}/"))


def seen_by_delete(state: State) -> tuple[EntryId, ...]:
    """What a deletion made now has seen: every visible value and every add."""
    seen = {entry for held in state.units.values() for value in held for entry in value.entries}
    seen.update(entry for entries in state.adds.values() for entry in entries)
    return tuple(sorted(seen))


def seen_by_remove(state: State, element: str) -> tuple[EntryId, ...]:
    """What a removal of *element* (``names/<16 hex>``) made now has seen."""
    seen = {
        entry
        for path, held in state.units.items()
        if element_of(path) == element
        for value in held
        for entry in value.entries
    }
    seen.update(state.adds.get(element, ()))
    return tuple(sorted(seen))


def state_line(state: State) -> bytes:
    """The canonical bytes of one record's state: what two devices compare."""
    units = [
        [path, [[held.value, list(held.entries)] for held in values]] for path, values in state.units.items()
    ]
    elements = [[name, list(keys)] for name, keys in state.elements.items()]
    return pack(
        [state.record, state.kind, int(state.life), units, elements, list(state.disputed), state.newer]
    )


def canonical_state(states: Iterable[State]) -> bytes:
    """SHA-256 over the states of all records in the order of their ids (invariant I1).

    Blank records are passed over: a device that has destroyed an erased record no longer knows its id, one
    that has not yet destroyed it does, and both are in the same state.
    """
    digest = hashlib.sha256(STATE_LABEL)
    for state in sorted((s for s in states if not s.is_blank), key=lambda s: s.record):
        line = state_line(state)
        digest.update(len(line).to_bytes(8, "big") + line)
    return digest.digest()
