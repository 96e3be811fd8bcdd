"""What an act on the ways in needs to be told: who acts, who is present, and the new passphrase if there is one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from casebook.base.words import N_
from casebook.casework.keys import Way
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.opening import NewOpeningField, OpeningField
from casebook.gui.parts.present import Present
from casebook.gui.parts.text import label
from casebook.gui.parts.typed import Typed
from casebook.gui.screens.ways.state import WORDS, Act, WaysState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class Panel(QFrame):
    """One act. `closed` = it is not wanted any more; `done` carries what came of it."""

    closed = Signal()
    done = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        look: Look,
        state: WaysState,
        act: Act,
        ways: tuple[Way, ...],
        way: Way | None,
    ) -> None:
        super().__init__()
        self.look = look
        self.state = state
        self.act = act
        self._way = way
        mine = next((one for one in ways if one.mine), None)
        tr, theme = look.tr, look.theme
        self.setProperty("role", "card")
        self.setMaximumWidth(theme.px(560))
        box = QVBoxLayout(self)
        pad = theme.space(24)
        box.setContentsMargins(pad, theme.space(16), pad, pad)
        box.setSpacing(theme.space(8))
        words = WORDS[act]
        box.addWidget(label(tr(words.heading), "section"))
        box.addWidget(label(tr(words.told), "label", wrap=True))
        self.current = OpeningField(
            look, tr(N_("Your passphrase now")), key_file=bool(mine and mine.key_file)
        )
        box.addWidget(self.current)
        self.name = QLineEdit()
        self.new = NewOpeningField(look)
        if act is Act.ADD:
            self.name.setAccessibleName(tr(N_("Whose it is")))
            box.addWidget(label(tr(N_("Whose it is (a code name; it is kept inside the casebook)")), "label"))
            box.addWidget(self.name)
        if act in (Act.CHANGE, Act.ADD):
            box.addWidget(self.new)
        self.present = Present(look, [one for one in ways if not one.mine and one is not way])
        box.addWidget(self.present)
        row = QHBoxLayout()
        self.doing = Doing(
            workspace, look, tr(words.verb), role="danger" if act is Act.REMOVE else "primary", icon="key"
        )
        self.doing.wanted.connect(self.submit)
        row.addWidget(self.doing, 1)
        box.addLayout(row)
        leave = Button(look, tr(N_("Leave it as it is")), role="link")
        leave.clicked.connect(self.closed)
        box.addWidget(leave)
        for field in (self.current, self.new):
            field.submitted.connect(self.submit)

    def begin(self) -> None:
        """The keyboard stands where one types first."""
        self.current.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves, as long as nothing is under way."""
        if event.key() == Qt.Key.Key_Escape and not self.doing.busy:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def problem(self) -> str:
        """What is missing, marked for translation."""
        if self.current.is_empty():
            return N_("Type your passphrase.")
        if self.act is Act.ADD and not self.name.text().strip():
            return N_("Write whose passphrase it is.")
        return self.new.problem() if self.act in (Act.CHANGE, Act.ADD) else ""

    def submit(self) -> None:
        """Do it, or say what is missing."""
        problem = self.problem()
        self.doing.complain(self.look.tr(problem))
        if problem or self.doing.busy:
            return
        current = self.current.take()
        others = self.present.take()
        new = self.new.take(self.name.text().strip())
        match self.act:
            case Act.CHANGE:
                work = self.state.change(current, new, others)
            case Act.ADD:
                work = self.state.add(current, new, others)
            case Act.REMOVE:
                work = self.state.remove(current, self._way.label if self._way else "", others)
            case Act.REKEY:
                work = self.state.rekey(current, others)
        secrets: list[Typed] = [current, new, *others]
        self.doing.run(work, self.done.emit, secrets=secrets)
