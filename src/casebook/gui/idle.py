"""What happens when nobody is there: the casebook locks itself, and the clipboard is emptied.

What the desktop says is believed only from whoever owns the name it is said under: the bus passes on a signal to us
only with its true sender, and Qt compares that with the owner.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import SLOT, QEvent, QMimeData, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusError,
    QDBusMessage,
    QDBusUnixFileDescriptor,
    QDBusVariant,
)
from PySide6.QtGui import QClipboard, QGuiApplication

CLIPBOARD_MS: Final = 10_000
"""How long copied text stays on the clipboard."""
NOT_TO_KEEP: Final = {
    "x-kde-passwordManagerHint": b"secret",  # Klipper, CopyQ, GPaste and others after it
    "application/x-nspasteboard-concealed-type": b"text",  # nspasteboard.org
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
}
"""What tells a clipboard manager not to keep a text, and what it says there; as KeePassXC sets them."""
LOGIND: Final = "org.freedesktop.login1"
MANAGER: Final = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager")
UPOWER: Final = "org.freedesktop.UPower"
PROPERTIES: Final = "org.freedesktop.DBus.Properties"
SCREEN_SAVERS: Final = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
    ("org.xfce.ScreenSaver", "/org/xfce/ScreenSaver"),
)
"""Who tells on which desktop that the screen was locked: a name on the bus, which is its interface too."""
TELLING: Final = {
    MANAGER[1]: "LidClosed",  # logind tells of it since systemd 256
    "org.freedesktop.login1.Session": "LockedHint",
    UPOWER: "LidIsClosed",  # UPower told of it until 1.90
}
"""Properties that say that somebody went away, by their interface."""
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

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held: QDBusUnixFileDescriptor | None = None
        self._closed: dict[str, bool] = {}

    def listen(self) -> int:
        """Listen to the desktop and to logind, as far as this computer has them. Returns to how many signals.

        The order to lock is heard for every session: that of somebody else locks this casebook too.
        """
        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        state, order, change = "hear_state(bool)", "hear_order()", "hear_change(QDBusMessage)"
        heard = [
            _hear(session, name, path, name, "ActiveChanged", self, state) for name, path in SCREEN_SAVERS
        ]
        heard.append(_hear(system, LOGIND, *MANAGER, "PrepareForSleep", self, state))
        heard.append(_hear(system, LOGIND, "", "org.freedesktop.login1.Session", "Lock", self, order))
        heard += [
            _hear(system, name, "", PROPERTIES, "PropertiesChanged", self, change)
            for name in (LOGIND, UPOWER)
        ]
        # A lid that is closed already, over an outer screen, is no news.
        self._ask(LOGIND, *MANAGER)
        self._ask(UPOWER, "/org/freedesktop/UPower", UPOWER)
        return sum(heard)

    def hold(self) -> None:
        """Make sleep wait for us: for the length of this process, so that it is locked first.

        logind gives an open file (a *delay* lock) and sleeps when it is closed, or after five seconds. It is never
        closed here: only the exec that replaces this process closes it, when the memory is gone.
        """
        asked = _call(LOGIND, *MANAGER, "Inhibit")
        asked.setArguments(["sleep", "Casebook", "The casebook is locked first", "delay"])
        _send(asked, self, "hear_held(QDBusMessage)")

    def _ask(self, service: str, path: str, interface: str) -> None:
        asked = _call(service, path, PROPERTIES, "Get")
        asked.setArguments([interface, TELLING[interface]])
        slot = "hear_hint" if TELLING[interface] == "LockedHint" else "hear_lid"
        _send(asked, self, f"{slot}(QDBusMessage)")

    @Slot(bool)
    def hear_state(self, begins: bool) -> None:  # noqa: FBT001 - the signal's own shape
        """The screen is locked or free again, sleep begins or is over."""
        if begins:
            self.gone.emit()

    @Slot()
    def hear_order(self) -> None:
        """The session is told to lock."""
        self.gone.emit()

    @Slot("QDBusMessage")
    def hear_change(self, message: QDBusMessage) -> None:
        """Something changed; what it is now is asked, for the signal need not say."""
        interface = next(iter(message.arguments()), "")
        if interface in TELLING:
            self._ask(message.service(), message.path(), interface)

    @Slot("QDBusMessage")
    def hear_lid(self, answer: QDBusMessage) -> None:
        """Whether the lid is closed now; that it was closed before is remembered."""
        closed, before = _told(answer), self._closed.get(answer.service(), False)
        self._closed[answer.service()] = closed
        if closed and not before:
            self.gone.emit()

    @Slot("QDBusMessage")
    def hear_hint(self, answer: QDBusMessage) -> None:
        """Whether a desktop says of its session that it is locked."""
        if _told(answer):
            self.gone.emit()

    @Slot("QDBusMessage")
    def hear_held(self, answer: QDBusMessage) -> None:
        """The open file that makes sleep wait."""
        held = next(iter(answer.arguments()), None)
        if isinstance(held, QDBusUnixFileDescriptor):
            self._held = held

    @Slot("QDBusError", "QDBusMessage")
    def hear_nothing(self, _error: QDBusError, _message: QDBusMessage) -> None:
        """A computer without such a service, or with one that does not know the question."""


def _hear(
    bus: QDBusConnection, service: str, path: str, interface: str, name: str, who: Away, slot: str
) -> bool:
    made: bool = bus.connect(service, path, interface, name, who, SLOT(slot))  # type: ignore[call-overload]  # the stub asks for bytes; PySide takes what SLOT() makes
    return made


def _call(service: str, path: str, interface: str, method: str) -> QDBusMessage:
    asked = QDBusMessage.createMethodCall(service, path, interface, method)
    asked.setAutoStartService(False)
    return asked


def _send(asked: QDBusMessage, who: Away, slot: str) -> None:
    """Ask on the system bus without waiting; *slot* hears the answer."""
    failed = SLOT("hear_nothing(QDBusError,QDBusMessage)")
    QDBusConnection.systemBus().callWithCallback(asked, who, SLOT(slot), failed)  # type: ignore[call-overload]  # as above


def _told(answer: QDBusMessage) -> bool:
    """What `Get` answered; false if it is none."""
    value = next(iter(answer.arguments()), None)
    return (value.variant() if isinstance(value, QDBusVariant) else value) is True


class Clipboard(QObject):
    """What we put on the clipboard: marked as not to be kept, there for ten seconds, gone at locking.

    That holds for what somebody copies from a field as well. What other programs put there is left alone.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._copied = ""
        self._timer = QTimer(self, interval=CLIPBOARD_MS, singleShot=True)
        self._timer.timeout.connect(self.clear)
        QGuiApplication.clipboard().dataChanged.connect(self._take_over)

    def copy(self, text: str) -> None:
        """Put *text* on the clipboard."""
        marked = QMimeData()
        marked.setText(text)
        for kind, what in NOT_TO_KEEP.items():
            marked.setData(kind, what)
        self._copied = text
        QGuiApplication.clipboard().setMimeData(marked)
        self._timer.start()

    def _take_over(self) -> None:
        """Somebody copied from a field of ours: the same again, marked."""
        clipboard = QGuiApplication.clipboard()
        if clipboard.ownsClipboard() and clipboard.text() and not _is_marked(clipboard.mimeData()):
            self.copy(clipboard.text())

    def clear(self, *, ask: bool = True) -> None:
        """Empty the clipboard, if what stands there is still ours, and the selection, if it is.

        A clipboard manager may have taken our text over: then it is compared, which means asking that program and
        waiting for it. Without *ask* nobody is waited for.
        """
        clipboard = QGuiApplication.clipboard()
        if clipboard.ownsClipboard() or (self._copied and (not ask or clipboard.text() == self._copied)):
            clipboard.clear()
        if clipboard.supportsSelection() and clipboard.ownsSelection():
            clipboard.clear(QClipboard.Mode.Selection)
        self._copied = ""
        self._timer.stop()


def _is_marked(data: QMimeData) -> bool:
    return all(data.hasFormat(kind) for kind in NOT_TO_KEEP)
