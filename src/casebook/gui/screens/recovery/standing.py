"""How recovery stands: which shares open the casebook, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from casebook.base.words import N_
from casebook.casework.recovery import Status
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.numbered import NumberedWords
from casebook.gui.parts.text import label
from casebook.gui.screens.recovery.state import RecoveryState
from casebook.gui.theme import Look


class Standing(QFrame):
    """`try_wanted`, `make_wanted`, `withdraw_wanted`: what the person wants to do."""

    try_wanted = Signal()
    make_wanted = Signal()
    withdraw_wanted = Signal()

    def __init__(self, look: Look, state: RecoveryState, status: Status) -> None:
        super().__init__()
        tr, theme = look.tr, look.theme
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(16)
        box.setContentsMargins(pad, pad, pad, pad)
        box.setSpacing(theme.space(8))
        heading, facts = state.stands(status)
        box.addWidget(label(heading, "section", wrap=True))
        box.addWidget(label(facts, "label", wrap=True))
        if status.fingerprint_words:
            told = N_("The 12 words of the recovery sheet. They are no secret and open nothing:")
            box.addWidget(label(tr(told), "meta", wrap=True))
            box.addWidget(NumberedWords(look, status.fingerprint_words))
        row = Flow(gap=theme.space(12))
        self.try_button = Button(look, tr(N_("Try the shares")), role="primary", icon="check")
        self.try_button.clicked.connect(self.try_wanted)
        make = Button(look, tr(N_("Make new shares…")), icon="add")
        make.clicked.connect(self.make_wanted)
        withdraw = Button(look, tr(N_("Withdraw recovery…")), role="link", icon="remove")
        withdraw.clicked.connect(self.withdraw_wanted)
        for button in (self.try_button, make, withdraw):
            row.addWidget(button)
        box.addLayout(row)
        told = N_("After new shares are made, the old ones open nothing that is written from then on.")
        box.addWidget(label(tr(told), "meta", wrap=True))
