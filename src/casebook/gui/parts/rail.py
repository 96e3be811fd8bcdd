"""The rail at the left: places with an icon and a word; one is where the person is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout, QWidget

from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.text import line
from casebook.gui.theme import Look


@dataclass(frozen=True, slots=True)
class RailPlace:
    """One place: its word, its icon, the thing it stands for. *apart*: a line stands above it."""

    text: str
    icon: str
    thing: object
    apart: bool = False
    below: bool = False


class Rail(QFrame):
    """The places. `picked` carries the thing of one; arrows move between them."""

    picked = Signal(object)

    def __init__(self, look: Look, name: str, places: tuple[RailPlace, ...]) -> None:
        super().__init__()
        theme = look.theme
        self.setProperty("role", "rail")
        self.setAccessibleName(name)
        self.setMinimumWidth(theme.space(168))
        box = QVBoxLayout(self)
        # Large letters leave no room to spare on a screen of 768 lines.
        edge = theme.space(12) if theme.scale <= 130 else 2
        box.setContentsMargins(theme.space(8), edge, theme.space(8), edge)
        box.setSpacing(2)
        self._group = QButtonGroup(self)
        self._picks: list[Pick] = []
        stretched = False
        for place in places:
            if place.below and not stretched:
                box.addStretch(1)
                stretched = True
            if place.apart:
                box.addSpacing(min(theme.space(4), 4))
                box.addWidget(line())
                box.addSpacing(min(theme.space(4), 4))
            pick = Pick(look, place.text, place.thing, role="place", icon=place.icon)
            pick.setCheckable(True)
            pick.picked.connect(self.picked)
            self._group.addButton(pick)
            self._picks.append(pick)
            box.addWidget(pick)
        if not stretched:
            box.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        """Make room for the place that is marked: its word is bolder than what its button measured."""
        for pick in self._picks:
            bold = QFont(pick.font())
            bold.setWeight(QFont.Weight.DemiBold)
            word = pick.text()
            more = QFontMetrics(bold).horizontalAdvance(word) - pick.fontMetrics().horizontalAdvance(word)
            pick.setMinimumWidth(pick.sizeHint().width() + max(0, more))
        super().showEvent(event)

    def show_place(self, thing: object) -> None:
        """Mark where the person is; nowhere, if it is none of the places."""
        self._group.setExclusive(False)
        for pick in self._picks:
            pick.setChecked(pick.thing == thing)
        self._group.setExclusive(True)

    def place(self, number: int) -> object:
        """The thing of the place with that number, counted from 0; nothing beyond the last."""
        return self._picks[number].thing if 0 <= number < len(self._picks) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move between the places."""
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        now: QWidget | None = self.focusWidget()
        if by is not None and isinstance(now, Pick) and now in self._picks:
            self._picks[(self._picks.index(now) + by) % len(self._picks)].setFocus()
            return
        super().keyPressEvent(event)
