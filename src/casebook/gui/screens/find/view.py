"""The palette over the window: type, choose with the arrows, Enter goes there, Escape closes."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from casebook.base.words import N_
from casebook.gui.parts.popup import ICON_ROLE, META_ROLE, THING_ROLE, TwoTones
from casebook.gui.parts.text import label
from casebook.gui.screens.find.state import FindState, Found, Shown
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

PAUSE_MS = 80


class FindView(QWidget):
    """Covers the window while open. `picked` carries what was chosen."""

    picked = Signal(object)

    def __init__(self, workspace: Workspace, look: Look, state: FindState, parent: QWidget) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.look = look
        self.state = state
        tr, theme = look.tr, look.theme
        self._panel = QFrame(self)
        self._panel.setProperty("role", "popup")
        box = QVBoxLayout(self._panel)
        pad = theme.space(12)
        box.setContentsMargins(pad, pad, pad, theme.space(8))
        box.setSpacing(theme.space(8))
        self.line = _Line(self)
        self.line.setProperty("role", "big")
        self.line.setPlaceholderText(tr(N_("Find a person, a case, a word, or do something…")))
        self.line.setAccessibleName(tr(N_("Find or do anything")))
        self.line.textEdited.connect(self._typed)
        box.addWidget(self.line)
        self.list = QListWidget()
        self.list.setAccessibleName(tr(N_("Results")))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(TwoTones(look, self.list))
        self.list.itemClicked.connect(self._pick_item)
        box.addWidget(self.list, 1)
        self._none = label(tr(N_("Nothing is called so, in any spelling.")), "label")
        box.addWidget(self._none)
        hint = label(tr(N_("Any script, any spelling, a code as P-7KQ4, or a word from a text")), "meta")
        box.addWidget(hint)
        self._rest = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._rest.timeout.connect(self._ask)
        self._before: QWidget | None = None
        self.hide()

    def open(self) -> None:
        """Show the palette and take the keyboard."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self.line.clear()
        parent = self.parentWidget()
        assert parent is not None
        self.setGeometry(parent.rect())
        width = min(self.look.theme.px(720), parent.width() - 48)
        height = min(self.look.theme.px(460), parent.height() - 80)
        self._panel.setGeometry(QRect(QPoint((parent.width() - width) // 2, 40), self._panel.size()))
        self._panel.resize(width, height)
        self.raise_()
        self.show()
        self.line.setFocus()
        self._show(Shown("", self.state.acts("")))

    def close_palette(self) -> None:
        """Hide it, and what was typed. The keyboard goes back to where it was, or to what stands there now."""
        self.line.clear()
        self.list.clear()
        place = self._before
        self._before = None
        # Also without a place to go back to: Qt would leave the keyboard in the line nobody sees.
        self.line.clearFocus()
        self.hide()
        while place is not None and shiboken6.isValid(place):
            if place.isVisible():
                place.setFocus()
                break
            place = place.parentWidget()

    def _typed(self) -> None:
        self._rest.start()

    def _ask(self) -> None:
        self.workspace.read(self.state.search(self.line.text()), self._show)

    def _show(self, shown: Shown) -> None:
        if shown.typed != self.line.text() or not self.isVisible():
            return
        self.list.clear()
        for found in shown.found:
            item = QListWidgetItem(found.text)
            item.setData(META_ROLE, found.meta)
            item.setData(ICON_ROLE, found.icon)
            item.setData(THING_ROLE, found)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._none.setVisible(not shown.found)

    def _pick_item(self, item: QListWidgetItem) -> None:
        found = item.data(THING_ROLE)
        assert isinstance(found, Found)
        self.close_palette()
        self.picked.emit(found)

    def take_key(self, event: QKeyEvent) -> bool:
        """Keys of the line that are meant for the list."""
        match event.key():
            case Qt.Key.Key_Down:
                self.list.setCurrentRow(min(self.list.currentRow() + 1, self.list.count() - 1))
            case Qt.Key.Key_Up:
                self.list.setCurrentRow(max(self.list.currentRow() - 1, 0))
            case Qt.Key.Key_Escape:
                self.close_palette()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.list.currentItem() is not None:
                if self._rest.isActive():
                    self._rest.stop()
                    self.workspace.read(self.state.search(self.line.text()), self._show_and_pick)
                else:
                    self._pick_item(self.list.currentItem())
            case _:
                return False
        return True

    def _show_and_pick(self, shown: Shown) -> None:
        self._show(shown)
        if self.list.currentItem() is not None:
            self._pick_item(self.list.currentItem())

    def focusNextPrevChild(self, _forward: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """The keyboard stays in the line: the list is walked with the arrows."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The window behind steps back."""
        painter = QPainter(self)
        shade = self.look.theme.colour("rail")
        shade.setAlpha(200)
        painter.fillRect(self.rect(), shade)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click outside closes it."""
        if not self._panel.geometry().contains(event.position().toPoint()):
            self.close_palette()


class _Line(QLineEdit):
    """The line, which hands the arrows to the list."""

    def __init__(self, palette: FindView) -> None:
        super().__init__()
        self._palette = palette

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Enter and Escape are for the list."""
        if not self._palette.take_key(event):
            super().keyPressEvent(event)
