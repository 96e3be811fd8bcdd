"""How many shares are made, and how many of them are needed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.recovery import Shares
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.options import Options
from casebook.gui.parts.text import label
from casebook.gui.screens.recovery.state import OFFERS, RecoveryState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.vault.shares import MOST

REMARKS = (
    N_("For a small circle: one paper may be lost, and one person alone can do nothing."),
    N_("For a larger one: two papers may be lost, and two people alone can do nothing."),
)


class Counts(QWidget):
    """A sensible offer or numbers of one's own. `made` carries the prepared `Shares`."""

    made = Signal(object)

    def __init__(self, workspace: Workspace, look: Look, state: RecoveryState) -> None:
        super().__init__()
        self._look = look
        self._state = state
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        self.options = Options(look, tr(N_("How many shares")))
        for (threshold, count), remark in zip(OFFERS, REMARKS, strict=True):
            self.options.add(state.offer(threshold, count), tr(remark), (threshold, count))
        self.options.add(tr(N_("Other numbers")), "", None)
        self.options.choose(OFFERS[0])
        self.options.chosen.connect(self._choose)
        box.addWidget(self.options)
        self._own = QWidget()
        row = QHBoxLayout(self._own)
        row.setContentsMargins(theme.px(14) + 17, 0, 0, 0)
        row.setSpacing(theme.space(8))
        self.threshold = self._number(row, tr(N_("needed")))
        self.count = self._number(row, tr(N_("made")))
        row.addStretch(1)
        self._own.hide()
        box.addWidget(self._own)
        self.doing = Doing(workspace, look, tr(N_("Make the shares")), icon="next")
        self.doing.wanted.connect(self.submit)
        box.addWidget(self.doing)

    def _number(self, row: QHBoxLayout, caption: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(caption)
        field.setValidator(QIntValidator(1, MOST, field))
        field.setFixedWidth(self._look.theme.px(56))
        field.returnPressed.connect(self.submit)
        row.addWidget(field)
        row.addWidget(label(caption, "label"))
        return field

    def begin(self) -> None:
        """The keyboard stands at the verb: what is offered is good."""
        self.doing.button.setFocus()

    def _choose(self, thing: object) -> None:
        self._own.setVisible(thing is None)
        self.doing.complain("")
        if thing is None:
            self.threshold.setFocus()

    def submit(self) -> None:
        """Make them, or say what is wrong with the numbers."""
        if self.doing.busy:
            return
        chosen = self.options.thing()
        texts = [str(one) for one in chosen] if isinstance(chosen, tuple) else []
        threshold, count = texts or (self.threshold.text(), self.count.text())
        problem = self._state.counts_problem(threshold, count)
        self.doing.complain(self._look.tr(problem))
        if not problem:
            self.doing.run(self._state.prepare(int(threshold), int(count)), self._say)

    def _say(self, shares: Shares) -> None:
        self.made.emit(shares)
