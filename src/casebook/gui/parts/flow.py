"""Things in a row that goes on in the next line where room ends: chips, buttons, filters."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QVBoxLayout, QWidget


class Flow(QLayout):
    """Lays widgets out like words in a paragraph (after the Qt example "Flow Layout")."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    @staticmethod
    def within(outer: QWidget, margins: tuple[int, int, int, int], *, gap: int) -> Flow:
        """A flow inside *outer* with room around it: left, top, right, bottom."""
        box = QVBoxLayout(outer)
        box.setContentsMargins(*margins)
        inner = QWidget()
        box.addWidget(inner)
        return Flow(inner, gap=gap)

    def put(self, widget: QWidget) -> None:
        """Add a widget that is seen at once, not only after the next turn of the event loop."""
        self.addWidget(widget)
        widget.show()

    def addItem(self, item: QLayoutItem) -> None:
        """Qt adds an item."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item, or nothing beyond the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """The item, taken out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """None: it takes what it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower means higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height the lines take."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """One line of everything."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() + self._gap for size in sizes)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Room for the widest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Put every item into its place."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, height = rect.x(), rect.y(), 0
        row: list[tuple[QLayoutItem, int, QSize]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            size.setWidth(min(size.width(), rect.width()))
            if x + size.width() > rect.right() + 1 and height > 0:
                self._set_row(row, y, height, move=move)
                x, y, height, row = rect.x(), y + height + self._gap, 0, []
            row.append((item, x, size))
            x += size.width() + self._gap
            height = max(height, size.height())
        self._set_row(row, y, height, move=move)
        return y + height - rect.y()

    @staticmethod
    def _set_row(row: list[tuple[QLayoutItem, int, QSize]], y: int, height: int, *, move: bool) -> None:
        for item, x, size in row if move else ():
            item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
