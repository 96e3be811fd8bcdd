"""The texts of an export: every word in question, and beside it what leaves and what stays back in figures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from casebook.gui.parts.text import label
from casebook.gui.parts.turning import Turning
from casebook.gui.screens.export.asking import AskingPane
from casebook.gui.screens.export.figures import Figures
from casebook.gui.screens.export.planned import Planned
from casebook.gui.theme import Look


class TextsPart(QScrollArea):
    """The pane of the texts has its own signals: *asking*."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        theme = look.theme
        panes = Turning(theme.px(820), gap=theme.space(24), last_first=True)
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        self.counts = label("", "section", wrap=True)
        box.addWidget(self.counts)
        self.figures = Figures(look)
        box.addWidget(self.figures, 1)
        panes.put(left, 2)
        self.asking = AskingPane(look)
        panes.put(self.asking, 5)
        self.setWidgetResizable(True)
        self.setWidget(panes)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_plan(self, planned: Planned) -> None:
        """The plan, as it stands after every answer so far."""
        self.counts.setText(planned.people.counts(self.look.tr))
        self.figures.show_summary(planned.summary)
        self.asking.show_texts(planned.texts)

    def focus(self) -> None:
        """Take the keyboard."""
        self.asking.focus()
