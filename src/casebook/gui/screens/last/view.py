"""The last page: over everything else while a casebook is wiped, and alone after it. No way leads back from it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled
from casebook.base.progress import Step
from casebook.base.words import N_
from casebook.casework.travel import Travelled
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.column import Column
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.progress import ProgressStrip
from casebook.gui.parts.text import label
from casebook.gui.screens.last import state
from casebook.gui.screens.last.state import VERBS, Told, Way
from casebook.gui.tasks import Task
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

WIDEST = 720


class LastView(QScrollArea):
    """`begin` with a task under way, then `tell`; or `offer` to end a wipe that was cut off. `elsewhere` = from
    there one wants to open another casebook.
    """

    elsewhere = Signal()

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.buttons: dict[Way, Button] = {}
        self._task: Task[object] | None = None
        self._folder: Path | None = None
        self._small: Path | None = None
        page = Column(look, WIDEST, middle=True)
        box = page.box
        box.addSpacing(look.theme.space(64))
        self._title = label("", "title", wrap=True)
        box.addWidget(self._title)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.theme.space(8))
        box.addLayout(self._lines)
        self.strip = ProgressStrip(look)
        self.strip.stopped.connect(self._stop)
        box.addWidget(self.strip)
        box.addSpacing(look.theme.space(8))
        row = QWidget()
        self._row = QHBoxLayout(row)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.theme.space(12))
        box.addWidget(row)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        workspace.stepped.connect(self._show_step)
        workspace.passed.connect(self._pass)

    # ------------------------------------------------------------------------------------ under way

    def begin(self, task: Task[object], *, stoppable: bool = True) -> None:
        """Something that ends in a wipe is under way."""
        self._task = task
        tr = self.look.tr
        self._show(Told(tr(state.WORKING), (tr(state.STOPPABLE if stoppable else state.PASSED),), ways=()))
        self.strip.begin()
        self.strip.allow_stop(allowed=stoppable)

    def _pass(self) -> None:
        if self._task is not None:
            self.begin(self._task, stoppable=False)

    def _show_step(self, step: Step) -> None:
        if self._task is not None:
            self.strip.show_step(step)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    # ------------------------------------------------------------------------------------ what came of it

    def tell(self, result: object) -> None:
        """It is over: say what came of it."""
        self._task = None
        self.strip.end()
        if isinstance(result, Travelled) and result.small is not None:
            self._small = result.small.folder
        self._show(state.told(result, self.look.tr))

    def offer(self, folder: Path) -> None:
        """Nothing is open; what lies in *folder* is left of a wipe."""
        self._folder = folder
        told = state.begun(self.look.tr)
        self._show(told)
        other = Button(self.look, self.look.tr(N_("Another casebook…")), role="link")
        other.clicked.connect(self.elsewhere)
        self._row.insertWidget(1, other)

    def remember(self, folder: Path | None) -> None:
        """Where the casebook lies that is being wiped, in case that has to be done again."""
        self._folder = folder

    def _show(self, told: Told) -> None:
        self._title.setText(told.title)
        self.setAccessibleName(told.title)
        empty(self._lines)
        for text in told.warnings:
            self._lines.addWidget(Notice(self.look, text, tone="red"))
        for text in told.lines:
            self._lines.addWidget(label(text, wrap=True))
        empty(self._row)
        self.buttons = {}
        for number, way in enumerate(told.ways):
            button = Button(self.look, self.look.tr(VERBS[way]), role="" if number else "primary")
            button.clicked.connect(partial(self.go, way))
            self.buttons[way] = button
            self._row.addWidget(button)
        self._row.addStretch(1)
        if told.ways:
            self.buttons[told.ways[0]].setFocus()

    def go(self, way: Way, *_checked: bool) -> None:
        """Leave: this process ends, or another one takes its place, so that nothing is left in memory."""
        match way:
            case Way.CLOSE:
                self.workspace.leave(now=True)
            case Way.OPEN:
                self.workspace.folder = self._small
                self.workspace.lock(now=True)
            case Way.AGAIN:
                self.workspace.lock(now=True)
            case Way.FINISH if self._folder is not None:
                self._finish(self._folder)

    def _finish(self, folder: Path) -> None:
        task = self.workspace.tasks.run(
            state.finishing(folder), then=self.tell, failed=self._fail, stepped=self.workspace.stepped.emit
        )
        self.begin(task, stoppable=False)  # type: ignore[arg-type]  # nobody asks this task for its result

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            self.tell(error)
