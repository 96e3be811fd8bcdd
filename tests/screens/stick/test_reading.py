"""Reading a stick in the window: everything is told before anything is taken; part of it, all of it, and back again."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import enrolling
import lists
import sticks
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.gui.screens.stick.view import StickView
from casebook.gui.workspace import Place, Spot
from desk import Desk


@functools.cache
def _made() -> Path:
    """Otter and Heron changed one person apart and added one each; both wrote the stick for Alma. Made once."""
    home = Path(tempfile.mkdtemp(prefix="reading"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in ("first", "stick"):
        (home / name).mkdir()
    with books.derived_once():
        alma = enrolling.found(home / "alma").book
        others = [enrolling.take_in(alma, home / name, name) for name in ("Otter", "Heron")]
        person = lists.person(alma, "Marat Oskenov", birth="1970")
        sticks.meet((alma, *others), home / "first")
        for book, year, name in zip(others, ("1971", "1972"), ("Aigul Serova", "Dana Ilyasova"), strict=True):
            records.write(book, Verb.EDIT, [Set(person, "birth", year)])
            lists.person(book, name, birth="1980")
            sticks.write(book, home / "stick")
    for book in (alma, *others):
        book.close()
    return home


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """The stick, beside Alma's casebook."""
    books.moved(_made() / "alma", tmp_path / "alma")
    return shutil.copytree(_made() / "stick", tmp_path / "stick")


@pytest.fixture
def table(qtbot: QtBot, stick: Path) -> Iterator[Desk]:
    with desk.opened(qtbot, stick.parent / "alma") as opened:
        yield opened


def looked(table: Desk, stick: Path) -> StickView:
    table.workspace.go(Spot(Place.STICK))
    table.rest()
    view = table.shown(StickView)
    view.place.set_path(stick)
    table.press_button("Look what is on it")
    return view


def said(view: StickView) -> str:
    return "\n".join(each.text() for each in view.reading.findChildren(QLabel) if each.isVisible())


def people(table: Desk) -> int:
    return table.read(lambda book: len(books.the(book, "person")))


def test_everything_is_told_and_nothing_is_taken(table: Desk, stick: Path) -> None:
    view = looked(table, stick)
    text = said(view)
    assert "From Otter" in text
    assert "From Heron" in text
    assert "1 needs your decision." in text
    assert "Nothing was changed yet." in text
    assert people(table) == 1
    table.press_button("Leave it")
    assert not view.reading.take.isVisible()
    assert people(table) == 1


def _code_of_a_new_one(book: Casebook) -> str:
    everybody = [book.need(each) for each in books.the(book, "person")]
    return next(each.code for each in everybody if each.text("birth") == "1980")


def test_all_of_it_and_back_and_again(table: Desk, stick: Path) -> None:
    looked(table, stick)
    table.press_button("Take it")
    assert people(table) == 3
    table.press_button("Set all of it aside again")
    assert people(table) == 1
    assert table.read(lambda book: book.need(books.the(book, "person")[0]).values("birth")) == ("1970",)
    table.press_button("Take it again")
    assert people(table) == 3


def test_only_what_one_of_them_wrote(table: Desk, stick: Path) -> None:
    view = looked(table, stick)
    ticks = {each.accessibleName(): each for each in view.reading.findChildren(QCheckBox)}
    ticks["Heron"].click()
    table.press_button("Take it")
    assert people(table) == 2
    assert "needs your decision" not in said(view)


def test_a_sentence_leads_to_its_record(table: Desk, stick: Path) -> None:
    looked(table, stick)
    table.press_button("Take it")
    [code] = table.read(
        lambda book: [
            book.need(each).code
            for each in books.the(book, "person")
            if "1980" in book.need(each).values("birth")
        ][:1]
    )
    table.press_button(code)
    assert table.workspace.here is not None
    assert table.workspace.here.place is Place.RECORD


def test_an_empty_stick_says_so(table: Desk, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    view = looked(table, empty)
    assert "Nothing on this stick is new." in said(view)
    assert not view.reading.take.isVisible()
