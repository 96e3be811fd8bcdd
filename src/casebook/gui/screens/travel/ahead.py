"""What a journey would do, to be read before saying yes: the recipients' words first, to be compared by voice."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label
from casebook.gui.screens.travel.asking import card
from casebook.gui.screens.travel.state import Ahead
from casebook.gui.theme import Look
from casebook.wording import of_wiping


class AheadView(QWidget):
    """Read only."""

    def __init__(self, look: Look, ahead: Ahead) -> None:
        super().__init__()
        tr = look.tr
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(8))
        inside = card(look, box, N_("Compare these words with the recipient, by voice"))
        for key, words in ahead.recipients:
            inside.addWidget(label(words, "strong", wrap=True))
            short = f"{key[:12]}…{key[-8:]}"
            inside.addWidget(label(short, "meta"))
        for section in ahead.sections:
            inside = card(look, box, section.heading)
            for text in section.lines:
                inside.addWidget(label(text, wrap=True))
        box.addWidget(Notice(look, tr(of_wiping.LABORATORY), tone="amber"))
