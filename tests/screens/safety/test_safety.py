from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.base.words import translator
from casebook.gui.screens.find.state import SAFETY
from casebook.gui.screens.safety.state import GROUPS, SafetyState
from casebook.gui.screens.safety.view import SafetyView
from casebook.gui.spots import SAFEKEEPING
from casebook.gui.workspace import Place, Spot
from desk import Desk


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def test_every_place_of_safekeeping_is_reached_from_here_and_from_the_palette() -> None:
    reached = {place for _, lines in GROUPS for place, *_ in lines}

    asked = {Place.MOVED}  # nobody goes there: the question comes by itself
    assert reached | {Place.SAFETY} == SAFEKEEPING - asked
    assert {name for name, _, _ in SAFETY} == SAFEKEEPING - asked


def test_what_is_not_set_up_is_said(tmp_path: Path) -> None:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    groups = SafetyState(translator("en")).load(book)
    book.close()

    states = {line.place: line.state for group in groups for line in group.lines}
    assert states[Place.WAYS] == "1 passphrase opens it"
    assert states[Place.RECOVERY] == "not set up"


def test_the_keyboard_stands_at_the_first_place_and_enter_goes_there(table: Desk) -> None:
    table.workspace.go(Spot(Place.SAFETY))
    table.rest()
    table.shown(SafetyView)

    table.press(Qt.Key.Key_Return)

    assert table.workspace.here == Spot(Place.WAYS)
