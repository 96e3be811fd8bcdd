from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.casework import evidence
from casebook.casework.book import Casebook
from casebook.gui.screens.record.attaching import Attaching
from casebook.gui.screens.record.view import RecordView
from casebook.gui.workspace import Place, Spot
from casebook.journal import current
from desk import Desk


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    person = lists.person(book, "Marat Oskenov")
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as made:
        made.workspace.go(Spot(Place.RECORD, kind="person", record=person))
        made.rest()
        yield made


def kept(book: Casebook) -> list[str]:
    return [evidence.kept(book, one.id).name for one in current.every(book.db, "evidence")]


def begin(table: Desk) -> Attaching:
    view = table.shown(RecordView)
    assert view.header.attach.isVisible()
    view.header.attach.click()
    found = view.findChild(Attaching)
    assert found is not None
    assert found.isVisible()
    return found


def test_a_file_is_kept_with_the_record_by_keyboard(table: Desk, tmp_path: Path) -> None:
    photograph = tmp_path / "gate.jpg"
    photograph.write_bytes(b"not really a picture")
    attaching = begin(table)
    attaching.field.line.setText(str(photograph))

    table.press(Qt.Key.Key_Return)

    assert table.read(kept) == ["gate.jpg"]
    assert attaching.isHidden()
    assert photograph.exists()


def test_what_is_no_file_is_said_and_kept_in_the_field(table: Desk, tmp_path: Path) -> None:
    attaching = begin(table)
    attaching.field.line.setText(str(tmp_path / "nothing"))

    attaching.submit()
    table.rest()

    assert attaching._problem.isVisible()
    assert attaching.field.path() == tmp_path / "nothing"
    assert attaching.keep.isEnabled()
    assert table.read(kept) == []


def test_escape_leaves_it(table: Desk) -> None:
    attaching = begin(table)

    table.press(Qt.Key.Key_Escape)

    assert attaching.isHidden()
