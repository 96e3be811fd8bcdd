"""Hands on the real window: keys go through the window system to wherever the focus is, eyes read what is shown.

Nothing is set, clicked or called past the keyboard, so what a test does here a person without a mouse can do.
`QTest.keyClicks` aborts on letters that are not ASCII; `QTest.simulateEvent` on the window does not.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import miniaudio
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QClipboard, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QProgressBar,
    QTableView,
    QWidget,
)

from casebook.gui.parts import playback

PATIENCE_S = 20.0
"""How long something may take to appear. Only a program that does not do it at all needs so long."""
MOST_STOPS = 150
"""More stops than any screen has between one field and another."""


class NotReachedError(AssertionError):
    """What was looked for is not there, with what is there instead."""


def _widgets() -> list[QWidget]:
    """The widgets the program made. `findChildren` would make Python objects for Qt's own inner widgets besides;
    these outlive what they stand for, and PySide then dies of the next widget that is made at the same address.
    """
    return [one for one in shiboken6.getAllValidWrappers() if isinstance(one, QWidget)]


def _place(widget: QWidget) -> tuple[int, int]:
    corner = widget.mapToGlobal(QPoint(0, 0))
    return corner.y(), corner.x()


def _shown_by(widget: QWidget) -> Iterator[str]:
    """The texts a person reads in *widget*."""
    if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
        if not (isinstance(widget, QLineEdit) and widget.echoMode() is not QLineEdit.EchoMode.Normal):
            yield widget.text()
        if isinstance(widget, QAbstractButton) and not widget.text():
            yield widget.accessibleName()
    elif isinstance(widget, QPlainTextEdit):
        yield widget.toPlainText()
    elif isinstance(widget, QProgressBar):
        yield widget.text()
    elif isinstance(widget, QListWidget):
        yield from (widget.item(row).text() for row in range(widget.count()))
    elif isinstance(widget, QTableView):
        yield from _cells(widget)


def _plain(shown: QLabel) -> bool:
    return shown.textFormat() == Qt.TextFormat.PlainText or "<" not in shown.text()


def _is_rich(tip: str) -> bool:
    """Whether a tooltip holds a tag of its own: ours are escaped, in one `qt` element, with breaks of lines."""
    inner = tip.removeprefix("<qt>").removesuffix("</qt>").replace("<br>", "")
    return "<" in inner


def _tips(view: QAbstractItemView) -> Iterator[str]:
    """The tooltips of the cells in sight: Qt reads them as rich text when they look like some."""
    model = view.model()
    for row in range(min(200, model.rowCount() if model is not None else 0)):
        for column in range(model.columnCount() if isinstance(view, QTableView) else 1):
            yield str(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or "")


def _cells(table: QTableView) -> Iterator[str]:
    model = table.model()
    if model is None:
        return
    low = table.rowAt(table.viewport().height() - 1)
    for row in range(max(0, table.rowAt(0)), (low if low >= 0 else model.rowCount() - 1) + 1):
        for column in range(model.columnCount()):
            if not table.isColumnHidden(column):
                yield str(model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole) or "")


class Driver:
    """A person at the keyboard, in the process of the window."""

    def __init__(self, pictures: Path | None = None) -> None:
        self._pictures = pictures
        self.taken = 0

    # ------------------------------------------------------------------------------------ hands

    def press(self, keys: str) -> None:
        """One key with its modifiers, in portable text: ``Ctrl+Shift+L``, ``Tab``, ``F12``, ``Ctrl+Л``."""
        combination = QKeySequence(keys)[0]
        key, held = int(combination.key()), combination.keyboardModifiers()
        plain = not held & ~Qt.KeyboardModifier.ShiftModifier
        text = chr(key) if plain and 0x20 <= key <= 0x10FFFF else ""
        self._strike(key, text, held)

    def type(self, text: str) -> None:
        """Type *text* in any script, letter by letter."""
        for letter in text:
            if letter == "\n":
                self.press("Return")
            else:
                key = ord(letter.upper()) if len(letter.upper()) == 1 else 0
                self._strike(key, letter, Qt.KeyboardModifier.NoModifier)

    def _strike(self, key: int, text: str, held: Qt.KeyboardModifier) -> None:
        for down in (True, False):
            window = QApplication.focusWindow()
            if window is None:
                self.until(lambda: QApplication.focusWindow() is not None, "a window that has the keyboard")
                window = QApplication.focusWindow()
            assert window is not None
            QTest.simulateEvent(window, down, key, held, text, False)
        self.settle()

    def go_to(self, name: str, *, back: bool = False) -> None:
        """Press Tab until the focus is on what is called *name*: the whole accessible name, or its beginning with …"""
        seen = []
        for _ in range(MOST_STOPS):
            here = self.here()
            if here == name or (name.endswith("…") and here.startswith(name[:-1])):
                return
            seen.append(here)
            self.press("Shift+Tab" if back else "Tab")
        raise NotReachedError(f"Tab never came to {name!r}; it went {list(dict.fromkeys(seen))}")

    def fill(self, name: str, text: str) -> None:
        """Go to the field called *name* and write *text* over what stands there."""
        self.go_to(name)
        self.press("Ctrl+A")
        self.type(text)

    def clear_and_type(self, text: str) -> None:
        """Write *text* over what stands in the field."""
        self.press("Ctrl+A")
        self.type(text)

    # ------------------------------------------------------------------------------------ eyes

    def here(self) -> str:
        """The accessible name of what has the focus; its class where it has none."""
        widget = QApplication.focusWidget()
        if widget is None:
            return ""
        return widget.accessibleName() or f"<{type(widget).__name__}>"

    def texts(self) -> list[str]:
        """Every text shown in a visible window, from above."""
        shown = [
            widget for widget in _widgets() if widget.isVisible() and not widget.visibleRegion().isEmpty()
        ]
        shown.sort(key=_place)
        return [text for widget in shown for text in _shown_by(widget) if text]

    def sees(self, text: str) -> bool:
        """Whether *text* is shown somewhere."""
        return any(text in shown.replace("&&", "&") for shown in self.texts())

    def rich(self) -> list[str]:
        """What would be read as markup: texts of labels that are not plain, and tooltips, those of cells among them."""
        shown = [one for one in _widgets() if one.isVisible()]
        labels = [one.text() for one in shown if isinstance(one, QLabel) and not _plain(one)]
        tips = [one.toolTip() for one in shown]
        tips += [tip for one in shown if isinstance(one, QAbstractItemView) for tip in _tips(one)]
        return [*labels, *(tip for tip in tips if _is_rich(tip))]

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait for *condition*, letting the program work."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                raise NotReachedError(f"waited for {what}; at {self.here()!r} one sees {self.texts()}")
            self.settle()
            time.sleep(0.005)

    def until_sees(self, text: str) -> None:
        """Wait until *text* is shown."""
        self.until(lambda: self.sees(text), repr(text))

    def until_sees_one_of(self, *texts: str) -> None:
        """Wait until one of *texts* is shown."""
        self.until(lambda: any(map(self.sees, texts)), f"one of {texts}")

    def until_gone(self, text: str) -> None:
        """Wait until *text* is not shown any more."""
        self.until(lambda: not self.sees(text), f"{text!r} to go")

    def until_here(self, name: str) -> None:
        """Wait until the focus is on what is called *name*."""
        self.until(lambda: self.here() == name, f"the focus on {name!r}")

    def settle(self) -> None:
        """Let the program do what is waiting."""
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))

    def window(self) -> QWidget:
        """The one window that is shown."""
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.isWindow()]
        if len(shown) != 1:
            raise NotReachedError(f"{len(shown)} windows are shown: {[type(one).__name__ for one in shown]}")
        return shown[0]

    def titles(self) -> set[str]:
        """The titles of all windows, hidden ones too, and what the desktop is told of the program."""
        named = {one.windowTitle() for one in QApplication.topLevelWidgets() if one.isWindow()}
        native = {one.title() for one in QApplication.topLevelWindows()}
        return {title for title in named | native if title}

    def today(self) -> str:
        """The date and the time as the program knows them."""
        return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())

    def picture(self, name: str) -> None:
        """A numbered picture of the window, where a folder for pictures was named."""
        self.taken += 1
        if self._pictures is not None:
            self._pictures.mkdir(parents=True, exist_ok=True)
            self.settle()
            path = self._pictures / f"{self.taken:02} {name}.png"
            assert self.window().grab().save(str(path)), path

    def draw_to(self, folder: str, number: int) -> None:
        """Put pictures into *folder* from now on, numbered from after *number*."""
        self._pictures, self.taken = Path(folder), number

    def shortcuts(self) -> list[str]:
        """Every key that does something in the window now."""
        found = [one for one in shiboken6.getAllValidWrappers() if isinstance(one, QAction)]
        return sorted({keys.toString() for action in found for keys in action.shortcuts()})

    def key(self) -> bytes:
        """The database key of the casebook that is open: read out of the process, as no part of it offers it."""
        shell: Any = next(one for one in QApplication.topLevelWidgets() if hasattr(one, "workspace"))
        revealed: bytes = shell.workspace._book.safe._key.reveal()
        return revealed

    def play_to_nobody(self) -> None:
        """Let recordings be played by a device that nobody hears, at the speed of a real one."""
        playback.BACKENDS = (miniaudio.Backend.NULL,)  # type: ignore[misc]  # the machine of a test has no other

    # ------------------------------------------------------------------------------------ faults

    def reach_out(self) -> list[str]:
        """Ask for a socket of every family there is, as a fault of ours or of a library would; which are given."""
        given = []
        for family in range(1, 46):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
                with contextlib.suppress(OSError):
                    socket.socket(family, kind).close()
                    given.append(str(family))
        return sorted(set(given))

    def break_down(self, secret: str, where: str) -> None:
        """Raise an exception that holds *secret* in its message and in its frame, as a fault of ours would.

        *where*: on the ``window``'s thread, on the ``book``'s thread, in another ``thread``, in a ``destructor``.
        """
        shell: Any = next(one for one in QApplication.topLevelWidgets() if hasattr(one, "workspace"))

        def fail(_thing: object = None) -> None:
            held = {secret: secret.encode()}
            raise RuntimeError(held)

        class Dying:
            def __del__(self) -> None:
                fail()

        match where:
            case "window":
                QTimer.singleShot(0, fail)
            case "book":
                shell.workspace.tasks.run(fail)
            case "thread":
                threading.Thread(target=fail).start()
            case _:
                Dying()

    # ------------------------------------------------------------------------------------ what may befall it

    def take_the_keyboard(self) -> None:
        """What a window manager does for a new window, on a screen that has none."""
        self.window().activateWindow()
        self.until(lambda: QApplication.focusWidget() is not None, "the keyboard")

    def open_a_dialog(self) -> None:
        """A dialog that waits in an event loop of its own and lets nobody past."""
        QTimer.singleShot(0, self._stand_in_a_dialog)

    def _stand_in_a_dialog(self) -> None:
        dialog = QDialog()
        dialog.setWindowTitle("Casebook")
        dialog.setAccessibleName("A dialog")
        dialog.setModal(True)
        dialog.exec()

    def until_in_a_dialog(self) -> None:
        """Wait until such a dialog stands."""
        self.until(lambda: QApplication.activeModalWidget() is not None, "a dialog")

    def idle_length(self) -> str:
        """After how many milliseconds it locks itself."""
        shell: Any = next(one for one in QApplication.topLevelWidgets() if hasattr(one, "workspace"))
        return str(shell.workspace._idle.milliseconds)

    def nobody_there(self, milliseconds: int) -> None:
        """Make the idle time that short. (The settings begin with a minute.)"""
        shell: Any = next(one for one in QApplication.topLevelWidgets() if hasattr(one, "workspace"))
        shell.workspace._idle._timer.setInterval(milliseconds)

    def sockets(self) -> list[str]:
        """The families of sockets this process can still make, tried in this thread."""
        made = []
        for family in ("AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"):
            with contextlib.suppress(OSError):
                socket.socket(getattr(socket, family), socket.SOCK_DGRAM).close()
                made.append(family)
        return made

    def copy(self, text: str) -> None:
        """Put *text* on the clipboard as a screen does."""
        shell: Any = next(one for one in QApplication.topLevelWidgets() if hasattr(one, "workspace"))
        shell.workspace.clipboard.copy(text)

    def select(self, text: str) -> None:
        """Offer *text* to the middle button of the mouse, as a field does with what is selected in it."""
        QGuiApplication.clipboard().setText(text, QClipboard.Mode.Selection)
