"""Making the bundle in memory, again whenever it is not what is wanted any more, and letting it out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from casebook.base.errors import Cancelled, CasebookError
from casebook.bundle.write import LeakFound, PlanOutdated
from casebook.gui.screens.export.answering import Answering
from casebook.gui.screens.export.finding import LeakShown, Page, checked
from casebook.gui.screens.export.leaving import Done, Pages, Ready
from casebook.gui.screens.export.preview import PreviewPanel
from casebook.gui.screens.export.state import ExportState
from casebook.gui.screens.export.together import Together
from casebook.gui.tasks import Task
from casebook.gui.workspace import Workspace
from casebook.redaction.saving import NotReviewed


class Making(QObject):
    """`left` carries what was let out; `outdated` = the casebook changed: there must be another plan first."""

    left = Signal(object)
    outdated = Signal()

    def __init__(
        self, workspace: Workspace, state: ExportState, answering: Answering, panel: PreviewPanel
    ) -> None:
        super().__init__(panel)
        self._workspace = workspace
        self._state = state
        self._answering = answering
        self._panel = panel
        self.running: Task[Ready] | None = None
        self._beside: Task[Together] | None = None
        self._writing: Task[Done] | None = None
        self._refused: LeakFound | None = None
        self._waiting = False
        """For the plan, which is being made again with the last answers."""
        answering.changed.connect(self._forget)
        answering.settled.connect(self._go_on)
        answering.failed.connect(self._give_up)
        workspace.stepped.connect(panel.show_step)
        panel.remake.connect(self.make)
        panel.signed.connect(self._release)
        panel.check.stopped.connect(self._stop_making)
        panel.foot.writing.stopped.connect(self._stop_writing)
        panel.findings.page_wanted.connect(self._show_finding)

    def make(self) -> None:
        """Make it, judge it, search it. One that is still being made is stopped."""
        planned = self._answering.planned
        if planned is None:
            return
        self.stop()
        self._panel.show_making(planned)
        if self._answering.stale:
            # Answers first: what is previewed is what was answered.
            self._waiting = True
            self._answering.settle()
        else:
            self._workspace.work(self._state.pages(planned), self._show_pages, self._fail_pages)
            self.running = self._workspace.work(self._state.ready(planned), self._show_ready, self._fail)

    def stop(self) -> None:
        """What is being made is not wanted any more, and others wait for the book."""
        self._waiting = False
        self._refused = None
        tasks: tuple[Task[Any] | None, ...] = (self.running, self._beside)
        for task in tasks:
            if task is not None:
                task.cancel()
        self.running = self._beside = None

    def _stop_making(self) -> None:
        """Somebody pressed Stop: what is under way says so itself, when it has stopped."""
        if self.running is not None:
            self.running.cancel()
        elif self._waiting:
            self._waiting = False
            self._panel.check.show_stopped()

    def _forget(self) -> None:
        waiting = self._waiting
        self.stop()
        self._panel.forget()
        self._waiting = waiting and self._answering.planned is not None

    def _go_on(self) -> None:
        if self._waiting:
            self.make()

    def _give_up(self, error: BaseException) -> None:
        if not self._waiting:
            return
        self._waiting = False
        if isinstance(error, Cancelled):
            self._panel.check.show_stopped()
        elif isinstance(error, CasebookError):
            self._panel.check.show_failed(error)

    def _show_pages(self, pages: Pages) -> None:
        self._panel.show_pages(pages)

    def _fail_pages(self, _error: BaseException) -> None:
        """Why there are no pages, the making itself says: it fails of the same."""

    def _show_ready(self, ready: Ready) -> None:
        self.running = None
        planned = self._answering.planned
        if ready.made_as != self._state.wanted.made_as or planned is None:
            self.make()
            return
        self._panel.show_ready(ready)
        self._beside = self._workspace.work(
            self._state.together(planned), self._show_together, self._fail_together
        )
        focus = QApplication.focusWidget()
        if focus is None or not self._panel.handing.isAncestorOf(focus):
            self._panel.paper.setFocus()

    def _show_together(self, found: Together) -> None:
        self._beside = None
        self._panel.show_together(found)

    def _fail_together(self, error: BaseException) -> None:
        if self._beside is None:
            return
        self._beside = None
        if isinstance(error, Cancelled):
            self._panel.forget()
            self._panel.check.show_stopped()
        else:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            if self.running is None or self.running.done:
                # Else another is being made already.
                self.running = None
                self._panel.check.show_stopped()
            return
        self.running = None
        planned = self._answering.planned
        if isinstance(error, LeakFound) and planned is not None:
            self._show_leaks(error, self._state.leaks(planned, error.leaks))
        elif isinstance(error, NotReviewed):
            self._panel.check.show_second()
        elif isinstance(error, CasebookError):
            self._panel.check.show_failed(error)
        else:
            self._workspace.refused.emit(error)

    # ------------------------------------------------------------------------------------ findings

    def _show_leaks(self, refused: LeakFound, leaks: tuple[LeakShown, ...]) -> None:
        self._refused = refused
        self._panel.check.show_leaks(len(leaks))
        self._panel.findings.show_leaks(leaks)
        self._panel.files.show_files(checked(refused.found.files, self._panel.look.tr))

    def _show_finding(self, shown: LeakShown) -> None:
        planned, refused = self._answering.planned, self._refused
        if planned is not None and refused is not None:
            work = self._state.page(planned, refused, shown.leak)
            self._workspace.work(work, self._show_page, self._fail_page)

    def _show_page(self, page: Page) -> None:
        if self._refused is not None:
            self._panel.show_page(page)

    def _fail_page(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            self._workspace.refused.emit(error)

    # ------------------------------------------------------------------------------------ letting it out

    def _release(self, path: Path) -> None:
        planned, ready = self._answering.planned, self._panel.ready
        if planned is not None and ready is not None:
            work = self._state.release(planned, ready, path)
            self._writing = self._workspace.work(work, self._show_done, self._release_failed)

    def _stop_writing(self) -> None:
        if self._writing is not None:
            self._writing.cancel()

    def _show_done(self, done: Done) -> None:
        self._writing = None
        self._state.begin_next()
        self._workspace.tell(done.touched, self)
        self._panel.forget()
        self.left.emit(done)

    def _release_failed(self, error: BaseException) -> None:
        self._writing = None
        self._panel.allow()
        if isinstance(error, Cancelled):
            return
        if isinstance(error, PlanOutdated):
            self.outdated.emit()
        elif isinstance(error, CasebookError):
            self._panel.show_refused(error)
        else:
            self._workspace.refused.emit(error)
