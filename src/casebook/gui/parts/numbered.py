"""Numbered words in even columns: to be written down by hand, or compared with paper. Never to be copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from casebook.gui.parts.flow import Flow
from casebook.gui.parts.text import label
from casebook.gui.theme import Look

_CELL = 150


class NumberedWords(QWidget):
    """The words, each behind its number, read along the lines. *large* = for writing by hand.

    Labels whose text nothing can select, so that no clipboard gets it.
    """

    def __init__(self, look: Look, words: Sequence[str], *, large: bool = False) -> None:
        super().__init__()
        theme = look.theme
        flow = Flow(self, gap=theme.space(8))
        self.labels = []
        for number, word in enumerate(words, 1):
            cell = QWidget()
            cell.setFixedWidth(theme.px(_CELL))
            row = QHBoxLayout(cell)
            row.setContentsMargins(0, theme.space(4) if large else 0, 0, theme.space(4) if large else 0)
            row.setSpacing(theme.space(8))
            count = label(str(number), "meta")
            count.setFixedWidth(theme.px(18))
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            shown = label(word, "title" if large else "strong")
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            row.addWidget(count)
            row.addWidget(shown, 1)
            flow.put(cell)
            self.labels.append(shown)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def wipe(self) -> None:
        """Show no word any more."""
        for shown in self.labels:
            shown.clear()
