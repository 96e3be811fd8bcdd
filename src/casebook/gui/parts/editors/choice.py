"""The editor of a choice: type in any of the three languages, or press the one key of a common answer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from casebook.base.words import N_
from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.popup import Popup, Suggestion
from casebook.gui.parts.text import set_role
from casebook.gui.shortcuts import CYRILLIC_KEY
from casebook.gui.theme import Look
from casebook.model.fields import BadValue, Choice, Value
from casebook.model.vocabularies import Term


class ChoiceEditor(Editor):
    """One code of a vocabulary, chosen by any of its labels."""

    def __init__(self, look: Look, name: str, field: Choice) -> None:
        super().__init__(look, name)
        self._field = field
        self._code: str | None = None
        self._line = QLineEdit()
        self._line.setAccessibleName(name)
        self._line.setPlaceholderText(look.tr(N_("Type to choose…")))
        self.popup = Popup(look, self._line, name)
        self._line.textEdited.connect(self._typed)
        self._line.returnPressed.connect(self.accepted)
        self._line.installEventFilter(self)
        self.popup.picked.connect(self._pick)
        self.box.addWidget(self._line)
        self.setFocusProxy(self._line)
        self.finish()

    def _label(self, term: Term) -> str:
        return term.label(self.look.tr.language)

    def matching(self, typed: str) -> tuple[Term, ...]:
        """The terms whose code or label in any language begins with *typed*, then those that hold it."""
        wanted = " ".join(typed.casefold().split())
        begins, holds = [], []
        for term in self._field.terms:
            texts = [term.code.casefold(), *(text.casefold() for _, text in term.labels)]
            if not wanted or any(text.startswith(wanted) for text in texts):
                begins.append(term)
            elif any(wanted in text for text in texts):
                holds.append(term)
        return (*begins, *holds)

    def _offer(self, typed: str) -> None:
        terms = self.matching(typed)
        self.popup.offer(tuple(Suggestion(self._label(term), term.code, term.key.upper()) for term in terms))

    def _typed(self, text: str) -> None:
        self._code = None
        self.complain(None)
        self._offer(text)
        self.changed.emit()

    def _pick(self, suggestion: Suggestion) -> None:
        self.load(str(suggestion.thing))
        self.changed.emit()
        self.accepted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """One key chooses, as long as nothing is typed or the old word is still selected; Down shows all."""
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if (
            pressed
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
            and self.popup.isHidden()
        ):
            self._offer("")
            return True
        if watched is self._line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            line = self._line
            untouched = not line.text() or line.selectedText() == line.text()
            key = event.text().casefold()
            term = next((t for t in self._field.terms if key and key in _keys_of(t)), None)
            if untouched and term is not None:
                self.popup.hide()
                self._pick(Suggestion(self._label(term), term.code))
                return True
        return False

    def load(self, value: Value) -> None:
        """Show the label of the code."""
        self._code = value if isinstance(value, str) else None
        self._line.setText(self._field.terms.label(self._code, self.look.tr.language) if self._code else "")

    def value(self) -> Value:
        """The code; the first word offered counts if only a part was typed. Raises `BadValue`."""
        if self._code is not None:
            return self._code
        typed = self._line.text()
        if not typed.strip():
            return None
        terms = self.matching(typed)
        exact = self._field.terms.find(typed)
        if exact is not None:
            return exact
        if len(terms) == 1:
            return terms[0].code
        raise BadValue("unknown-code")

    def text(self) -> str:
        """What was typed."""
        return self._line.text()

    def take_draft(self, text: str) -> None:
        """Put typed text back."""
        self._code = None
        self._line.setText(text)

    def begin(self) -> None:
        """Take the keyboard and show every term."""
        self._line.setFocus()
        self._line.selectAll()
        self._offer("")

    def complain(self, problem: BadValue | None) -> None:
        """A red edge, and the sentence."""
        super().complain(problem)
        set_role(self._line, bad="true" if problem else "false")


def _keys_of(term: Term) -> tuple[str, ...]:
    """The key of a term on both layouts."""
    if not term.key:
        return ()
    return (term.key.casefold(), CYRILLIC_KEY.get(term.key.upper(), term.key).casefold())
