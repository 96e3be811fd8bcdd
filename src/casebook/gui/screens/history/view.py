"""The history panel at the right of a page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import icon_button
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import label, line
from casebook.gui.screens.history.state import HistoryState, LineShown, Shown, StepShown
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class HistoryView(QFrame):
    """Shows the life of the record that is looked at. `closed` = the panel was closed."""

    closed = Signal()

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = HistoryState(look.tr)
        self.setProperty("role", "side")
        self.setFixedWidth(look.theme.space(300))
        theme = look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.space(16), theme.space(12), theme.space(8), theme.space(8))
        head.addWidget(label(look.tr(N_("History")), "section"), 1)
        close = icon_button(look, "close", look.tr(N_("Close the history")))
        close.clicked.connect(self.closed)
        head.addWidget(close)
        box.addLayout(head)
        self._page = QWidget()
        self._page.setProperty("role", "page")
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(theme.space(16), 0, theme.space(16), theme.space(16))
        self._column.setSpacing(theme.space(12))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._page)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(look.tr(N_("History of this record")))
        box.addWidget(area, 1)
        workspace.looked_at.connect(self._look_at)
        workspace.touched.connect(self._hear)

    def _look_at(self, record: RecordId | None, _unit: str) -> None:
        if record != self.state.record:
            self.state.record = record
            if self.isVisible():
                self.reload()

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Read the history again."""
        self.workspace.read(self.state.load, self.show_history)

    def show_history(self, shown: Shown) -> None:
        """Show it, newest first."""
        empty(self._column)
        if not shown.steps:
            self._column.addWidget(
                label(self.look.tr(N_("Nothing is written about this record yet.")), "label", wrap=True)
            )
        for i, step in enumerate(shown.steps):
            if i:
                self._column.addWidget(line())
            self._column.addWidget(self._step(step))
        self._column.addStretch(1)

    def _step(self, step: StepShown) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self.look.theme.space(4))
        box.addWidget(label(f"{step.verb} · {step.who}", "strong", wrap=True))
        box.addWidget(label(step.when, "meta"))
        for one in step.lines:
            box.addWidget(self._line(one))
        return holder

    def _line(self, shown: LineShown) -> QWidget:
        text = shown.text if len(shown.text) <= 160 else f"{shown.text[:160]}…"
        told = label(f"{shown.label}: {text}", "body" if shown.stands else "label", wrap=True)
        if not shown.stands:
            font = told.font()
            font.setStrikeOut(True)
            told.setFont(font)
            told.setAccessibleDescription(self.look.tr(N_("replaced since")))
        return told
