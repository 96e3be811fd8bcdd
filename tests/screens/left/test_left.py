from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.base.words import translator
from casebook.casework.holders import Standing
from casebook.gui.parts.page.view import Page
from casebook.gui.screens.left.state import LeftState, Part
from casebook.gui.screens.left.view import LeftView
from casebook.gui.workspace import Place, Spot
from desk import Desk
from disclosed import EGRET, leave


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three bundles: two with Aigul in it, of which the second replaces the first; one with nobody."""
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    aigul = lists.person(book, "Aigul Sarsenova")
    first = leave(book, 1, named=(aigul,), shown=(aigul,), names=("Egret Legal Aid",), recipients=(EGRET,))
    leave(book, 2, mentioned=(aigul,), names=("Egret Legal Aid",), recipients=(EGRET,), replaces=first)
    leave(book, 3, audience="public", recipients=(), purpose="The spring list")
    book.close()
    return tmp_path / "book"


@pytest.fixture
def table(qtbot: QtBot, folder: Path) -> Iterator[Desk]:
    with desk.opened(qtbot, folder) as opened:
        yield opened


def words(view: LeftView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisibleTo(view))


def test_all_that_left_stands_here_with_who_has_it(folder: Path) -> None:
    with books.derived_once():
        book = books.reopen(folder)
    found = LeftState(None, translator("en")).load()(book)
    book.close()

    assert [row.who for row in found.rows] == [
        "anybody: it was not encrypted",
        "Egret Legal Aid",
        "Egret Legal Aid",
    ]
    assert [row.standing for row in found.rows] == [Standing.OUT, Standing.OUT, Standing.REPLACED]
    assert len(found.of(Part.OUT)) == 3
    assert found.of(Part.BACK) == ()


def test_from_a_person_it_is_one_press_to_who_holds_them_and_one_more_to_the_bundle(table: Desk) -> None:
    table.workspace.go(Spot(Place.BROWSE, kind="person"))
    table.rest()
    table.press(Qt.Key.Key_Return)
    table.shown(Page)

    table.press_button("Who holds this outside")
    view = table.shown(LeftView)
    said = words(view)
    assert "Who holds this: Aigul Sarsenova" in said
    assert "the person is named in it" in said
    assert "it tells of the person without the name" in said
    assert "The spring list" not in said

    table.press_button("Egret Legal Aid")
    here = table.workspace.here
    assert here is not None
    assert (here.place, here.kind) == (Place.RECORD, "disclosure")


def test_nothing_left_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    with books.derived_once():
        books.make(tmp_path / "other", "Heron").close()
    with desk.opened(qtbot, tmp_path / "other") as opened:
        opened.workspace.go(Spot(Place.LEFT))
        opened.rest()
        assert "Nothing has left this casebook yet." in words(opened.shown(LeftView))
