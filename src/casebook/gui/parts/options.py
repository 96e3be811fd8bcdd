"""One of several, each with a line of what it means. Arrow keys move between them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from casebook.gui.parts.buttons import escaped
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import label
from casebook.gui.theme import Look


class Options(QWidget):
    """A choice of one. `chosen` carries the thing somebody picked."""

    chosen = Signal(object)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.theme.space(4))
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._say)
        self._things: list[object] = []

    def clear(self) -> None:
        """No options."""
        for button in self._group.buttons():
            self._group.removeButton(button)
        empty(self._box)
        self._things = []

    def add(self, text: str, remark: str, thing: object) -> QRadioButton:
        """One more option; *remark* stands under it in small print."""
        row = QWidget()
        inner = QVBoxLayout(row)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        button = QRadioButton(escaped(text))
        button.setAccessibleName(text)
        button.setAccessibleDescription(remark)
        inner.addWidget(button)
        if remark:
            told = label(remark, "meta", wrap=True)
            indent = QVBoxLayout()
            indent.setContentsMargins(self._look.theme.px(14) + 17, 0, 0, 0)
            indent.addWidget(told)
            inner.addLayout(indent)
        self._box.addWidget(row)
        self._group.addButton(button, len(self._things))
        if not self._things:
            self.setFocusProxy(button)
        self._things.append(thing)
        return button

    def choose(self, thing: object) -> None:
        """Show *thing* as chosen; nobody hears of it."""
        if thing in self._things:
            self._group.button(self._things.index(thing)).setChecked(True)

    def thing(self) -> object:
        """What is chosen; nothing before anything is."""
        number = self._group.checkedId()
        return self._things[number] if number >= 0 else None

    def _say(self, number: int) -> None:
        self.chosen.emit(self._things[number])
