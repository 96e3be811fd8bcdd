"""One of a few, in little room: a button that says which, with a menu of the others."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from casebook.gui.parts.buttons import Button, escaped
from casebook.gui.theme import Look


class Picking(Button):
    """*options*: (thing, words). `picked` carries the thing."""

    picked = Signal(object)

    def __init__(self, look: Look, name: str, options: tuple[tuple[str, str], ...], chosen: str) -> None:
        super().__init__(look, "", role="quiet")
        self._name = name
        self._words = dict(options)
        self._actions: dict[str, QAction] = {}
        menu = QMenu(self)
        menu.setAccessibleName(name)
        group = QActionGroup(menu)
        for thing, words in options:
            action = menu.addAction(escaped(words))
            action.setCheckable(True)
            action.setChecked(thing == chosen)
            group.addAction(action)
            self._actions[thing] = action
            action.triggered.connect(partial(self._pick, thing))
        self.setMenu(menu)
        self._say(chosen)

    def show_thing(self, thing: str, possible: tuple[str, ...]) -> None:
        """Show *thing* as picked; only *possible* ones can be picked. Nobody hears of it."""
        for each, action in self._actions.items():
            action.setEnabled(each in possible)
            action.setChecked(each == thing)
        self._say(thing)

    def _say(self, thing: str) -> None:
        words = self._words[thing]
        self.setText(escaped(words))
        self.setAccessibleName(f"{self._name}: {words}")

    def _pick(self, thing: str) -> None:
        self._say(thing)
        self.picked.emit(thing)
