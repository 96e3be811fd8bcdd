from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from casebook.base.words import translator
from casebook.gui.parts.boxes import Box, Boxes
from casebook.gui.parts.boxing import Boxing
from casebook.gui.theme import Look, Theme


@pytest.fixture
def canvas(qtbot: QtBot) -> Boxing:
    """A white picture of 400 × 300 pixels, shown at its own size."""
    made = Boxing(Look(translator("en"), Theme("light")), "Photograph")
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    made.show_image(image)
    made.show_boxes(Boxes(400, 300))
    made.zoom(1.0)
    made.setFocus()
    return made


def drag(qtbot: QtBot, canvas: Boxing, start: tuple[int, int], end: tuple[int, int]) -> None:
    port = canvas.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=QPoint(*start))
    qtbot.mouseMove(port, QPoint((start[0] + end[0]) // 2, (start[1] + end[1]) // 2))
    qtbot.mouseMove(port, QPoint(*end))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=QPoint(*end))


def test_a_box_is_drawn_moved_and_stretched_with_the_mouse(qtbot: QtBot, canvas: Boxing) -> None:
    drag(qtbot, canvas, (50, 40), (150, 120))
    assert canvas.boxes.drawn == (Box(50, 40, 150, 120),)

    drag(qtbot, canvas, (100, 80), (130, 90))
    assert canvas.boxes.drawn == (Box(80, 50, 180, 130),)

    drag(qtbot, canvas, (180, 130), (200, 150))
    assert canvas.boxes.drawn == (Box(80, 50, 200, 150),)


def test_a_click_beside_every_box_draws_nothing(qtbot: QtBot, canvas: Boxing) -> None:
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 30))

    assert canvas.boxes.drawn == ()


def test_everything_is_done_by_keys_alone(qtbot: QtBot, canvas: Boxing) -> None:
    qtbot.keyClick(canvas, Qt.Key.Key_Insert)
    (box,) = canvas.boxes.drawn

    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    qtbot.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.boxes.drawn == (Box(box.left + 10, box.top - 1, box.right + 10, box.bottom),)

    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert canvas.boxes.drawn == ()


def test_tab_goes_through_the_boxes(qtbot: QtBot, canvas: Boxing) -> None:
    one, other = Box(10, 10, 60, 60), Box(100, 100, 160, 160)
    canvas.show_boxes(Boxes(400, 300, drawn=(one, other)))

    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert canvas.boxes.selected == one
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert canvas.boxes.selected == other
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert canvas.boxes.selected is None


def test_at_twice_the_size_a_box_still_lies_in_pixels_of_the_original(qtbot: QtBot, canvas: Boxing) -> None:
    canvas.zoom(2.0)
    canvas.horizontalScrollBar().setValue(100)
    canvas.verticalScrollBar().setValue(60)

    drag(qtbot, canvas, (20, 20), (120, 80))

    assert canvas.boxes.drawn == (Box(60, 40, 110, 70),)


def test_the_recipient_sees_nothing_but_black(canvas: Boxing) -> None:
    canvas.show_boxes(Boxes(400, 300, held=(Box(10, 10, 60, 60),), drawn=(Box(100, 100, 160, 160),)))
    canvas.look_as_recipient(blind=True)

    grabbed = canvas.viewport().grab().toImage()
    assert grabbed.pixelColor(30, 30) == QColor("black")
    assert grabbed.pixelColor(130, 130) == QColor("black")
    assert grabbed.pixelColor(80, 80) == QColor("white")
