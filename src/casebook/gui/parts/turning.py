"""Things side by side where there is room, and one under the other where there is not: large text, small screens."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget


class Turning(QWidget):
    """A row that turns into a column when it is narrower than *least* pixels.

    *last_first*: the last of the row is the most important, and stands on top of the column. `became` says that it
    has turned into a column, or a row again.
    """

    became = Signal(bool)

    def __init__(self, least: int, *, gap: int, last_first: bool = False) -> None:
        super().__init__()
        self._least = least
        self._last_first = last_first
        self.setProperty("role", "page")
        self.layout_ = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.layout_.setContentsMargins(0, 0, 0, 0)
        self.layout_.setSpacing(gap)
        self._items: list[tuple[QWidget, int, Qt.AlignmentFlag | None]] = []

    def put(self, widget: QWidget, stretch: int = 0, along: Qt.AlignmentFlag | None = None) -> None:
        """Add *widget*; *stretch* counts while they stand side by side."""
        self._items.append((widget, stretch, along))
        self._add(widget, stretch, along)

    def _add(self, widget: QWidget, stretch: int, along: Qt.AlignmentFlag | None) -> None:
        if along is None:
            self.layout_.addWidget(widget, stretch)
        else:
            self.layout_.addWidget(widget, stretch, along)

    @property
    def turned(self) -> bool:
        """Whether they stand one under the other."""
        return self.layout_.direction() == QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn where it is needed."""
        super().resizeEvent(event)
        turned = event.size().width() < self._least
        if turned == self.turned:
            return
        for widget, _, _ in self._items:
            self.layout_.removeWidget(widget)
        way = QBoxLayout.Direction.TopToBottom if turned else QBoxLayout.Direction.LeftToRight
        self.layout_.setDirection(way)
        in_order = reversed(self._items) if turned and self._last_first else self._items
        for widget, stretch, along in in_order:
            self._add(widget, 0 if turned else stretch, along)
        self.became.emit(turned)
