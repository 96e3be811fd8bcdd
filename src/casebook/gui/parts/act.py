"""One act on a card of its own: what it is, what it asks, the button that does it, and a way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.text import label
from casebook.gui.theme import Look


class Act(QFrame):
    """`closed` = it is done or not wanted any more; `told` carries sentences that stay to be read.

    What is asked goes into *inside*; *does* is what the button does then: it does it, or says what is missing.
    """

    closed = Signal()
    told = Signal(object)

    def __init__(
        self, look: Look, doing: Doing, *sentences: str, does: Callable[[], None], heading: str = ""
    ) -> None:
        super().__init__()
        self.look = look
        self.doing = doing
        theme = look.theme
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(24)
        box.setContentsMargins(pad, theme.space(16), pad, pad)
        box.setSpacing(theme.space(8))
        if heading:
            box.addWidget(label(heading, "section"))
        self.inside = QVBoxLayout()
        self.inside.setSpacing(theme.space(8))
        box.addLayout(self.inside)
        for sentence in sentences:
            self.say(sentence)
        doing.wanted.connect(does)
        box.addWidget(doing)
        leave = Button(look, look.tr(N_("Leave it as it is")), role="link")
        leave.clicked.connect(self.closed)
        box.addWidget(leave, 0, Qt.AlignmentFlag.AlignLeft)

    def say(self, sentence: str) -> None:
        """One more line."""
        self.inside.addWidget(label(sentence, "label", wrap=True))

    def ask(self, name: str, widget: QWidget) -> None:
        """One more question."""
        self.say(name)
        self.inside.addWidget(widget)

    def begin(self) -> None:
        """The keyboard stands where one answers first."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves, as long as nothing is under way."""
        if event.key() == Qt.Key.Key_Escape and not self.doing.busy:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _close(self, _touched: Touched) -> None:
        self.closed.emit()
