"""Joining a team at the door: a new casebook asks, words are compared, the welcome opens. Two people, one room."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.comparing import AskedWord, ShownWords
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.opening import NewOpeningField, OpeningField
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.text import label
from casebook.gui.screens.unlock.joinstate import JoinState, Shown
from casebook.gui.screens.unlock.page import DoorPage
from casebook.gui.screens.unlock.state import free_folder, problem_with_new
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.sync.joining import Compared
from casebook.sync.newcomer import Opened

_TOLD = N_(
    "Sit down with an admin of the team, in one room, with one stick. First your casebook writes a file for theirs and "
    "they compare words; then theirs writes the welcome and you compare. Until then nothing is trusted."
)
_SAY = N_("Say this number to the admin, who types it. It opens your file, and nothing else.")
_READ = N_(
    "The admin's screen shows the same words with one left out. Read them aloud, one after the other; the admin picks "
    "the missing one."
)
_STICK = N_("Folder of the stick")


class JoinPage(DoorPage):
    """One page, three parts that appear one after the other. *resumed*: a folder that asked before."""

    def __init__(self, workspace: Workspace, look: Look, resumed: Path | None = None) -> None:
        super().__init__(workspace, look, N_("Join a team"), _TOLD)
        self._resumed = resumed
        self._opened: Opened | None = None
        self.state = JoinState(workspace.kdf)
        self._build_asking()
        self._build_handing()
        self._build_welcome()
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

    def _build_handing(self) -> None:
        tr = self.look.tr
        self.hand_part, box = self.add_section()
        box.addWidget(label(tr(N_("1. Your file for the admin")), "section"))
        box.addWidget(label(tr(_SAY), "label", wrap=True))
        self.number = label("", "title")
        box.addWidget(self.number)
        self.out = self._add_place(box)
        self.hand = self._add_doing(box, N_("Write the file on the stick"))
        self.hand.wanted.connect(self._hand_over)
        self._handed = Notice(self.look, "", tone="accent")
        self._handed.hide()
        box.addWidget(self._handed)
        box.addWidget(label(tr(_READ), "label", wrap=True))
        self.words = ShownWords(self.look)
        box.addWidget(self.words)
        anew = Button(self.look, tr(N_("The words differ: ask anew")), role="link")
        anew.clicked.connect(self._ask_anew)
        box.addWidget(anew, 0, Qt.AlignmentFlag.AlignLeft)
        self.hand_part.hide()

    def _build_welcome(self) -> None:
        tr = self.look.tr
        self.welcome_part, box = self.add_section()
        box.addSpacing(self.look.theme.space(16))
        box.addWidget(label(tr(N_("2. The team's welcome")), "section"))
        told = N_("When the admin has written it, put the stick in here again.")
        box.addWidget(label(tr(told), "label", wrap=True))
        self.back = self._add_place(box)
        self.open_welcome = self._add_doing(box, N_("Open the welcome"))
        self.open_welcome.wanted.connect(self._find)
        self.asked = AskedWord(self.look)
        self.asked.compared.connect(self._enter)
        self.asked.differed.connect(self.hand_part.show)
        box.addWidget(self.asked)
        self.asked.hide()
        self.enter = Doing(self.workspace, self.look, tr(N_("Enter")))
        box.addWidget(self.enter)
        self.enter.hide()
        self.welcome_part.hide()

    def _add_place(self, box: QVBoxLayout) -> PathField:
        caption = self.look.tr(_STICK)
        field = PathField(self.look, caption)
        box.addWidget(label(caption, "label"))
        box.addWidget(field)
        return field

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

    def _show_asked(self, shown: Shown) -> None:
        self.ask_part.hide()
        self.number.setText(shown.number)
        self.words.show_of(shown.join)
        self._handed.hide()
        self.hand_part.show()
        self.welcome_part.show()
        self.out.setFocus()

    def _ask_anew(self) -> None:
        self._forget_welcome()
        self.hand.run_closed(self.state.again, self._show_asked)

    def _hand_over(self) -> None:
        place = self._place(self.out, self.hand)
        if place is not None:
            self.hand.run_closed(self.state.putting(place), self._show_handed)

    def _show_handed(self, _safe: object) -> None:
        self._handed.say(
            self.look.tr(N_("It is on the stick and was read back. Eject the stick, then take it over."))
        )
        self._handed.show()
        if not self.back.line.text():
            self.back.line.setText(self.out.line.text())

    def _find(self) -> None:
        self._forget_welcome()
        place = self._place(self.back, self.open_welcome)
        if place is not None:
            self.open_welcome.run_closed(self.state.finding(place), self._show_welcome)

    def _show_welcome(self, opened: Opened) -> None:
        self._opened = opened
        self.hand_part.hide()  # one set of words at a time: these are compared in the other direction
        self.asked.show_of(opened.team)
        self.asked.show()
        self.asked.setFocus()
        self.ensureWidgetVisible(self.asked)

    def _forget_welcome(self) -> None:
        self._opened = None
        self.asked.hide()
        self.hand_part.show()

    def _enter(self, proof: object) -> None:
        assert isinstance(proof, Compared)
        if self._opened is not None and not self.enter.busy:
            self.enter.show()
            self.enter.enter(self.state.entering(self._opened, proof))

    def _place(self, field: PathField, doing: Doing) -> Path | None:
        place = field.path()
        there = place is not None and place.is_dir()
        doing.complain("" if there else self.look.tr(N_("Write which folder the stick is.")))
        return place if there else None

    def _let_go(self) -> None:
        self.workspace.tasks.run(self.state.close)
