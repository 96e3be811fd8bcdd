"""What happens when somebody answers: the state keeps it, the screen goes on at once, the plan follows behind."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from casebook.base.errors import Cancelled
from casebook.base.words import N_
from casebook.gui.screens.export.look import LookPanel
from casebook.gui.screens.export.planned import Planned
from casebook.gui.screens.export.state import ExportState
from casebook.gui.screens.export.texts import Stop
from casebook.gui.screens.export.why import Reason
from casebook.gui.tasks import Task
from casebook.gui.workspace import Workspace


class Answering(QObject):
    """Holds the plan. `changed` = it was made again, or is about to be: what was made from it is old.

    `taken` = there is another plan; `settled` = every answer so far is in it; `failed` carries why it could not
    be made again.
    """

    changed = Signal()
    taken = Signal()
    settled = Signal()
    failed = Signal(object)

    def __init__(self, workspace: Workspace, state: ExportState, panel: LookPanel) -> None:
        super().__init__(panel)
        self._workspace = workspace
        self._state = state
        self._panel = panel
        self._running: Task[Planned] | None = None
        self.planned: Planned | None = None
        asking = panel.asking
        asking.hidden.connect(self._hide)
        asking.shown.connect(self._show)
        asking.same.connect(self._same)
        asking.cut.connect(self._cut)
        asking.taken_back.connect(self.take_back)
        asking.asked_why.connect(self._ask_why)

    @property
    def stale(self) -> bool:
        """Whether there is no plan, or something was answered since it was made."""
        return self.planned is None or self.planned.answers != self._state.answers

    def take(self, planned: Planned) -> None:
        """Another plan."""
        self.planned = planned
        self._panel.show_plan(planned)
        self.changed.emit()
        self.taken.emit()

    def forget(self) -> None:
        """Something else was chosen: there is no plan."""
        self.planned = None
        self.changed.emit()

    def answered(self) -> None:
        """Make the plan again where an answer concerns it. While that runs, further answers wait for its end."""
        self.changed.emit()
        self.settle()

    def settle(self) -> None:
        """See to it that every answer comes into the plan: `settled` or `failed` follows, if anything is missing.

        The plan is made again by nobody else: of two who do, the later one's plan would end what was made from
        the earlier one's.
        """
        if self.planned is not None and self._running is None and self.stale:
            work = self._state.answered(self.planned)
            self._running = self._workspace.work(work, self._show_again, self._fail)

    def _show_again(self, planned: Planned) -> None:
        self._running = None
        if self.planned is None:
            return  # something else was chosen meanwhile
        self.take(planned)
        if self.stale:
            self.answered()
        else:
            self.settled.emit()

    def _fail(self, error: BaseException) -> None:
        self._running = None
        if not isinstance(error, Cancelled):
            self._workspace.refused.emit(error)
        self.failed.emit(error)

    # ------------------------------------------------------------------------------------ answers

    def _hide(self, stop: Stop) -> None:
        self._state.hide(stop)
        self._go_on(stop)

    def _show(self, stop: Stop) -> None:
        if self._state.show(stop):
            self._go_on(stop)
        else:
            self._ask_why(stop)

    def _go_on(self, stop: Stop) -> None:
        self._panel.asking.take(self._state.answers)
        if stop.open:
            self._panel.asking.go_to_open()
        self.answered()

    def _same(self, stop: Stop) -> None:
        if self.planned is not None and self._state.same(stop, self.planned):
            self._panel.asking.take(self._state.answers)
            self._panel.asking.go_to_open()
            self.answered()

    def take_back(self) -> None:
        """The last answer, whatever it was: one is where it was given again."""
        if self._state.can_undo:
            stop = self._state.undo()
            self._panel.asking.take(self._state.answers)
            self._panel.people.take(self._state.answers)
            if stop is not None:
                self._panel.asking.return_to(stop)
            self.answered()

    def _cut(self, stop: Stop, start: int, end: int) -> None:
        self._state.cut(stop, start, end)
        self.answered()

    def _ask_why(self, stop: Stop) -> None:
        if self.planned is not None:
            self._workspace.work(self._state.why(self.planned, stop), self._show_reasons)

    def _show_reasons(self, reasons: tuple[Reason, ...]) -> None:
        card = self._panel.asking.card
        card.show_reasons(reasons)
        if any(reason.person is not None and not reason.named for reason in reasons):
            told = N_("This cannot be shown: consent or protection stands above it.")
            card.say(self._panel.look.tr(told))
