"""The card on which rows stand below each other, with a line between them."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout

from casebook.gui.theme import Look


def rows_card(look: Look, *, first: int = 0) -> tuple[QFrame, QGridLayout]:
    """An empty one. *first*: how wide the first column is at least, in pixels at 100 %."""
    theme = look.theme
    card = QFrame()
    card.setProperty("role", "card")
    grid = QGridLayout(card)
    pad = theme.space(16)
    grid.setContentsMargins(pad, theme.space(8), pad, theme.space(8))
    grid.setHorizontalSpacing(theme.space(16))
    grid.setVerticalSpacing(theme.space(4))
    grid.setColumnMinimumWidth(0, theme.px(first))
    return card, grid
