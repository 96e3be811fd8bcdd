"""Buttons in the roles the stylesheet knows, and buttons that say which thing they stand for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from casebook.gui.parts.text import as_tooltip
from casebook.gui.theme import Look


def escaped(text: str) -> str:
    """*text* for a button, where ``&`` would otherwise underline the next letter."""
    return text.replace("&", "&&")


class Button(QPushButton):
    """A button whose Enter key presses it, as the space bar does.

    *name* is its accessible name where the text does not say enough.
    """

    def __init__(
        self, look: Look, text: str, *, role: str = "", icon: str = "", tint: str = "", name: str = ""
    ) -> None:
        super().__init__(escaped(text))
        self.setProperty("role", role)
        self.setAccessibleName(name or text)
        if icon:
            default = {"primary": "on-accent", "danger": "on-red", "link": "accent"}.get(role, "ink-soft")
            self.setIcon(look.theme.icon(icon, tint or default, on="accent"))
            self.setIconSize(look.theme.icon_size())
        if name and not text:
            self.setToolTip(as_tooltip(name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, wherever the button stands."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


def icon_button(look: Look, icon: str, name: str) -> Button:
    """A button that shows only an icon and says its *name* to a reader and in its tooltip."""
    return Button(look, "", role="icon", icon=icon, name=name)


class Pick(Button):
    """A button that stands for a thing: `picked` carries it."""

    picked = Signal(object)

    def __init__(
        self, look: Look, text: str, thing: object, *, role: str = "link", icon: str = "", name: str = ""
    ) -> None:
        super().__init__(look, text, role=role, icon=icon, name=name)
        self.thing = thing
        self.clicked.connect(self._say)

    def _say(self) -> None:
        self.picked.emit(self.thing)


def enable(widget: QWidget, *, when: bool) -> None:
    """Enable *widget* *when* so, and keep the focus where a keyboard finds it."""
    if not when and widget.hasFocus():
        widget.focusNextPrevChild(True)
    widget.setEnabled(when)
