"""What happens when nobody is there: the casebook locks itself, and the clipboard is emptied."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

CLIPBOARD_MS: Final = 30_000
"""How long copied text stays on the clipboard."""
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
