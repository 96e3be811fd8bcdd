"""The consent card: read aloud, answered, and only then goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from casebook.base.ids import RecordId
from casebook.base.words import N_, translator
from casebook.gui.parts.buttons import Button, Pick, icon_button
from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.form import Form
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label
from casebook.gui.screens.interview.state import NO_RECORD, READ_ALOUD, Answers, levels, problem
from casebook.gui.settings import spoken
from casebook.gui.theme import Look
from casebook.model.consent import CELL
from casebook.model.fields import BadValue, Choice, Date, Link, Text, Value

LANGUAGE_NAMES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}


class ReadAloud(QFrame):
    """The text to be read aloud, in the language of the conversation."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.spoken = look.tr.language
        theme = look.theme
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(20)
        box.setContentsMargins(pad, pad, pad, pad)
        box.setSpacing(theme.space(8))
        box.addWidget(label(look.tr(N_("Read this aloud")), "section"))
        row = QHBoxLayout()
        self._languages = QButtonGroup(self)
        for code in spoken():
            pick = Pick(look, LANGUAGE_NAMES[code], code, role="quiet")
            pick.setCheckable(True)
            pick.setChecked(code == self.spoken)
            pick.picked.connect(self._speak)
            self._languages.addButton(pick)
            row.addWidget(pick)
        row.addStretch(1)
        box.addLayout(row)
        self._sentences = [label("", "serif", wrap=True) for _ in READ_ALOUD]
        for sentence in self._sentences:
            box.addWidget(sentence)
        self._speak(self.spoken)

    def _speak(self, language: object) -> None:
        self.spoken = str(language)
        speak = translator(self.spoken)
        for widget, sentence in zip(self._sentences, READ_ALOUD, strict=True):
            widget.setText(speak(sentence))


class ConsentCard(QWidget):
    """Asks. `agreed` carries the answers; `declined` = they want no record."""

    agreed = Signal(object)
    declined = Signal()

    def __init__(self, editors: Editors) -> None:
        super().__init__()
        self.look = editors.look
        self._editors = editors
        self._exceptions: list[Editor] = []
        theme = self.look.theme
        wide = theme.scale <= 130
        row = QBoxLayout(QBoxLayout.Direction.RightToLeft if wide else QBoxLayout.Direction.TopToBottom, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(32))
        self._aloud = ReadAloud(self.look)
        row.addWidget(self._aloud, 2, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(theme.space(12))
        column.addWidget(self._build_form())
        column.addWidget(self._build_levels())
        column.addLayout(self._build_exceptions())
        column.addWidget(self._build_asked())
        self._notice = Notice(self.look, "", tone="amber")
        self._notice.hide()
        column.addWidget(self._notice)
        self.go = Button(
            self.look,
            self.look.tr(N_("Consent is recorded: open the interview")),
            role="primary",
            icon="consent",
        )
        self.go.clicked.connect(self.submit)
        column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        row.addLayout(column, 3)

    # ------------------------------------------------------------------------------------ building

    def _build_form(self) -> Form:
        tr = self.look.tr
        self.form = Form(self._editors)
        person = Link(("person",))
        self.form.ask("speaker", tr(N_("Who speaks")), person)
        remark = tr(N_("If they stay unnamed. The code is protected: it is never named to anybody."))
        self.form.ask("code", tr(N_("Or a code for them")), Text(), remark=remark)
        self.form.ask("about", tr(N_("About whom, if about somebody else")), person)
        return self.form

    def _build_asked(self) -> Form:
        tr = self.look.tr
        self.asked = Form(self._editors)
        self.asked.ask("method", tr(N_("How it was given")), Choice("consent-method"))
        self.asked.ask("understood", tr(N_("Said back in their own words")), Choice("yes-no"))
        self.asked.ask("date", tr(N_("Asked on")), Date(), self._editors.today().isoformat())
        return self.asked

    def _build_levels(self) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        holder = QWidget()
        holder.setMaximumWidth(theme.px(680))
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(4))
        box.addWidget(label(tr(N_("What may be done with it? Press 0 to 5.")), "strong"))
        self._group = QButtonGroup(self)
        terms = Choice("consent-level").terms
        for code in levels():
            pick = Pick(self.look, f"{code}    {terms.label(code, tr.language)}", code, role="option")
            pick.setCheckable(True)
            pick.picked.connect(self._choose)
            self._group.addButton(pick)
            box.addWidget(pick)
        return holder

    def _build_exceptions(self) -> QVBoxLayout:
        tr = self.look.tr
        box = QVBoxLayout()
        self._cells = QVBoxLayout()
        box.addLayout(self._cells)
        self._except = Button(
            self.look, tr(N_("Except…")), role="link", icon="add", name=tr(N_("Add an exception"))
        )
        self._except.clicked.connect(self._add_exception)
        box.addWidget(self._except, 0, Qt.AlignmentFlag.AlignLeft)
        return box

    def _add_exception(self) -> None:
        tr = self.look.tr
        editor = self._editors.make(CELL, tr(N_("For whom")))
        editor.load(None)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(editor, 1)
        away = icon_button(self.look, "close", tr(N_("Remove this exception")))
        away.clicked.connect(row.hide)
        line.addWidget(away, 0, Qt.AlignmentFlag.AlignTop)
        row.setMaximumWidth(self.look.theme.px(680))
        self._cells.addWidget(row)
        self._exceptions.append(editor)
        # Once the new row has its place: the list of choices is put under it.
        QTimer.singleShot(0, editor, editor.begin)

    # ------------------------------------------------------------------------------------ acting

    @property
    def level(self) -> str:
        """The level chosen so far."""
        pick = self._group.checkedButton()
        return str(pick.thing) if isinstance(pick, Pick) else ""

    def _choose(self, level: object) -> None:
        no_record = level == NO_RECORD
        words = (
            N_("They want no record: close, and keep nothing")
            if no_record
            else N_("Consent is recorded: open the interview")
        )
        self.go.setText(self.look.tr(words))
        self.go.setAccessibleName(self.look.tr(words))
        self._notice.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses the level, wherever the keyboard is but in a text."""
        writing = isinstance(self.focusWidget(), QLineEdit | QPlainTextEdit)
        for pick in self._group.buttons():
            if not writing and isinstance(pick, Pick) and event.text() == pick.thing:
                pick.setFocus()
                pick.click()
                return
        super().keyPressEvent(event)

    def _cells_said(self) -> tuple[Value, ...] | None:
        """The exceptions; nothing if one cannot be read."""
        found: list[Value] = []
        for editor in self._exceptions:
            row = editor.parentWidget()
            if row is not None and row.isHidden():
                continue
            try:
                value = editor.value()
            except BadValue as bad:
                editor.complain(bad)
                return None
            if value is not None:
                found.append(value)
        return tuple(found)

    def submit(self) -> None:
        """Go on, or say what is missing."""
        if self.level == NO_RECORD:
            self.declined.emit()
            return
        who, how, cells = self.form.values(), self.asked.values(), self._cells_said()
        if who is None or how is None or cells is None:
            return
        values = {**who, **how}
        speaker, about = values["speaker"], values["about"]
        answers = Answers(
            speaker=RecordId(speaker) if isinstance(speaker, bytes) else None,
            code=str(values["code"] or ""),
            about=RecordId(about) if isinstance(about, bytes) else None,
            level=self.level,
            exceptions=cells,
            method=str(values["method"] or ""),
            understood=str(values["understood"] or ""),
            day=str(values["date"] or ""),
            language=self._aloud.spoken,
        )
        missing = problem(answers)
        if missing == "speaker":
            self.form.complain("speaker", "empty")
        elif missing:
            self._notice.say(self.look.tr(N_("Choose what may be done with it: a number from 0 to 5.")))
            self._notice.show()
            self._group.buttons()[0].setFocus()
        else:
            self.go.setEnabled(False)
            self.agreed.emit(answers)
