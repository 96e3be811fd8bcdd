from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QRadioButton
from pytestqt.qtbot import QtBot

import books
import desk
import enrolling
import lists
import sticks
from casebook.base.progress import Progress
from casebook.base.words import translator
from casebook.casework import records, undo
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.gui.screens.conflicts.state import ConflictsState
from casebook.gui.screens.conflicts.view import ConflictsView
from casebook.gui.workspace import Place, Spot
from casebook.journal import current
from desk import Desk


def disagree(book: Casebook) -> None:
    """Two values of one unit that did not see each other."""
    person = lists.person(book, "Marat Oskenov", birth="1970")
    seen = book.need(person).seen("birth")
    for year in ("1971", "1972"):
        records.write(book, Verb.EDIT, [Set(person, "birth", year, seen)])


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    disagree(made)
    yield made
    made.close()


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    disagree(made)
    made.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def choose(table: Desk, text: str) -> None:
    """With the arrow keys, as nothing is chosen before."""
    table.tab_to("1971")
    table.press(Qt.Key.Key_Space)
    for _ in range(4):
        focus = QApplication.focusWidget()
        if not isinstance(focus, QRadioButton) or focus.accessibleName() == text:
            return
        table.press(Qt.Key.Key_Down)


def test_both_versions_are_shown_and_none_is_preferred(book: Casebook) -> None:
    (one,) = ConflictsState(translator("en")).load(book).every

    assert (one.title, one.label) == ("Marat Oskenov", "Born")
    assert {way.text for way in one.ways} == {"1971", "1972"}


def test_choosing_one_settles_it(book: Casebook) -> None:
    state = ConflictsState(translator("en"))
    (one,) = state.load(book).every
    state.take(state.load(book))
    state.choose(one, next(way for way in one.ways if way.text == "1972").decision)
    state.work("asked her")(book, Progress())

    assert state.load(book).every == ()
    assert [book.need(note).text("title") for note in books.the(book, "note")] == ["asked her"]
    assert book.need(one.record).text("birth") == "1972"


def test_a_conflict_is_settled_by_keyboard(table: Desk) -> None:
    table.workspace.go(Spot(Place.CONFLICTS))
    table.rest()
    view = table.shown(ConflictsView)
    assert view._stack.currentIndex() == 0
    choose(table, "1971")
    table.press_button("Settle 1 of 1")

    assert view._stack.currentIndex() == 1
    person = table.read(lambda book: next(iter(current.every(book.db, "person"))))
    assert person.text("birth") == "1971"


def test_a_third_version_is_written_in_place(table: Desk) -> None:
    table.workspace.go(Spot(Place.CONFLICTS))
    table.rest()
    choose(table, "Write something else")
    table.press(Qt.Key.Key_Tab)
    table.type("1969")
    table.press_button("Settle 1 of 1")
    person = table.read(lambda book: next(iter(current.every(book.db, "person"))))
    assert person.values("birth") == ("1969",)


def test_what_is_not_a_date_decides_nothing(table: Desk) -> None:
    table.workspace.go(Spot(Place.CONFLICTS))
    table.rest()
    choose(table, "Write something else")
    table.press(Qt.Key.Key_Tab)
    table.type("the other day")
    assert not table.shown(ConflictsView).doing.button.isEnabled()


def test_all_of_one_colleague_at_once_and_all_back_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    with books.derived_once():
        ana, luis = (books.make(tmp_path / name, name) for name in ("ana", "luis"))
        books.team((ana, luis))
        people = [lists.person(ana, name, birth="1970") for name in ("Marat Oskenov", "Aigul Serova")]
        books.meet((ana, luis))
        for book, year in ((ana, "1971"), (luis, "1972")):
            for person in people:
                records.write(book, Verb.EDIT, [Set(person, "birth", year)])
        books.meet((ana, luis))
        luis.close()
        ana.close()
    with desk.opened(qtbot, tmp_path / "ana") as table:
        table.workspace.go(Spot(Place.CONFLICTS))
        table.rest()
        table.press_button("Choose all from luis (2)")
        table.press_button("Settle 2 of 2")
        assert table.read(lambda book: {book.need(each).text("birth") for each in people}) == {"1972"}
        table.read(lambda book: bool(undo.undo_last(book)))
        assert table.read(lambda book: {len(book.need(each).values("birth")) for each in people}) == {2}


def test_it_is_said_when_each_can_have_been_written_and_who_witnesses_it(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    with books.derived_once():
        alma = enrolling.found(tmp_path / "alma").book
        otter = enrolling.take_in(alma, tmp_path / "otter", "Otter")
        heron = enrolling.take_in(alma, tmp_path / "heron", "Heron")
    everybody = (alma, otter, heron)
    person = lists.person(alma, "Marat Oskenov", birth="1970")
    sticks.meet(everybody, tmp_path / "stick")
    for book, year in ((alma, "1971"), (otter, "1972")):
        records.write(book, Verb.EDIT, [Set(person, "birth", year)])
    sticks.meet(everybody, tmp_path / "stick")
    (one,) = ConflictsState(translator("en")).load(alma).every
    metas = {way.text: way.meta for way in one.ways}
    assert re.search(r"written (between .+ and|at about) .+ \(.*Otter.*\)", metas["1971"])
    assert re.search(r"written (between .+ and|at about) .+ \(.*you.*\)", metas["1972"])
    assert "Heron" in metas["1972"]
    for book in everybody:
        book.close()
