"""The bar above: which file it is, and in which of the two steps one stands."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.steps import Steps
from casebook.gui.parts.text import Elided, picture
from casebook.gui.theme import Look


class Head(QWidget):
    """`steps` are picked by whoever wants to go back, or on."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        tr, theme = look.tr, look.theme
        self.setProperty("role", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(24), theme.space(12), theme.space(16), theme.space(12))
        row.setSpacing(theme.space(12))
        row.addWidget(picture(look, "redact", "accent", 24))
        column = QVBoxLayout()
        column.setSpacing(theme.space(2))
        self._meta = Elided("", "label")
        column.addWidget(Elided(tr(N_("What may leave of this file")), "title"))
        column.addWidget(self._meta)
        row.addLayout(column, 1)
        self.steps = Steps(look, (tr(N_("Cover")), tr(N_("Look and decide"))))
        row.addWidget(self.steps)

    def show_file(self, code: str, title: str) -> None:
        """Which file it is."""
        self._meta.setText(f"{code} · {title}")
