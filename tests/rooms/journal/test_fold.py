"""The merge rule: against a second fold written from the page, in every order, and case by case."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.base.ids import EntryId, RecordId
from casebook.journal.entry import Change, Op, value_bytes
from casebook.journal.fold import (
    Life,
    Order,
    Said,
    State,
    canonical_state,
    fold,
    order_of,
    orders_over,
    seen_by_delete,
    seen_by_remove,
    state_line,
)
from second_journal import hashed, plain, read, second_line, second_state

CASES = read("states.json")
RECORD = RecordId(bytes(range(16)))


def entry_id(number: int) -> EntryId:
    return EntryId(bytes([number]) * 32)


# ------------------------------------------------------------------ the vectors


def said_of(case: Any) -> tuple[RecordId, list[Said], list[Order]]:
    record = RecordId(bytes.fromhex(case["record"]))
    said = [
        Said(
            EntryId(bytes.fromhex(p["entry"])),
            Change(
                record,
                p["kind"],
                p["unit"],
                p["op"],
                _tuples(plain(p["value"])),
                tuple(EntryId(bytes.fromhex(e)) for e in p["replaces"]),
            ),
        )
        for p in case["parts"]
    ]
    orders = [Order(EntryId(bytes.fromhex(o["entry"])), record, o["unit"], "x") for o in case["orders"]]
    return record, said, orders


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def drawn(state: State) -> Any:
    """A state as the vectors write it."""
    if state.is_blank:
        return None
    return {
        "kind": state.kind,
        "life": int(state.life),
        "units": {
            u: [[_json(h.value), [e.hex() for e in h.entries]] for h in held]
            for u, held in state.units.items()
        },
        "elements": {name: list(keys) for name, keys in state.elements.items()},
        "disputed": list(state.disputed),
        "newer": state.newer,
    }


def _json(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    return [_json(part) for part in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES["cases"]])
def test_states(case: Any) -> None:
    record, said, orders = said_of(case)
    state = fold(record, said, orders)
    wanted = None if case["line"] is None else case["state"]
    assert drawn(state) == wanted
    assert second_state(case["parts"], case["orders"]) == wanted
    if wanted is not None:
        assert state_line(state).hex() == case["line"]
        assert second_line(case["record"], wanted).hex() == case["line"]


def test_canonical_state() -> None:
    states = [fold(*said_of(case)) for case in CASES["cases"]]
    assert canonical_state(states).hex() == CASES["canonical"]
    lines = [
        second_line(case["record"], case["state"])
        for case in sorted(CASES["cases"], key=lambda case: case["record"])
        if case["line"] is not None
    ]
    joined = b"".join(len(line).to_bytes(8, "big") + line for line in lines)
    assert hashed("casebook/state/1", joined).hex() == CASES["canonical"]


# ------------------------------------------------------------------ laws

UNITS = (
    "birth",
    "remarks",
    "aliases/0000000000000001",
    "aliases/0000000000000001/alias",
    "aliases/0000000000000002/alias",
    "",
)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Said], list[Order]]:
    """Parts of one record that name earlier entries at will, as devices of every state of mind would."""
    said: list[Said] = []
    for number in range(1, draw(st.integers(1, 9))):
        earlier = st.lists(st.integers(1, 12).map(entry_id), max_size=4, unique=True).map(tuple)
        for unit in draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True)):
            op = draw(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 7]))
            value = draw(earlier) if op in (2, 3) else draw(st.sampled_from(["a", "b", None]))
            said.append(Said(entry_id(number), Change(RECORD, "person", unit, op, value, draw(earlier))))
    targets = st.sampled_from([None, *UNITS[:4], "aliases"])
    orders = [
        Order(entry_id(10 + i), RECORD, target, "x")
        for i, target in enumerate(draw(st.lists(targets, max_size=3)))
    ]
    return said, orders


def as_vectors(said: Iterable[Said], orders: Iterable[Order]) -> tuple[list[Any], list[Any]]:
    parts = [
        {
            "entry": s.entry.hex(),
            "kind": s.change.kind,
            "unit": s.change.unit,
            "op": int(s.change.op),
            "value": _json(s.change.value),
            "replaces": [e.hex() for e in s.change.replaces],
        }
        for s in said
    ]
    return parts, [{"entry": o.entry.hex(), "unit": o.unit} for o in orders]


@given(worlds(), st.randoms())
def test_order_and_repetition_never_matter(world: tuple[list[Said], list[Order]], random: Random) -> None:
    said, orders = world
    shuffled = [*said, *random.sample(said, len(said) // 2)]
    random.shuffle(shuffled)
    assert fold(RECORD, shuffled, random.sample(orders, len(orders))) == fold(RECORD, said, orders)


@given(worlds())
def test_a_second_fold_agrees(world: tuple[list[Said], list[Order]]) -> None:
    said, orders = world
    assert drawn(fold(RECORD, said, orders)) == second_state(*as_vectors(said, orders))


@given(worlds())
def test_hidden_and_destroyed_parts_fold_alike(world: tuple[list[Said], list[Order]]) -> None:
    said, orders = world
    left = [s for s in said if not any(order.covers(s.change) for order in orders)]
    assert fold(RECORD, left, orders) == fold(RECORD, said, orders)


@given(worlds())
def test_a_value_goes_only_where_somebody_named_it(world: tuple[list[Said], list[Order]]) -> None:
    """I3: visible, or replaced, or in something removed by one who had seen it, or erased."""
    said, orders = world
    state = fold(RECORD, said, orders)
    visible = {(e, unit) for unit, held in state.units.items() for h in held for e in h.entries}
    for s in said:
        if s.change.op != Op.SET or any(order.covers(s.change) for order in orders):
            continue
        living = [t for t in said if not any(order.covers(t.change) for order in orders)]
        replaced = any(
            s.entry in t.change.replaces
            for t in living
            if (t.change.unit, t.change.op) == (s.change.unit, Op.SET)
        )
        removed = any(
            s.entry in (t.change.value or ())
            for t in living
            if t.change.op == Op.REMOVE and s.change.unit.startswith(t.change.unit)
        )
        assert replaced or removed or (s.entry, s.change.unit) in visible


@given(worlds())
def test_what_was_seen_is_all_that_is_needed_to_delete(world: tuple[list[Said], list[Order]]) -> None:
    """Whoever deletes what they see, with the orders over it, has deleted it: no dispute with themselves."""
    said, orders = world
    state = fold(RECORD, said, orders)
    if state.is_blank:
        return
    names = (*state.register, *orders_over(state, ""))
    gone = Said(entry_id(99), Change(RECORD, "person", "", Op.DELETE, seen_by_delete(state), names))
    assert fold(RECORD, [*said, gone], orders).life is Life.DELETED


@given(worlds())
def test_what_was_seen_is_all_that_is_needed_to_remove(world: tuple[list[Said], list[Order]]) -> None:
    said, orders = world
    state = fold(RECORD, said, orders)
    for name, keys in state.elements.items():
        for key in keys:
            element = f"{name}/{key}"
            seen, over = seen_by_remove(state, element), orders_over(state, element)
            gone = Said(entry_id(99), Change(RECORD, "person", element, Op.REMOVE, seen, over))
            after = fold(RECORD, [*said, gone], orders)
            assert key not in after.elements.get(name, ())
            assert not any(path.startswith(element) for path in after.units)


# ------------------------------------------------------------------ orders


def test_only_a_well_formed_order_is_one() -> None:
    def said(kind: str, unit: str, op: int, value: Any) -> Said:
        return Said(entry_id(1), Change(RECORD, kind, unit, op, value))

    whole = (bytes(16), None, "consent")
    assert order_of(said("erase", "order", 0, whole)) == Order(
        entry_id(1), RecordId(bytes(16)), None, "consent"
    )
    assert order_of(said("erase", "order", 0, (bytes(16), "birth", "x"))) is not None
    for spoiled in [(bytes(15), None, "x"), (bytes(16), 3, "x"), (bytes(16), None), None, "x"]:
        assert order_of(said("erase", "order", 0, spoiled)) is None
    assert order_of(said("erase", "order", 1, whole)) is None
    assert order_of(said("note", "order", 0, whole)) is None
    assert order_of(said("erase", "title", 0, whole)) is None


@pytest.mark.parametrize(
    ("kind", "unit"),
    [
        ("erase", "order"),
        ("erase", "signed"),
        ("erased", "parts"),
        ("lost", "gaps"),
        ("device", "signing"),
        ("device", "exchange"),
        ("receipt", "heads"),
        ("receipt", "one-time"),
        ("fork", "proof"),
        ("epoch", "key"),
        ("epoch", "after"),
        ("roster", "act"),
    ],
)
def test_what_the_journal_stands_on_is_never_covered(kind: str, unit: str) -> None:
    assert not Order(entry_id(1), RECORD, None, "x").covers(Change(RECORD, kind, unit, Op.SET, b""))
    assert Order(entry_id(1), RECORD, None, "x").covers(Change(RECORD, kind, "name", Op.SET, b""))


def test_values_of_equal_bytes_are_equal() -> None:
    assert value_bytes(("a", None)) == value_bytes(("a", None))
    assert value_bytes("1") != value_bytes(1)
    assert value_bytes(b"a") != value_bytes("a")
