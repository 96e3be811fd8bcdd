from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.gui.screens.meet.view import MeetView
from casebook.gui.screens.orders.view import OrdersView
from casebook.gui.workspace import Place, Spot
from desk import Desk


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def test_the_places_of_meeting_are_reached_by_keyboard(table: Desk) -> None:
    table.workspace.go(Spot(Place.MEET))
    table.rest()
    table.shown(MeetView)
    table.press_button("Orders to erase")
    table.shown(OrdersView)
