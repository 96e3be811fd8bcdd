"""What only the paper admin may do: a button that unfolds, the shares, and the verb below them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.sharesfield import SharesField
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class ByShares(QWidget):
    """`wanted` carries the shares once enough of them are typed; nothing of them stays here."""

    wanted = Signal(object)

    def __init__(self, workspace: Workspace, look: Look, verb: str, *, role: str = "primary") -> None:
        super().__init__()
        self._look = look
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(8))
        self.unfold = Button(look, look.tr(N_("Do it with the shares…")))
        self.unfold.clicked.connect(self.begin)
        box.addWidget(self.unfold, 0, Qt.AlignmentFlag.AlignLeft)
        self.shares = SharesField(workspace.tasks, look)
        box.addWidget(self.shares)
        self.doing = Doing(workspace, look, verb, role=role)
        self.doing.wanted.connect(self._submit)
        box.addWidget(self.doing)
        self.shares.enough.connect(self.doing.setFocus)
        self._fold()
        workspace.locking.connect(self.wipe)

    def _fold(self) -> None:
        self.shares.hide()
        self.doing.hide()

    def begin(self) -> None:
        """Ask for the first share."""
        self.unfold.hide()
        self.shares.show()
        self.doing.show()
        self.shares.begin()

    def _submit(self) -> None:
        enough = self.shares.is_enough
        self.doing.complain("" if enough else self._look.tr(N_("More shares are needed.")))
        if enough:
            self.wanted.emit(self.shares.take())

    def wipe(self) -> None:
        """Nothing that was typed stays."""
        self.shares.wipe()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever goes to another place leaves no words behind."""
        if not event.spontaneous():
            self.wipe()
        super().hideEvent(event)
