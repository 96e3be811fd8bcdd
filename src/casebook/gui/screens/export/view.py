"""What leaves: the screen of an export, from the choice of records to the bundle that was signed and written."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled
from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui import shortcuts
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.working import Working
from casebook.gui.screens.export.answering import Answering
from casebook.gui.screens.export.choose import ChoosePanel
from casebook.gui.screens.export.choosing import Choosing
from casebook.gui.screens.export.head import Head, outdated
from casebook.gui.screens.export.leaving import Done
from casebook.gui.screens.export.left import LeftPanel
from casebook.gui.screens.export.look import LookPanel
from casebook.gui.screens.export.making import Making
from casebook.gui.screens.export.planned import Planned
from casebook.gui.screens.export.preview import PreviewPanel
from casebook.gui.screens.export.state import ExportState
from casebook.gui.screens.export.treating import Treating
from casebook.gui.spots import Place, Spot
from casebook.gui.tasks import Task
from casebook.gui.workspace import Workspace

CHOOSE, LOOK, PREVIEW, LEFT, WORKING = range(5)


class ExportView(QWidget):
    """Four steps. Nothing stands on a disk before the last button is pressed."""

    def __init__(self, workspace: Workspace, editors: Editors, spot: Spot) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = editors.look
        self.state = ExportState(spot.records, self.look.tr, editors.today(), spot.record)
        self._planning: Task[Planned] | None = None
        self._reached = CHOOSE
        self.setProperty("role", "page")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.head = Head(self.look)
        self.steps = self.head.steps
        self.steps.picked.connect(self.go_to)
        box.addWidget(self.head)
        self._notice = outdated(self.look)
        box.addWidget(self._notice)
        self.stack = QStackedWidget()
        box.addWidget(self.stack, 1)
        self.choosing = ChoosePanel(editors, self.state)
        self.looking = LookPanel(workspace, self.look)
        self.preview = PreviewPanel(workspace, self.look, self.state)
        self.left = LeftPanel(self.look)
        self.working = Working(self.look)
        for panel in (self.choosing, self.looking, self.preview, self.left, self.working):
            self.stack.addWidget(panel)
        self.answering = Answering(workspace, self.state, self.looking)
        self.treating = Treating(workspace, self.state, self.answering, self.looking)
        self.making = Making(workspace, self.state, self.answering, self.preview)
        self._listen()

    # ------------------------------------------------------------------------------------ building

    def _listen(self) -> None:
        self.workspace.touched.connect(self._hear)
        self.workspace.stepped.connect(self.working.show_step)
        self.working.stopped.connect(self._stop)
        self.choosing.changed.connect(self._chosen_changed)
        self.choosing.wanted.connect(self.make_plan)
        self.choosing.book_wanted.connect(partial(self._go, Place.RECIPIENTS))
        self.looking.wanted.connect(self.make_bundle)
        self.answering.changed.connect(self._notice.hide)
        self.treating.approved.connect(self.make_plan)
        self.preview.back_to_texts.connect(partial(self.go_to, LOOK))
        self.making.left.connect(self._show_left)
        self.making.outdated.connect(self._plan_again)
        self.left.copied.connect(self.workspace.clipboard.copy)
        self.left.another.connect(self._begin_again)
        self.left.opened.connect(self._open)
        self.left.gone.connect(self._go)
        self.preview.check.keys.connect(partial(self._go, Place.SIGNER))
        shortcuts.action("next", self, self.look.tr, everywhere=False).triggered.connect(self.go_on)

    # ------------------------------------------------------------------------------------ steps

    def reload(self) -> None:
        """Read what can be chosen, and take the keyboard."""
        self._read_choosing()
        self._put(CHOOSE)

    def _read_choosing(self) -> None:
        self.workspace.read(self.state.load, self._show_choosing, self._load_failed)

    def _load_failed(self, error: BaseException) -> None:
        """What was to be taken over cannot be: one begins without it."""
        self.workspace.refused.emit(error)
        if self.state.asked is not None:
            self.state.asked = None
            self._read_choosing()

    def _show_choosing(self, shown: Choosing) -> None:
        if shown.taken is not None and self.state.asked is not None:
            self.state.take_over(shown.taken)
        self.choosing.show_choosing(shown)
        focus = QApplication.focusWidget()
        if self.stack.currentIndex() == CHOOSE and (focus is None or not self.choosing.isAncestorOf(focus)):
            self.choosing.go.setFocus()

    def _put(self, step: int) -> None:
        """Show a step, or the work under way."""
        self.stack.setCurrentIndex(step)
        if step != WORKING:
            self._reached = CHOOSE if step == LEFT else max(self._reached, step)
            self.steps.setVisible(step != LEFT)
            self.steps.show_step(min(step, PREVIEW), reached=self._reached)
        self.head.show_audience("" if step == CHOOSE else self.state.audience)

    def go_to(self, step: int) -> None:
        """Back to a step one has reached, or on to it again."""
        if step != PREVIEW:
            self.making.stop()
        if step == PREVIEW and (self.preview.ready is None or self.answering.stale):
            self.make_bundle()
            return
        self._put(step)
        if step == LOOK:
            self.looking.focus()

    def go_on(self) -> None:
        """The step that follows: Ctrl+Enter."""
        match self.stack.currentIndex():
            case 0:
                self.make_plan()
            case 1:
                self.make_bundle()
            case 2:
                self.preview.sign()

    def _chosen_changed(self) -> None:
        self._forget_plan()
        self._read_choosing()

    def _forget_plan(self) -> None:
        self.answering.forget()
        self._reached = CHOOSE
        self.steps.show_step(CHOOSE, reached=CHOOSE)

    def _begin_again(self) -> None:
        self._forget_plan()
        self._reached = CHOOSE
        self.reload()

    def _open(self, disclosure: object) -> None:
        assert isinstance(disclosure, bytes)
        self.workspace.go(Spot(Place.RECORD, kind="disclosure", record=RecordId(disclosure)))

    def _go(self, place: object) -> None:
        assert isinstance(place, Place)
        self.workspace.go(Spot(place))

    def _stop(self) -> None:
        self.workspace.tasks.cancel_all()

    # ------------------------------------------------------------------------------------ the plan

    def make_plan(self) -> None:
        """Walk the journal and decide about everything."""
        problem = self.state.missing()
        self.choosing.say(self.look.tr(problem))
        if problem:
            return
        told = N_("Every record is gone through. Nothing is written.")
        self.working.begin(self.look.tr(N_("Making the plan")), self.look.tr(told))
        self._put(WORKING)
        self._planning = self.workspace.work(self.state.plan(), self._show_plan, self._plan_failed)

    def _show_plan(self, planned: Planned) -> None:
        changed = not self._notice.isHidden()
        self.answering.take(planned)
        self._notice.setVisible(changed)
        self._put(LOOK)
        self.looking.focus()

    def _plan_failed(self, error: BaseException) -> None:
        self._put(CHOOSE)
        if not isinstance(error, Cancelled):
            self.workspace.refused.emit(error)

    def _hear(self, touched: Touched, by: object) -> None:
        if by is self or not self.state.concerns(touched):
            return
        self.state.forget(touched)
        if self.answering.planned is not None and self.stack.currentIndex() != LEFT:
            self._plan_again()
        elif self.stack.currentIndex() == CHOOSE:
            self._read_choosing()

    def _plan_again(self) -> None:
        """The casebook changed under the plan."""
        self._notice.show()
        self.make_plan()

    # ------------------------------------------------------------------------------------ the bundle

    def make_bundle(self) -> None:
        """Make the bundle in memory, and show its pages."""
        problem = self.looking.refuses()
        if problem:
            self._put(LOOK)
            self.looking.say(problem)
        elif self.answering.planned is not None:
            self.preview.show_wanted()
            self._put(PREVIEW)
            self.making.make()

    def _show_left(self, done: Done) -> None:
        self.left.show_done(done)
        self._put(LEFT)
        self.left.focus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Somebody went elsewhere: nothing goes on for a screen that is let go."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.making.stop()
            if self._planning is not None:
                self._planning.cancel()
