"""The plan is kept: under which name, made by whom, with a remark."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.text import label
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class KeepCard(QFrame):
    """`wanted` = it has a name; `closed` = not now."""

    wanted = Signal()
    closed = Signal()

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        tr, theme = look.tr, look.theme
        self._tr = tr
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(8), pad, theme.space(12))
        box.setSpacing(theme.space(8))
        said = N_(
            "Everything you decided stays in the casebook; go on from it whenever you like, on any computer."
        )
        box.addWidget(label(tr(said), "label", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(12))
        grid.setVerticalSpacing(theme.space(4))
        self.name, self.by, self.note = QLineEdit(), QLineEdit(), QLineEdit()
        fields = ((self.name, N_("Name of the plan")), (self.by, N_("Made by")), (self.note, N_("Remark")))
        for column, (field, name) in enumerate(fields):
            field.setAccessibleName(tr(name))
            field.returnPressed.connect(self.submit)
            grid.addWidget(label(tr(name), "label"), 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, 1)
        self.by.setPlaceholderText(tr(N_("whoever writes in this casebook")))
        self.note.setPlaceholderText(tr(N_("may stay empty")))
        box.addLayout(grid)
        row = QHBoxLayout()
        self.doing = Doing(workspace, look, tr(N_("Keep it")), role="")
        self.doing.wanted.connect(self.submit)
        row.addWidget(self.doing, 1)
        leave = Button(look, tr(N_("Not now")), role="link")
        leave.clicked.connect(self.closed)
        row.addWidget(leave)
        box.addLayout(row)
        self.setFocusProxy(self.name)
        self.hide()

    def begin(self, name: str, by: str, note: str) -> None:
        """Ask; what it was called before stands there."""
        self.name.setText(name)
        self.by.setText(by)
        self.note.setText(note)
        self.doing.complain("")
        self.name.setFocus()
        self.name.selectAll()

    def submit(self) -> None:
        """Keep it, if it is called something."""
        if not self.name.text().strip():
            self.doing.complain(self._tr(N_("Write what the plan is called.")))
            self.name.setFocus()
            return
        self.wanted.emit()
