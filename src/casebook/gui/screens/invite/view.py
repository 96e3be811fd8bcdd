"""Taking somebody into the team, the admin's side: the number, the words, the terms, the welcome."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.gui.parts.column import Column
from casebook.gui.parts.comparing import AskedWord, ShownWords
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.options import Options
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label
from casebook.gui.screens.invite.state import HISTORY, ROLES, Asked, InviteState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.journal.acts import Role
from casebook.sync.joining import Compared
from casebook.sync.welcoming import Terms, Welcomed

_TOLD = N_(
    "Sit down with the newcomer, in one room, with one stick. Their new casebook writes a file; you compare its words. "
    "Then yours writes the welcome, and they compare. A stick that was exchanged on the way shows other words."
)
_READ = N_(
    "The newcomer's screen shows these words with one left out, once the welcome is open there. Read them aloud; the "
    "newcomer picks the missing one."
)
_PROMISED = N_(
    "The history is too large for the welcome. It goes on the next stick you write for the newcomer."
)


class InviteView(QScrollArea):
    """Four parts that appear one after the other."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = InviteState()
        self._asked: Asked | None = None
        self._proof: Compared | None = None
        page = Column(look, 760)
        self._box = page.box
        self._box.addWidget(label(look.tr(N_("Take somebody in")), "title"))
        self._box.addWidget(label(look.tr(_TOLD), "label", wrap=True))
        self._refusal = Notice(look, "", tone="amber")
        self._refusal.hide()
        self._box.addWidget(self._refusal)
        self._build_file()
        self._build_words()
        self._build_terms()
        self._build_welcome()
        self._box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(look.tr(N_("Take somebody in")))
        self.setFocusProxy(self.number)

    # ------------------------------------------------------------------------------------ building

    def _section(self, title: str) -> tuple[QWidget, QVBoxLayout]:
        part = QWidget()
        box = QVBoxLayout(part)
        box.setContentsMargins(0, self.look.theme.space(12), 0, 0)
        box.setSpacing(self.look.theme.space(8))
        box.addWidget(label(self.look.tr(title), "section"))
        self._box.addWidget(part)
        return part, box

    def _build_file(self) -> None:
        tr = self.look.tr
        self._file_part, box = self._section(N_("1. The newcomer's file"))
        told = tr(N_("The number on the newcomer's screen"))
        self.number = QLineEdit()
        self.number.setAccessibleName(told)
        self.number.setMaximumWidth(self.look.theme.px(240))
        box.addWidget(label(told, "label"))
        box.addWidget(self.number)
        caption = tr(N_("Folder of the stick"))
        self.place = PathField(self.look, caption)
        box.addWidget(label(caption, "label"))
        box.addWidget(self.place)
        self.open = Doing(self.workspace, self.look, tr(N_("Open their file")))
        self.open.wanted.connect(self._open)
        self.number.returnPressed.connect(self._open)
        box.addWidget(self.open)

    def _build_words(self) -> None:
        self._words_part, box = self._section(N_("2. Compare"))
        self._who = label("", "strong", wrap=True)
        box.addWidget(self._who)
        self.asked = AskedWord(self.look)
        self.asked.compared.connect(self._compared)
        box.addWidget(self.asked)
        self._words_part.hide()

    def _build_terms(self) -> None:
        tr = self.look.tr
        self._terms_part, box = self._section(N_("3. The words agree: how they are taken in"))
        told = tr(N_("Who uses the device (a code name is enough)"))
        self.person = QLineEdit()
        self.person.setAccessibleName(told)
        self.person.setMaximumWidth(self.look.theme.px(420))
        box.addWidget(label(told, "label"))
        box.addWidget(self.person)
        self.role = Options(self.look, tr(N_("Role in the team")))
        for role, name, meaning in ROLES:
            self.role.add(tr(name), tr(meaning), role)
        self.role.choose(Role.MEMBER)
        self.history = Options(self.look, tr(N_("What they get of what was recorded before")))
        for history, name, meaning in HISTORY:
            self.history.add(tr(name), tr(meaning), history)
        self.history.choose(False)
        for caption, options in (
            (N_("Role in the team"), self.role),
            (N_("What they get of what was recorded before"), self.history),
        ):
            box.addWidget(label(tr(caption), "label"))
            box.addWidget(options)
        self.write = Doing(self.workspace, self.look, tr(N_("Write the welcome on the stick")))
        self.write.wanted.connect(self._welcome)
        box.addWidget(self.write)
        self._terms_part.hide()

    def _build_welcome(self) -> None:
        tr = self.look.tr
        self._welcome_part, box = self._section(N_("4. They compare"))
        done = Notice(self.look, tr(N_("The welcome is on the stick and was read back.")), tone="accent")
        box.addWidget(done)
        self._promised = label(tr(_PROMISED), "label", wrap=True)
        box.addWidget(self._promised)
        box.addWidget(label(tr(_READ), "label", wrap=True))
        self.words = ShownWords(self.look)
        box.addWidget(self.words)
        self._welcome_part.hide()

    # ------------------------------------------------------------------------------------ acting

    def reload(self) -> None:
        """Ask whether this device may take anybody in."""
        self.workspace.read(self.state.refusal, self._show_refusal)

    def _show_refusal(self, error: CasebookError | None) -> None:
        self._refusal.say("" if error is None else says(error, self.look.tr))
        self._refusal.setVisible(error is not None)
        self._file_part.setEnabled(error is None)

    def _open(self) -> None:
        place = self._folder()
        if place is None or self.open.busy:
            return
        for part in (self._words_part, self._terms_part, self._welcome_part):
            part.hide()
        self._asked = self._proof = None
        self.open.run(self.state.opening(place, self.number.text()), self._show_asked)

    def _show_asked(self, asked: Asked) -> None:
        self._asked = asked
        self._who.setText(self.look.tr(N_("They call themselves: {name}")).format(name=asked.join.name))
        self.asked.show_of(asked.join)
        self._words_part.show()
        self.asked.setFocus()
        self.ensureWidgetVisible(self._words_part)

    def _compared(self, proof: object) -> None:
        assert isinstance(proof, Compared)
        assert self._asked is not None
        self._proof = proof
        if not self.person.text():
            self.person.setText(self._asked.join.name)
        self._words_part.hide()
        self._terms_part.show()
        self.person.setFocus()

    def _welcome(self) -> None:
        place = self._folder()
        if place is None or self._asked is None or self._proof is None:
            return
        role, history = self.role.thing(), self.history.thing()
        assert isinstance(role, Role)
        terms = Terms(role, bool(history), self.person.text().strip())
        self.write.run(self.state.welcoming(self._asked, self._proof, terms, place), self._show_welcome)

    def _show_welcome(self, made: Welcomed) -> None:
        self._promised.setVisible(bool(self.history.thing()) and not made.history)
        self.words.show_of(made.team)
        self._terms_part.hide()
        self._welcome_part.show()

    def _folder(self) -> Path | None:
        place = self.place.path()
        there = place is not None and place.is_dir()
        self.open.complain("" if there else self.look.tr(N_("Write which folder the stick is.")))
        return place if there else None
