"""A desk for tests of screens: the real shell over a real casebook, on a screen nobody sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import books
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework.book import Casebook
from casebook.gui import settings
from casebook.gui.main import Shell, Start, make_shell
from casebook.gui.settings import DeviceSettings
from casebook.gui.theme import load_fonts
from casebook.gui.workspace import Workspace
from casebook.vault.keys import CHEAPEST
from casebook.vault.trace import Roots

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)
LONG_MS = 30_000
"""Never waited for in full: how long work may take before a test gives up."""


@dataclass
class Desk:
    """The shell, and ways to look at it and to press its keys."""

    shell: Shell
    qtbot: QtBot

    @property
    def workspace(self) -> Workspace:
        return self.shell.workspace

    @property
    def screen(self) -> QWidget:
        """The screen that is shown."""
        assert self.shell.desk is not None
        return self.shell.desk.stack.currentWidget()

    def shown(self, kind: type[W]) -> W:
        """The screen that is shown, which must be of this kind."""
        screen = self.screen
        assert isinstance(screen, kind)
        return screen

    def rest(self) -> None:
        """Wait until the book thread has nothing left to do and everybody has heard of it."""
        self.qtbot.waitUntil(lambda: not self.workspace.tasks.waiting, timeout=LONG_MS)
        # Widgets that were just added are shown by an event of their own.
        QApplication.processEvents()

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(true, timeout=LONG_MS)

    def read(self, work: Callable[[Casebook], T]) -> T:
        """Ask the open casebook, on its own thread."""
        answers: list[T] = []
        hearer = _Hearer(answers)
        self.workspace.read(work, hearer.hear)
        self.until(lambda: bool(answers))
        return answers[0]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, to whatever has the focus; then everything that follows from it."""
        focus = QApplication.focusWidget()
        assert focus is not None, "nothing has the keyboard"
        QTest.keyClick(focus, key, modifier)
        self.rest()

    def type(self, text: str) -> None:
        """Type *text* to whatever has the focus."""
        focus = QApplication.focusWidget()
        assert focus is not None, "nothing has the keyboard"
        QTest.keyClicks(focus, text)
        self.rest()

    def tab_to(self, name: str) -> QWidget:
        """Press Tab until what is called so (its accessible name begins so) has the keyboard."""
        for _ in range(200):
            focus = QApplication.focusWidget()
            if focus is not None and focus.accessibleName().startswith(name):
                return focus
            QTest.keyClick(focus or self.shell, Qt.Key.Key_Tab)
        raise AssertionError(f"no Tab leads to {name!r}")

    def press_button(self, name: str) -> None:
        """Tab to a button and press Enter on it."""
        button = self.tab_to(name)
        assert isinstance(button, QPushButton)
        self.press(Qt.Key.Key_Return)


class _Hearer:
    def __init__(self, answers: list[T]) -> None:
        self._answers = answers

    def hear(self, answer: T) -> None:
        self._answers.append(answer)


@contextmanager
def opened(
    qtbot: QtBot,
    folder: Path,
    *,
    language: str = "en",
    scale: int = 100,
    theme: str = "light",
    roots: Roots | None = None,
    at_the_door: bool = False,
) -> Iterator[Desk]:
    """The desk over the closed casebook in *folder*, on a computer (*roots*) that has nothing to warn of.

    *at_the_door*: nothing is opened; *folder* need not be there.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    load_fonts()
    kept = folder.parent / "settings.toml"
    settings.save(kept, DeviceSettings(language=language, theme=theme, text_scale=scale))
    start = Start(folder, settings_file=kept, kdf=CHEAPEST if at_the_door else None)
    shell = make_shell(app, start, lambda _folder: None)
    shell.workspace.roots = roots or Roots.under(folder.parent / "no computer")
    desk = Desk(shell, qtbot)
    failures: list[BaseException] = []
    shell.workspace.tasks.crashed.connect(failures.append)
    try:
        shell.show()
        if not at_the_door:
            with books.derived_once(), qtbot.waitSignal(shell.workspace.opened, timeout=LONG_MS):
                shell.workspace.open(folder, Secret(books.PASSPHRASE), failed=failures.append)
        desk.rest()
        yield desk
        desk.rest()
    finally:
        _end(shell)
    assert not failures, failures


def _end(shell: Shell) -> None:
    workspace = shell.workspace
    book = workspace._book

    def close(_progress: Progress) -> None:
        if book is not None:
            book.close()

    workspace.tasks.run_now(close, seconds=LONG_MS / 1000)
    workspace.tasks.finish()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.removeEventFilter(workspace)
    app.removeEventFilter(shell)
    shell.hide()
    shell.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
