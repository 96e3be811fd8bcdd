"""The screen of the first day: one page, four answers, and what the safe holds against."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled
from casebook.base.progress import Step
from casebook.base.words import N_
from casebook.casework.entering import Entered
from casebook.casework.passphrases import suggest
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.opening import NewKeyFile
from casebook.gui.parts.password import PasswordField
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.progress import ProgressStrip
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label, picture
from casebook.gui.screens.firstrun.state import DOES_NOT, HOLDS, Answers, default_folder, problems
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
        self._problems = {
            name: label("", "problem", wrap=True) for name in ("folder", "passphrase", "again", "key")
        }
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
        self.author = self._line(
            form, N_("Your name or a code name"), N_("It stands beside every change you make.")
        )
        self.organisation = self._line(form, N_("Name of the organisation (may stay empty)"), "")
        self.folder = PathField(self.look, tr(N_("Folder it will stand in")))
        self.folder.set_path(default_folder(Path.home()))
        self._add(form, N_("Folder it will stand in"), self.folder, "folder")
        self.passphrase = PasswordField(self.look, tr(N_("Passphrase")), judged=True)
        self._add(form, N_("Passphrase"), self.passphrase, "passphrase")
        offer = Button(self.look, tr(N_("Suggest six random words")), role="link", icon="key")
        offer.clicked.connect(self._suggest)
        form.addWidget(offer, 0, Qt.AlignmentFlag.AlignLeft)
        self.again = PasswordField(self.look, tr(N_("The passphrase once more")))
        self._add(form, N_("The passphrase once more"), self.again, "again")
        self.again.submitted.connect(self.submit)
        self.key = NewKeyFile(self.look)
        form.addWidget(self.key)
        self._problems["key"].hide()
        form.addWidget(self._problems["key"])
        self.key.changed.connect(self._forget_problems)
        for field in (self.folder, self.passphrase, self.again):
            field.changed.connect(self._forget_problems)
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

    def _line(self, form: QVBoxLayout, caption: str, remark: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(self.look.tr(caption))
        line.setPlaceholderText(self.look.tr(remark))
        self._add(form, caption, line)
        return line

    def _add(self, form: QVBoxLayout, caption: str, widget: QWidget, problem: str = "") -> None:
        form.addSpacing(self.look.theme.space(8))
        form.addWidget(label(self.look.tr(caption), "label"))
        form.addWidget(widget)
        if problem:
            self._problems[problem].hide()
            form.addWidget(self._problems[problem])

    # ------------------------------------------------------------------------------------ acting

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard stands in the first field."""
        super().showEvent(event)
        self.author.setFocus()

    def _suggest(self) -> None:
        words = suggest(language="ru" if self.look.tr.language == "ru" else "en")
        self.passphrase.fill(words)
        self.again.wipe()
        self.again.setFocus()

    def _answers(self) -> Answers:
        found = self.passphrase.strength()
        return Answers(
            folder=self.folder.path(),
            same=self.passphrase.same_as(self.again),
            empty=self.passphrase.is_empty(),
            too_weak=found.too_weak,
            strong=found.enough,
            key_missing=bool(self.key.problem()),
        )

    def _forget_problems(self) -> None:
        """What was said of an answer is not true of the next one."""
        for line in self._problems.values():
            line.hide()

    def submit(self) -> None:
        """Make the casebook, or say what is missing."""
        answers = self._answers()
        found = problems(answers)
        for name, line in self._problems.items():
            line.setText(self.look.tr(found.get(name, "")))
            line.setVisible(name in found)
        if found or answers.folder is None or self._task is not None:
            return
        secret = self.passphrase.take()
        self.again.wipe()
        self._set_busy(busy=True)
        self._task = self.workspace.create(
            answers.folder,
            secret,
            name=self.organisation.text().strip(),
            author=self.author.text().strip(),
            failed=self._fail,
            key_file=self.key.path(),
            makes_key_file=self.key.makes,
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
