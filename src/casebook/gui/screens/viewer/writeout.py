"""Writing an original out: plain words about what that means, a place for it, and one button."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.text import label
from casebook.gui.theme import Look


class WriteOut(QFrame):
    """`submitted` = the person wants it there; `closed` = they do not."""

    submitted = Signal(object)
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        tr, theme = look.tr, look.theme
        self._look = look
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(8))
        box.addWidget(label(tr(N_("Write the original out")), "section"))
        told = N_(
            "The file will lie outside the casebook, in clear. Whoever gets that disk or stick can read it; "
            "deleting it there does not make it unreadable. When it was written out and by whom is kept in "
            "its chain of custody; where to is kept nowhere."
        )
        box.addWidget(label(tr(told), "body", wrap=True))
        self.field = PathField(look, tr(N_("Where to, and under which name")))
        self.field.submitted.connect(self._submit)
        box.addWidget(self.field)
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        box.addWidget(self._problem)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self.go = Button(look, tr(N_("Write it out, in clear")), role="primary", icon="export")
        self.go.clicked.connect(self._submit)
        cancel = Button(look, tr(N_("Leave it inside")))
        cancel.clicked.connect(self.closed)
        row.addWidget(self.go)
        row.addWidget(cancel)
        row.addStretch(1)
        box.addLayout(row)

    def begin(self, name: str) -> None:
        """Propose a place; the keyboard stands on it."""
        self.say("")
        self.go.setEnabled(True)
        self.field.set_path(Path.home() / name)
        self.show()
        self.field.line.setFocus()

    def say(self, problem: str) -> None:
        """Why it cannot be done so."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _submit(self) -> None:
        self.submitted.emit(self.field.path())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves everything as it is."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)
