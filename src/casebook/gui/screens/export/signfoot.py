"""The end of the column: what is still missing, the button that signs, and how far the writing has come."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.progress import Step
from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.progress import ProgressStrip
from casebook.gui.parts.text import label
from casebook.gui.theme import Look


class SignFoot(QWidget):
    """`wanted` = the button was pressed."""

    wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.busy = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(4))
        self._missing = label("", "meta", wrap=True)
        box.addWidget(self._missing)
        row = QHBoxLayout()
        row.setSpacing(look.theme.space(12))
        self.go = Button(look, look.tr(N_("Sign and write bundle")), role="primary", icon="stamp")
        self.go.clicked.connect(self.wanted)
        row.addWidget(self.go)
        self.writing = ProgressStrip(look)
        row.addWidget(self.writing, 1)
        row.addStretch(1)
        box.addLayout(row)

    def show_missing(self, sentence: str, *, ready: bool) -> None:
        """What is missing, if there is something to be said of it; *ready*: nothing is."""
        self._missing.setText(sentence)
        self._missing.setVisible(bool(sentence))
        self.go.setEnabled(ready and not self.busy)

    def begin(self) -> None:
        """It is being written."""
        self.busy = True
        self.go.setEnabled(False)
        self.writing.begin()

    def show_step(self, step: Step) -> None:
        """How far it has come."""
        if self.busy:
            self.writing.show_step(step)

    def end(self) -> None:
        """It is written, or was not."""
        self.busy = False
        self.writing.end()
