from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from pytestqt.qtbot import QtBot

from casebook.gui.idle import Away, Clipboard, Idle


class Idler(Idle):
    """An idle time short enough to wait for."""

    def set_minutes(self, minutes: int) -> None:
        super().set_minutes(minutes)
        self._timer.setInterval(minutes)  # milliseconds here


def move() -> QMouseEvent:
    none = Qt.MouseButton.NoButton
    return QMouseEvent(
        QEvent.Type.MouseMove, QPointF(1, 1), QPointF(1, 1), none, none, Qt.KeyboardModifier.NoModifier
    )


def test_nobody_there_is_noticed(qtbot: QtBot) -> None:
    parent = QObject()
    idle = Idler(parent, 20)
    with qtbot.waitSignal(idle.elapsed, timeout=2000):
        idle.start()


def test_a_movement_counts_from_now_again(qtbot: QtBot) -> None:
    parent = QObject()
    idle = Idler(parent, 10_000)
    idle.start()
    qtbot.waitUntil(lambda: idle._timer.remainingTime() < 9_900)
    idle.notice(move())

    assert idle._timer.remainingTime() > 9_900


def test_paint_is_no_sign_of_life(qtbot: QtBot) -> None:
    parent = QObject()
    idle = Idler(parent, 10_000)
    idle.start()
    qtbot.waitUntil(lambda: idle._timer.remainingTime() < 9_900)
    idle.notice(QEvent(QEvent.Type.Paint))

    assert idle._timer.remainingTime() < 9_900


def test_nothing_is_counted_before_the_casebook_is_open(qtbot: QtBot) -> None:
    parent = QObject()
    idle = Idler(parent, 10)
    idle.notice(move())

    assert not idle._timer.isActive()


def test_our_text_leaves_the_clipboard(qtbot: QtBot) -> None:
    parent = QObject()
    clipboard = Clipboard(parent)
    clipboard.copy("P-7KQ4")
    assert QGuiApplication.clipboard().text() == "P-7KQ4"

    clipboard.clear()

    assert QGuiApplication.clipboard().text() == ""


def test_a_locked_screen_or_sleep_means_nobody_is_there(qtbot: QtBot) -> None:
    away = Away()
    gone: list[str] = []
    away.gone.connect(lambda: gone.append("gone"))
    away.hear_state(True)
    away.hear_state(False)
    away.hear_order()

    assert gone == ["gone", "gone"]


def test_a_computer_without_such_signals_is_no_trouble(qtbot: QtBot) -> None:
    assert Away().listen() >= 0
