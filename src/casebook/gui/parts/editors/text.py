"""Editors of text and numbers: one line, or a field that grows with what is written."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy

from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.text import set_role
from casebook.gui.theme import Look
from casebook.model.fields import BadValue, Decimal, Integer, Text, Value

MOST_LINES: Final = 200
"""A field of more lines than that scrolls inside itself: Qt lays out only what is seen of it."""


class Growing(QPlainTextEdit):
    """A field of several lines, as high as its text. `accepted` = Ctrl+Enter; Tab moves on."""

    accepted = Signal()
    left = Signal()

    def __init__(self, look: Look, name: str, *, role: str = "", least_lines: int = 2) -> None:
        super().__init__()
        self._least = least_lines
        self._pad = look.theme.px(12 if role == "narrative" else 6)
        self.setProperty("role", role)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def _grow(self) -> None:
        long = self.document().size().height() > MOST_LINES
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if long else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """High enough for every line, up to a height."""
        lines = min(max(self._least, int(self.document().size().height())), MOST_LINES)
        return QSize(200, lines * self.fontMetrics().lineSpacing() + 2 * self._pad + 8)

    def minimumSizeHint(self) -> QSize:
        """The same: it does not scroll inside itself before it has to."""
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter accepts; Enter is a new line."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field was left."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason):
            self.left.emit()


class TextEditor(Editor):
    """Text: one line, or several when the field says so."""

    def __init__(self, look: Look, name: str, field: Text | Integer | Decimal) -> None:
        super().__init__(look, name)
        self._field = field
        self._many = Growing(look, name) if isinstance(field, Text) and field.lines else None
        self._one = None if self._many else QLineEdit()
        if self._many is not None:
            self._many.textChanged.connect(self._typed)
            self._many.accepted.connect(self.accepted)
            self.box.addWidget(self._many)
            self.setFocusProxy(self._many)
        if self._one is not None:
            self._one.setAccessibleName(name)
            self._one.textEdited.connect(self._typed)
            self._one.returnPressed.connect(self.accepted)
            self.box.addWidget(self._one)
            self.setFocusProxy(self._one)
        self.finish()

    def _typed(self) -> None:
        self.complain(None)
        self.changed.emit()

    def load(self, value: Value) -> None:
        """Show the value's text."""
        self.take_draft("" if value is None else self._field.text(value))

    def text(self) -> str:
        """What stands in the field."""
        return self._many.toPlainText() if self._many is not None else self._line().text()

    def take_draft(self, text: str) -> None:
        """Put *text* into the field."""
        if self._many is not None:
            self._many.setPlainText(text)
            self._many.moveCursor(QTextCursor.MoveOperation.End)
        else:
            self._line().setText(text)

    def _line(self) -> QLineEdit:
        assert self._one is not None
        return self._one

    def value(self) -> Value:
        """The text, cleaned; nil when empty. Raises `BadValue`."""
        typed = self.text()
        return self._field.parse(typed) if typed.strip() else None

    def begin(self) -> None:
        """Take the keyboard, the caret at the end, a single line selected."""
        if self._many is not None:
            self._many.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._line().setFocus(Qt.FocusReason.OtherFocusReason)
            self._line().selectAll()

    def complain(self, problem: BadValue | None) -> None:
        """A red edge, and the sentence."""
        super().complain(problem)
        set_role(self._many or self._line(), bad="true" if problem else "false")
