"""Making a casebook again from a backup, or from a sealed copy, in a folder of its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.opening import EVERY_FILE, NewOpeningField, OpeningField
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.sharesfield import SharesField
from casebook.gui.parts.text import label
from casebook.gui.parts.typed import Typed
from casebook.gui.screens.unlock.page import DoorPage
from casebook.gui.screens.unlock.state import (
    Entering,
    Kind,
    Source,
    free_folder,
    problem_with_new,
    restoring,
    restoring_by_shares,
    unsealing_copy,
)
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

KINDS = (
    (Kind.PASSPHRASE, N_("A backup, with its passphrase")),
    (Kind.SHARES, N_("A backup, with recovery shares")),
    (Kind.SEALED, N_("A sealed copy")),
)


class RestorePage(DoorPage):
    """Three kinds of copies; each asks for what opens it, and all for the new folder."""

    def __init__(self, workspace: Workspace, look: Look, folder: Path | None) -> None:
        told = N_(
            "A casebook is made of the copy in a new folder, under new keys; the copy is only read. It goes on as a "
            "new device, and what was ordered to be erased stays erased."
        )
        super().__init__(workspace, look, N_("Restore a backup"), told)
        self.kind = Kind.PASSPHRASE
        self.picks: dict[Kind, Pick] = {}
        self._parts: dict[QWidget, tuple[Kind, ...]] = {}
        self._build_kinds()
        self._build_copies(folder)
        self._build_keys()
        self.to = self.path_field(
            N_("Folder the new casebook will stand in"), known=free_folder(Path.home(), "Notes")
        )
        self.go = self.add_doing(N_("Restore it"), "restore")
        self.go.wanted.connect(self.submit)
        self.box.addStretch(1)
        self.choose(Kind.PASSPHRASE)

    # ------------------------------------------------------------------------------------ building

    def _build_kinds(self) -> None:
        holder = QWidget()
        row = Flow(holder, gap=self.look.theme.space(8))
        group = QButtonGroup(self)
        for kind, text in KINDS:
            pick = Pick(self.look, self.look.tr(text), kind, role="quiet")
            pick.setCheckable(True)
            pick.picked.connect(self.choose)
            group.addButton(pick)
            row.addWidget(pick)
            self.picks[kind] = pick
        self.box.addWidget(holder)
        self.box.addSpacing(self.look.theme.space(8))

    def _build_copies(self, folder: Path | None) -> None:
        tr = self.look.tr
        part, box = self.add_section()
        self._parts[part] = (Kind.PASSPHRASE, Kind.SHARES)
        told = tr(N_("Folder of the backup, or of several: then the newest is taken"))
        self.copy = PathField(self.look, told)
        if folder is not None:
            self.copy.set_path(folder)
        box.addWidget(label(told, "label", wrap=True))
        box.addWidget(self.copy)
        apart = Button(self.look, tr(N_("Its card lies apart…")), role="link", icon="file")
        box.addWidget(apart, 0, Qt.AlignmentFlag.AlignLeft)
        card = tr(N_("The backup’s card, or the folder it lies in"))
        self._card_caption = label(card, "label")
        self.card = PathField(self.look, card, suffixes=EVERY_FILE)
        for hidden in (self._card_caption, self.card):
            box.addWidget(hidden)
            hidden.hide()
        apart.clicked.connect(partial(self._ask_card, apart))
        part, box = self.add_section()
        self._parts[part] = (Kind.SEALED,)
        self.sealed = PathField(self.look, tr(N_("File of the sealed copy")), suffixes=EVERY_FILE)
        self.identity = PathField(self.look, tr(N_("File with the private age key")), suffixes=EVERY_FILE)
        for field in (self.sealed, self.identity):
            box.addWidget(label(field.line.accessibleName(), "label"))
            box.addWidget(field)

    def _build_keys(self) -> None:
        tr = self.look.tr
        part, box = self.add_section()
        self._parts[part] = (Kind.PASSPHRASE,)
        self.opening = OpeningField(self.look, tr(N_("Passphrase of the day the backup was made")))
        self.opening.submitted.connect(self.submit)
        box.addWidget(self.opening)
        part, box = self.add_section()
        self._parts[part] = (Kind.SHARES,)
        self.shares = SharesField(self.workspace.tasks, self.look)
        box.addWidget(self.shares)
        part, box = self.add_section()
        self._parts[part] = (Kind.SHARES, Kind.SEALED)
        self.new = NewOpeningField(self.look)
        self.new.submitted.connect(self.submit)
        box.addWidget(self.new)

    def _ask_card(self, button: Button, *_checked: bool) -> None:
        button.hide()
        self._card_caption.show()
        self.card.show()
        self.card.setFocus()

    # ------------------------------------------------------------------------------------ acting

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard stands where one types first."""
        super().showEvent(event)
        (self.copy if self.copy.path() is None else self.opening).setFocus()

    def choose(self, kind: object) -> None:
        """Ask for what a copy of *kind* needs."""
        assert isinstance(kind, Kind)
        self.kind = kind
        self.picks[kind].setChecked(True)
        for part, kinds in self._parts.items():
            part.setVisible(kind in kinds)

    def problem(self) -> str:
        """What is missing, marked for translation."""
        if (self.sealed if self.kind is Kind.SEALED else self.copy).path() is None:
            return N_("Write where the copy is.")
        if self.kind is Kind.SEALED and self.identity.path() is None:
            return N_("Write where the file with the private key is.")
        if self.kind is Kind.PASSPHRASE and self.opening.is_empty():
            return N_("Type the passphrase.")
        if self.kind is Kind.SHARES and not self.shares.is_enough:
            return N_("More shares are needed.")
        new = "" if self.kind is Kind.PASSPHRASE else self.new.problem()
        return new or problem_with_new(self.to.path())

    def submit(self) -> None:
        """Restore it, or say what is missing."""
        problem = self.problem()
        self.go.complain(self.look.tr(problem))
        if problem or self.go.busy:
            return
        typed = self.opening.take() if self.kind is Kind.PASSPHRASE else self.new.take()
        self.go.enter(self._work(typed), secrets=[typed])

    def _work(self, typed: Typed) -> Entering:
        to, kdf = self.to.path() or Path(), self.workspace.kdf
        if self.kind is Kind.SEALED:
            return unsealing_copy(
                self.sealed.path() or Path(), self.identity.path() or Path(), to, typed, kdf
            )
        source = Source(self.copy.path() or Path(), self.card.path(), to)
        if self.kind is Kind.SHARES:
            return restoring_by_shares(source, self.shares.texts(), typed, kdf)
        return restoring(source, typed, kdf)
