"""Joining a team at the door: a new casebook asks, words are compared, the welcome opens. Two people, one room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.handover import Handover
from casebook.gui.parts.opening import NewOpeningField, OpeningField
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.text import label
from casebook.gui.screens.unlock.joinstate import JoinState
from casebook.gui.screens.unlock.page import DoorPage
from casebook.gui.screens.unlock.state import free_folder, problem_with_new
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.sync.joining import Compared
from casebook.sync.newcomer import Asked, Opened

_TOLD = N_(
    "Sit down with an admin of the team, in one room, with one stick. First your casebook writes a file for theirs and "
    "they compare words; then theirs writes the welcome and you compare. Until then nothing is trusted."
)


class JoinPage(DoorPage):
    """One page, three parts that appear one after the other. *resumed*: a folder that asked before."""

    def __init__(self, workspace: Workspace, look: Look, resumed: Path | None = None) -> None:
        super().__init__(workspace, look, N_("Join a team"), _TOLD)
        self._resumed = resumed
        self.state = JoinState(workspace.kdf)
        self._build_asking()
        self.handover = Handover(workspace, look, self)
        self.handover.moved_on.connect(self.ensureWidgetVisible)
        self.box.addWidget(self.handover)
        self.handover.hide()
        self.box.addStretch(1)
        self.closed.connect(self._let_go)

    # ------------------------------------------------------------------------------------ building

    def _build_asking(self) -> None:
        tr = self.look.tr
        self.ask_part, box = self.add_section()
        self.name = QLineEdit()
        self.typed: NewOpeningField | OpeningField
        if self._resumed is None:
            told = tr(N_("Your name or a code name; the team reads it"))
            self.name.setAccessibleName(told)
            box.addWidget(label(told, "label"))
            box.addWidget(self.name)
            caption = tr(N_("Folder it will stand in"))
            self.folder = PathField(self.look, caption)
            self.folder.set_path(free_folder(Path.home(), "Notes"))
            box.addWidget(label(caption, "label"))
            box.addWidget(self.folder)
            self.typed = NewOpeningField(self.look)
        else:
            told = N_("This casebook waits for the team's welcome. Its passphrase goes on where you were.")
            box.addWidget(label(tr(told), wrap=True))
            self.typed = OpeningField(self.look, tr(N_("Passphrase")))
        self.typed.submitted.connect(self.submit)
        box.addWidget(self.typed)
        self.ask = self._add_doing(box, N_("Ask to join") if self._resumed is None else N_("Go on"))
        self.ask.wanted.connect(self.submit)

    def _add_doing(self, box: QVBoxLayout, verb: str) -> Doing:
        doing = Doing(self.workspace, self.look, self.look.tr(verb))
        box.addSpacing(self.look.theme.space(8))
        box.addWidget(doing)
        self.doing = doing
        return doing

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard stands where one types first."""
        super().showEvent(event)
        (self.name if self._resumed is None else self.typed).setFocus()

    # ------------------------------------------------------------------------------------ acting

    def ask_for(self, folder: Path, name: str, passphrase: str) -> None:
        """Fill the first part in and ask, as somebody types it."""
        assert isinstance(self.typed, NewOpeningField)
        self.name.setText(name)
        self.folder.set_path(folder)
        for field in (self.typed.passphrase, self.typed.again):
            field.fill(passphrase)
        self.submit()

    def submit(self) -> None:
        """Ask, or say what is missing."""
        if self.ask.busy:
            return
        if isinstance(self.typed, NewOpeningField):
            folder, name = self.folder.path(), self.name.text().strip()
            problem = problem_with_new(folder) or self.typed.problem()
            if not name:
                problem = N_("Write a name, or a code name.")
            self.ask.complain(self.look.tr(problem))
            if problem or folder is None:
                return
            new = self.typed.take()
            self.ask.run_closed(self.state.asking(folder, name, new), self._show_asked, secrets=[new])
        elif self._resumed is not None and not self.typed.passphrase.is_empty():
            old = self.typed.take()
            self.ask.run_closed(self.state.resuming(self._resumed, old), self._show_asked, secrets=[old])

    def _show_asked(self, asked: Asked) -> None:
        self.ask_part.hide()
        self.handover.show()
        self.handover.show_asked(asked)

    # ------------------------------------------------------------------------------------ steps

    def ask_anew(self, doing: Doing, then: Callable[[Asked], object]) -> None:
        """Ask under another number."""
        doing.run_closed(self.state.again, then)

    def put_on(self, doing: Doing, place: Path, then: Callable[[object], object]) -> None:
        """Write the file on a stick."""
        doing.run_closed(self.state.putting(place), then)

    def find_on(self, doing: Doing, place: Path, then: Callable[[Opened], object]) -> None:
        """Find the welcome there and open it."""
        doing.run_closed(self.state.finding(place), then)

    def take_in(self, doing: Doing, opened: Opened, proof: Compared) -> None:
        """Become one of the team."""
        doing.enter(self.state.entering(opened, proof))

    def _let_go(self) -> None:
        self.workspace.tasks.run(self.state.close)
