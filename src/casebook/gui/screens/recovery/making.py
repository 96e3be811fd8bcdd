"""Making shares, from “how many” to “in force”. Until the last step nothing in the casebook changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.recovery import Shares
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.steps import Steps
from casebook.gui.parts.text import label
from casebook.gui.parts.typed import Typed
from casebook.gui.screens.recovery.asking import Asking
from casebook.gui.screens.recovery.counts import Counts
from casebook.gui.screens.recovery.panel import Panel
from casebook.gui.screens.recovery.papers import Papers
from casebook.gui.screens.recovery.state import (
    ENACT,
    STEPS,
    WHAT_IT_IS,
    Enacting,
    Question,
    RecoveryState,
    Shown,
    Step,
    questions,
)
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class Making(QWidget):
    """The steps. `closed` = not wanted any more; `done` carries whose passphrases open nothing any more."""

    closed = Signal()
    done = Signal(object)

    def __init__(self, workspace: Workspace, look: Look, state: RecoveryState, shown: Shown) -> None:
        super().__init__()
        self._workspace = workspace
        self._look = look
        self._state = state
        self._shown = shown
        self._shares: Shares | None = None
        self._asked: tuple[Question, ...] = ()
        self._reached = Step.COUNTS
        self._wiped = False
        self.step: Counts | Papers | Asking | Panel | None = None
        tr = look.tr
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(12))
        self._intro = QWidget()
        intro = QVBoxLayout(self._intro)
        intro.setContentsMargins(0, 0, 0, 0)
        intro.setSpacing(look.theme.space(8))
        for sentence in WHAT_IT_IS:
            intro.addWidget(label(tr(sentence), wrap=True))
        box.addWidget(self._intro)
        self.steps = Steps(look, tuple(tr(name) for name in STEPS))
        self.steps.picked.connect(self.show_step)
        box.addWidget(self.steps)
        self._place = QVBoxLayout()
        box.addLayout(self._place)
        self._leave = Button(look, tr(N_("Leave it as it is")), role="link")
        self._leave.clicked.connect(self.closed)
        box.addWidget(self._leave)
        self.show_step(Step.COUNTS)

    def begin(self) -> None:
        """The keyboard stands where one goes on."""
        if isinstance(self.step, Counts):
            self.step.begin()
        elif self.step is not None:
            self.step.setFocus()

    def show_step(self, number: object) -> None:
        """Show a step that was reached."""
        assert isinstance(number, int)
        if isinstance(self.step, Panel) and self.step.doing.busy:
            return
        wanted = Step(number)
        self._wipe_step()
        empty(self._place)
        self._reached = max(self._reached, wanted)
        self.step = self._made(wanted)
        self._place.addWidget(self.step)
        self.step.show()
        self.steps.show_step(wanted, reached=self._reached)
        self._intro.setVisible(wanted is Step.COUNTS)
        self._leave.setVisible(self._shown.status.set_up or wanted is not Step.COUNTS)
        self.begin()

    def _made(self, step: Step) -> Counts | Papers | Asking | Panel:
        shares = self._shares
        if step is Step.COUNTS or shares is None:
            counts = Counts(self._workspace, self._look, self._state)
            counts.made.connect(self.take)
            return counts
        if step is Step.PAPERS:
            papers = Papers(self._look, self._state, shares)
            papers.written.connect(self._ask)
            return papers
        if step is Step.ASKED:
            asking = Asking(self._look, self._state, shares, self._asked)
            asking.right.connect(self._answered)
            return asking
        panel = Panel(self._workspace, self._look, self._shown, ENACT, self._enacting)
        panel.done.connect(self.done)
        return panel

    def take(self, shares: object, asked: tuple[Question, ...] = ()) -> None:
        """Go on with prepared shares. Without *asked*, chance says which words are asked back."""
        assert isinstance(shares, Shares)
        if self._wiped:
            return  # they came after the person had left, or the casebook had begun to lock
        self._shares = shares
        self._asked = asked or questions(len(shares.words))
        self._reached = Step.PAPERS
        self.show_step(Step.PAPERS)

    def _ask(self) -> None:
        self.show_step(Step.ASKED)

    def _answered(self) -> None:
        self.show_step(Step.ACT)

    def _enacting(self, current: Typed, others: Sequence[Typed]) -> Enacting:
        assert self._shares is not None
        return self._state.enact(self._shares, current, others)

    def _wipe_step(self) -> None:
        if isinstance(self.step, (Papers, Asking, Panel)):
            self.step.wipe()

    def wipe(self) -> None:
        """Show no word any more, and forget the shares."""
        self._wiped = True
        self._wipe_step()
        self._shares = None
