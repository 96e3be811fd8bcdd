"""Opening a casebook with its recovery shares, when no passphrase is left."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QShowEvent

from casebook.base.words import N_
from casebook.gui.parts.opening import NewOpeningField
from casebook.gui.parts.sharesfield import SharesField
from casebook.gui.screens.unlock.page import DoorPage
from casebook.gui.screens.unlock.state import by_shares, problem_with
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class SharesPage(DoorPage):
    """The shares, and a new passphrase for whoever typed them."""

    def __init__(self, workspace: Workspace, look: Look, folder: Path | None) -> None:
        told = N_(
            "Type as many shares as are needed, and a new passphrase. The casebook is written anew under it: every "
            "passphrase until now opens nothing any more, the shares go on opening it."
        )
        super().__init__(workspace, look, N_("Open with recovery shares"), told)
        self.folder = self.path_field(N_("Folder of the casebook"), known=folder)
        self.shares = SharesField(workspace.tasks, look)
        self.box.addWidget(self.shares)
        self.new = NewOpeningField(look)
        self.new.submitted.connect(self.submit)
        self.box.addSpacing(look.theme.space(8))
        self.box.addWidget(self.new)
        self.go = self.add_doing(N_("Open with these shares"), "unlock")
        self.go.wanted.connect(self.submit)
        self.box.addStretch(1)
        self.shares.enough.connect(self.new.setFocus)
        self._known = folder is not None

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard stands where one types first."""
        super().showEvent(event)
        if self._known:
            self.shares.begin()
        else:
            self.folder.setFocus()

    def problem(self) -> str:
        """What is missing, marked for translation."""
        problem = problem_with(self.folder.path())
        if problem:
            return problem
        if not self.shares.is_enough:
            return N_("More shares are needed.")
        return self.new.problem()

    def submit(self) -> None:
        """Open it, or say what is missing."""
        folder, problem = self.folder.path(), self.problem()
        self.go.complain(self.look.tr(problem))
        if problem or folder is None or self.go.busy:
            return
        new = self.new.take()
        # The shares stay typed: what is wrong with the folder must not cost them.
        work = by_shares(folder, self.shares.texts(), new, self.workspace.kdf)
        self.go.enter(work, secrets=[new])
