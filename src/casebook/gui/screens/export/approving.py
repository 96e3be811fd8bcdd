"""A second person's word that the plan is as it should be, where the team asks for one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.text import label
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class Approving(QFrame):
    """`wanted` = both questions are answered, as far as they have to be."""

    wanted = Signal()

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        tr, theme = look.tr, look.theme
        self._tr = tr
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, pad)
        box.setSpacing(theme.space(8))
        box.addWidget(label(tr(N_("A second person")), "section", wrap=True))
        said = N_(
            "Let somebody else sit here and go through the plan and these pages. Their name is kept with exactly this "
            "plan: whatever is answered otherwise afterwards has to be looked at again."
        )
        box.addWidget(label(tr(said), "label", wrap=True))
        self.by = QLineEdit()
        self.note = QLineEdit()
        for field, name in ((self.by, N_("Who looked")), (self.note, N_("Remark (may stay empty)"))):
            field.setAccessibleName(tr(name))
            field.returnPressed.connect(self.submit)
            box.addWidget(label(tr(name), "label"))
            box.addWidget(field)
        self.doing = Doing(workspace, look, tr(N_("I have looked, it may leave")), role="", icon="check")
        self.doing.wanted.connect(self.submit)
        box.addWidget(self.doing)
        self.setFocusProxy(self.by)
        self.hide()

    def submit(self) -> None:
        """Say so, if somebody is named."""
        if not self.by.text().strip():
            self.doing.complain(self._tr(N_("Write who looked at it.")))
            self.by.setFocus()
            return
        self.wanted.emit()
