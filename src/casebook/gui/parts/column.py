"""The inside of a scroll area full of sentences: no wider than one reads, as high as they are at that width."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.gui.theme import Look


class Column(QWidget):
    """A page that asks for no height of its own and gives its sentences *widest* pixels (at 100 %) at most; in the
    *middle* of the window or at its left.

    A wrapped label asks for the height it would have in a narrow column: a scroll area believes the sum of that and
    leaves a screenful of nothing at the end. And a card with a greatest width is asked how high it is at the width
    it does not have, and then cut off. So the room at the right is a margin here, and nobody has a greatest width.
    """

    def __init__(self, look: Look, widest: int, *, middle: bool = False) -> None:
        super().__init__()
        self._middle = middle
        self.setProperty("role", "page")
        self._widest = look.theme.px(widest)
        self._side, self._top = look.theme.space(24), look.theme.space(16)
        self.box = QVBoxLayout(self)
        self.box.setSpacing(look.theme.space(8))
        self._leave_room(self._widest)

    def _leave_room(self, width: int) -> None:
        left = max(self._side, (width - self._widest) // 2) if self._middle else self._side
        right = max(self._side, width - left - self._widest)
        self.box.setContentsMargins(left, self._top, right, self._side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The room at the right goes with the window."""
        super().resizeEvent(event)
        self._leave_room(event.size().width())

    def minimumSizeHint(self) -> QSize:
        """As narrow as its parts can be, and no height: the scroll area asks for that at its own width."""
        margins = self.box.contentsMargins()
        least = super().minimumSizeHint().width() - margins.left() - margins.right() + 2 * self._side
        return QSize(least, 0)
