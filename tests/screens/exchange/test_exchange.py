from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.gui.screens.exchange.state import GROUPS
from casebook.gui.screens.exchange.view import ExchangeView
from casebook.gui.screens.find.state import EXCHANGE
from casebook.gui.spots import EXCHANGING
from casebook.gui.workspace import Place, Spot
from desk import Desk


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def test_every_place_of_exchange_is_reached_from_here_and_from_the_palette() -> None:
    reached = {place for _, lines in GROUPS for place, *_ in lines}

    acts = {Place.EXPORT, Place.IMPORT}  # the palette calls them by what one does there
    assert reached | {Place.EXCHANGE} == EXCHANGING
    assert {name for name, _, _ in EXCHANGE} == EXCHANGING - acts


def test_the_keyboard_stands_at_the_first_place_and_enter_goes_there(table: Desk) -> None:
    table.workspace.go(Spot(Place.EXCHANGE))
    table.rest()
    table.shown(ExchangeView)

    table.press(Qt.Key.Key_Return)

    assert table.workspace.here == Spot(Place.EXPORT)
