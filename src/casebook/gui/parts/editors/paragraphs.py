"""The editor of a long text: paragraphs written as one text, parted by empty lines."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor

from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.editors.text import Growing
from casebook.gui.theme import Look
from casebook.model.fields import MAX_TEXT, BadValue, Value, clean_text


class ParagraphsEditor(Editor):
    """A narrative, in a serif for long reading."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self.field = Growing(look, name, role="narrative", least_lines=8)
        self.field.setMaximumWidth(look.theme.px(760))
        self.field.textChanged.connect(self._typed)
        self.field.accepted.connect(self.accepted)
        self.box.addWidget(self.field)
        self.setFocusProxy(self.field)
        self.finish()

    def _typed(self) -> None:
        self.complain(None)
        self.changed.emit()

    def load(self, value: Value) -> None:
        """Show the text."""
        self.take_draft(value if isinstance(value, str) else "")

    def value(self) -> Value:
        """The text; nil when empty. Raises `BadValue` if a paragraph is longer than the journal takes."""
        text = self.text()
        for paragraph in text.split("\n\n"):
            if len(paragraph.encode()) > MAX_TEXT:
                raise BadValue("too-long")
        for paragraph in text.split("\n\n"):
            clean_text(paragraph, lines=True)
        return text.strip() or None

    def text(self) -> str:
        """What is written."""
        return self.field.toPlainText()

    def take_draft(self, text: str) -> None:
        """Put *text* there, the caret at its end."""
        self.field.setPlainText(text)
        self.field.moveCursor(QTextCursor.MoveOperation.End)

    def begin(self) -> None:
        """Take the keyboard."""
        self.field.setFocus()
