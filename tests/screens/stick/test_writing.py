"""Writing a stick in the window: told first, for whom, and what is safe; a teammate's casebook reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import enrolling
import lists
import readstick
from casebook.gui.screens.stick.view import StickView
from casebook.gui.workspace import Place, Spot
from desk import Desk


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Alma and Otter are one team; Alma has recorded somebody since."""
    with books.derived_once():
        founded = enrolling.found(tmp_path / "alma")
        other = enrolling.take_in(founded.book, tmp_path / "otter", "Otter", history=True)
        lists.person(founded.book, "Marat Oskenov", birth="1970")
    founded.book.close()
    other.close()
    (tmp_path / "stick").mkdir()
    return tmp_path


@pytest.fixture
def table(qtbot: QtBot, team: Path) -> Iterator[Desk]:
    with desk.opened(qtbot, team / "alma") as opened:
        yield opened


def shown(table: Desk) -> StickView:
    table.workspace.go(Spot(Place.STICK))
    table.rest()
    return table.shown(StickView)


def said(view: StickView) -> str:
    return "\n".join(each.text() for each in view.writing.findChildren(QLabel))


def test_told_written_and_read_by_the_other(table: Desk, team: Path) -> None:
    view = shown(table)
    assert "Otter" in said(view)
    view.place.set_path(team / "stick")
    table.press_button("Write the stick")
    assert "You can pull it out." in said(view)
    with books.derived_once():
        other = books.reopen(team / "otter")
    try:
        readstick.take(other, team / "stick")
        assert len(books.the(other, "person")) == 1
    finally:
        other.close()


def test_whom_one_does_not_write_for_is_left_out(table: Desk, team: Path) -> None:
    view = shown(table)
    [tick] = view.writing.findChildren(QCheckBox)
    tick.click()
    table.rest()
    assert not view.writing.write.button.isEnabled()


def test_without_a_place_one_is_asked_for_it(table: Desk) -> None:
    view = shown(table)
    view.place.line.setText("/no/such/stick")
    table.press_button("Write the stick")
    assert view.writing.write._notice.isVisible()


def test_alone_there_is_nobody_to_write_for(qtbot: QtBot, tmp_path: Path) -> None:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(qtbot, tmp_path / "book") as table:
        view = shown(table)
        assert "nobody to write for" in said(view)
        assert not view.writing.write.button.isEnabled()
