"""Who can open a bundle, what it is for, and where it is written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.formats.age import BadRecipient
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label
from casebook.gui.screens.export.leaving import problem_with, recipient
from casebook.gui.screens.export.state import ExportState
from casebook.gui.theme import Look


class Handing(QWidget):
    """Three questions. `remake` = the bundle must be made again; `submitted` = Enter in the path."""

    remake = Signal()
    submitted = Signal()

    def __init__(self, look: Look, state: ExportState) -> None:
        super().__init__()
        self.look = look
        self.state = state
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(16))
        box.addWidget(self._build_recipients())
        box.addWidget(self._build_purpose())
        box.addWidget(self._build_place())
        self.show_recipients()

    def _want(self, **changed: object) -> None:
        if self.state.want(**changed):
            self.remake.emit()

    # ------------------------------------------------------------------------------------ who can open it

    def _section(self, title: str) -> tuple[QWidget, QVBoxLayout]:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self.look.theme.space(4))
        box.addWidget(label(title, "strong"))
        return holder, box

    def _build_recipients(self) -> QWidget:
        tr = self.look.tr
        holder, box = self._section(tr(N_("Who can open it")))
        self._anybody = label("", "label", wrap=True)
        box.addWidget(self._anybody)
        self._keys = QVBoxLayout()
        self._keys.setSpacing(self.look.theme.space(8))
        box.addLayout(self._keys)
        self.recipient = QLineEdit()
        name = tr(N_("Key of a recipient"))
        self.recipient.setAccessibleName(name)
        self.recipient.setPlaceholderText(tr(N_("age1… and Enter")))
        self.recipient.returnPressed.connect(self._add_recipient)
        self.recipient.textEdited.connect(self._no_problem)
        box.addWidget(self.recipient)
        self._bad_key = label("", "problem", wrap=True)
        self._bad_key.hide()
        box.addWidget(self._bad_key)
        return holder

    def show_wanted(self) -> None:
        """What was chosen elsewhere: recipients and purpose."""
        self.purpose.setText(self.state.wanted.purpose)
        self.show_recipients()

    def show_recipients(self) -> None:
        """Everybody who will be able to open it."""
        tr = self.look.tr
        lines = self.state.wanted.recipients
        nobody = tr(N_("Anybody who has the file: it is not encrypted. Add a key, and only its owner can."))
        some = tr(
            N_("Only the owners of these keys. Read the twelve words to each other before you send it.")
        )
        self._anybody.setText(some if lines else nobody)
        empty(self._keys)
        for line in lines:
            one = recipient(line)
            name = tr(N_("Remove the key {words}")).format(words=one.words)
            row = QWidget()
            inner = QHBoxLayout(row)
            inner.setContentsMargins(0, 0, 0, 0)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(label(one.words, wrap=True))
            words.addWidget(label(f"{line[:14]}…{line[-8:]}", "meta"))
            inner.addLayout(words, 1)
            drop = Pick(self.look, "", line, role="icon", icon="remove", name=name)
            drop.picked.connect(self._drop_recipient)
            inner.addWidget(drop, 0, Qt.AlignmentFlag.AlignTop)
            self._keys.addWidget(row)
        self._suggest_place()

    def _no_problem(self) -> None:
        self._bad_key.hide()

    def _add_recipient(self) -> None:
        if not self.recipient.text().strip():
            return
        try:
            one = recipient(self.recipient.text())
        except BadRecipient as bad:
            self._bad_key.setText(says(bad, self.look.tr))
            self._bad_key.show()
            return
        self.recipient.clear()
        lines = self.state.wanted.recipients
        self._want(recipients=(*(line for line in lines if line != one.line), one.line))
        self.show_recipients()

    def _drop_recipient(self, line: object) -> None:
        self._want(recipients=tuple(one for one in self.state.wanted.recipients if one != line))
        self.show_recipients()
        self.recipient.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------------------------ what for, where to

    def _build_purpose(self) -> QWidget:
        tr = self.look.tr
        holder, box = self._section(tr(N_("What for")))
        self.purpose = QLineEdit(self.state.wanted.purpose)
        self.purpose.setAccessibleName(tr(N_("What for")))
        self.purpose.setPlaceholderText(
            tr(N_("Stays in the casebook, with what left and under which consent"))
        )
        self.purpose.textChanged.connect(self._keep_purpose)
        box.addWidget(self.purpose)
        return holder

    def _keep_purpose(self, text: str) -> None:
        self.state.want(purpose=text)

    def _build_place(self) -> QWidget:
        tr = self.look.tr
        holder, box = self._section(tr(N_("Where to")))
        self.place = PathField(self.look, tr(N_("Where to")), suffixes=(".zip", ".age"))
        self.place.changed.connect(self._place_changed)
        self.place.submitted.connect(self.submitted)
        box.addWidget(self.place)
        self._bad_place = label("", "problem", wrap=True)
        self._bad_place.hide()
        box.addWidget(self._bad_place)
        return holder

    def _suggest_place(self) -> None:
        """The ending that fits, as long as nobody wrote another name."""
        ending = ".zip.age" if self.state.wanted.recipients else ".zip"
        path = self.place.path()
        name = "bundle" if path is None else path.name.removesuffix(".age").removesuffix(".zip")
        folder = Path.home() if path is None else path.parent
        self.place.set_path(folder / f"{name or 'bundle'}{ending}")
        self._bad_place.hide()

    def _place_changed(self) -> None:
        self._bad_place.hide()

    def path(self) -> Path | None:
        """Where to; nothing, with the sentence where it belongs, if it cannot go there."""
        path = self.place.path()
        problem = problem_with(path, encrypted=bool(self.state.wanted.recipients))
        if problem:
            self.say(self.look.tr(problem))
            return None
        return path

    def say(self, problem: str) -> None:
        """What is wrong with the place."""
        self._bad_place.setText(problem)
        self._bad_place.show()
        self.place.setFocus()
