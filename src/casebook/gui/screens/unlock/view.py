"""The screen before an open casebook: the passphrase, and nothing that tells what is inside."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled
from casebook.base.progress import Step
from casebook.base.words import N_
from casebook.casework.book import Casebook
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.password import PasswordField
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.progress import ProgressStrip
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label, picture
from casebook.gui.screens.unlock.state import Shown, is_casebook, problem_with
from casebook.gui.tasks import Task
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class UnlockView(QWidget):
    """Asks for the folder (if it is not known) and the passphrase. `making` = make a new casebook instead."""

    making = Signal()

    def __init__(self, workspace: Workspace, look: Look, shown: Shown) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.setProperty("role", "page")
        self._shown = shown
        self._task: Task[Casebook] | None = None
        self._build()
        self.show_state(shown)
        workspace.stepped.connect(self._show_step)

    def _build(self) -> None:
        tr, theme = self.look.tr, self.look.theme
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(theme.px(440))
        inside = QVBoxLayout(card)
        pad = theme.space(32)
        inside.setContentsMargins(pad, pad, pad, pad)
        inside.setSpacing(theme.space(12))
        head = QHBoxLayout()
        head.setSpacing(theme.space(12))
        head.addWidget(picture(self.look, "casebook", "accent", 28))
        self._heading = label("", "title")
        head.addWidget(self._heading, 1)
        inside.addLayout(head)
        self._where = label("", "label")
        inside.addWidget(self._where)
        self.folder = PathField(self.look, tr(N_("Folder of the casebook")), remark=self._remark)
        self.folder.line.setPlaceholderText(tr(N_("Folder of the casebook")))
        self.folder.chosen.connect(self._go_to_passphrase)
        self.folder.submitted.connect(self._go_to_passphrase)
        inside.addWidget(self.folder)
        self._caption = label(tr(N_("Passphrase")), "label")
        inside.addWidget(self._caption)
        self.passphrase = PasswordField(self.look, tr(N_("Passphrase")))
        self.passphrase.submitted.connect(self.submit)
        inside.addWidget(self.passphrase)
        self._notice = Notice(self.look, "", tone="red")
        self._notice.hide()
        inside.addWidget(self._notice)
        row = QHBoxLayout()
        self._open = Button(self.look, tr(N_("Open")), role="primary", icon="unlock")
        self._open.clicked.connect(self.submit)
        row.addWidget(self._open)
        self._strip = ProgressStrip(self.look)
        self._strip.stopped.connect(self._stop)
        row.addWidget(self._strip)
        row.addStretch(1)
        inside.addLayout(row)
        self._place(card)

    def _place(self, card: QFrame) -> None:
        """The card in the middle, other ways below it."""
        tr, theme = self.look.tr, self.look.theme
        others = QHBoxLayout()
        self._other = Button(self.look, tr(N_("Another casebook…")), role="link")
        self._other.clicked.connect(self._ask_folder)
        make = Button(self.look, tr(N_("Make a new casebook…")), role="link")
        make.clicked.connect(self.making)
        others.addWidget(self._other)
        others.addWidget(make)
        others.addStretch(1)
        outside = QVBoxLayout(self)
        outside.addStretch(2)
        # Not by alignment: the height of a wrapped sentence would be asked for the width of the window.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        outside.addLayout(middle)
        outside.addSpacing(theme.space(8))
        holder = QWidget()
        holder.setFixedWidth(theme.px(440))
        holder.setLayout(others)
        outside.addWidget(holder, 0, Qt.AlignmentFlag.AlignHCenter)
        outside.addStretch(3)
        outside.addWidget(
            label(tr(N_("This program opens no network connection.")), "meta"),
            0,
            Qt.AlignmentFlag.AlignHCenter,
        )
        outside.addSpacing(theme.space(12))

    def _remark(self, folder: Path) -> str:
        return self.look.tr(N_("casebook")) if is_casebook(folder) else ""

    def show_state(self, shown: Shown) -> None:
        """Show the folder that is known, or ask for one."""
        self._shown = shown
        self._heading.setText(self.look.tr(shown.heading))
        self._where.setText(shown.where)
        known = shown.folder is not None
        self._where.setVisible(known)
        self.folder.setVisible(not known)
        self._other.setVisible(known)
        if shown.folder is not None:
            self.folder.set_path(shown.folder)
        else:
            self.folder.line.setText(f"{Path.home()}/")

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard stands where one types first."""
        super().showEvent(event)
        (self.passphrase if self._shown.folder else self.folder).setFocus()

    def _ask_folder(self) -> None:
        self.show_state(Shown())
        self.folder.setFocus()
        self.folder.open_list()

    def _go_to_passphrase(self) -> None:
        problem = problem_with(self.folder.path())
        self._complain(self.look.tr(problem))
        if not problem:
            self.passphrase.setFocus()

    def submit(self) -> None:
        """Try the passphrase. The field is emptied at once."""
        if self._task is not None or self.passphrase.is_empty():
            return
        folder = self.folder.path()
        problem = problem_with(folder)
        if problem or folder is None:
            self._complain(self.look.tr(problem))
            return
        self._complain("")
        self._set_busy(busy=True)
        self._task = self.workspace.open(folder, self.passphrase.take(), failed=self._fail)

    def _set_busy(self, *, busy: bool) -> None:
        self._open.setEnabled(not busy)
        self.passphrase.setEnabled(not busy)
        if busy:
            self._strip.begin()
        else:
            self._strip.end()
            self._task = None

    def _show_step(self, step: Step) -> None:
        if self._task is not None:
            self._strip.show_step(step)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _fail(self, error: BaseException) -> None:
        self._set_busy(busy=False)
        self._complain("" if isinstance(error, Cancelled) else says(error, self.look.tr))
        self.passphrase.setFocus()

    def _complain(self, sentence: str) -> None:
        self._notice.say(sentence)
        self._notice.setVisible(bool(sentence))
