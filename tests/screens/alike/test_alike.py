"""People who may be one: who is listed and why, and that nobody is chosen beforehand or made one by the list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.base.errors import Cancelled
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import translator
from casebook.casework.book import Casebook
from casebook.gui.parts.editors.link import LinkEditor
from casebook.gui.screens.alike import view as alike_view
from casebook.gui.screens.alike.state import AlikeState, Shown
from casebook.gui.screens.alike.view import AlikeView
from casebook.gui.screens.browse.view import BrowseView
from casebook.gui.screens.find.state import FindState, all_acts
from casebook.gui.screens.record.view import RecordView
from casebook.gui.workspace import Place, Spot
from casebook.search.similarity import Grade
from desk import Desk

EN = translator("en")


def filled(book: Casebook) -> dict[str, RecordId]:
    return {
        "marat": lists.person(book, "Marat Oskenov", "Марат Оскенов", birth="1970"),
        "other": lists.person(book, "Marat Öskenov", birth="1970-05"),
        "aidar": lists.person(book, "Aidar Tulegenov", birth="1960"),
        "fazyl": lists.person(book, "Fazyl Tulegenov", birth="1971"),
        "short": lists.person(book, "A. Tulegenov"),
    }


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    yield made
    made.close()


@pytest.fixture
def people(tmp_path: Path) -> dict[str, RecordId]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    found = filled(made)
    made.close()
    return found


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, people: dict[str, RecordId]) -> Iterator[Desk]:
    assert people
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def pairs(shown: Shown) -> list[tuple[set[str], Grade]]:
    return [({pair.one.name, pair.other.name}, pair.grade) for pair in shown.pairs]


def test_the_likeliest_come_first_with_a_reason_and_what_else_is_known(book: Casebook) -> None:
    filled(book)
    shown = AlikeState(None, EN).load(book, Progress())

    assert pairs(shown)[0] == ({"Marat Oskenov", "Marat Öskenov"}, Grade.STRONG)
    first = shown.pairs[0]
    assert first.words == "Strongly alike"
    assert "same name in another spelling or script" in first.why
    assert {first.one.meta, first.other.meta} == {"Марат Оскенов · born 1970", "born May 1970"}


def test_two_of_one_family_name_are_not_listed(book: Casebook) -> None:
    """Brothers share a family name; a list that names them would teach people to press yes."""
    filled(book)
    listed = [names for names, _ in pairs(AlikeState(None, EN).load(book, Progress()))]

    assert {"Aidar Tulegenov", "Fazyl Tulegenov"} not in listed
    assert {"Aidar Tulegenov", "A. Tulegenov"} in listed


def test_of_one_person_only_who_is_like_them(book: Casebook) -> None:
    people = filled(book)
    shown = AlikeState(people["aidar"], EN).load(book, Progress())

    assert shown.person is not None
    assert shown.person.record == people["aidar"]
    assert [pair.other.record for pair in shown.pairs] == [people["short"]]


def test_it_can_be_stopped(book: Casebook) -> None:
    filled(book)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        AlikeState(None, EN).load(book, progress)


def test_the_list_is_reached_from_the_people_and_from_everywhere(table: Desk) -> None:
    table.workspace.go(Spot(Place.BROWSE, kind="person"))
    table.rest()
    table.shown(BrowseView)
    table.press_button("People who may be one")

    assert [card.pair.words for card in table.shown(AlikeView).cards] == ["Strongly alike"]
    found = FindState(EN, all_acts()).acts("may be one")
    assert [each.act for each in found] == ["alike"]


def test_those_who_are_hardly_alike_come_when_somebody_asks(table: Desk) -> None:
    table.workspace.go(Spot(Place.ALIKE))
    table.rest()
    view = table.shown(AlikeView)
    assert view.more.text() == "1 more, weakly alike"
    table.press_button("1 more, weakly alike")

    assert [card.pair.words for card in view.cards] == ["Strongly alike", "Weakly alike"]
    assert QApplication.focusWidget() is view.cards[1].compare
    assert not view.more.isVisible()


def test_a_long_list_comes_in_parts(table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike_view, "MOST", 1)
    table.workspace.go(Spot(Place.ALIKE))
    table.rest()
    view = table.shown(AlikeView)
    assert len(view.cards) == 1
    view.more.click()
    assert len(view.cards) == 2


def test_from_a_person_one_comes_to_the_comparison(table: Desk, people: dict[str, RecordId]) -> None:
    table.workspace.go(Spot(Place.RECORD, kind="person", record=people["marat"]))
    table.rest()
    table.shown(RecordView)
    table.press_button("The same person as…")
    view = table.shown(AlikeView)
    assert view.somebody is not None
    assert view.somebody.text() == "", "nobody is chosen beforehand"
    table.press_button("Compare Marat Oskenov")

    here = table.workspace.here
    assert here is not None
    assert (here.place, here.records) == (Place.MERGE, (people["marat"], people["other"]))


def test_somebody_no_comparison_finds_is_typed(table: Desk, people: dict[str, RecordId]) -> None:
    table.workspace.go(Spot(Place.ALIKE, record=people["marat"]))
    table.rest()
    view = table.shown(AlikeView)
    assert isinstance(view.somebody, LinkEditor)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    table.type("Fazyl")
    table.qtbot.wait(200)  # what is typed rests before it is asked about
    table.rest()
    table.press(Qt.Key.Key_Return)

    here = table.workspace.here
    assert here is not None
    assert (here.place, here.records) == (Place.MERGE, (people["marat"], people["fazyl"]))


def test_nobody_is_offered_to_be_one_with_themselves_or_made_anew(
    table: Desk, people: dict[str, RecordId]
) -> None:
    table.workspace.go(Spot(Place.ALIKE, record=people["marat"]))
    table.rest()
    view = table.shown(AlikeView)
    assert view.somebody is not None
    table.type("Oskenov")
    table.qtbot.wait(200)
    table.rest()
    offered = view.somebody.popup.list
    texts = [offered.item(row).text() for row in range(offered.count())]
    assert texts == ["Marat Öskenov"]


def test_alone_it_says_that_nobody_is_alike(qtbot: QtBot, tmp_path: Path) -> None:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    lists.person(made, "Marat Oskenov")
    made.close()
    with desk.opened(qtbot, tmp_path / "book") as table:
        table.workspace.go(Spot(Place.ALIKE))
        table.rest()
        view = table.shown(AlikeView)
        assert view.cards == []
        assert view._told.text() == "Nobody here is much like anybody else."
