"""The walk `unlock`: passphrase in, window out; and locked again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import books
import desk
from canary import Canaries
from casebook.base import log
from casebook.casework import records
from casebook.casework.records import Add, New
from casebook.casework.touched import Verb
from casebook.gui import settings
from casebook.gui.main import Shell, Start, make_shell
from casebook.gui.screens.unlock.view import UnlockView
from casebook.gui.settings import DeviceSettings
from casebook.gui.theme import load_fonts
from casebook.model.person import NAME


@pytest.fixture
def replaced() -> list[Path | None]:
    return []


@pytest.fixture
def shell(qtbot: QtBot, tmp_path: Path, canaries: Canaries, replaced: list[Path | None]) -> Iterator[Shell]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    load_fonts()
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
        person = book.new_id()
        name = NAME.make(full=canaries.name)
        records.write(book, Verb.ADD, [New(person, "person"), Add(person, "names", (("name", name),))])
        book.close()
        kept = tmp_path / "device.json"
        settings.save(kept, DeviceSettings(theme="light"))
        made = make_shell(app, Start(tmp_path / "book", settings_file=kept), replaced.append)
        made.show()
        yield made
        qtbot.waitUntil(lambda: not made.workspace.tasks.waiting, timeout=desk.LONG_MS)
        desk._end(made)


def told(shell: Shell) -> str:
    return "\n".join(label.text() for label in shell.findChildren(QLabel) if label.isVisible())


def submit(shell: Shell, qtbot: QtBot, passphrase: str) -> None:
    door = shell.door
    assert isinstance(door, UnlockView)
    door.passphrase.line.insert(passphrase)  # keyClicks knows only ASCII
    QTest.keyClick(door.passphrase.line, Qt.Key.Key_Return)
    assert door.passphrase.is_empty()
    qtbot.waitUntil(lambda: not shell.workspace.tasks.waiting, timeout=desk.LONG_MS)


def test_passphrase_in_window_out_and_locked_again(
    shell: Shell, qtbot: QtBot, tmp_path: Path, canaries: Canaries, replaced: list[Path | None]
) -> None:
    # 1, 2: a wrong one is refused where it was typed, and nothing of it is noted
    submit(shell, qtbot, canaries.passphrase)
    assert shell.desk is None
    assert canaries.passphrase not in "\n".join(log.lines())
    assert canaries.passphrase not in told(shell)

    # 3, 4: the right one opens; the first line says when it was last saved, the clock of inactivity runs
    submit(shell, qtbot, books.PASSPHRASE)
    assert shell.desk is not None
    assert canaries.name in str(shell.desk.stack.currentWidget().table.lines.index(0, 0).data())  # type: ignore[attr-defined]  # the list of people
    assert "Last saved" in told(shell)
    assert shell.workspace._idle._timer.isActive()
    assert shell.windowTitle() == "Casebook"

    # to lock: blank, closed, and another process in its place; nothing was left behind beside the casebook
    shell.workspace.lock()
    assert canaries.name not in told(shell)
    qtbot.waitUntil(lambda: bool(replaced), timeout=desk.LONG_MS)
    assert replaced == [tmp_path / "book"]
    assert not shell.workspace.is_open
    assert {path.name for path in tmp_path.iterdir()} == {"book", "device.json"}
    for path in (tmp_path / "book").rglob("*"):
        assert canaries.name.encode() not in (path.read_bytes() if path.is_file() else b"")
    assert canaries.name not in (tmp_path / "device.json").read_text()
    assert canaries.name not in "\n".join(log.lines())
