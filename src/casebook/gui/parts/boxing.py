"""The canvas on which boxes are drawn: with the mouse or with keys alone, and every step can be taken back."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication

from casebook.gui.parts.boxes import Box, Boxes
from casebook.gui.parts.canvas import Canvas
from casebook.gui.parts.hand import Hand, boxed, edges_at, pointer
from casebook.gui.theme import Look

FAR: Final = 10
"""Pixels a box goes with Ctrl; one without."""
_STEPS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Boxing(Canvas):
    """`changed` = other boxes, or another one is selected. With *blind* the boxes are as the recipient sees them."""

    changed = Signal()

    def __init__(self, look: Look, name: str, *, larger: bool = False) -> None:
        super().__init__(look, name, larger=larger)
        self.boxes = Boxes(1, 1)
        self.blind = False
        self.enabled_to_draw = True
        self._hand = Hand()
        self._panning = False
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.viewport().setMouseTracking(True)

    def show_boxes(self, boxes: Boxes) -> None:
        """The boxes of the picture that is shown."""
        self.boxes = boxes
        self._hand.drop()
        self._tell()

    def show_image(self, image: QImage) -> None:
        """A picture in its own size."""
        self.show_whole(image, image.width(), image.height())

    def _tell(self) -> None:
        self.viewport().update()
        self.changed.emit()

    # ------------------------------------------------------------------------------------ acts

    def act(self, done: bool) -> bool:  # noqa: FBT001 - what the act said
        """Show what an act changed."""
        if done:
            self._tell()
        return done

    def add_in_the_middle(self) -> bool:
        """A box a third as large as what is seen, in its middle: for those who draw by keys."""
        seen = self._area().intersected(QRectF(self.viewport().rect()))
        if seen.isEmpty():
            return False
        middle, width, height = seen.center(), seen.width() / 6, seen.height() / 6
        one = self._pixel(middle - QPointF(width, height))
        other = self._pixel(middle + QPointF(width, height))
        return self.act(self.boxes.add(Box.between(one.x(), one.y(), other.x(), other.y())))

    def look_as_recipient(self, *, blind: bool) -> None:
        """Solid boxes, or boxes one can still see through while one works."""
        self.blind = blind
        self.viewport().update()

    # ------------------------------------------------------------------------------------ points

    def _pixel(self, at: QPointF) -> QPointF:
        """A point of the viewport in pixels of the original."""
        inside = self._inside(at)
        return QPointF(inside.x() * self.boxes.width, inside.y() * self.boxes.height)

    def _on_screen(self, box: Box) -> QRectF:
        area = self._area()
        across, down = area.width() / self.boxes.width, area.height() / self.boxes.height
        return QRectF(
            area.left() + box.left * across,
            area.top() + box.top * down,
            box.width * across,
            box.height * down,
        )

    def _edges(self, at: QPointF) -> frozenset[str]:
        """Which edges of the selected box a point of the viewport takes hold of."""
        selected = self.boxes.selected
        return frozenset() if selected is None else edges_at(self._on_screen(selected), at)

    # ------------------------------------------------------------------------------------ mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of an edge, of a box, or begin a new one; with the middle button, of the picture."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panning, self._held = True, event.position()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            return
        if event.button() != Qt.MouseButton.LeftButton or not self.enabled_to_draw or not self.has_picture:
            return
        self._hand.press(self.boxes, self._pixel(event.position()), self._edges(event.position()))
        self._tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw, move or stretch; the box is changed when the button is let go."""
        if self._panning:
            super().mouseMoveEvent(event)
            return
        if self._hand.move(self._pixel(event.position())):
            self.viewport().update()
            return
        at = self._pixel(event.position())
        over_box = any(box.holds(at.x(), at.y()) for box in self.boxes.drawn)
        self.viewport().setCursor(pointer(self._edges(event.position()), over_box=over_box))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What was drawn or moved holds."""
        if self._panning:
            self._panning = False
            super().mouseReleaseEvent(event)
            self.viewport().setCursor(Qt.CursorShape.CrossCursor)
            return
        far = QApplication.startDragDistance() / max(self.scale, 0.001)
        self._hand.let_go(self.boxes, min(far, 4))
        self._tell()

    # ------------------------------------------------------------------------------------ keys

    def event(self, event: QEvent) -> bool:
        """Tab goes through the boxes, and behind the last one on to the next field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            drawn = self.boxes.drawn
            forward = event.key() == Qt.Key.Key_Tab
            last = drawn[-1:] if forward else drawn[:1]
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and drawn:
                if (self.boxes.selected,) != last:
                    self.boxes.select_next(1 if forward else -1)
                    self._tell()
                    return True
                self.boxes.select_none()
                self._tell()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the selected box, with Shift its lower right corner; Del removes it; Insert adds one."""
        key, with_shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _STEPS and self.boxes.selected is not None:
            far = FAR if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1
            x, y = (part * far for part in _STEPS[key])
            self.act(self.boxes.grow_selected(x, y) if with_shift else self.boxes.move_selected(x, y))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.enabled_to_draw:
            self.act(self.boxes.remove_selected())
        elif key == Qt.Key.Key_Insert and self.enabled_to_draw:
            self.add_in_the_middle()
        elif key == Qt.Key.Key_Escape and self.boxes.selected is not None:
            self.boxes.select_none()
            self._tell()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, and over it the boxes."""
        super().paintEvent(event)
        if not self.has_picture:
            return
        painter = QPainter(self.viewport())
        theme = self._look.theme
        black = QColor(Qt.GlobalColor.black)
        through = QColor(black)
        through.setAlphaF(0.55)
        for box in self.boxes.held:
            painter.fillRect(self._on_screen(box), black if self.blind else through)
            if not self.blind:
                self._outline(painter, self._on_screen(box), theme.colour("violet"), dashed=True)
        for box in self.boxes.drawn:
            shown = self._on_screen(box)
            painter.fillRect(shown, black if self.blind else through)
            if not self.blind:
                chosen = box is self.boxes.selected
                self._outline(painter, shown, theme.colour("accent" if chosen else "violet"), wide=chosen)
        if self._hand.drawing is not None:
            now = self._on_screen(boxed(self._hand.drawing))
            self._outline(painter, now, theme.colour("accent"), wide=True)

    @staticmethod
    def _outline(
        painter: QPainter, shape: QRectF, colour: QColor, *, wide: bool = False, dashed: bool = False
    ) -> None:
        pen = QPen(colour, 3 if wide else 1.5)
        if dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(shape)
