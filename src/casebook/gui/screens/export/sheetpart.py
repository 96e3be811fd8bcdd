"""Who can open a bundle: each key with its owner, its words and what is doubtful, to be read before it leaves."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.casework.leaving_sheet import LeavingSheet, Line
from casebook.formats.wordlist import list_for
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label, picture
from casebook.gui.screens.export.handover import HandedOver
from casebook.gui.screens.export.planned import Planned
from casebook.gui.theme import Look
from casebook.wording import of_recipients
from casebook.wording.days import in_words


class SheetPart(QWidget):
    """`remake` = others can open it now; `changed` = it was read, or has to be read again."""

    remake = Signal()
    changed = Signal()

    def __init__(self, look: Look, state: HandedOver) -> None:
        super().__init__()
        self.look = look
        self.state = state
        self.planned: Planned | None = None
        self.sheet: LeavingSheet | None = None
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        box.addWidget(label(tr(N_("Who can open it")), "strong"))
        self._anybody = label("", "label", wrap=True)
        box.addWidget(self._anybody)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.space(12))
        box.addLayout(self._lines)
        self.recipient = QLineEdit()
        self.recipient.setAccessibleName(tr(N_("Key of a recipient, or a name in the address book")))
        self.recipient.setPlaceholderText(tr(N_("A name in the address book or age1…, and Enter")))
        self.recipient.returnPressed.connect(self._add)
        self.recipient.textEdited.connect(self._no_problem)
        box.addWidget(self.recipient)
        self._bad = label("", "problem", wrap=True)
        self._bad.hide()
        box.addWidget(self._bad)
        self.read = QCheckBox()
        self.read.toggled.connect(self.changed)
        box.addWidget(self.read)
        self.read.hide()

    def show_sheet(self, planned: Planned) -> None:
        """To whom it goes, as the casebook of this plan knows them. What was read before, stays read."""
        self.planned = planned
        sheet = self.state.sheet(planned)
        if sheet == self.sheet:
            return
        self.sheet = sheet
        self.read.setChecked(False)
        self._show()

    @property
    def must_read(self) -> bool:
        """Whether somebody still has to say that they read it."""
        sheet = self.sheet
        return sheet is None or (bool(sheet.lines or sheet.doubts) and not self.read.isChecked())

    @property
    def whom(self) -> str:
        """Who can open it, in a few words."""
        tr, sheet = self.look.tr, self.sheet
        if sheet is None or not sheet.lines:
            return tr(N_("Not encrypted: anybody who has the file can read it."))
        nobody = tr(N_("Nobody in the address book"))
        names = [line.recipient.called if line.recipient else nobody for line in sheet.lines]
        return tr(N_("Encrypted to: {whom}")).format(whom=", ".join(dict.fromkeys(names)))

    def _show(self) -> None:
        sheet, tr = self.sheet, self.look.tr
        assert sheet is not None
        empty(self._lines)
        if sheet.lines:
            told = N_(
                "Only the owners of these keys. Compare the twelve words with them before you hand it over."
            )
        elif sheet.doubts:
            told = N_("Anybody who has the file. Say who gets it, and only they can open it.")
        else:
            told = N_("Anybody who has the file: it is for the public, and not encrypted.")
        self._anybody.setText(tr(told))
        for line in sheet.lines:
            self._lines.addWidget(self._line(line, sheet))
        for doubt in sheet.doubts:
            self._lines.addWidget(self._doubt(tr(of_recipients.DOUBTS[doubt])))
        warns = N_("I have read what is doubtful; it leaves all the same")
        self.read.setText(tr(warns if sheet.warns else N_("I have read to whom it goes")))
        self.read.setAccessibleName(self.read.text())
        self.read.setVisible(bool(sheet.lines or sheet.doubts))

    def _line(self, line: Line, sheet: LeavingSheet) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        row = QWidget()
        inner = QHBoxLayout(row)
        inner.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(theme.space(4))
        nobody = tr(N_("Nobody in the address book"))
        words.addWidget(label(line.recipient.called if line.recipient else nobody, "strong", wrap=True))
        if line.held is not None:
            words.addWidget(label(of_recipients.comparison(line.held, tr, in_words), "meta", wrap=True))
        told = " ".join(line.words(list_for(tr.language)))
        words.addWidget(label(told, wrap=True))
        words.addWidget(label(f"{line.key[:14]}…{line.key[-8:]}", "meta"))
        for doubt in line.doubts:
            words.addWidget(self._doubt(of_recipients.doubt(doubt, sheet, line, tr, in_words)))
        inner.addLayout(words, 1)
        name = tr(N_("Remove the key {words}")).format(words=told)
        drop = Pick(self.look, "", line.key, role="icon", icon="remove", name=name)
        drop.picked.connect(self._drop)
        inner.addWidget(drop, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _doubt(self, sentence: str) -> QWidget:
        row = QWidget()
        inner = QHBoxLayout(row)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(self.look.theme.space(8))
        inner.addWidget(picture(self.look, "warning", "amber"), 0, Qt.AlignmentFlag.AlignTop)
        inner.addWidget(label(sentence, wrap=True), 1)
        return row

    # ------------------------------------------------------------------------------------ others

    def _no_problem(self) -> None:
        self._bad.hide()

    def _add(self) -> None:
        if not self.recipient.text().strip() or self.planned is None:
            return
        try:
            other = self.state.add_recipient(self.planned, self.recipient.text())
        except CasebookError as bad:
            self._bad.setText(says(bad, self.look.tr))
            self._bad.show()
            return
        self.recipient.clear()
        self._changed(other=other)

    def _drop(self, key: object) -> None:
        keys = tuple(one for one in self.state.wanted.recipients if one != key)
        self._changed(other=self.state.want(recipients=keys))
        self.recipient.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self, *, other: bool) -> None:
        if self.planned is not None:
            self.show_sheet(self.planned)
        self.changed.emit()
        if other:
            self.remake.emit()
