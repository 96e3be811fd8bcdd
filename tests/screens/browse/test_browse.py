from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.base.words import translator
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Set
from casebook.casework.touched import Touched, Verb
from casebook.gui.parts.buttons import Pick
from casebook.gui.screens.browse.state import PAGE, BrowseState
from casebook.gui.screens.browse.view import BrowseView
from casebook.gui.screens.decide.view import DecideView
from casebook.gui.screens.record.view import RecordView
from casebook.gui.workspace import Place, Spot
from casebook.journal.lists import Filter
from casebook.journal.lists import Test as How
from casebook.model.all_kinds import KINDS
from desk import Desk

EN, RU = translator("en"), translator("ru")
CTRL = Qt.KeyboardModifier.ControlModifier
NAMES = ("Marat Oskenov", "Айгүл Сәрсенова", "Saule Dzhandosova")


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
    for name in NAMES:
        lists.person(made, name)
    lists.person(made, "Erlan Toktar", protection="always", birth="1969")
    made.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def shown_names(view: BrowseView) -> list[str]:
    lines = view.table.lines
    return [str(lines.index(row, 0).data()) for row in range(lines.rowCount())]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_can_be_listed(book: Casebook, kind: str) -> None:
    state = BrowseState(kind, EN)
    shown = state.load(book)

    assert len(state.columns()) >= 3
    assert all(len(row.cells) == len(state.columns()) for row in shown.first)


def test_a_list_reads_its_first_page_at_once_and_the_rest_later(book: Casebook) -> None:
    for number in range(PAGE + 5):
        lists.person(book, f"Person {number:03}")
    state = BrowseState("person", EN)
    shown = state.load(book)
    page = state.page(1, shown.numbers[PAGE:])(book)

    assert len(shown.numbers) == PAGE + 5
    assert len(shown.first) == PAGE
    assert len(page.rows) == 5
    assert not {row.record for row in shown.first} & {row.record for row in page.rows}


def test_cells_speak_the_readers_language(book: Casebook) -> None:
    lists.person(book, "Marat Oskenov", protection="always", birth="1970-02")
    for tr, words in ((EN, "February 1970"), (RU, "февраль 1970")):
        row = BrowseState("person", tr).load(book).first[0]
        assert any(cell.text == words for cell in row.cells)


def test_the_second_script_stands_beside_the_first(book: Casebook) -> None:
    lists.person(book, "Айгүл Сәрсенова", "Aigul Sarsenova")
    cell = BrowseState("person", EN).load(book).first[0].cells[0]

    assert {cell.text, cell.meta} == {"Айгүл Сәрсенова", "Aigul Sarsenova"}


def test_a_conflict_shows_in_the_list(book: Casebook) -> None:
    person = lists.person(book, "Marat Oskenov", birth="1970")
    seen = book.need(person).seen("birth")
    for year in ("1971", "1972"):
        records.write(book, Verb.EDIT, [Set(person, "birth", year, seen)])
    cell = BrowseState("person", EN).load(book).first[0].cells[0]

    assert (cell.icon, cell.tone) == ("conflict", "amber")


@pytest.mark.parametrize(
    ("typed", "wanted", "sentence"),
    [
        (
            "never",
            Filter("protection", How.IS, "always"),
            "Protection is “never named, whatever anybody agreed to”",
        ),
        ("не называть никогда", Filter("protection", How.IS, "always"), ""),
        ("1969", Filter("birth", How.FROM, "1969"), "Born from 1969 on"),
        ("protection", Filter("protection", How.EMPTY), "Protection is empty"),
        ("osk", Filter("title", How.HAS, "osk"), "Person has “osk”"),
    ],
)
def test_filters_are_sentences_one_can_read_back(typed: str, wanted: Filter, sentence: str) -> None:
    found = BrowseState("person", EN).suggestions(typed)

    assert wanted in [one.filter for one in found]
    assert not sentence or sentence in [one.text for one in found]


def test_filters_narrow_the_list_and_the_count_says_so(book: Casebook) -> None:
    lists.person(book, "Marat Oskenov")
    lists.person(book, "Erlan Toktar", protection="always")
    state = BrowseState("person", EN)
    state.add_filter(Filter("protection", How.IS, "always"))
    shown = state.load(book)

    assert [row.cells[0].text for row in shown.first] == ["Erlan Toktar"]
    assert state.counted(len(shown.numbers), shown.total) == "1 of 2 shown"
    state.drop_filter(state.asked.filters[0])
    assert len(state.load(book).numbers) == 2


def test_only_writes_to_its_kind_concern_a_list(book: Casebook) -> None:
    state = BrowseState("person", EN)

    assert state.concerns(Touched(Verb.ADD, frozenset(), frozenset({"person"}), None))
    assert not state.concerns(Touched(Verb.ADD, frozenset(), frozenset({"event"}), None))


def test_people_are_sorted_by_family_name(table: Desk) -> None:
    view = table.shown(BrowseView)

    assert set(shown_names(view)) == {*NAMES, "Erlan Toktar"}
    assert view._count.text() == "People: 4"


def test_enter_opens_and_back_returns_to_the_same_row(table: Desk) -> None:
    view = table.shown(BrowseView)
    view.table.go_to(2)
    name = shown_names(view)[2]
    view.table.setFocus()
    table.press(Qt.Key.Key_Return)
    assert table.shown(RecordView).header._title.text() == name
    table.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)

    assert table.screen is view
    assert view.table.currentIndex().row() == 2


def test_a_filter_is_typed_picked_and_taken_away_by_keyboard(table: Desk) -> None:
    view = table.shown(BrowseView)
    view.table.setFocus()
    table.press(Qt.Key.Key_F, CTRL)
    table.type("never")
    assert view._popup.isVisible()
    for _ in range(20):
        current = view._popup.current()
        if current is not None and "Protection is" in current.text:
            break
        QTest.keyClick(view.filter, Qt.Key.Key_Down)
    table.press(Qt.Key.Key_Return)
    assert shown_names(view) == ["Erlan Toktar"]
    sentence = next(
        pick for pick in view.findChildren(Pick) if pick.isVisible() and pick.text().startswith("Prot")
    )
    sentence.setFocus()
    table.press(Qt.Key.Key_Return)

    assert len(shown_names(view)) == 4


def test_a_heading_sorts(table: Desk) -> None:
    view = table.shown(BrowseView)
    before = shown_names(view)
    view.table.horizontalHeader().sectionClicked.emit(0)
    table.rest()

    assert shown_names(view) == before[::-1]


def test_several_selected_go_to_a_decision(table: Desk) -> None:
    view = table.shown(BrowseView)
    view.table.setFocus()
    table.press(Qt.Key.Key_A, CTRL)
    assert any(label.text() == "4 selected" for label in view._selection.findChildren(QLabel))
    table.press(Qt.Key.Key_D, CTRL)

    assert isinstance(table.screen, DecideView)


def test_what_somebody_else_adds_appears(table: Desk) -> None:
    view = table.shown(BrowseView)

    def elsewhere(book: Casebook, _progress: object) -> Touched:
        new = book.new_id()
        return records.write(
            book, Verb.ADD, [records.New(new, "person"), Add(new, "aliases", (("alias", "The teacher"),))]
        )

    table.workspace.write(elsewhere, by=None)
    table.until(lambda: view.table.lines.rowCount() == 5)


def test_an_empty_place_teaches_and_begins(table: Desk) -> None:
    table.workspace.go(Spot(Place.BROWSE, kind="source"))
    table.rest()
    view = table.shown(BrowseView)
    assert view._stack.currentIndex() == 1
    view._empty.wanted.emit()
    table.rest()

    assert isinstance(table.screen, RecordView)
