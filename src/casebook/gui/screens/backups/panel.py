"""One act on backups: what it does, what it needs to be told, and doing it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from casebook.base.words import N_
from casebook.gui.parts import waywords
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.opening import OpeningField
from casebook.gui.parts.text import label
from casebook.gui.parts.typed import Typed
from casebook.gui.screens.backups.fields import MOST_DAYS, NumberField, WhereFields
from casebook.gui.screens.backups.state import NO_PLAN, BackupsState, Shown, Work
from casebook.gui.screens.backups.words import WORDS, Act, Row
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

USUAL_DAYS = 7


class Panel(QFrame):
    """One act. `closed` = it is not wanted any more; `done` carries what came of it."""

    closed = Signal()
    done = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        look: Look,
        state: BackupsState,
        act: Act,
        shown: Shown,
        row: Row | None,
    ) -> None:
        super().__init__()
        self.look = look
        self.state = state
        self.act = act
        self._shown = shown
        self._row = row
        tr, theme = look.tr, look.theme
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(24)
        box.setContentsMargins(pad, theme.space(16), pad, pad)
        box.setSpacing(theme.space(8))
        words = WORDS[act]
        heading = tr(words.heading).replace("{when}", row.when if row else "")
        box.addWidget(label(heading, "section", wrap=True))
        box.addWidget(label(tr(words.told), "label", wrap=True))
        self.days: NumberField | None = None
        self.where: WhereFields | None = None
        self.current: OpeningField | None = None
        self.present: tuple[OpeningField, ...] = ()
        self._ask(box)
        danger = act in (Act.REMOVE, Act.STRIKE)
        self.doing = Doing(workspace, look, tr(words.verb), role="danger" if danger else "primary")
        self.doing.wanted.connect(self.submit)
        self.doing.failed.connect(self._again)
        box.addWidget(self.doing)
        self.leave = Button(look, tr(N_("Leave it as it is")), role="link")
        self.leave.clicked.connect(self.closed)
        box.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignLeft)

    # ------------------------------------------------------------------ asking

    def _ask(self, box: QVBoxLayout) -> None:
        if self.act is Act.PLAN:
            plan = self._shown.plan
            caption = self.look.tr(N_("days after the newest one (0 = no schedule)"))
            days = USUAL_DAYS if plan is None else plan.days
            self.days = NumberField(self.look, caption, days, least=NO_PLAN, most=MOST_DAYS)
            self.days.submitted.connect(self.submit)
            box.addWidget(self.days)
        if self.act in (Act.MAKE, Act.PLAN, Act.AFTER):
            self.where = WhereFields(self.look, self._shown.usual, keeps=self.act is not Act.AFTER)
            self.where.submitted.connect(self.submit)
            box.addWidget(self.where)
        if self.act in (Act.MAKE, Act.AFTER):
            self._ask_passphrase(box, N_("Your passphrase; it will open this backup too"))
            self._ask_others(box)
        elif self.act is Act.TRY:
            self._ask_passphrase(box, N_("The passphrase that was yours when it was made"))

    def _ask_passphrase(self, box: QVBoxLayout, caption: str) -> None:
        mine = next((way for way in self._shown.ways if way.mine), None)
        self.current = OpeningField(self.look, self.look.tr(caption), key_file=bool(mine and mine.key_file))
        self.current.submitted.connect(self.submit)
        box.addWidget(self.current)

    def _ask_others(self, box: QVBoxLayout) -> None:
        others = [way for way in self._shown.ways if not way.mine]
        if not others:
            return
        tr = self.look.tr
        told = N_(
            "Whoever is with you types theirs here. Without it their passphrase does not open this backup."
        )
        box.addWidget(label(tr(N_("Who else can open it")), "strong"))
        box.addWidget(label(tr(told), "meta", wrap=True))
        self.present = tuple(
            OpeningField(self.look, waywords.name(way, tr), key_file=way.key_file) for way in others
        )
        for field in self.present:
            field.submitted.connect(self.submit)
            box.addWidget(field)

    def begin(self) -> None:
        """The keyboard stands where one types first; before what cannot be undone, at the way out."""
        known = self._shown.usual.place is not None
        if self.days is not None:
            self.days.setFocus()
        elif self.where is not None and not (known and self.current):
            self.where.setFocus()
        elif self.current is not None:
            self.current.setFocus()
        else:
            self.leave.setFocus()

    def _again(self, _error: object) -> None:
        """The button could not keep the keyboard while it was shut."""
        self.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves, as long as nothing is under way."""
        if event.key() == Qt.Key.Key_Escape and not self.doing.busy:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    # ------------------------------------------------------------------ doing

    def problem(self) -> str:
        """What is missing, marked for translation."""
        if self.days is not None and self.days.number() is None:
            return N_("Write how many days.")
        no_plan = self.days is not None and self.days.number() == NO_PLAN
        if self.where is not None and not no_plan and (problem := self.where.problem()):
            return problem
        if self.current is not None and self.current.is_empty():
            return N_("Type your passphrase.")
        return ""

    def submit(self) -> None:
        """Do it, or say what is missing."""
        if self.doing.busy:
            return
        problem = self.problem()
        self.doing.complain(self.look.tr(problem))
        if problem:
            return
        secrets = [] if self.current is None else [self.current.take()]
        secrets += [field.take() for field in self.present if not field.is_empty()]
        self.doing.run(self._work(secrets), self.done.emit, secrets=secrets)

    def _work(self, secrets: list[Typed]) -> Work:
        state, name = self.state, self._row.name if self._row else ""
        match self.act, self.where:
            case Act.MAKE, WhereFields() as fields:
                return state.make(fields.where(), secrets[0], secrets[1:])
            case Act.AFTER, WhereFields() as fields:
                return state.after(fields.where(), secrets[0], secrets[1:])
            case Act.PLAN, WhereFields() as fields:
                days = NO_PLAN if self.days is None else self.days.number() or NO_PLAN
                return state.plan(fields.where(), days)
            case Act.TRY, _:
                return state.verify(name, secrets[0])
            case Act.REMOVE, _:
                return state.remove(name)
        return state.strike(name)
