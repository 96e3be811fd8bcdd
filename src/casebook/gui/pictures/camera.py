"""The window in one look, driven by what a person can press, and the way to a picture of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from casebook.gui.main import Shell
from casebook.gui.workspace import Spot

PATIENCE_S: Final = 60.0


class Camera:
    """The window in one look, and the way to a picture of it."""

    def __init__(self, app: QApplication, shell: Shell, to: Path, suffix: str) -> None:
        self._app = app
        self.shell = shell
        self._to = to
        self._suffix = suffix
        self.taken = 0

    def rest(self) -> None:
        """Wait until nothing is under way. Raises `TimeoutError`."""
        self.until(lambda: not self.shell.workspace.tasks.waiting)
        for _ in range(4):
            self._app.processEvents()
        self.until(lambda: not self.shell.workspace.tasks.waiting)

    def until(self, true: Callable[[], bool]) -> None:
        """Let the program run until something is so. Raises `TimeoutError`."""
        end = time.monotonic() + PATIENCE_S
        while not true():
            self._app.processEvents()
            if time.monotonic() > end:
                raise TimeoutError
            time.sleep(0.002)

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, text: str = ""
    ) -> None:
        """Press a key where the keyboard is."""
        where = self._app.focusWidget() or self.shell
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            self._app.sendEvent(where, QKeyEvent(kind, key, modifier, text))
        self.rest()

    def go(self, spot: Spot) -> QWidget:
        """Go to a place; the screen that is shown there."""
        self.shell.workspace.go(spot)
        self.rest()
        screen = None if self.shell.desk is None else self.shell.desk.stack.currentWidget()
        assert screen is not None
        return screen

    def take(self, name: str) -> None:
        """Keep what the window shows, whole."""
        self.rest()
        picture = self.shell.grab()
        if not picture.save(str(self._to / f"{name}-{self._suffix}.png")):
            raise OSError
        self.taken += 1
