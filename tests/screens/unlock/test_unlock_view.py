from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.casework.records import New, Set, write
from casebook.casework.touched import Verb
from casebook.gui import settings
from casebook.gui.main import Shell, Start, make_shell
from casebook.gui.screens.browse.view import BrowseView
from casebook.gui.screens.unlock.view import UnlockView
from casebook.gui.settings import DeviceSettings
from casebook.gui.theme import load_fonts
from casebook.journal import drafts
from casebook.journal.drafts import Draft


@dataclass
class Door:
    """A shell before a closed casebook; *replaced* collects the folders its process was replaced for."""

    shell: Shell
    folder: Path
    qtbot: QtBot
    replaced: list[Path | None] = field(default_factory=list)

    @property
    def view(self) -> UnlockView:
        assert isinstance(self.shell.door, UnlockView)
        return self.shell.door

    def type(self, passphrase: str) -> None:
        QTest.keyClicks(self.view.passphrase.line, passphrase)
        QTest.keyClick(self.view.passphrase.line, Qt.Key.Key_Return)
        self.rest()

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: not self.shell.workspace.tasks.waiting, timeout=desk.LONG_MS)

    def texts(self) -> str:
        return "\n".join(label.text() for label in self.view.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def door(qtbot: QtBot, tmp_path: Path) -> Iterator[Door]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    load_fonts()
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
        book.close()
        kept = tmp_path / "device.json"
        settings.save(kept, DeviceSettings(theme="light"))
        replaced: list[Path | None] = []
        shell = make_shell(app, Start(tmp_path / "book", settings_file=kept), replaced.append)
        shell.show()
        made = Door(shell, tmp_path / "book", qtbot, replaced)
        yield made
        made.rest()
        desk._end(shell)


def test_the_door_tells_nothing_of_what_is_inside(door: Door) -> None:
    assert door.shell.windowTitle() == "Casebook"
    assert "Heron" not in door.texts()
    assert "Harbour" not in door.texts()


def test_the_right_passphrase_opens(door: Door) -> None:
    door.type(books.PASSPHRASE)

    assert door.shell.desk is not None
    assert isinstance(door.shell.desk.stack.currentWidget(), BrowseView)
    assert door.shell.windowTitle() == "Casebook"
    last = [label.text() for label in door.shell.desk.foot.findChildren(QLabel)]
    assert any(text.startswith("Last saved") and "1 entries" in text for text in last)


def test_a_wrong_one_is_said_where_it_happened_and_the_field_is_empty(door: Door) -> None:
    door.type("ferry lantern orchid")

    assert door.shell.desk is None
    assert door.view.passphrase.is_empty()
    assert "passphrase" in door.texts().casefold()
    assert door.view._notice.isVisible()
    assert door.view._open.isEnabled()


def test_the_sentence_of_a_refusal_is_whole(door: Door) -> None:
    door.shell.resize(1366, 768)
    door.type("ferry lantern orchid")
    sentence = door.view._notice.text
    QApplication.processEvents()

    assert sentence.heightForWidth(200) > sentence.heightForWidth(1366)
    assert sentence.height() >= sentence.heightForWidth(sentence.width())


def test_the_field_is_emptied_at_once(door: Door) -> None:
    QTest.keyClicks(door.view.passphrase.line, books.PASSPHRASE)
    door.view.submit()

    assert door.view.passphrase.is_empty()
    door.rest()


def test_the_passphrase_is_not_shown_and_not_offered_to_input_methods(door: Door) -> None:
    line = door.view.passphrase.line

    assert line.displayText() == ""
    QTest.keyClicks(line, "abc")
    assert "abc" not in line.displayText()
    assert line.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
    assert line.contextMenuPolicy() == Qt.ContextMenuPolicy.NoContextMenu


def test_a_folder_without_a_casebook_is_refused_before_anything_is_tried(door: Door, tmp_path: Path) -> None:
    door.view._ask_folder()
    door.view.folder.set_path(tmp_path)
    door.view.passphrase.line.setText("x")
    door.view.submit()

    assert "There is no casebook in this folder." in door.texts()
    assert not door.shell.workspace.tasks.waiting


def test_folders_are_offered_by_typing(door: Door, tmp_path: Path) -> None:
    door.view._ask_folder()
    door.view.folder.line.setFocus()
    door.view.folder.line.setText(f"{tmp_path}/")
    QTest.keyClicks(door.view.folder.line, "bo")
    popup = door.view.folder._popup

    assert [popup.list.item(i).text() for i in range(popup.list.count())] == ["book"]


def test_lock_blanks_closes_and_replaces_the_process(door: Door) -> None:
    door.type(books.PASSPHRASE)
    desk_shown = door.shell.desk
    assert desk_shown is not None
    QTest.keyClick(
        desk_shown.stack.currentWidget(),
        Qt.Key.Key_L,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert door.shell.veil.isVisible()
    door.rest()

    assert not desk_shown.isVisible()
    assert door.replaced == [door.folder]
    assert not door.shell.workspace.is_open
    with books.derived_once():
        books.reopen(door.folder).close()


@pytest.mark.parametrize("where", ["list", "palette"])
def test_panic_from_anywhere(door: Door, where: str) -> None:
    door.type(books.PASSPHRASE)
    shown = door.shell.desk
    assert shown is not None
    if where == "palette":
        shown.find_anything()
    QTest.keyClick(QApplication.focusWidget() or shown, Qt.Key.Key_F12)

    assert door.replaced == [door.folder]
    assert not shown.isVisible()


def test_panic_does_not_wait_for_work(door: Door) -> None:
    import threading

    door.type(books.PASSPHRASE)
    gate = threading.Event()
    door.shell.workspace.read(lambda _book: gate.wait(20), lambda _answer: None)
    door.shell.workspace.panic()

    assert door.replaced == [door.folder]
    gate.set()
    door.rest()


def test_closing_the_window_ends_the_program_and_replaces_nothing(door: Door) -> None:
    door.type(books.PASSPHRASE)
    with door.qtbot.waitSignal(door.shell.workspace.left, timeout=desk.LONG_MS):
        door.shell.close()

    assert door.replaced == []
    assert not door.shell.workspace.is_open


def test_idle_time_locks(door: Door) -> None:
    door.type(books.PASSPHRASE)
    door.shell.workspace._idle.elapsed.emit()
    door.rest()

    assert door.replaced == [door.folder]


def test_a_locked_screen_locks_and_a_closed_casebook_stays(door: Door) -> None:
    door.shell.workspace.away.gone.emit()
    assert door.replaced == []
    door.type(books.PASSPHRASE)
    door.shell.workspace.away.gone.emit()
    door.rest()

    assert door.replaced == [door.folder]


def test_what_was_being_typed_is_offered_after_unlocking(door: Door) -> None:
    with books.derived_once():
        book = books.reopen(door.folder)
        record = book.new_id()
        write(book, Verb.ADD, [New(record, "event"), Set(record, "title", "Search")])
        drafts.keep(book.db, Draft(record, "event", "impact", "They took four computers"))
        book.close()
    door.type(books.PASSPHRASE)
    assert door.shell.desk is not None
    texts = [label.text() for label in door.shell.desk.findChildren(QLabel) if label.isVisible()]

    assert any("You were writing when the casebook was locked" in text for text in texts)
