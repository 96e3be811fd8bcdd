"""The answers of the first day, below each other, and what is wrong with one of them below it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.passphrases import suggest
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.opening import NewKeyFile
from casebook.gui.parts.password import PasswordField
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.text import label
from casebook.gui.screens.firstrun.state import Answers, default_folder, problems
from casebook.gui.theme import Look


class Fields(QWidget):
    """`submitted` = Enter in the last of them."""

    submitted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        tr, theme = look.tr, look.theme
        self.problems = {
            name: label("", "problem", wrap=True) for name in ("folder", "passphrase", "again", "key")
        }
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.space(4))
        self.author = self._line(
            N_("Your name or a code name"), N_("It stands beside every change you make.")
        )
        self.organisation = self._line(N_("Name of the organisation (may stay empty)"), "")
        self.folder = PathField(look, tr(N_("Folder it will stand in")))
        self.folder.set_path(default_folder(Path.home()))
        self._add(N_("Folder it will stand in"), self.folder, "folder")
        self.passphrase = PasswordField(look, tr(N_("Passphrase")), judged=True)
        self._add(N_("Passphrase"), self.passphrase, "passphrase")
        self.offer = Button(look, tr(N_("Suggest six random words")), role="link", icon="key")
        self.offer.clicked.connect(self.suggest)
        self._box.addWidget(self.offer, 0, Qt.AlignmentFlag.AlignLeft)
        self.again = PasswordField(look, tr(N_("The passphrase once more")))
        self._add(N_("The passphrase once more"), self.again, "again")
        self.again.submitted.connect(self.submitted)
        self.key = NewKeyFile(look)
        self._box.addWidget(self.key)
        self.problems["key"].hide()
        self._box.addWidget(self.problems["key"])
        self.key.changed.connect(self._forget)
        for field in (self.folder, self.passphrase, self.again):
            field.changed.connect(self._forget)
        self.setFocusProxy(self.author)

    def _line(self, caption: str, remark: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(self.look.tr(caption))
        line.setPlaceholderText(self.look.tr(remark))
        self._add(caption, line)
        return line

    def _add(self, caption: str, widget: QWidget, problem: str = "") -> None:
        self._box.addSpacing(self.look.theme.space(8))
        self._box.addWidget(label(self.look.tr(caption), "label"))
        self._box.addWidget(widget)
        if problem:
            self.problems[problem].hide()
            self._box.addWidget(self.problems[problem])

    def suggest(self) -> None:
        """Fill in a passphrase that holds; it is typed once more by hand."""
        words = suggest(language="ru" if self.look.tr.language == "ru" else "en")
        self.passphrase.fill(words)
        self.again.wipe()
        self.again.setFocus()

    def check(self) -> Path | None:
        """The folder, if every answer will do; else each one that will not is told of."""
        answers = self._answers()
        found = problems(answers)
        for name, line in self.problems.items():
            line.setText(self.look.tr(found.get(name, "")))
            line.setVisible(name in found)
        return None if found else answers.folder

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

    def _forget(self) -> None:
        """What was said of an answer is not true of the next one."""
        for line in self.problems.values():
            line.hide()
