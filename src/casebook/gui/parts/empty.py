"""An empty place teaches: a picture of what will be there, one sentence, one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.gui.parts.buttons import Button
from casebook.gui.parts.text import label, picture
from casebook.gui.theme import Look


class Empty(QWidget):
    """A place where nothing is yet. `wanted` = its one button was pressed."""

    wanted = Signal()

    def __init__(self, look: Look, icon: str, title: str, sentence: str, way: str = "") -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setSpacing(look.theme.space(12))
        box.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        box.addWidget(picture(look, icon, "ink-soft", 48), 0, centre)
        box.addWidget(label(title, "section"), 0, centre)
        told = label(sentence, "label", wrap=True)
        told.setAlignment(centre)
        told.setFixedWidth(min(look.theme.px(460), 900))
        box.addWidget(told, 0, centre)
        self._told = told
        if way:
            button = Button(look, way, role="primary")
            button.clicked.connect(self.wanted)
            box.addSpacing(look.theme.space(4))
            box.addWidget(button, 0, centre)
        box.addStretch(3)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the sentence needs, now that its font is known."""
        super().showEvent(event)
        self._told.setFixedHeight(self._told.heightForWidth(self._told.width()))
