"""Who comes into a circle and goes, over sticks: what those who stay and those who are gone come to hold."""

from __future__ import annotations

from pathlib import Path

import pytest

import sticks
from casebook.base.ids import RecordId
from casebook.casework import check, circles, records
from casebook.casework.book import Casebook
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.sync import epochs

pytestmark = pytest.mark.usefixtures("cheap")
Three = tuple[Casebook, Casebook, Casebook]


def note(book: Casebook, circle: bytes, title: str) -> RecordId:
    record = book.new_id()
    edits: list[records.Edit] = [New(record, "note"), Set(record, "title", title)]
    records.write(book, Verb.ADD, edits, circle=circle)
    return record


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


@pytest.fixture
def circle(acquainted: Three, stick: Path) -> bytes:
    alma, luis, vera = acquainted
    one = circles.make(alma, "Seven", [luis.own.public, vera.own.public]).compartment
    sticks.meet(acquainted, stick)
    return one


def test_the_others_hear_of_whoever_leaves(acquainted: Three, circle: bytes, stick: Path) -> None:
    alma, luis, vera = acquainted
    kept = note(luis, circle, "before")
    circles.remove(luis, circle, luis.own.public)
    with pytest.raises(circles.NotInCircle):
        circles.check_writable(luis, circle)
    sticks.meet(acquainted, stick)
    for each in acquainted:
        assert luis.own.public not in circles.members(each, circle)
        assert each.get(kept) is not None
        check.check(each)
    late = note(alma, circle, "after")
    sticks.meet(acquainted, stick)
    assert vera.get(late) is not None
    assert luis.get(late) is None
    assert luis.own.public not in epochs.ensure(vera, circle).devices


def test_whoever_was_shown_out_goes_on_by_themselves_and_the_others_come_to_rest(
    acquainted: Three, circle: bytes, stick: Path
) -> None:
    alma, luis, vera = acquainted
    circles.remove(alma, circle, vera.own.public)
    sticks.meet((alma, luis), stick)
    late = note(vera, circle, "after")
    after = note(alma, circle, "without her")
    sticks.write(vera, stick)
    sticks.meet((alma, luis), stick)
    for each in (alma, luis):
        assert each.get(late) is None
        assert each.get(after) is not None
        check.check(each)
    sticks.read(vera, stick)
    assert vera.get(after) is None
    assert circles.circle(vera, circle).own
    assert not sticks.write(luis, stick)
    circles.add(alma, circle, vera.own.public)
    sticks.meet(acquainted, stick)
    for each in acquainted:
        assert len(circles.members(each, circle)) == 3
        assert each.get(late) is not None
        assert each.get(after) is not None
        check.check(each)
