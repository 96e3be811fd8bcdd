"""What is asked about somebody new in the address book."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.form import Form
from casebook.gui.screens.recipients.state import RecipientsState
from casebook.gui.workspace import Workspace
from casebook.model.fields import Choice
from casebook.model.shared import LANGUAGE, LINE

_ASKED: Final = (
    ("name", N_("Name or code name"), LINE),
    ("organisation", N_("Organisation"), LINE),
    ("audience", N_("May get what is made for"), Choice("consent-use")),
    ("language", N_("Language of their reports"), LANGUAGE),
    ("key", N_("Their key (age1…, or SHA256:… of the key they sign with)"), LINE),
)


class Adding(QFrame):
    """`added` = they stand in the book; `left` = nobody is added."""

    added = Signal()
    left = Signal()

    def __init__(self, workspace: Workspace, editors: Editors, state: RecipientsState) -> None:
        super().__init__()
        look = editors.look
        tr, theme = look.tr, look.theme
        self._state = state
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, pad)
        box.setSpacing(theme.space(12))
        self.form = Form(editors)
        for name, text, field in _ASKED:
            self.form.ask(name, tr(text), field)
        box.addWidget(self.form)
        self.doing = Doing(workspace, look, tr(N_("Add them")), icon="add")
        self.doing.wanted.connect(self._add)
        box.addWidget(self.doing)
        leave = Button(look, tr(N_("Add nobody")), role="link")
        leave.clicked.connect(self.left)
        box.addWidget(leave, 0, Qt.AlignmentFlag.AlignLeft)

    def begin(self) -> None:
        """The keyboard stands on the name."""
        self.form.editor("name").begin()

    def _add(self) -> None:
        values = self.form.values()
        if values is not None:
            self.doing.write(self._state.add(values), self._say_added)

    def _say_added(self, _touched: Touched) -> None:
        self.added.emit()
