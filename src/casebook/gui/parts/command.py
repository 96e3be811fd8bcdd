"""A line to be copied: read as it is, and put on the clipboard by its button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.text import label
from casebook.gui.theme import Look


class Command(QFrame):
    """One text in a field of its own. `copied` carries it; *name* says to a reader what it is."""

    copied = Signal(object)

    def __init__(self, look: Look, text: str, name: str) -> None:
        super().__init__()
        tr, theme = look.tr, look.theme
        self.setProperty("role", "inset")
        inner = QHBoxLayout(self)
        inner.setContentsMargins(theme.space(8), theme.space(4), theme.space(4), theme.space(4))
        words = label(_breakable(text), "command", wrap=True)
        words.setAccessibleName(f"{name}: {text}")
        inner.addWidget(words, 1)
        copy = Pick(look, tr(N_("Copy")), text, name=tr(N_("Copy: {what}")).format(what=name))
        copy.picked.connect(self.copied)
        inner.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)


def _breakable(text: str) -> str:
    """Long words may break anywhere, so that no line is wider than its field."""
    return " ".join(
        "\u200b".join(word[i : i + 8] for i in range(0, len(word), 8)) for word in text.split(" ")
    )
