"""The parts of the second step in a row, each with what is left to do in it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from casebook.gui.parts.buttons import Pick, escaped
from casebook.gui.parts.flow import Flow
from casebook.gui.theme import Look


class PartsRow(QWidget):
    """One is shown. `picked` carries the number of another, from 0."""

    picked = Signal(int)

    def __init__(self, look: Look, name: str, names: tuple[str, ...]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        row = Flow(self, gap=look.theme.space(4))
        self._names = names
        self._current = 0
        self._picks = [Pick(look, name, number, role="step") for number, name in enumerate(names)]
        for pick in self._picks:
            pick.setCheckable(True)
            pick.picked.connect(self._say)
            row.addWidget(pick)
        self.show_part(0)

    def show_part(self, number: int) -> None:
        """Which one is shown."""
        self._current = number
        for each, pick in enumerate(self._picks):
            pick.setChecked(each == number)

    def show_left(self, number: int, told: str) -> None:
        """What is left to do in one; nothing, if nothing is."""
        words = self._names[number]
        pick = self._picks[number]
        pick.setText(escaped(f"{words} · {told}" if told else words))
        pick.setAccessibleName(f"{words}: {told}" if told else words)

    def _say(self, number: object) -> None:
        assert isinstance(number, int)
        self._picks[number].setChecked(number == self._current)
        if number != self._current:
            self.picked.emit(number)
