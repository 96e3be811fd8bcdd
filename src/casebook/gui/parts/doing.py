"""A button with a verb, and what follows from it: a bar while it works, a way to stop, a sentence if it fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled
from casebook.base.progress import Progress, Step
from casebook.base.words import N_
from casebook.casework.book import Casebook
from casebook.casework.entering import Entered
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.progress import ProgressStrip
from casebook.gui.parts.says import says
from casebook.gui.parts.typed import Typed
from casebook.gui.tasks import Task
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

T = TypeVar("T")


class Doing(QWidget):
    """`wanted` = the button was pressed; `run` then does the work and keeps the button shut meanwhile."""

    wanted = Signal()
    failed = Signal(object)

    def __init__(
        self, workspace: Workspace, look: Look, verb: str, *, role: str = "primary", icon: str = ""
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._look = look
        self._task: Task[Any] | None = None
        self._then: Callable[[object], object] | None = None
        self._secrets: tuple[Typed, ...] = ()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(8))
        self._notice = Notice(look, "", tone="red")
        self._notice.hide()
        box.addWidget(self._notice)
        row = QHBoxLayout()
        row.setSpacing(look.theme.space(12))
        self.button = Button(look, verb, role=role, icon=icon)
        self.button.clicked.connect(self.wanted)
        row.addWidget(self.button)
        self.strip = ProgressStrip(look)
        self.strip.stopped.connect(self._stop)
        row.addWidget(self.strip, 1)
        row.addStretch(1)
        box.addLayout(row)
        self.setFocusProxy(self.button)
        workspace.stepped.connect(self._show_step)

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return self._task is not None

    def run(
        self,
        work: Callable[[Casebook, Progress], T],
        then: Callable[[T], object],
        *,
        secrets: Sequence[Typed] = (),
    ) -> None:
        """Do *work* on the book thread; *then* hears what came of it. *secrets* are wiped whatever comes."""
        self.begin(lambda: self._workspace.work(work, self._done, self._fail), then, secrets=secrets)

    def write(
        self, work: Callable[[Casebook, Progress], Touched], then: Callable[[Touched], object] | None = None
    ) -> None:
        """Change the book with *work*; everybody hears of it."""
        self.begin(lambda: self._workspace.write(work, by=self, then=self._done, failed=self._fail), then)

    def run_closed(
        self, work: Callable[[Progress], T], then: Callable[[T], object], *, secrets: Sequence[Typed] = ()
    ) -> None:
        """The same where no casebook is open."""
        tasks, stepped = self._workspace.tasks, self._workspace.stepped.emit
        self.begin(
            lambda: tasks.run(work, then=self._done, failed=self._fail, stepped=stepped),
            then,
            secrets=secrets,
        )

    def enter(self, work: Callable[[Progress], Entered], *, secrets: Sequence[Typed] = ()) -> None:
        """Open a casebook with *work*; the desk takes the place of all this then."""

        def wiping(progress: Progress) -> Entered:
            try:
                return work(progress)
            finally:  # of success nobody hears here
                for typed in secrets:
                    typed.wipe()

        self.begin(lambda: self._workspace.enter(wiping, failed=self._fail), None, secrets=secrets)

    def end_by(
        self,
        work: Callable[[Casebook, Progress], object],
        *,
        then_at: Callable[[object], Path | None] = lambda _result: None,
    ) -> None:
        """Do *work* after which no casebook is open: see `gui.ending`. Only of its failing is anything said here."""
        self.begin(lambda: self._workspace.end_by(work, self._fail, then_at=then_at), None)

    def begin(
        self,
        start: Callable[[], Task[Any]],
        then: Callable[[T], object] | None,
        *,
        secrets: Sequence[Typed] = (),
    ) -> None:
        """Start what is done; its result and its failure must come here."""
        if self._task is not None:
            return
        self.complain("")
        self._then = then  # type: ignore[assignment]  # the task carries the same T back
        self._secrets = tuple(secrets)
        self.button.setEnabled(False)
        self.strip.begin()
        self._task = start()

    def complain(self, sentence: str) -> None:
        """Say *sentence* above the button; empty takes it away."""
        self._notice.say(sentence)
        self._notice.setVisible(bool(sentence))

    def _end(self) -> None:
        self._task = None
        self.strip.end()
        self.button.setEnabled(True)
        for typed in self._secrets:
            typed.wipe()
        self._secrets = ()

    def _done(self, result: object) -> None:
        then, self._then = self._then, None
        self._end()
        if then is not None:
            then(result)

    def _fail(self, error: BaseException) -> None:
        self._end()
        stopped = N_("Stopped. Nothing was changed.")
        self.complain(self._look.tr(stopped) if isinstance(error, Cancelled) else says(error, self._look.tr))
        self.failed.emit(error)

    def _show_step(self, step: Step) -> None:
        if self._task is not None:
            self.strip.show_step(step)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
