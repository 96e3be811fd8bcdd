"""The head of the viewer: how the file is called, and the ways from it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.text import Elided, picture
from casebook.gui.screens.viewer.state import Shown
from casebook.gui.theme import Look


class Head(QFrame):
    """`record_wanted` = to the record, `out_wanted` = the original is to be written out."""

    record_wanted = Signal()
    out_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        tr, theme = look.tr, look.theme
        self.setProperty("role", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(24), theme.space(12), theme.space(16), theme.space(12))
        row.setSpacing(theme.space(12))
        row.addWidget(picture(look, "view", "accent", 24))
        column = QVBoxLayout()
        column.setSpacing(theme.space(2))
        self._title = Elided("", "title")
        self._meta = Elided("", "label")
        column.addWidget(self._title)
        column.addWidget(self._meta)
        row.addLayout(column, 1)
        to_record = Button(look, tr(N_("The record")), role="link", icon="evidence")
        to_record.clicked.connect(self.record_wanted)
        row.addWidget(to_record)
        self.out = Button(look, tr(N_("Write the original out…")), icon="export")
        self.out.clicked.connect(self.out_wanted)
        self.out.hide()
        row.addWidget(self.out)

    def show_file(self, shown: Shown) -> None:
        """Name it."""
        self._title.setText(shown.title)
        self._meta.setText(f"{shown.code} · {shown.meta}" if shown.meta else shown.code)
        self.out.setVisible(shown.seen is not None)
