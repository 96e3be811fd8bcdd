"""Merging two records of one person: what comes along, what moves, what stays, and undoing it."""

from __future__ import annotations

from typing import Any

import pytest

import books
from casebook.base.ids import RecordId
from casebook.casework import conflicts, merging, records, undo
from casebook.casework.book import Casebook
from casebook.casework.merging import (
    Choice,
    DeletedRecord,
    Differing,
    Doubt,
    MergedAlready,
    Moved,
    NotPeople,
    SameRecord,
    StaysGuarded,
    WrittenByNewer,
)
from casebook.casework.records import Add, Delete, Edit, New, Remove, Set, UnknownUnit
from casebook.casework.touched import Verb
from casebook.casework.undo import ChangedSince
from casebook.journal import projection
from casebook.journal.entry import Change, Op
from casebook.journal.fold import Life
from casebook.model.fields import Value
from casebook.model.person import NAME


def add(book: Casebook, kind: str, *edits: tuple[str, Value] | tuple[str, dict[str, Value]]) -> RecordId:
    """A record: (unit, value) sets it, (list, {inner: value}) adds an element."""
    record = book.new_id()
    found: list[Edit] = [New(record, kind)]
    for name, value in edits:
        if isinstance(value, dict):
            found.append(Add(record, name, tuple(value.items())))
        else:
            found.append(Set(record, name, value))
    records.write(book, Verb.ADD, found)
    return record


def person(book: Casebook, name: str, *edits: Any) -> RecordId:
    return add(book, "person", ("names", {"name": NAME.make(full=name)}), *edits)


def names(book: Casebook, record: RecordId) -> list[str]:
    return [str(NAME.part(value, "full")) for _, value in book.need(record).each("names", "name")]


def whole(book: Casebook) -> dict[RecordId, Any]:
    """Everything, as people see it, deleted records too: values, elements, whether it is there."""
    found = {}
    for state in projection.states(book.db, books_progress()):
        units = {
            path: sorted(repr(held.value) for held in values if held.value is not None)
            for path, values in state.units.items()
        }
        elements = {f"{name}/{key}" for name, keys in state.elements.items() for key in keys}
        found[state.record] = (state.kind, {u: v for u, v in units.items() if v}, elements, state.life)
    return found


def books_progress() -> Any:
    from casebook.base.progress import Progress  # noqa: PLC0415 - one line

    return Progress()


@pytest.fixture
def two(book: Casebook) -> tuple[RecordId, RecordId]:
    kept = person(book, "Yerzhan Yelshibayev", ("birth", "1985"), ("sex", "male"))
    other = person(
        book,
        "Ержан Елшібаев",
        ("birth", "1986-02"),
        ("code_name", "Heron"),
        ("aliases", {"alias": "Erzhan E.", "type": "spelling"}),
    )
    return kept, other


def test_all_spellings_come_along_and_equal_ones_once(book: Casebook) -> None:
    same = NAME.make(full="Ержан Елшібаев", script="Cyrl", language="kk", scheme="passport")
    kept = add(
        book, "person", ("names", {"name": NAME.make(full="Yerzhan Yelshibayev")}), ("names", {"name": same})
    )
    other = add(
        book,
        "person",
        ("names", {"name": same}),
        ("names", {"name": NAME.make(full="Erzhan Elshibaev", script="Latn"), "preferred": "en"}),
    )
    merging.merge(book, kept, other)
    assert names(book, kept) == ["Yerzhan Yelshibayev", "Ержан Елшібаев", "Erzhan Elshibaev"]
    moved = book.need(other).elements("names")[1]
    assert book.need(kept).text(f"names/{moved}/preferred") == "en"
    assert book.need(kept).value(f"names/{moved}/name") == NAME.make(full="Erzhan Elshibaev", script="Latn")
