"""What leaves and what stays back, in figures with their reasons."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea

from casebook.base.words import N_
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import label
from casebook.gui.screens.export.summary import COARSER, MARKS, Count, Summary
from casebook.gui.theme import Look

MOST_REASONS: Final = 9


class Figures(QScrollArea):
    """One line for each."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        tr, theme = look.tr, look.theme
        self._row = 0
        inside = QFrame()
        inside.setProperty("role", "inset")
        self._grid = QGridLayout(inside)
        pad = theme.space(12)
        self._grid.setContentsMargins(pad, theme.space(8), pad, theme.space(8))
        self._grid.setHorizontalSpacing(theme.space(8))
        self._grid.setVerticalSpacing(theme.space(4))
        self._grid.setColumnStretch(1, 1)
        self.setWidgetResizable(True)
        self.setWidget(inside)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr(N_("What leaves and what stays back")))
        self.setMinimumHeight(theme.px(100))

    def show_summary(self, summary: Summary) -> None:
        """The figures of a plan."""
        tr = self.look.tr
        empty(self._grid)
        self._grid.setRowStretch(self._row, 0)
        self._row = 0
        self._head(tr(N_("Leaves")))
        for words, shown, total in summary.leaving:
            told = words if shown == total else tr(N_("{kind}, of {total}")).format(kind=words, total=total)
            self._count(Count(shown, told))
        self._reasons(tr(N_("Records left out")), summary.left_out)
        self._reasons(tr(N_("Fields withheld")), summary.withheld)
        if summary.coarser or summary.marks:
            self._head(tr(N_("Shown in part")))
            for count, words in ((summary.marks, MARKS), (summary.coarser, COARSER)):
                if count:
                    self._count(Count(count, tr(words)))
        self._grid.setRowStretch(self._row, 1)

    def _reasons(self, head: str, counts: tuple[Count, ...]) -> None:
        if counts:
            self._head(head)
            for count in counts[:MOST_REASONS]:
                self._count(count)

    def _head(self, words: str) -> None:
        self._grid.addWidget(label(words, "eyebrow"), self._row, 0, 1, 2)
        self._row += 1

    def _count(self, count: Count) -> None:
        figure = label(f"{count.count:,}".replace(",", " "))
        self._grid.addWidget(figure, self._row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(label(count.words, "label", wrap=True), self._row, 1)
        self._row += 1
