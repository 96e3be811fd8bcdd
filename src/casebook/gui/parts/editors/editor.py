"""What every editor can do: hold a value, say when it changed, say what is wrong with what was typed."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.text import label
from casebook.gui.theme import Look
from casebook.model.fields import BadValue, Value

SENTENCES = {
    "empty": N_("Write something here, or press Escape to leave it as it was."),
    "too-long": N_("This text is longer than one field holds (64 KiB). Split it into paragraphs."),
    "control-characters": N_(
        "This text holds invisible control characters. Type it again instead of pasting it."
    ),
    "unknown-code": N_("This is not in the list. Choose one of the words offered."),
    "not-a-number": N_("Write a number here, in digits."),
    "not-an-id": N_("Choose one of the records offered."),
    "not-a-date": N_(
        "This is not a date the program understands. Write 10.02.2023, February 2023, around 2017 or 2023?"
    ),
}


class Editor(QWidget):
    """An editor of one value. `accepted` = Enter; `changed` = anything typed.

    What each kind of editor does by itself is abstract, without the metaclass that would say so at run time: Qt's
    classes have one of their own. The type checker refuses to make an editor that lacks any of it.
    """

    changed = Signal()
    accepted = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.look = look
        self.name = name
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(look.theme.space(4))
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()

    def finish(self) -> None:
        """Call after the widgets stand: the line for problems comes last."""
        self.box.addWidget(self._problem)

    @abstractmethod
    def load(self, value: Value) -> None:
        """Show *value* (nil = nothing yet)."""

    @abstractmethod
    def value(self) -> Value:
        """What was typed, as a checked value; nil if the editor is empty. Raises `BadValue`."""

    @abstractmethod
    def text(self) -> str:
        """What was typed, as it stands: for drafts."""

    @abstractmethod
    def take_draft(self, text: str) -> None:
        """Put a draft back: the counterpart of `text`."""

    @abstractmethod
    def begin(self) -> None:
        """Take the keyboard."""

    def complain(self, problem: BadValue | None) -> None:
        """Say what is wrong, under the field; `None` takes it back."""
        told = SENTENCES.get(problem.why, SENTENCES["unknown-code"]) if problem else ""
        self._problem.setText(self.look.tr(told))
        self._problem.setVisible(problem is not None)
        self.setAccessibleDescription(self.look.tr(told))
