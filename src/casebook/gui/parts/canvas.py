"""A picture one can come closer to: first the whole, then, where it is not sharp enough, the part that is seen.

The canvas knows a picture by its natural size and asks for pixels; whoever has them brings them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from casebook.gui.theme import Look

REST_MS: Final = 120
"""How long the picture rests before it is asked for more sharply."""
STEP: Final = 1.25
LEAST, MOST = 0.02, 16.0


@dataclass(frozen=True, slots=True)
class Wish:
    """A part of the picture in fractions (left, top, right, bottom), in about so many pixels."""

    left: float
    top: float
    right: float
    bottom: float
    width: int
    height: int


class Canvas(QAbstractScrollArea):
    """`wished` carries a `Wish`; `zoomed` = the scale is another. *larger*: fitting may enlarge."""

    wished = Signal(object)
    zoomed = Signal()

    def __init__(self, look: Look, name: str, *, larger: bool = False) -> None:
        super().__init__()
        self._look = look
        self._larger = larger
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        self._whole: QImage | None = None
        self._size = (1, 1)
        self._part: tuple[QImage, QRectF] | None = None
        self._zoom: float | None = None
        self._held: QPointF | None = None
        self._middle = QPointF(0.5, 0.5)
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._wish)

    # ------------------------------------------------------------------------------------ what is shown

    def show_whole(self, image: QImage, width: int, height: int) -> None:
        """Another picture, whose natural size is *width* × *height*; the scale stays."""
        self._whole, self._size, self._part = image, (max(1, width), max(1, height)), None
        self._lay_out()
        self._put(self._middle)

    def show_part(self, image: QImage, left: float, top: float, right: float, bottom: float) -> None:
        """A sharper part of it, in fractions."""
        self._part = (image, QRectF(left, top, right - left, bottom - top))
        self.viewport().update()

    @property
    def has_picture(self) -> bool:
        """Whether there is one."""
        return self._whole is not None

    # ------------------------------------------------------------------------------------ the scale

    @property
    def fitted(self) -> bool:
        """Whether the picture is as large as the place for it."""
        return self._zoom is None

    @property
    def scale(self) -> float:
        """Points on the screen for one of the picture's own."""
        return self._fitting() if self._zoom is None else self._zoom

    def _fitting(self) -> float:
        area = self.viewport().size()
        scale = min(area.width() / self._size[0], area.height() / self._size[1])
        return max(LEAST, scale if self._larger else min(1.0, scale))

    def zoom(self, scale: float | None, at: QPointF | None = None) -> None:
        """Another scale (nothing: fit), while the point *at* of the viewport stays where it is."""
        inside = self._middle if at is None else self._inside(at)
        self._zoom = None if scale is None else min(MOST, max(LEAST, scale))
        self._lay_out()
        self._put(inside, at)
        self.zoomed.emit()

    def closer(self) -> None:
        """A step closer."""
        self.zoom(self.scale * STEP)

    def farther(self) -> None:
        """A step back."""
        self.zoom(self.scale / STEP)

    # ------------------------------------------------------------------------------------ laying out

    def _inside(self, at: QPointF) -> QPointF:
        """A point of the viewport, in fractions of the picture."""
        area = self._area()
        return QPointF((at.x() - area.left()) / area.width(), (at.y() - area.top()) / area.height())

    def _put(self, inside: QPointF, at: QPointF | None = None) -> None:
        """Scroll so that a point of the picture lies at a point of the viewport; in its middle if none is said.

        What is in the middle is remembered as it was wanted: the bars round it, and step by step it would drift.
        """
        middle = QRectF(self.viewport().rect()).center()
        target = at or middle
        width, height = self._size[0] * self.scale, self._size[1] * self.scale
        self.horizontalScrollBar().setValue(round(inside.x() * width - target.x()))
        self.verticalScrollBar().setValue(round(inside.y() * height - target.y()))
        self._middle = inside if at is None else self._inside(middle)

    def _lay_out(self) -> None:
        area = self.viewport().size()
        for bar, length, room in (
            (self.horizontalScrollBar(), self._size[0] * self.scale, area.width()),
            (self.verticalScrollBar(), self._size[1] * self.scale, area.height()),
        ):
            bar.setRange(0, max(0, round(length) - room))
            bar.setPageStep(room)
            bar.setSingleStep(self._look.theme.px(32))
        self._rest.start()
        self.viewport().update()

    def _area(self) -> QRectF:
        """Where the whole picture lies, in points of the viewport."""
        room = self.viewport().size()
        width, height = self._size[0] * self.scale, self._size[1] * self.scale
        left = (room.width() - width) / 2 if width <= room.width() else -self.horizontalScrollBar().value()
        top = (room.height() - height) / 2 if height <= room.height() else -self.verticalScrollBar().value()
        return QRectF(left, top, max(1.0, width), max(1.0, height))

    def _wish(self) -> None:
        """Ask for what is seen, if the whole is not sharp enough for it."""
        if self._whole is None:
            return
        ratio = self.devicePixelRatioF()
        needed = self._size[0] * self.scale * ratio
        natural = self._size[0] if not self._larger else needed
        if self._whole.width() + 1 >= min(needed, natural):
            self._part = None
            return
        area = self._area()
        seen = area.intersected(QRectF(self.viewport().rect()))
        if seen.isEmpty():
            return
        self.wished.emit(_wish(seen, area, ratio))

    # ------------------------------------------------------------------------------------ Qt

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The whole, and over it the sharper part."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._look.theme.colour("rail"))
        if self._whole is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=self.scale < 4)
        area = self._area()
        painter.drawImage(area, self._whole)
        if self._part is not None:
            image, box = self._part
            painter.drawImage(_inside(area, box), image)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room: a picture that fits goes on fitting."""
        super().resizeEvent(event)
        self._lay_out()
        self._put(self._middle)
        if self._zoom is None:
            self.zoomed.emit()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Another part is seen."""
        self._middle = self._inside(QRectF(self.viewport().rect()).center())
        self._rest.start()
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl the scale, else the place."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            if turned:
                self.zoom(self.scale * (STEP if turned > 0 else 1 / STEP), event.position())
            event.accept()
            return
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it."""
        if self._held is not None:
            moved = event.position() - self._held
            self._held = event.position()
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - round(moved.x()))
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - round(moved.y()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let it go."""
        self._held = None
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)


def _wish(seen: QRectF, area: QRectF, ratio: float) -> Wish:
    """What is *seen* of a picture that lies in *area*, in as many pixels as the screen has there."""
    return Wish(
        (seen.left() - area.left()) / area.width(),
        (seen.top() - area.top()) / area.height(),
        (seen.right() - area.left()) / area.width(),
        (seen.bottom() - area.top()) / area.height(),
        max(1, round(seen.width() * ratio)),
        max(1, round(seen.height() * ratio)),
    )


def _inside(area: QRectF, box: QRectF) -> QRectF:
    """Where a part given in fractions lies."""
    return QRectF(
        area.left() + box.left() * area.width(),
        area.top() + box.top() * area.height(),
        box.width() * area.width(),
        box.height() * area.height(),
    )
