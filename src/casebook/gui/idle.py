"""What happens when nobody is there: the casebook locks itself, and the clipboard is emptied."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import SLOT, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QGuiApplication

CLIPBOARD_MS: Final = 30_000
"""How long copied text stays on the clipboard."""
LOGIND: Final = "org.freedesktop.login1"
SCREEN_SAVERS: Final = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
)
"""Who tells on which desktop that the screen was locked."""
SIGNS_OF_LIFE: Final = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
)


class Idle(QObject):
    """`elapsed` = so many minutes without a key or a movement of the mouse."""

    elapsed = Signal()

    def __init__(self, parent: QObject, minutes: int) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.elapsed)
        self.set_minutes(minutes)

    def set_minutes(self, minutes: int) -> None:
        """Another length; counted from now on if it is running."""
        self._timer.setInterval(minutes * 60_000)
        if self._timer.isActive():
            self._timer.start()

    @property
    def milliseconds(self) -> int:
        """The length."""
        return self._timer.interval()

    def start(self) -> None:
        """Count from now."""
        self._timer.start()

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()

    def notice(self, event: QEvent) -> None:
        """An event of the application: a sign of life counts from now again."""
        if self._timer.isActive() and event.type() in SIGNS_OF_LIFE:
            self._timer.start()


class Away(QObject):
    """`gone` = the desktop says that nobody is there: the screen is locked, the lid is closed, it goes to sleep."""

    gone = Signal()

    def listen(self) -> int:
        """Listen to the desktop and to logind, as far as this computer has them. Returns to how many signals."""
        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        state, order = "hear_state(bool)", "hear_order()"
        manager = "org.freedesktop.login1.Manager"
        heard = [self._hear(session, "", path, name, "ActiveChanged", state) for name, path in SCREEN_SAVERS]
        heard.append(self._hear(system, LOGIND, "/org/freedesktop/login1", manager, "PrepareForSleep", state))
        heard.append(self._hear(system, LOGIND, "", "org.freedesktop.login1.Session", "Lock", order))
        return sum(heard)

    def _hear(
        self, bus: QDBusConnection, service: str, path: str, interface: str, name: str, slot: str
    ) -> bool:
        made: bool = bus.connect(service, path, interface, name, self, SLOT(slot))  # type: ignore[call-overload]  # the stub asks for bytes; PySide takes what SLOT() makes
        return made

    @Slot(bool)
    def hear_state(self, begins: bool) -> None:  # noqa: FBT001 - the signal's own shape
        """The screen is locked or free again, sleep begins or is over."""
        if begins:
            self.gone.emit()

    @Slot()
    def hear_order(self) -> None:
        """The session is told to lock."""
        self.gone.emit()


class Clipboard(QObject):
    """Text we put on the clipboard, for half a minute. What others put there is left alone."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._copied = ""
        self._timer = QTimer(self, interval=CLIPBOARD_MS, singleShot=True)
        self._timer.timeout.connect(self.clear)

    def copy(self, text: str) -> None:
        """Put *text* on the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self._copied = text
        self._timer.start()

    def clear(self) -> None:
        """Empty the clipboard, if what stands there is still ours."""
        clipboard = QGuiApplication.clipboard()
        if clipboard.ownsClipboard() or (self._copied and clipboard.text() == self._copied):
            clipboard.clear()
        self._copied = ""
