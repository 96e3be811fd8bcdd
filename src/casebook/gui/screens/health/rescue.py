"""Saving what still holds: which folder, which passphrase, and doing it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.opening import OpeningField
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.text import label
from casebook.gui.screens.health.state import HealthState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class RescuePanel(QFrame):
    """A new casebook of all that still holds. `done` carries what came of it."""

    done = Signal(object)

    def __init__(self, workspace: Workspace, look: Look, state: HealthState, still: tuple[str, ...]) -> None:
        super().__init__()
        self.look = look
        self.state = state
        tr, theme = look.tr, look.theme
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(24)
        box.setContentsMargins(pad, theme.space(16), pad, pad)
        box.setSpacing(theme.space(8))
        box.addWidget(label(tr(N_("Save all that still holds into a new casebook")), "section", wrap=True))
        told = N_(
            "Every entry that can be read and verifies goes into a new casebook, which says what is gone. Backups that"
            " can be reached are asked for the rest. This folder is only read; keep it."
        )
        box.addWidget(label(tr(told), "label", wrap=True))
        for text in still:
            box.addWidget(label(text, wrap=True))
        caption = tr(N_("The folder for the new casebook; it is made"))
        box.addWidget(label(caption, "label"))
        self.folder = PathField(look, caption)
        self.folder.submitted.connect(self.submit)
        box.addWidget(self.folder)
        self.current = OpeningField(look, tr(N_("Your passphrase; it opens the new casebook too")))
        self.current.submitted.connect(self.submit)
        box.addWidget(self.current)
        self.doing = Doing(workspace, look, tr(N_("Save what still holds")), icon="restore")
        self.doing.wanted.connect(self.submit)
        box.addWidget(self.doing)

    def problem(self) -> str:
        """What is missing, marked for translation."""
        if self.folder.path() is None:
            return N_("Write which folder the new casebook goes to.")
        return N_("Type your passphrase.") if self.current.is_empty() else ""

    def submit(self) -> None:
        """Do it, or say what is missing."""
        folder, problem = self.folder.path(), self.problem()
        if self.doing.busy:
            return
        self.doing.complain(self.look.tr(problem))
        if problem or folder is None:
            return
        typed = self.current.take()
        self.doing.run(self.state.rescue(folder, typed), self.done.emit, secrets=[typed])
