"""Keeping a file with a record: an encrypted copy, and a piece of evidence that tells of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from casebook.base.errors import Cancelled
from casebook.base.ids import RecordId
from casebook.base.progress import Progress, Step
from casebook.base.words import N_
from casebook.casework import evidence
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.opening import EVERY_FILE
from casebook.gui.parts.page.state import PageState
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.progress import ProgressStrip
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label
from casebook.gui.tasks import Task
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class Attaching(QFrame):
    """Asks for the file, keeps it, and says what it did not do: the original stays where it is."""

    closed = Signal()

    def __init__(self, workspace: Workspace, look: Look, state: PageState) -> None:
        super().__init__()
        tr, theme = look.tr, look.theme
        self._workspace = workspace
        self._look = look
        self._state = state
        self._task: Task[Touched] | None = None
        self.setProperty("role", "card")
        self.setMaximumWidth(theme.px(720))
        box = QVBoxLayout(self)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(8))
        box.addWidget(label(tr(N_("Attach a file")), "section"))
        told = N_(
            "An encrypted copy is kept inside, with its SHA-256. The original stays where it is: "
            "deleting it is up to you."
        )
        box.addWidget(label(tr(told), "label", wrap=True))
        self.field = PathField(look, tr(N_("The file")), suffixes=EVERY_FILE)
        self.field.submitted.connect(self.submit)
        box.addWidget(self.field)
        self._problem = label("", "problem", wrap=True)
        box.addWidget(self._problem)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self.keep = Button(look, tr(N_("Keep a copy")), role="primary", icon="evidence")
        self.keep.clicked.connect(self.submit)
        self._cancel = Button(look, tr(N_("Leave it")))
        self._cancel.clicked.connect(self._leave)
        self._strip = ProgressStrip(look)
        self._strip.stopped.connect(self._stop)
        row.addWidget(self.keep)
        row.addWidget(self._cancel)
        row.addWidget(self._strip, 1)
        row.addStretch(1)
        box.addLayout(row)
        workspace.stepped.connect(self._show_step)
        self.hide()

    def begin(self) -> None:
        """Ask for the file; the keyboard stands on it."""
        self._complain("")
        if self.field.path() is None:
            self.field.set_path(Path.home())
            self.field.line.insert("/")
        self.show()
        self.field.line.setFocus()

    def submit(self) -> None:
        """Keep it, or say what is wrong."""
        path = self.field.path()
        if self._task is not None:
            return
        if path is None:
            self._complain(self._look.tr(N_("Write which file.")))
            return
        self._complain("")
        self.keep.setEnabled(False)
        self._strip.begin()
        self._task = self._workspace.write(
            attaching(self._state.record, path), by=self, then=self._kept, failed=self._fail
        )

    def _kept(self, _touched: Touched) -> None:
        self._end()
        self.field.line.clear()
        self._leave()

    def _fail(self, error: BaseException) -> None:
        self._end()
        self._complain("" if isinstance(error, Cancelled) else says(error, self._look.tr))
        self.field.line.setFocus()

    def _end(self) -> None:
        self._task = None
        self._strip.end()
        self.keep.setEnabled(True)

    def _complain(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def _show_step(self, step: Step) -> None:
        if self._task is not None:
            self._strip.show_step(step)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _leave(self) -> None:
        if self._task is None:
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves everything as it is."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return
        super().keyPressEvent(event)


def attaching(record: RecordId, path: Path) -> Callable[[Casebook, Progress], Touched]:
    """Work that keeps the file at *path* with *record*; it raises as `evidence.attach` does."""

    def work(book: Casebook, progress: Progress) -> Touched:
        return evidence.attach(book, record, path, progress)[1]

    return work
