from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.casework import erasing, orders, records
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.gui.screens.orders.view import OrdersView
from casebook.gui.workspace import Place, Spot
from desk import Desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ana's casebook, with two orders of Luis that wait."""
    with books.derived_once():
        ana, luis = (books.make(tmp_path / name, name) for name in ("ana", "luis"))
    for book, name in ((ana, "Ana"), (luis, "Luis")):
        records.write(book, Verb.SET_UP, [Set(book.own.device, "person", name)])
    books.team((ana, luis))
    people = [lists.person(ana, name, birth="1970") for name in ("Marat Oskenov", "Aigul Serova")]
    books.meet((ana, luis))
    for person in people:
        erasing.erase(luis, person, reason="consent-withdrawn")
    books.meet((ana, luis))
    for book in (ana, luis):
        book.close()
    return tmp_path / "ana"


@pytest.fixture
def table(qtbot: QtBot, folder: Path) -> Iterator[Desk]:
    with desk.opened(qtbot, folder) as opened:
        yield opened


def test_after_unlocking_one_is_told_and_led_there(table: Desk) -> None:
    table.press_button("Orders to erase…")
    view = table.shown(OrdersView)
    assert len(view.state.chosen) == 2


def test_one_button_for_those_that_are_ticked(table: Desk) -> None:
    table.workspace.go(Spot(Place.ORDERS))
    table.rest()
    view = table.shown(OrdersView)
    first = view.findChildren(QCheckBox)[0]
    first.setFocus()
    table.press(Qt.Key.Key_Space)
    table.press_button("Erase 1 here")
    assert len(table.read(orders.waiting)) == 1
    told = [each.given.here for each in view.state.rows]
    assert told == [False, True]


def test_a_second_signature_is_said_to_stand(table: Desk) -> None:
    table.workspace.go(Spot(Place.ORDERS))
    table.rest()
    table.press_button("Sign too: erase on every device")
    assert table.read(orders.waiting) == ()
    assert [[each.person for each in one.signed] for one in table.read(orders.given)] == [["Ana"], ["Ana"]]
    view = table.shown(OrdersView)
    assert not view.confirm.isVisible()


def test_no_name_of_what_is_hidden_is_shown(table: Desk) -> None:
    table.workspace.go(Spot(Place.ORDERS))
    table.rest()
    rows = table.shown(OrdersView).state.rows
    told = " ".join(f"{row.about} {row.reason} {row.by} {row.how_far}" for row in rows)
    assert "Oskenov" not in told
    assert "Luis" in told
