"""The screen of the first day: one page, four answers, and what the safe holds against."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled
from casebook.base.progress import Step
from casebook.base.words import N_
from casebook.casework.entering import Entered
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.progress import ProgressStrip
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label, picture
from casebook.gui.screens.firstrun.fields import Fields
from casebook.gui.screens.firstrun.state import DOES_NOT, HOLDS
from casebook.gui.settings import spoken
from casebook.gui.tasks import Task
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

LANGUAGE_NAMES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}


class FirstRunView(QWidget):
    """Makes a casebook. `language_wanted` = show everything in another language.

    `opening` = open one instead; `joining` = join a team with a new one.
    """

    language_wanted = Signal(object)
    opening = Signal()
    joining = Signal()

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self._task: Task[Entered] | None = None
        self.setProperty("role", "page")
        page = QWidget()
        page.setProperty("role", "page")
        row = QHBoxLayout(page)
        pad = look.theme.space(40)
        row.setContentsMargins(pad, look.theme.space(32), pad, look.theme.space(24))
        row.setSpacing(look.theme.space(48))
        row.addStretch(1)
        row.addLayout(self._form(), 5)
        if look.theme.scale <= 130:
            row.addWidget(promises(look), 4, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(area)
        workspace.stepped.connect(self._show_step)

    # ------------------------------------------------------------------------------------ building

    def _form(self) -> QVBoxLayout:
        tr, theme = self.look.tr, self.look.theme
        form = QVBoxLayout()
        form.setSpacing(theme.space(4))
        form.addLayout(self._languages())
        form.addSpacing(theme.space(16))
        form.addWidget(label(tr(N_("A new casebook")), "title"))
        form.addWidget(
            label(
                tr(N_("Four answers, about two minutes. Everything stays on this computer.")),
                "label",
                wrap=True,
            )
        )
        form.addSpacing(theme.space(12))
        self.fields = Fields(self.look)
        self.fields.submitted.connect(self.submit)
        form.addWidget(self.fields)
        self._notice = Notice(self.look, "", tone="red")
        self._notice.hide()
        form.addWidget(self._notice)
        form.addSpacing(theme.space(12))
        row = QHBoxLayout()
        self._make = Button(self.look, tr(N_("Make the casebook")), role="primary", icon="casebook")
        self._make.clicked.connect(self.submit)
        row.addWidget(self._make)
        self._strip = ProgressStrip(self.look)
        self._strip.stopped.connect(self._stop)
        row.addWidget(self._strip)
        self._open = Button(self.look, tr(N_("Open one that exists…")), role="link")
        self._open.clicked.connect(self.opening)
        row.addWidget(self._open)
        row.addStretch(1)
        form.addLayout(row)
        self._join = Button(self.look, tr(N_("Join a team that has one…")), role="link", icon="colleague")
        self._join.clicked.connect(self.joining)
        form.addWidget(self._join, 0, Qt.AlignmentFlag.AlignLeft)
        form.addStretch(1)
        return form

    def _languages(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.theme.space(4))
        self._group = QButtonGroup(self)
        for code in spoken():
            pick = Pick(self.look, LANGUAGE_NAMES[code], code, role="quiet")
            pick.setCheckable(True)
            pick.setChecked(code == self.look.tr.language)
            pick.picked.connect(self.language_wanted)
            self._group.addButton(pick)
            row.addWidget(pick)
        row.addStretch(1)
        return row

    # ------------------------------------------------------------------------------------ acting

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard stands in the first field."""
        super().showEvent(event)
        self.fields.setFocus()

    def submit(self) -> None:
        """Make the casebook, or say what is missing."""
        fields = self.fields
        folder = fields.check()
        if folder is None or self._task is not None:
            return
        secret = fields.passphrase.take()
        fields.again.wipe()
        self._set_busy(busy=True)
        self._task = self.workspace.create(
            folder,
            secret,
            name=fields.organisation.text().strip(),
            author=fields.author.text().strip(),
            failed=self._fail,
            key_file=fields.key.path(),
            makes_key_file=fields.key.makes,
        )

    def _set_busy(self, *, busy: bool) -> None:
        self._make.setEnabled(not busy)
        self._open.setVisible(not busy)
        self._join.setVisible(not busy)
        self._notice.hide()
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
        if not isinstance(error, Cancelled):
            self._notice.say(says(error, self.look.tr))
            self._notice.show()


def promises(look: Look) -> QFrame:
    """What the safe holds against, and what not."""
    tr, theme = look.tr, look.theme
    frame = QFrame()
    frame.setProperty("role", "inset")
    box = QVBoxLayout(frame)
    pad = theme.space(24)
    box.setContentsMargins(pad, pad, pad, pad)
    box.setSpacing(theme.space(8))
    for heading, sentences, icon, tone in (
        (N_("What it holds against"), HOLDS, "shield-check", "accent"),
        (N_("What it does not"), DOES_NOT, "warning", "amber"),
    ):
        box.addWidget(label(tr(heading), "section"))
        for sentence in sentences:
            row = QHBoxLayout()
            row.setSpacing(theme.space(8))
            row.addWidget(picture(look, icon, tone), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(tr(sentence), wrap=True), 1)
            box.addLayout(row)
        box.addSpacing(theme.space(8))
    return frame
