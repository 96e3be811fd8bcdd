"""What the program says in passing, and what it says where it matters."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.text import as_tooltip, label, picture
from casebook.gui.theme import Look

STAY_MS = 12_000
ICONS = {"amber": "warning", "red": "refused", "accent": "info", "violet": "withheld", "slate": "colleague"}


class Saved(QWidget):
    """The quiet line at the foot: “Saved · Undo”. It goes away by itself."""

    undo_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.theme.space(4))
        self._icon = picture(look, "check", "accent")
        self._text = label("", "meta")
        self._undo = Button(look, look.tr(N_("Undo")), role="link", name=look.tr(N_("Undo the last change")))
        self._undo.clicked.connect(self.undo_wanted)
        row.addWidget(self._icon)
        row.addWidget(self._text)
        row.addWidget(self._undo)
        row.addStretch(1)
        self._until = QTimer(self, interval=STAY_MS, singleShot=True)
        self._until.timeout.connect(self.clear)
        self.clear()

    def say(self, text: str, *, undo: str = "") -> None:
        """Show *text* for a while; *undo* says what could be taken back, empty = nothing."""
        self._text.setText(text)
        self._undo.setToolTip(as_tooltip(undo))
        self._undo.setAccessibleDescription(undo)
        self._undo.setVisible(bool(undo))
        self._icon.setVisible(True)
        self._text.setVisible(True)
        self._until.start()

    def clear(self) -> None:
        """Say nothing."""
        for widget in (self._icon, self._text, self._undo):
            widget.hide()


class Notice(QFrame):
    """A sentence in its place, with what can be done about it. *tone*: amber, red, accent, violet, slate."""

    chosen = Signal(object)

    def __init__(
        self, look: Look, text: str, *, tone: str = "accent", ways: tuple[tuple[str, object], ...] = ()
    ) -> None:
        super().__init__()
        self.setProperty("role", "note")
        self.setProperty("tone", tone)
        row = QHBoxLayout(self)
        pad = look.theme.space(12)
        row.setContentsMargins(pad, look.theme.space(8), pad, look.theme.space(8))
        row.setSpacing(look.theme.space(8))
        row.addWidget(picture(look, ICONS[tone], tone))
        column = QVBoxLayout()
        column.setSpacing(look.theme.space(4))
        self.text = label(text, wrap=True)
        self.text.setAccessibleName(text)
        column.addWidget(self.text)
        if ways:
            actions = QWidget()
            flow = Flow(actions, gap=look.theme.space(4))
            for words, thing in ways:
                pick = Pick(look, words, thing)
                pick.picked.connect(self.chosen)
                flow.addWidget(pick)
            column.addWidget(actions)
        row.addLayout(column, 1)

    def say(self, text: str) -> None:
        """Another sentence."""
        self.text.setText(text)
        self.text.setAccessibleName(text)
