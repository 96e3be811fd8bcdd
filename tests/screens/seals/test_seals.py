from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.gui.screens.seals.view import SealsView
from casebook.gui.workspace import Place, Spot
from casebook.redaction import sealing
from desk import Desk


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    for name in ("Aigul Sarsenova", "Erlan Sadykov"):
        lists.person(book, name)
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def words(table: Desk) -> str:
    view = table.shown(SealsView)
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisibleTo(view))


def test_everything_is_sealed_with_one_button(table: Desk) -> None:
    table.workspace.go(Spot(Place.SEALS))
    table.rest()
    assert "2 can be sealed here" in words(table)

    table.press_button("Seal them")

    assert all(one.free for one in table.read(sealing.standings))
    assert "2 records are sealed as they read now" in words(table)
    assert not table.shown(SealsView).doing.isVisibleTo(table.shown(SealsView))


def test_one_record_is_sealed_from_its_page(table: Desk) -> None:
    person = table.read(lambda book: books.the(book, "person")[0])
    table.workspace.go(Spot(Place.RECORD, kind="person", record=person))
    table.rest()

    table.press_button("Seals of this record")
    table.press_button("Seal them")

    assert sorted(one.free > 0 for one in table.read(sealing.standings)) == [False, True]
