from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import enrolling
import lists
from casebook.base.words import translator
from casebook.casework import records, undo
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.gui.screens.history.state import HistoryState
from casebook.gui.workspace import Place, Spot
from casebook.journal import current
from desk import Desk

EN = translator("en")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    yield made
    made.close()


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    lists.person(made, "Marat Oskenov", birth="1970")
    made.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def test_the_life_of_a_record_newest_first(book: Casebook) -> None:
    person = lists.person(book, "Marat Oskenov", birth="1970")
    records.write(book, Verb.EDIT, [Set(person, "birth", "1971-02")])
    undo.undo_last(book)
    state = HistoryState(EN)
    state.record = person
    steps = state.load(book).steps

    assert [step.verb for step in steps] == ["Undid", "Changed", "Added"]
    assert {step.who for step in steps} == {"you"}
    assert ("Born", "February 1971", False) in [(one.label, one.text, one.stands) for one in steps[1].lines]
    assert ("Born", "1970", True) in [(one.label, one.text, one.stands) for one in steps[0].lines]


def test_who_wrote_is_named(tmp_path: Path) -> None:
    with books.derived_once():
        alma = enrolling.found(tmp_path / "alma").book
        otter = enrolling.take_in(alma, tmp_path / "otter", "Otter")
    person = lists.person(otter, "Marat Oskenov", birth="1970")
    books.give(otter, alma)
    records.write(alma, Verb.EDIT, [Set(person, "birth", "1971")])
    state = HistoryState(EN)
    state.record = person
    assert [step.who for step in state.load(alma).steps] == ["you", "Otter"]
    alma.close()
    otter.close()


def test_what_was_erased_is_not_in_the_history(book: Casebook) -> None:
    person = lists.person(book, "Marat Oskenov", risk="A secret")
    book.erase(person, "risk", "consent-withdrawn")
    state = HistoryState(EN)
    state.record = person

    assert "A secret" not in str(state.load(book))


def test_the_panel_stands_beside_the_page_and_follows_it(table: Desk) -> None:
    person = table.read(lambda book: next(iter(current.every(book.db, "person"))).id)
    table.workspace.go(Spot(Place.RECORD, kind="person", record=person))
    table.rest()
    table.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert table.shell.desk is not None
    panel = table.shell.desk.history
    assert panel.isVisible()

    def texts() -> list[str]:
        return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]

    table.until(lambda: "Born: 1970" in texts())

    def elsewhere(book: Casebook, _progress: object) -> object:
        return records.write(book, Verb.EDIT, [Set(person, "birth", "1980")])

    table.workspace.write(elsewhere, by=None)  # type: ignore[arg-type]  # what it returns is a Touched
    table.until(lambda: "Born: 1980" in texts())
    table.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert not panel.isVisible()
