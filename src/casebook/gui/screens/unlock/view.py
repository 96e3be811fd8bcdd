"""The screen before an open casebook: the passphrase, the other ways in, and nothing that tells what is inside."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled, Damaged
from casebook.base.progress import Step
from casebook.base.words import N_
from casebook.casework.awaiting import AwaitingWelcome
from casebook.casework.entering import Entered
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.opening import OpeningField
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.progress import ProgressStrip
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label, picture
from casebook.gui.screens.unlock.examine import ExaminePage
from casebook.gui.screens.unlock.joining import JoinPage
from casebook.gui.screens.unlock.restore import RestorePage
from casebook.gui.screens.unlock.shares import SharesPage
from casebook.gui.screens.unlock.state import Shown, Standing, is_casebook, problem_with, standing
from casebook.gui.tasks import Task
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.vault.faults import WipeBegun
from casebook.wording import errors

WIDE: Final = 440
WAYS: Final = (
    N_("Another casebook…"),
    N_("Make a new casebook…"),
    N_("Open with recovery shares…"),
    N_("Restore a backup…"),
    N_("Traces on this computer"),
)


class _Card(QScrollArea):
    """What one sees: a card in the middle with the fields, the other ways in below it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._page = QWidget()
        self._page.setProperty("role", "page")
        tr, theme = look.tr, look.theme
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(theme.px(WIDE))
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
        self.folder = PathField(look, tr(N_("Folder of the casebook")), remark=self._remark)
        self.folder.line.setPlaceholderText(tr(N_("Folder of the casebook")))
        inside.addWidget(self.folder)
        self.opening = OpeningField(self.look, tr(N_("Passphrase")))
        self.passphrase = self.opening.passphrase
        inside.addWidget(self.opening)
        self._notices = QVBoxLayout()
        inside.addLayout(self._notices)
        self._notice = Notice(self.look, "", tone="red")
        self._notice.hide()
        self._notices.addWidget(self._notice)
        row = QHBoxLayout()
        self._open = Button(self.look, tr(N_("Open")), role="primary", icon="unlock")
        row.addWidget(self._open)
        self._strip = ProgressStrip(self.look)
        row.addWidget(self._strip, 1)
        row.addStretch(1)
        inside.addLayout(row)
        self._place(card)

    def _place(self, card: QFrame) -> None:
        """The card in the middle, other ways below it."""
        tr, theme = self.look.tr, self.look.theme
        holder = QWidget()
        holder.setFixedWidth(theme.px(WIDE))
        flow = Flow(holder, gap=theme.space(4))
        self._links = [Button(self.look, tr(words), role="link") for words in WAYS]
        for link in self._links:
            flow.addWidget(link)
        self._other = self._links[0]
        outside = QVBoxLayout(self._page)
        outside.addStretch(2)
        # Not by alignment: the height of a wrapped sentence would be asked for the width of the window.
        for part, space in ((card, 8), (holder, 0)):
            middle = QHBoxLayout()
            middle.addStretch(1)
            middle.addWidget(part)
            middle.addStretch(1)
            outside.addLayout(middle)
            outside.addSpacing(theme.space(space))
        outside.addStretch(3)
        outside.addWidget(
            label(tr(N_("This program opens no network connection.")), "meta"),
            0,
            Qt.AlignmentFlag.AlignHCenter,
        )
        outside.addSpacing(theme.space(12))
        self.setWidgetResizable(True)
        self.setWidget(self._page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _remark(self, folder: Path) -> str:
        return self.look.tr(N_("casebook")) if is_casebook(folder) else ""


class UnlockView(_Card):
    """Asks for the folder (if it is not known) and the passphrase.

    `making` = make a new casebook instead; `traces` = what a searcher would find; `leads` carries the page of
    another way in; `wipe_begun` the folder in which a wipe was cut off.
    """

    making = Signal()
    traces = Signal()
    leads = Signal(object)
    wipe_begun = Signal(object)

    def __init__(self, workspace: Workspace, look: Look, shown: Shown) -> None:
        super().__init__(look)
        self.workspace = workspace
        self._shown = shown
        self._task: Task[Entered] | None = None
        self.folder.chosen.connect(self._go_to_passphrase)
        self.folder.submitted.connect(self._go_to_passphrase)
        self.opening.submitted.connect(self.submit)
        self._open.clicked.connect(self.submit)
        self._strip.stopped.connect(self._stop)
        acts = (
            *(self._ask_folder, self.making.emit, self.lead_to_shares),
            *(self.lead_to_restoring, self.traces.emit),
        )
        for button, act in zip(self._links, acts, strict=True):
            button.clicked.connect(partial(_ignoring, act))
        self.show_state(shown)
        workspace.stepped.connect(self._show_step)

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
            self._warn(shown.folder)
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
        folder = self.folder.path()
        if self._warn(folder):
            return
        problem = problem_with(folder)
        self._complain(self.look.tr(problem))
        if not problem:
            self.passphrase.setFocus()

    def _warn(self, folder: Path | None) -> bool:
        """Whether something else than a casebook stands there, and what can be done with it is said."""
        tr = self.look.tr
        match standing(folder):
            case Standing.WIPE_BEGUN:
                self.wipe_begun.emit(folder)
            case Standing.BACKUP:
                told = N_("This is a backup. It is not opened, but restored into a new folder.")
                self._complain(tr(told), (tr(N_("Restore it…")), self.lead_to_restoring))
            case _:
                return False
        return True

    # ------------------------------------------------------------------------------------ other ways

    def lead_to_shares(self) -> None:
        """Open it with recovery shares."""
        self.leads.emit(SharesPage(self.workspace, self.look, self._known()))

    def lead_to_restoring(self) -> None:
        """Restore a backup: the one whose folder stands in the field, if it is one."""
        folder = self.folder.path()
        known = folder if standing(folder) is Standing.BACKUP else None
        self.leads.emit(RestorePage(self.workspace, self.look, known))

    def lead_to_examination(self) -> None:
        """Look at a casebook that is damaged."""
        folder = self._known()
        if folder is not None:
            self.leads.emit(ExaminePage(self.workspace, self.look, folder))

    def lead_to_joining(self) -> None:
        """Go on where a casebook that joins a team stopped."""
        self.leads.emit(JoinPage(self.workspace, self.look, self._known()))

    def _known(self) -> Path | None:
        folder = self.folder.path()
        return folder if folder is not None and is_casebook(folder) else None

    # ------------------------------------------------------------------------------------ opening

    def submit(self) -> None:
        """Try the passphrase. The field is emptied at once."""
        if self._task is not None or self.passphrase.is_empty():
            return
        folder = self.folder.path()
        if self._warn(folder):
            return
        problem = problem_with(folder)
        if problem or folder is None:
            self._complain(self.look.tr(problem))
            return
        self._complain("")
        self._set_busy(busy=True)
        typed = self.opening.take()
        self._task = self.workspace.open(folder, typed.passphrase, key_file=typed.key_file, failed=self._fail)

    def _set_busy(self, *, busy: bool) -> None:
        self._open.setEnabled(not busy)
        self.opening.setEnabled(not busy)
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
        tr = self.look.tr
        if isinstance(error, Damaged):
            # What to do about it is offered, not told with commands.
            way = (tr(N_("Examine it…")), self.lead_to_examination)
            self._complain(errors.said(error, tr).what, way)
        elif isinstance(error, AwaitingWelcome):
            self._complain(errors.said(error, tr).what, (tr(N_("Go on joining…")), self.lead_to_joining))
        elif not (isinstance(error, WipeBegun) and self._warn(self.folder.path())):
            self._complain("" if isinstance(error, Cancelled) else says(error, tr))
        self.passphrase.setFocus()

    def _complain(self, sentence: str, *ways: tuple[str, Callable[[], object]]) -> None:
        self._notice.hide()
        self._notice.deleteLater()
        self._notice = Notice(self.look, sentence, tone="red", ways=ways)
        self._notice.chosen.connect(_act)
        self._notices.addWidget(self._notice)
        self._notice.setVisible(bool(sentence))


def _ignoring(act: Callable[[], object], *_checked: bool) -> None:
    act()


def _act(thing: object) -> None:
    assert callable(thing)
    thing()
