from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.base.progress import Progress
from casebook.base.words import translator
from casebook.casework import records
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


def test_both_versions_are_shown_and_none_is_preferred(book: Casebook) -> None:
    (one,) = ConflictsState(translator("en")).load(book)

    assert (one.title, one.label) == ("Marat Oskenov", "Born")
    assert {way.text for way in one.ways} == {"1971", "1972"}


def test_choosing_one_settles_it(book: Casebook) -> None:
    state = ConflictsState(translator("en"))
    (one,) = state.load(book)
    way = next(way for way in one.ways if way.text == "1972")
    way.work(book, Progress())

    assert state.load(book) == ()
    assert book.need(one.record).text("birth") == "1972"


def test_a_conflict_is_settled_by_keyboard(table: Desk) -> None:
    table.workspace.go(Spot(Place.CONFLICTS))
    table.rest()
    view = table.shown(ConflictsView)
    assert view._stack.currentIndex() == 0
    table.press_button("Keep: 1971")

    assert view._stack.currentIndex() == 1
    person = table.read(lambda book: next(iter(current.every(book.db, "person"))))
    assert person.text("birth") == "1971"
