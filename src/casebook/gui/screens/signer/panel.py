"""Acts on our own keys: a card to print, and giving a lost key up."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from casebook.base.words import N_
from casebook.bundle.confirming import Confirmed
from casebook.gui.parts.act import Act
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.picking import Picking
from casebook.gui.screens.signer.state import SignerState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

LANGUAGES = (("en", "English"), ("ru", "Русский"), ("kk", "Қазақша"))


class Carding(Act):
    """The card as a PDF."""

    def __init__(self, workspace: Workspace, look: Look, state: SignerState) -> None:
        tr = look.tr
        said = N_(
            "One page with the fingerprint, its words and how to check. Give it from hand to hand, never with a "
            "bundle. No name stands on it unless you type one."
        )
        doing = Doing(workspace, look, tr(N_("Write the card")))
        super().__init__(look, doing, tr(said), does=self.submit, heading=tr(N_("The card")))
        self.workspace = workspace
        self.state = state
        self.name = QLineEdit()
        self.name.setAccessibleName(tr(N_("Name on the card (may stay empty)")))
        self.language = Picking(look, tr(N_("Language of the card")), LANGUAGES, look.tr.language)
        self._chosen = look.tr.language
        self.language.picked.connect(self._pick)
        self.field = PathField(look, tr(N_("Where to")), suffixes=(".pdf",))
        self.field.set_path(Path.home() / "card.pdf")
        self.field.submitted.connect(self.submit)
        self.ask(tr(N_("Name on the card (may stay empty)")), self.name)
        self.inside.addWidget(self.language, 0, Qt.AlignmentFlag.AlignLeft)
        self.ask(tr(N_("Where to")), self.field)
        self.setFocusProxy(self.name)

    def _pick(self, language: object) -> None:
        self._chosen = str(language)
        self.language.show_thing(self._chosen, tuple(code for code, _ in LANGUAGES))

    def submit(self) -> None:
        """Write it."""
        to = self.field.path()
        problem = self.state.problem(to, self.workspace.folder, folder=False)
        self.doing.complain(self.look.tr(problem) if problem else "")
        if not problem and to is not None:
            work = self.state.print_card(to, self.name.text().strip(), self._chosen)
            self.doing.run(work, self._written)

    def _written(self, to: Path) -> None:
        self.told.emit((self.look.tr(N_("The card is written: {path}")).format(path=to),))
        self.closed.emit()


class Losing(Act):
    """The signing key is gone, or somebody else may have it. *fingerprint* is empty where only lists are wanted."""

    def __init__(self, workspace: Workspace, look: Look, state: SignerState, fingerprint: str) -> None:
        tr = look.tr
        self._fingerprint = fingerprint
        said = (
            N_(
                "The key is dead for every date, past and future: whoever has it could sign anything. A new key is "
                "made, and for each recipient a list that confirms what they really received. This cannot be undone."
            )
            if fingerprint
            else N_("For each recipient a list, signed with the present key, of what they really received.")
        )
        verb = tr(N_("Declare the key lost")) if fingerprint else tr(N_("Write the lists"))
        role = "danger" if fingerprint else "primary"
        heading = (
            tr(N_("If the signing key is lost or was copied"))
            if fingerprint
            else tr(N_("Lists for recipients"))
        )
        doing = Doing(workspace, look, verb, role=role)
        super().__init__(look, doing, tr(said), does=self.submit, heading=heading)
        self.workspace = workspace
        self.state = state
        self.field = PathField(look, tr(N_("A new folder for the lists")))
        self.field.set_path(Path.home() / "lists")
        self.field.submitted.connect(self.submit)
        self.ask(tr(N_("A new folder for the lists")), self.field)
        self.setFocusProxy(self.field)

    def submit(self) -> None:
        """Give it up."""
        to = self.field.path()
        problem = self.state.problem(to, self.workspace.folder, folder=True)
        self.doing.complain(self.look.tr(problem) if problem else "")
        if not problem and to is not None:
            work = (
                self.state.give_up(self._fingerprint, to) if self._fingerprint else self.state.write_lists(to)
            )
            self.doing.run(work, self._given_up)

    def _given_up(self, found: Confirmed) -> None:
        self.told.emit(self.state.told(found))
        self.closed.emit()
