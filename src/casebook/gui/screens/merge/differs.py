"""One unit of which two records say different things: this, that, or both, left open for a later decision."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.merging import Choice
from casebook.gui.parts.buttons import escaped
from casebook.gui.parts.text import label
from casebook.gui.screens.merge.shown import Differs, Sheet
from casebook.gui.theme import Look


class DiffersCard(QFrame):
    """`chosen` carries the unit and the choice. *turned*: the record that stays stands at the right."""

    chosen = Signal(str, object)

    def __init__(self, look: Look, sheet: Sheet, one: Differs, choice: Choice, *, turned: bool) -> None:
        super().__init__()
        self._look = look
        self.one = one
        self.buttons: dict[Choice, QRadioButton] = {}
        theme, tr = look.theme, look.tr
        self.setProperty("role", "card")
        grid = QGridLayout(self)
        pad = theme.space(16)
        grid.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        grid.setHorizontalSpacing(theme.space(16))
        grid.setVerticalSpacing(theme.space(8))
        beside = theme.scale <= 130
        grid.addWidget(label(one.label, "strong", wrap=True), 0, 0, 1, 3 if beside else 1)
        self._group = QButtonGroup(self)
        later = tr(N_("Decide later, under Conflicts"))
        sides = [(Choice.KEEP, sheet.kept.code, one.kept), (Choice.OTHER, sheet.other.code, one.other)]
        if turned:
            sides.reverse()
        for number, (which, words, told) in enumerate(
            (*sides, (Choice.BOTH, tr(N_("Leave both open")), later))
        ):
            at = (1, number) if beside else (number + 1, 0)
            grid.addWidget(self._way(which, words, told), *at, Qt.AlignmentFlag.AlignTop)
            if beside:
                grid.setColumnStretch(number, 1)
        self._group.idClicked.connect(self._say)
        self.choose(choice)
        self.setAccessibleName(one.label)

    def _way(self, which: Choice, words: str, told: str) -> QWidget:
        theme = self._look.theme
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        button = QRadioButton(escaped(words))
        button.setAccessibleName(
            f"{self.one.label}: {words}" if which is Choice.BOTH else f"{self.one.label}: {told} ({words})"
        )
        button.setAccessibleDescription(told if which is Choice.BOTH else "")
        self._group.addButton(button, list(Choice).index(which))
        self.buttons[which] = button
        box.addWidget(button)
        indent = QVBoxLayout()
        indent.setContentsMargins(theme.px(14) + 17, 0, 0, 0)
        indent.addWidget(label(told, "meta" if which is Choice.BOTH else "body", wrap=True))
        box.addLayout(indent)
        return holder

    def choose(self, choice: Choice) -> None:
        """Show what is chosen; nobody hears of it."""
        self.buttons[choice].setChecked(True)
        self.setFocusProxy(self.buttons[choice])

    def _say(self, number: int) -> None:
        choice = list(Choice)[number]
        self.setFocusProxy(self.buttons[choice])
        self.chosen.emit(self.one.unit, choice)
