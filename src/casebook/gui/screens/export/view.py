"""What leaves: the screen of an export, from the choice of records to the bundle that was signed and written."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled, CasebookError
from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.bundle.write import LeakFound
from casebook.casework.touched import Touched
from casebook.gui import shortcuts
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.steps import Steps
from casebook.gui.parts.text import Elided, label, picture
from casebook.gui.parts.working import Working
from casebook.gui.places import Place, Spot
from casebook.gui.screens.export.choose import ChoosePanel
from casebook.gui.screens.export.leaving import Done, Pages, Ready
from casebook.gui.screens.export.left import LeftPanel
from casebook.gui.screens.export.look import LookPanel
from casebook.gui.screens.export.preview import PreviewPanel
from casebook.gui.screens.export.state import AUDIENCES, Choosing, ExportState, Planned
from casebook.gui.screens.export.texts import Stop
from casebook.gui.screens.export.why import Reason
from casebook.gui.tasks import Task
from casebook.gui.workspace import Workspace

CHOOSE, LOOK, PREVIEW, LEFT, WORKING = range(5)
STEPS: Final = (N_("Choose"), N_("Look through"), N_("Preview and sign"))


class ExportView(QWidget):
    """Four steps. Nothing stands on a disk before the last button is pressed."""

    def __init__(self, workspace: Workspace, editors: Editors, spot: Spot) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = editors.look
        self.state = ExportState(spot.records, self.look.tr, editors.today())
        self.planned: Planned | None = None
        self._replan: Task[Planned] | None = None
        self._made: Task[Ready] | None = None
        self._reached = CHOOSE
        self.setProperty("role", "page")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._build_head())
        self._notice = Notice(
            self.look,
            self.look.tr(N_("The casebook changed: the plan was made again. Look at it once more.")),
            tone="amber",
        )
        self._notice.hide()
        box.addWidget(self._notice)
        self.stack = QStackedWidget()
        box.addWidget(self.stack, 1)
        self.choosing = ChoosePanel(editors, self.state)
        self.looking = LookPanel(self.look)
        self.preview = PreviewPanel(self.look, self.state)
        self.left = LeftPanel(self.look)
        self.working = Working(self.look)
        for panel in (self.choosing, self.looking, self.preview, self.left, self.working):
            self.stack.addWidget(panel)
        self._listen()

    # ------------------------------------------------------------------------------------ building

    def _build_head(self) -> QFrame:
        tr, theme = self.look.tr, self.look.theme
        head = QFrame()
        head.setProperty("role", "bar")
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.space(24), theme.space(12), theme.space(16), theme.space(12))
        row.setSpacing(theme.space(12))
        row.addWidget(picture(self.look, "export", "accent", 24))
        row.addWidget(label(tr(N_("What leaves")), "title"))
        self._whom = Elided("", "label")
        row.addWidget(self._whom, 1)
        self.steps = Steps(self.look, tuple(map(tr, STEPS)))
        self.steps.picked.connect(self.go_to)
        row.addWidget(self.steps)
        return head

    def _listen(self) -> None:
        self.workspace.touched.connect(self._hear)
        self.workspace.stepped.connect(self.working.show_step)
        self.working.stopped.connect(self._stop)
        self.choosing.changed.connect(self._chosen_changed)
        self.choosing.wanted.connect(self.make_plan)
        self.looking.withhold.connect(self._withhold)
        self.looking.wanted.connect(self.make_bundle)
        asking = self.looking.asking
        asking.hidden.connect(self._hide)
        asking.shown.connect(self._show)
        asking.same.connect(self._same)
        asking.cut.connect(self._cut)
        asking.asked_why.connect(self._ask_why)
        self.preview.remake.connect(self.make_bundle)
        self.preview.signed.connect(self._release)
        self.preview.back_to_texts.connect(self._back_to_texts)
        self.left.copied.connect(self.workspace.clipboard.copy)
        self.left.another.connect(self._begin_again)
        self.left.opened.connect(self._open)
        following = shortcuts.action("next", self, self.look.tr, everywhere=False)
        following.triggered.connect(self.go_on)

    # ------------------------------------------------------------------------------------ steps

    def reload(self) -> None:
        """Read what can be chosen, and take the keyboard."""
        self.workspace.read(self.state.load, self._show_choosing)
        self._put(CHOOSE)

    def _show_choosing(self, shown: Choosing) -> None:
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
        audience = next((tr_name for name, tr_name, _ in AUDIENCES if name == self.state.audience), "")
        told = self.look.tr(N_("for: {audience}")).format(audience=self.look.tr(audience))
        self._whom.setText("" if step == CHOOSE else told)

    def go_to(self, step: int) -> None:
        """Back to a step one has reached, or on to it again."""
        if step == PREVIEW and (self.preview.ready is None or self._stale()):
            self.make_bundle()
            return
        self._put(step)
        if step == LOOK:
            self.looking.asking.focus()

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
        self.workspace.read(self.state.load, self._show_choosing)

    def _forget_plan(self) -> None:
        self.planned = None
        self.preview.forget()
        self._reached = CHOOSE
        self.steps.show_step(CHOOSE, reached=CHOOSE)

    def _begin_again(self) -> None:
        self._forget_plan()
        self._reached = CHOOSE
        self.reload()

    def _open(self, disclosure: object) -> None:
        assert isinstance(disclosure, bytes)
        self.workspace.go(Spot(Place.RECORD, kind="disclosure", record=RecordId(disclosure)))

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
        self.workspace.work(self.state.plan(), self._show_plan, self._plan_failed)

    def _show_plan(self, planned: Planned) -> None:
        self._take(planned)
        self._put(LOOK)
        self.looking.asking.focus()

    def _take(self, planned: Planned) -> None:
        self.planned = planned
        self.preview.forget()
        self.looking.show_plan(planned)

    def _plan_failed(self, error: BaseException) -> None:
        self._put(CHOOSE)
        if not isinstance(error, Cancelled):
            self.workspace.refused.emit(error)

    def _hear(self, touched: Touched, by: object) -> None:
        if by is self or not self.state.concerns(touched):
            return
        self.state.forget(touched)
        if self.planned is not None and self.stack.currentIndex() != LEFT:
            self._notice.show()
            self.make_plan()
        elif self.stack.currentIndex() == CHOOSE:
            self.workspace.read(self.state.load, self._show_choosing)

    # ------------------------------------------------------------------------------------ answers

    def _stale(self) -> bool:
        return self.planned is None or self.planned.answers != self.state.answers

    def _answered(self) -> None:
        """Make the plan again where an answer concerns it; while that runs, further answers wait for its end."""
        self._notice.hide()
        if self.planned is not None and self._replan is None and self._stale():
            self._replan = self.workspace.work(
                self.state.answered(self.planned), self._show_answered, self._answer_failed
            )

    def _show_answered(self, planned: Planned) -> None:
        self._replan = None
        self._take(planned)
        self._answered()

    def _answer_failed(self, error: BaseException) -> None:
        self._replan = None
        if not isinstance(error, Cancelled):
            self.workspace.refused.emit(error)

    def _hide(self, stop: Stop) -> None:
        self.state.hide(stop)
        self._after(stop)

    def _show(self, stop: Stop) -> None:
        if self.state.show(stop):
            self._after(stop)
        else:
            told = N_("This cannot be shown: consent or protection stands above it.")
            self.looking.asking.say(self.look.tr(told))
            self._ask_why(stop)

    def _after(self, stop: Stop) -> None:
        self.looking.asking.take(self.state.answers)
        if stop.open:
            self.looking.asking.go_to_open()
        self._answered()

    def _same(self, stop: Stop) -> None:
        if self.planned is not None and self.state.same(stop, self.planned):
            self.looking.asking.take(self.state.answers)
            self.looking.asking.go_to_open()
            self._answered()

    def _cut(self, stop: Stop, start: int, end: int) -> None:
        self.state.cut(stop, start, end)
        self._answered()

    def _withhold(self, person: object) -> None:
        assert isinstance(person, bytes)
        self.state.withhold(RecordId(person))
        self._answered()

    def _ask_why(self, stop: Stop) -> None:
        if self.planned is not None:
            self.workspace.work(self.state.why(self.planned, stop), self._show_reasons)

    def _show_reasons(self, reasons: tuple[Reason, ...]) -> None:
        self.looking.asking.show_reasons(reasons)

    # ------------------------------------------------------------------------------------ the bundle

    def make_bundle(self) -> None:
        """Make the bundle in memory, judge and search it. An older one still being made is stopped."""
        if self.planned is None:
            return
        if self._made is not None:
            self._made.cancel()
        self._put(PREVIEW)
        self.preview.show_making()
        if self._stale():
            # Answers first: what is previewed is what was answered.
            self._replan = None
            work = self.state.answered(self.planned)
            self._made = None
            self.workspace.work(work, self._show_answered_and_make, self._bundle_failed)
        else:
            self.workspace.work(self.state.pages(self.planned), self._show_pages, self._bundle_failed)
            self._made = self.workspace.work(
                self.state.ready(self.planned), self._show_ready, self._bundle_failed
            )

    def _show_pages(self, pages: Pages) -> None:
        self.preview.show_pages(pages)

    def _show_answered_and_make(self, planned: Planned) -> None:
        self._take(planned)
        self.make_bundle()

    def _show_ready(self, ready: Ready) -> None:
        self._made = None
        if ready.made_as != self.state.wanted.made_as:
            self.make_bundle()
            return
        self.preview.show_ready(ready)
        focus = QApplication.focusWidget()
        if focus is None or not self.preview.handing.isAncestorOf(focus):
            self.preview.paper.setFocus()

    def _bundle_failed(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            if self._made is None or self._made.done:
                self._made = None
                self.preview.show_stopped()
        elif isinstance(error, LeakFound) and self.planned is not None:
            self._made = None
            self.preview.show_leaks(self.state.leaks(self.planned, error.leaks))
        elif isinstance(error, CasebookError):
            self._made = None
            self.preview.show_failed(error)
        else:
            self.workspace.refused.emit(error)

    def _back_to_texts(self) -> None:
        self.go_to(LOOK)

    def _release(self, path: Path) -> None:
        ready = self.preview.ready
        if self.planned is None or ready is None:
            return
        self.workspace.work(
            self.state.release(self.planned, ready, path), self._show_done, self._release_failed
        )

    def _show_done(self, done: Done) -> None:
        self.workspace.tell(done.touched, self)
        self.preview.forget()
        self.left.show_done(done)
        self._put(LEFT)
        self.left.focus()

    def _release_failed(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            self.preview.allow()
        elif isinstance(error, CasebookError):
            self.preview.show_refused(error)
        else:
            self.preview.allow()
            self.workspace.refused.emit(error)
