from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.base.words import translator
from casebook.casework.book import Casebook
from casebook.gui.screens.browse.view import BrowseView
from casebook.gui.screens.find.state import LISTS, MORE_LISTS, FindState, all_acts
from casebook.gui.screens.interview.view import InterviewView
from casebook.gui.screens.record.view import RecordView
from casebook.gui.screens.settings.view import SettingsView
from casebook.model.all_kinds import KINDS
from desk import Desk

CTRL = Qt.KeyboardModifier.ControlModifier


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
    lists.person(made, "Aigul Sarsenova")
    lists.person(made, "Marat Oskenov")
    made.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


@pytest.mark.parametrize("typed", ["Sarsenova", "Сарсенова", "сәрсенова", "Сарсеновой", "sarsen"])
def test_a_person_is_found_in_any_script_and_case(book: Casebook, typed: str) -> None:
    lists.person(book, "Aigul Sarsenova")
    lists.person(book, "Marat Oskenov")
    found = FindState(translator("en"), ()).search(typed)(book).found

    assert found
    assert found[0].text.startswith("Aigul Sarsenova")
    assert found[0].meta.startswith("Person")


def test_a_code_finds_its_record(book: Casebook) -> None:
    person = lists.person(book, "Aigul Sarsenova")
    found = FindState(translator("en"), ()).search(book.need(person).code)(book).found

    assert found[0].record == person


def test_settings_devices_and_orders_are_not_found(book: Casebook) -> None:
    kinds = {one.kind for one in FindState(translator("en"), ()).search("Heron Harbour")(book).found}

    assert kinds & {"setting", "device", "erase"} == set()


def test_acts_are_found_by_their_words_in_the_readers_language_and_in_english() -> None:
    english, russian = FindState(translator("en"), all_acts()), FindState(translator("ru"), all_acts())

    assert [one.act for one in english.acts("new inter")] == ["new:interview"]
    assert "lock" in [one.act for one in russian.acts("lock now")]


def test_what_is_called_exactly_so_stands_first(book: Casebook) -> None:
    lists.person(book, "Liste Entrieva")
    found = FindState(translator("en"), all_acts()).search("list entries")(book).found

    assert found[0].act == "list:list-entry"


def test_every_list_and_act_leads_somewhere() -> None:
    acts = {act.name for act in all_acts()}

    assert {kind for kind, _, _ in (*LISTS, *MORE_LISTS)} <= set(KINDS)
    assert len(acts) == len(all_acts())


def test_from_anywhere_to_a_person_in_cyrillic(table: Desk) -> None:
    table.press(Qt.Key.Key_K, CTRL)
    assert table.shell.desk is not None
    finder = table.shell.desk.finder
    finder.line.setText("Сарсенова")
    finder.line.textEdited.emit("Сарсенова")
    table.press(Qt.Key.Key_Return)

    assert table.shown(RecordView).header._title.text() == "Aigul Sarsenova"
    assert not finder.isVisible()
    assert finder.line.text() == ""


@pytest.mark.parametrize(
    ("typed", "screen"),
    [
        ("new interview", InterviewView),
        ("decisions", BrowseView),
        ("all keys", SettingsView),
        ("new person", RecordView),
    ],
)
def test_things_are_done_by_their_names(table: Desk, typed: str, screen: type) -> None:
    table.press(Qt.Key.Key_K, CTRL)
    table.type(typed)
    table.press(Qt.Key.Key_Return)

    assert isinstance(table.screen, screen)


def test_escape_closes_and_nothing_moved(table: Desk) -> None:
    before = table.screen
    table.press(Qt.Key.Key_K, CTRL)
    table.type("mar")
    table.press(Qt.Key.Key_Escape)

    assert table.screen is before
    assert table.shell.desk is not None
    assert not table.shell.desk.finder.isVisible()


def test_tab_does_not_leave_the_palette(table: Desk) -> None:
    table.press(Qt.Key.Key_K, CTRL)
    table.press(Qt.Key.Key_Tab)
    assert table.shell.desk is not None

    assert table.shell.desk.finder.line.hasFocus()
