"""Where one is in work of several steps. A step one has reached can be gone back to."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.flow import Flow
from casebook.gui.theme import Look


class Steps(QWidget):
    """The names of the steps in a row. `picked` carries the number of one, from 0."""

    picked = Signal(int)

    def __init__(self, look: Look, names: tuple[str, ...]) -> None:
        super().__init__()
        row = Flow(self, gap=look.theme.space(4))
        self._picks = [
            Pick(look, f"{number}  {name}", number - 1, role="step", name=name)
            for number, name in enumerate(names, 1)
        ]
        for pick in self._picks:
            pick.setCheckable(True)
            pick.picked.connect(self._say)
            row.addWidget(pick)
        self.show_step(0, reached=0)

    def show_step(self, current: int, *, reached: int) -> None:
        """Show step *current*; those up to *reached* can be picked."""
        self._current = current
        for number, pick in enumerate(self._picks):
            pick.setChecked(number == current)
            pick.setEnabled(number <= reached)

    def _say(self, number: object) -> None:
        assert isinstance(number, int)
        self._picks[number].setChecked(number == self._current)
        if number != self._current:
            self.picked.emit(number)
