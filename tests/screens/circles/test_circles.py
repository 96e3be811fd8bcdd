"""Circles in the window: made, joined, left, and chosen for what is new."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

import books
import desk
import enrolling
import lists
from casebook.casework import circles
from casebook.gui.parts.buttons import Pick
from casebook.gui.screens.circles.view import CirclesView
from casebook.gui.workspace import Place, Spot
from desk import Desk


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """Alma's casebook; Otter is of the team."""
    with books.derived_once():
        alma = enrolling.found(tmp_path / "alma").book
        enrolling.take_in(alma, tmp_path / "otter", "Otter").close()
    alma.close()
    with desk.opened(qtbot, tmp_path / "alma") as opened:
        yield opened


def shown(table: Desk) -> CirclesView:
    table.workspace.go(Spot(Place.CIRCLES))
    table.rest()
    return table.shown(CirclesView)


def made(table: Desk, name: str = "Witness 7") -> CirclesView:
    view = shown(table)
    QTest.keyClicks(view.name, name)
    table.press_button("Make the circle")
    return view


def said(view: CirclesView) -> str:
    return "\n".join(each.text() for each in view.findChildren(QLabel) if each.isVisible())


def in_it(table: Desk) -> list[int]:
    return [len(each.members) for each in table.read(circles.circles)]


def test_a_circle_needs_a_name(table: Desk) -> None:
    view = shown(table)
    assert table.shell.desk is not None
    assert not table.shell.desk.circle.isVisible()
    table.press_button("Make the circle")
    assert "Write a name" in said(view)
    assert table.read(circles.circles) == ()


def test_one_is_made_with_somebody_in_it(table: Desk) -> None:
    view = shown(table)
    QTest.keyClicks(view.name, "Witness 7")
    [(_, tick)] = view._ticks
    tick.click()
    table.press_button("Make the circle")
    assert in_it(table) == [2]
    assert view.name.text() == ""
    assert not view._ticks[0][1].isChecked()
    assert "Witness 7" in said(view)
    assert "2 devices · 0 records" in said(view)


def test_it_is_called_something_else(table: Desk) -> None:
    view = made(table)
    table.press_button("Rename… Witness 7")
    name = next(each for each in view.cards[0].findChildren(QLineEdit) if each.isVisible())
    assert name.text() == "Witness 7"
    name.clear()
    table.press_button("Rename the circle")
    assert "Write a name" in said(view)
    QTest.keyClicks(name, "Witness 9")
    table.press_button("Rename the circle")
    assert [each.name for each in table.read(circles.circles)] == ["Witness 9"]
    assert "Witness 9" in said(view)


def test_a_device_comes_in_and_goes_out_again(table: Desk) -> None:
    view = made(table)
    assert in_it(table) == [1]
    table.press_button("Add a device… Witness 7")
    table.press_button("Add it to the circle")
    assert in_it(table) == [2]
    table.press_button("Take out… Otter, Witness 7")
    assert "It keeps what it already has of the circle." in said(view)
    table.press_button("Take it out of the circle")
    assert in_it(table) == [1]


def test_new_records_go_where_it_is_chosen_until_it_is_chosen_again(table: Desk) -> None:
    view = made(table)
    assert table.shell.desk is not None
    bar = table.shell.desk.circle
    assert bar.isVisible()
    assert bar.picking is not None
    assert bar.picking.text() == "New records: Team"
    table.press_button("Let new records go here Witness 7")
    assert bar.picking.text() == "New records: Witness 7"
    assert "new records go here" in said(view)
    table.read(lambda book: lists.person(book, "Marat Oskenov"))
    assert [dict(each.records) for each in table.read(circles.circles)] == [{"person": 1}]
    bar.picking._actions[""].trigger()
    table.rest()
    assert table.read(lambda book: book.circle) is None
    assert "new records go here" not in said(view)


def test_who_stands_above_is_not_taken_out_and_one_reads_why(qtbot: QtBot, tmp_path: Path) -> None:
    with books.derived_once():
        alma = enrolling.found(tmp_path / "alma").book
        otter = enrolling.take_in(alma, tmp_path / "otter", "Otter")
        heron = enrolling.take_in(alma, tmp_path / "heron", "Heron")
    three = (alma, otter, heron)
    one = circles.make(alma, "Witness 7", [otter.own.public, heron.own.public]).compartment
    books.meet(three)
    circles.remove(alma, one, heron.own.public)
    books.meet(three)
    for each in three:
        each.close()
    with desk.opened(qtbot, tmp_path / "otter") as table:
        view = shown(table)
        [card] = view.cards
        picks = {
            pick.accessibleName(): pick
            for pick in card.findChildren(Pick)
            if "Witness 7" in pick.accessibleName()
        }
        out = next(pick for name, pick in picks.items() if name.startswith("Take out…"))
        assert not out.isEnabled()
        assert "stands above this device" in out.accessibleDescription()
        assert next(pick for name, pick in picks.items() if name.startswith("Leave it…")).isEnabled()
        assert "founded by" in said(view)
        assert "Whose button is grey" in said(view)
        assert not card.more.isEnabled()
        assert "shown it out" in card.more.accessibleDescription()
    with desk.opened(qtbot, tmp_path / "heron") as table:
        assert "was taken out of the circle" in said(shown(table))
