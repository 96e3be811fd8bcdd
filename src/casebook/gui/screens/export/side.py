"""A column that scrolls by itself beside the pages, and grows to its full height where it stands under them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from casebook.gui.theme import Look


class Side(QScrollArea):
    """Put widgets in `box`."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._grown = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._inside.setProperty("role", "page")
        self.box = QVBoxLayout(self._inside)
        self.box.setContentsMargins(0, 0, look.theme.space(12), 0)
        self.box.setSpacing(look.theme.space(16))
        self.setWidget(self._inside)

    def grow(self, wanted: bool) -> None:  # noqa: FBT001 - a Qt slot
        """Whether it is as high as what stands in it."""
        if wanted != self._grown:
            self._grown = wanted
            policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if wanted else Qt.ScrollBarPolicy.ScrollBarAsNeeded
            self.setVerticalScrollBarPolicy(policy)
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What stands in it changed its height."""
        done = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._grown:
            self.setMinimumHeight(0)
            return
        width = self.viewport().width()
        height = (
            self.box.heightForWidth(width) if self.box.hasHeightForWidth() else self.box.sizeHint().height()
        )
        self.setMinimumHeight(height)

    def minimumSizeHint(self) -> QSize:
        """As wide as what stands in it: nothing is cut off at the side."""
        width = self._inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, super().minimumSizeHint().height())
