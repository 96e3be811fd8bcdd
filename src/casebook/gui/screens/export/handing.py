"""To whom a bundle goes, what it is for, until when, in the place of what, and where it is written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label
from casebook.gui.screens.export.editionpart import EditionPart
from casebook.gui.screens.export.handover import HandedOver
from casebook.gui.screens.export.leaving import problem_with, stands_there
from casebook.gui.screens.export.planned import Planned
from casebook.gui.screens.export.sheetpart import SheetPart
from casebook.gui.theme import Look
from casebook.model.date_words import echo
from casebook.model.dates import BadDate, parse_edtf


class Handing(QWidget):
    """`remake` = the bundle must be made again; `submitted` = Enter in the path; `changed` = something was answered."""

    remake = Signal()
    submitted = Signal()
    changed = Signal()

    def __init__(self, look: Look, state: HandedOver) -> None:
        super().__init__()
        self.look = look
        self.state = state
        self._bad_date = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(16))
        self.sheet = SheetPart(look, state)
        self.sheet.remake.connect(self.remake)
        self.sheet.changed.connect(self.changed)
        box.addWidget(self.sheet)
        box.addWidget(self._build_purpose())
        box.addWidget(self._build_expires())
        self.edition = EditionPart(look, state)
        self.edition.changed.connect(self.changed)
        box.addWidget(self.edition)
        box.addWidget(self._build_place())

    def _section(self, title: str) -> tuple[QWidget, QVBoxLayout]:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self.look.theme.space(4))
        box.addWidget(label(title, "strong", wrap=True))
        return holder, box

    # ------------------------------------------------------------------------------------ what for, until when

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

    def _build_expires(self) -> QWidget:
        tr = self.look.tr
        holder, box = self._section(tr(N_("To be destroyed by")))
        self.expires = QLineEdit()
        self.expires.setAccessibleName(tr(N_("To be destroyed by")))
        self.expires.setPlaceholderText(tr(N_("A date, such as December 2027; may stay empty")))
        self.expires.textChanged.connect(self._keep_expires)
        box.addWidget(self.expires)
        self._until = label("", "meta", wrap=True)
        box.addWidget(self._until)
        self._until.hide()
        return holder

    def _keep_expires(self, text: str) -> None:
        tr = self.look.tr
        self._bad_date = False
        try:
            self.state.expire(text)
        except BadDate as bad:
            self._bad_date = True
            self._until.setText(says(bad, tr))
        else:
            edtf = self.state.wanted.expires
            self._until.setText(echo(parse_edtf(edtf), tr.language) if edtf else "")
        self._until.setVisible(bool(self._until.text()))
        self.changed.emit()

    # ------------------------------------------------------------------------------------ where to

    def _build_place(self) -> QWidget:
        tr = self.look.tr
        holder, box = self._section(tr(N_("Where to")))
        self.place = PathField(self.look, tr(N_("Where to")), suffixes=(".zip", ".age"))
        self.place.set_path(Path.home())
        self.place.changed.connect(self._place_changed)
        self.place.submitted.connect(self.submitted)
        box.addWidget(self.place)
        box.addWidget(label(tr(N_("In a folder it gets a name that says nothing.")), "meta", wrap=True))
        self._bad_place = label("", "problem", wrap=True)
        self._bad_place.hide()
        box.addWidget(self._bad_place)
        self.over = QCheckBox(tr(N_("Write over the file that stands there")))
        self.over.setAccessibleName(self.over.text())
        self.over.hide()
        box.addWidget(self.over)
        return holder

    def _place_changed(self) -> None:
        self._bad_place.hide()
        self.over.setChecked(False)
        self.over.hide()

    def path(self) -> Path | None:
        """Where to; nothing, with the sentence where it belongs, if it cannot go there."""
        path = self.place.path()
        over = self.over.isChecked()
        problem = problem_with(path, encrypted=bool(self.state.wanted.recipients), over=over)
        if problem:
            self.over.setVisible(path is not None and path.is_file() and stands_there(path))
            self.say(self.look.tr(problem))
            return None
        return path

    def say(self, problem: str) -> None:
        """What is wrong with the place."""
        self._bad_place.setText(problem)
        self._bad_place.show()
        self.place.setFocus()

    # ------------------------------------------------------------------------------------ all of it

    def show_wanted(self) -> None:
        """What is wanted, if somebody said otherwise at an earlier step."""
        wanted = self.state.wanted
        if self.purpose.text() != wanted.purpose:
            self.purpose.setText(wanted.purpose)

    def show_planned(self, planned: Planned) -> None:
        """To whom it would go."""
        self.show_wanted()
        self.sheet.show_sheet(planned)
        self.edition.clear()

    def missing(self) -> tuple[str, QWidget] | None:
        """What has to be said before it can leave, and where; nothing, if all is said."""
        if self.sheet.must_read:
            return N_("First read to whom it goes, and say so."), self.sheet.read
        if self._bad_date:
            return N_("The date by which it is to be destroyed cannot be read."), self.expires
        if self.edition.must_say_now:
            return N_("No round is open: say that it goes out now, or wait for the next."), self.edition.now
        return None
