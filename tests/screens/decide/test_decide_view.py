from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.casework import snapshot
from casebook.casework.book import Casebook
from casebook.casework.decisions import allowing
from casebook.gui.parts.editors.link import LinkEditor
from casebook.gui.screens.browse.view import BrowseView
from casebook.gui.screens.decide.view import DecideView
from casebook.gui.workspace import Place, Spot
from desk import Desk

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """A desk over three people: one plain, one always protected, one who refused; and one source."""
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    lists.person(book, "Marat Oskenov")
    lists.person(book, "Saule Dzhandosova", protection="always")
    refused = lists.person(book, "Zauresh Imanqul")
    lists.consent(book, refused, level="5", state="refused")
    lists.source(book)
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as made:
        yield made


def named_now(book: Casebook) -> int:
    seen = snapshot.take(book)
    return sum(bool(allowing(seen, person.id, "public")) for person in seen.every("person"))


def test_everybody_selected_is_decided_about_by_keyboard_alone(table: Desk) -> None:
    people = table.shown(BrowseView)
    people.table.setFocus()
    table.press(Qt.Key.Key_A, CTRL)
    table.press(Qt.Key.Key_D, CTRL)
    screen = table.shown(DecideView)
    texts = [label.text() for label in screen.findChildren(QLabel)]
    assert "A decision about 3 people" in texts
    assert "1 · The decision lets them be named" in texts
    assert "1 · Always protected: the decision does not lift that" in texts
    assert "1 · Withdrew or refused consent: the decision does not lift that" in texts

    table.tab_to("Where it is public already")
    table.type("earlier")
    source = screen.form.editor("source")
    assert isinstance(source, LinkEditor)
    table.until(lambda: source.popup.current() is not None)
    table.press(Qt.Key.Key_Return)
    table.tab_to("Why we decided so")
    table.type("named in print before")
    table.press(Qt.Key.Key_Return, CTRL)

    assert table.shown(BrowseView) is people
    assert table.read(named_now) == 3
    assert table.shell.desk is not None
    table.press(Qt.Key.Key_Z, CTRL)
    assert table.read(named_now) == 0


def test_a_missing_answer_is_complained_of_where_it_stands(table: Desk) -> None:
    people = table.read(lambda book: tuple(books.the(book, "person")))
    table.workspace.go(Spot(Place.DECIDE, kind="person", records=people))
    table.rest()
    table.press(Qt.Key.Key_Return, CTRL)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName().startswith("Where it is public already")
    assert table.read(lambda book: books.the(book, "decision")) == []


def test_a_source_is_asked_for_only_where_one_is_needed(table: Desk) -> None:
    people = table.read(lambda book: tuple(books.the(book, "person")))
    table.workspace.go(Spot(Place.DECIDE, kind="person", records=people))
    table.rest()
    screen = table.shown(DecideView)
    assert screen.form.editor("source").isVisible()
    screen.form.editor("ground").load("cannot-be-asked")
    screen.form.editor("ground").changed.emit()
    assert not screen.form.editor("source").isVisible()


def test_for_another_audience_others_are_reached(table: Desk) -> None:
    people = table.read(lambda book: tuple(books.the(book, "person")))
    table.workspace.go(Spot(Place.DECIDE, kind="person", records=people))
    table.rest()
    screen = table.shown(DecideView)
    screen.form.editor("use").setFocus(Qt.FocusReason.TabFocusReason)
    table.type("p")
    texts = [label.text() for label in screen.findChildren(QLabel)]
    assert "1 · The decision lets them be named" in texts
