"""What holds on every page before an open casebook: names for readers, plain text, nothing cut off or too wide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.gui import settings
from casebook.gui.main import Shell, Start, make_shell
from casebook.gui.screens.unlock.keysdue import Facts, KeysDueView
from casebook.gui.screens.unlock.restore import RestorePage
from casebook.gui.screens.unlock.state import Kind
from casebook.gui.screens.unlock.view import UnlockView
from casebook.gui.settings import DeviceSettings
from casebook.gui.theme import load_fonts
from casebook.vault.keys import CHEAPEST


@pytest.fixture(params=[("en", 100), ("en", 200), ("ru", 200)], ids=lambda look: f"{look[0]}-{look[1]}")
def shell(qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Shell]:
    language, scale = request.param
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    load_fonts()
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    kept = tmp_path / "device.json"
    settings.save(kept, DeviceSettings(theme="light", language=language, text_scale=scale))
    made = make_shell(app, Start(tmp_path / "book", settings_file=kept, kdf=CHEAPEST), lambda _folder: None)
    made.show()
    made.resize(1366, 768)
    yield made
    qtbot.waitUntil(lambda: not made.workspace.tasks.waiting, timeout=desk.LONG_MS)
    desk._end(made)


def every(page: QWidget) -> Iterator[QWidget]:
    for child in page.findChildren(QWidget):
        if child.isVisible():
            yield child


def visit(shell: Shell) -> Iterator[tuple[str, QWidget]]:
    """Every page at the door."""
    assert shell.door is not None
    yield "unlock", shell.door
    for lead in ("lead_to_shares", "lead_to_restoring", "lead_to_examination"):
        shell.show_door(new=False)
        assert isinstance(shell.door, UnlockView)
        getattr(shell.door, lead)()
        if isinstance(shell.door, RestorePage):
            for kind in Kind:
                shell.door.choose(kind)
                QApplication.processEvents()
                yield f"{lead} {kind}", shell.door
        else:
            QApplication.processEvents()
            yield lead, shell.door
    due = KeysDueView(shell.workspace, shell.look, leaving=False)
    shell.put_door(due)
    due.show_facts(Facts(("Linden", ""), key_file=True, seconds=7))
    QApplication.processEvents()
    yield "keys due", due


def test_everything_one_can_stand_on_has_a_name(shell: Shell) -> None:
    nameless = []
    for where, page in visit(shell):
        for child in every(page):
            if child.focusPolicy() == Qt.FocusPolicy.NoFocus or isinstance(child, QScrollBar):
                continue
            interface = QAccessible.queryAccessibleInterface(child)
            if interface is None or not interface.text(QAccessible.Text.Name).strip():
                nameless.append(f"{where}: {type(child).__name__}")

    assert nameless == []


def test_no_button_cuts_its_words_and_no_page_is_wider_than_the_window(shell: Shell) -> None:
    cut = []
    for where, page in visit(shell):
        for button in every(page):
            if not isinstance(button, QPushButton):
                continue
            needed = button.fontMetrics().horizontalAdvance(button.text().replace("&&", "&"))
            icon = button.iconSize().width() if not button.icon().isNull() else 0
            if button.text() and button.width() < needed + icon:
                cut.append(f"{where}: {button.text()}")
        assert isinstance(page, QScrollArea)
        if page.horizontalScrollBar().maximum() > 0:
            cut.append(f"{where}: wider than the window")

    assert cut == []


def test_everything_shown_is_plain_text(shell: Shell) -> None:
    rich = [
        where
        for where, page in visit(shell)
        for label in page.findChildren(QLabel)
        if label.textFormat() != Qt.TextFormat.PlainText and label.text()
    ]
    assert rich == []
