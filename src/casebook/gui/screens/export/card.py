"""The card of one place to look at: the word, why it is asked or hidden, and seven keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import Elided, chip, label, set_role
from casebook.gui.screens.export.answers import Said
from casebook.gui.screens.export.texts import About, Stop
from casebook.gui.screens.export.why import Reason
from casebook.gui.theme import Look

HIDE, SHOW, SAME, WHY, BEFORE, NEXT = ("hide", "let-stand", "same", "why", "previous-place", "next-place")
BACK = "box-back"
STATES: Final = {
    (About.QUESTION, Said.OPEN): (N_("hidden until you have looked"), "amber"),
    (About.QUESTION, Said.HIDDEN): (N_("stays hidden"), "violet"),
    (About.QUESTION, Said.SHOWN): (N_("is shown"), "accent"),
    (About.TOUCH, Said.OPEN): (N_("to look at"), "amber"),
    (About.TOUCH, Said.LEFT): (N_("stays as it is"), "accent"),
    (About.MARK, Said.OPEN): (N_("hidden"), "violet"),
}


def key_button(look: Look, name: str, text: str, role: str = "") -> Button:
    """A button that shows the key it stands for."""
    words = look.tr(text)
    return Button(look, f"{words}   {shortcuts.shown(name)}", role=role, name=words)


class Card(QFrame):
    """One place. The buttons are public: whoever holds the card connects them."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        theme = look.theme
        self.setProperty("role", "inset")
        box = QVBoxLayout(self)
        pad = theme.space(12)
        box.setContentsMargins(pad, theme.space(8), pad, theme.space(8))
        box.setSpacing(theme.space(4))
        head = QHBoxLayout()
        head.setSpacing(theme.space(8))
        self._word = Elided("", "strong")
        self._state = chip("")
        head.addWidget(self._word, 1)
        head.addWidget(self._state)
        box.addLayout(head)
        self._why = label("", "label", wrap=True)
        box.addWidget(self._why)
        self._reasons = QVBoxLayout()
        self._reasons.setSpacing(2)
        box.addLayout(self._reasons)
        row = QWidget()
        keys = Flow(row, gap=theme.space(8))
        self.buttons = {
            HIDE: key_button(look, HIDE, N_("Hide")),
            SHOW: key_button(look, SHOW, N_("Show")),
            SAME: key_button(look, SAME, N_("Same for all")),
            WHY: key_button(look, WHY, N_("Why?"), "quiet"),
            BEFORE: key_button(look, BEFORE, N_("Back"), "quiet"),
            NEXT: key_button(look, NEXT, N_("Next"), "quiet"),
            BACK: key_button(look, BACK, N_("Take back"), "quiet"),
        }
        for button in self.buttons.values():
            keys.addWidget(button)
        box.addWidget(row)

    def show_stop(self, stop: Stop, meant: Stop | None) -> None:
        """Another place, or the same after an answer. *meant*: the word "the same for all" would answer for."""
        tr = self.look.tr
        self._word.setText(tr(N_("“{word}”")).format(word=stop.word.strip()))
        words, tone = STATES.get((stop.about, stop.said), STATES[About.MARK, Said.OPEN])
        self._state.setText(tr(words))
        set_role(self._state, tone=tone)
        self._why.setText(stop.why[:1].upper() + stop.why[1:])
        empty(self._reasons)
        touch = stop.about is About.TOUCH
        self._name(HIDE, tr(N_("Hide the sentence")) if touch else tr(N_("Hide")))
        self._name(SHOW, tr(N_("Leave as it is")) if touch else tr(N_("Show")))
        self.buttons[SAME].setVisible(meant is not None)
        if meant is not None:
            same = tr(N_("“{word}”: the same for all {count}"))
            self._name(SAME, same.format(word=meant.word, count=meant.also + 1))

    def _name(self, key: str, words: str) -> None:
        self.buttons[key].setText(f"{words}   {shortcuts.shown(key)}")
        self.buttons[key].setAccessibleName(words)

    def show_reasons(self, reasons: tuple[Reason, ...]) -> None:
        """Whom the place may name."""
        empty(self._reasons)
        for reason in reasons:
            told = f"{reason.name}: {reason.why}" if reason.name else reason.why
            self._reasons.addWidget(label(told, wrap=True))

    def say(self, told: str) -> None:
        """A sentence under the question."""
        self._reasons.addWidget(label(told, "doubt", wrap=True))
