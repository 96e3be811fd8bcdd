from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.base.words import translator
from casebook.gui import settings, shortcuts
from casebook.gui.screens.settings.state import questions
from casebook.gui.screens.settings.view import SettingsView
from casebook.gui.settings import LOCK_MINUTES, TEXT_SCALES, DeviceSettings
from casebook.gui.workspace import Place, Spot
from desk import Desk


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def test_every_question_has_one_answer_chosen() -> None:
    asked = questions(DeviceSettings(), translator("en"))

    assert len(asked) == 6
    assert all(sum(option.chosen for option in question.options) == 1 for question in asked)


def test_locking_cannot_be_switched_off() -> None:
    locks = questions(DeviceSettings(), translator("en"))[-2]

    assert [option.settings.lock_minutes for option in locks.options] == list(LOCK_MINUTES)
    assert min(LOCK_MINUTES) >= 1
    assert max(LOCK_MINUTES) <= 20


def test_a_setting_takes_effect_at_once_and_is_kept(table: Desk, tmp_path: Path) -> None:
    table.workspace.go(Spot(Place.SETTINGS))
    table.press_button("Size of text: 200 %")
    assert table.shell.look.theme.scale == 200
    table.press_button("Colours: Dark")

    assert table.shell.look.theme.name == "dark"
    assert isinstance(table.screen, SettingsView)
    assert table.workspace.is_open
    kept = settings.load(tmp_path / "settings.toml")
    assert (kept.text_scale, kept.theme) == (200, "dark")


def test_the_window_is_covered_while_another_program_has_the_keyboard(table: Desk) -> None:
    """Only where that is wished, all of it, and without locking; the keyboard stands where it stood."""
    shell = table.shell
    away, back = Qt.ApplicationState.ApplicationInactive, Qt.ApplicationState.ApplicationActive
    shell.show_veil(away)
    assert not shell.veil.isVisible()
    table.workspace.go(Spot(Place.SETTINGS))
    table.press_button("When the window loses the keyboard: Blank it")
    stood = QApplication.focusWidget()
    clear = shell.grab().toImage()

    shell.show_veil(away)
    shell.resize(shell.width() + 100, shell.height() + 50)
    covered = shell.grab().toImage()

    assert shell.veil.geometry() == shell.rect()
    corners = {covered.pixelColor(x, y).name() for x in (3, 300, 900) for y in (3, 200, 600)}
    assert len(corners) == 1
    assert table.workspace.is_open
    shell.show_veil(back)
    assert not shell.veil.isVisible()
    assert QApplication.focusWidget() is stood
    assert len({clear.pixelColor(x, y).name() for x in range(3, 900, 9) for y in range(3, 600, 9)}) > 3


@pytest.mark.parametrize("scale", TEXT_SCALES)
def test_the_window_fits_a_small_screen_at_every_size_of_text(
    qtbot: QtBot, tmp_path: Path, scale: int
) -> None:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(qtbot, tmp_path / "book", scale=scale) as table:
        for place in (Place.SETTINGS, Place.IMPORT, Place.CONFLICTS):
            table.workspace.go(Spot(place))
            table.rest()
        table.workspace.go(Spot(Place.RECORD, kind="person", new=True))
        table.rest()
        least = table.shell.minimumSizeHint()

        assert least.width() <= 1366
        assert least.height() <= 768


def test_the_sheet_of_keys_shows_every_key(table: Desk) -> None:
    table.workspace.go(Spot(Place.KEYS))
    texts = {label.text() for label in table.screen.findChildren(QLabel)}

    assert {shortcut.label for shortcut in shortcuts.TABLE} <= texts
