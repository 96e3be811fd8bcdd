"""The one top-level widget: a door or a desk in it, or nothing; and a veil that covers whatever is there."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from casebook.gui.parts.layouts import step


class Frame(QWidget):
    """Shows one thing at a time. Under it lies a blank one, which holds no content."""

    def __init__(self) -> None:
        super().__init__()
        self.door: QWidget | None = None
        self.setProperty("role", "window")
        self._stack = QStackedLayout(self)
        self._blank = QWidget()
        self._blank.setProperty("role", "blank")
        self._stack.addWidget(self._blank)
        self.veil = QWidget(self)
        self.veil.setProperty("role", "blank")
        self.veil.hide()

    def show_inside(self, widget: QWidget) -> None:
        """Show *widget*, whether it was there before or not."""
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def let_go(self, widget: QWidget) -> None:
        """*widget* is not needed any more."""
        self._stack.removeWidget(widget)
        widget.deleteLater()

    def put_door(self, door: QWidget) -> None:
        """Show *door* in the place of the one before."""
        self.drop_door()
        self.door = door
        self.show_inside(door)

    def drop_door(self) -> None:
        """No door any more."""
        if self.door is not None:
            self.let_go(self.door)
            self.door = None

    def go_blank(self) -> None:
        """Show nothing, also of whatever else this program has on the screen: a dialog, a list that hangs down."""
        inside = [self._stack.widget(place) for place in range(self._stack.count())]
        self._stack.setCurrentWidget(self._blank)
        for other in QApplication.topLevelWidgets():
            if other is not self:
                other.hide()
        for widget in inside:
            if widget is not None and widget is not self._blank:
                widget.hide()
        self.repaint()

    def cover(self) -> None:
        """Draw the veil over everything; what is beneath keeps the keyboard, and so what is half typed stays so."""
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass
        self.veil.resize(self.size())
        self.veil.raise_()
        self.veil.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The veil covers all of a window of another size, too."""
        super().resizeEvent(event)
        self.veil.resize(self.size())

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """Tab follows the eye."""
        return step(self, forward=forward)
