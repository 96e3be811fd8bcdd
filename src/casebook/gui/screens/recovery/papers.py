"""What is written down by hand: one paper for each share, then the recovery sheet. One at a time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.recovery import Shares
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.numbered import NumberedWords
from casebook.gui.parts.text import label
from casebook.gui.screens.recovery.state import RecoveryState
from casebook.gui.theme import Look


class Papers(QWidget):
    """Pages through the papers of *shares*. `written` = the person has been through all of them."""

    written = Signal()

    def __init__(self, look: Look, state: RecoveryState, shares: Shares) -> None:
        super().__init__()
        self._look = look
        self._state = state
        self._shares: Shares | None = shares
        self.at = 0
        self.words: NumberedWords | None = None
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        self._paper = QVBoxLayout()
        box.addLayout(self._paper)
        row = QHBoxLayout()
        row.setSpacing(theme.space(12))
        self.next_button = Button(look, "", role="primary", icon="next")
        self.next_button.clicked.connect(self.go_on)
        row.addWidget(self.next_button)
        self.back_button = Button(look, tr(N_("The paper before")), role="link", icon="back")
        self.back_button.clicked.connect(self.go_back)
        row.addWidget(self.back_button)
        row.addStretch(1)
        box.addLayout(row)
        for told in (
            N_(
                "If nobody touches the keyboard for a while the casebook locks. The words are gone then, nothing "
                "is changed, and you begin anew."
            ),
            N_(
                "Nothing is printed from here: a printer keeps what it printed, and its queue is a file on "
                "this computer."
            ),
        ):
            box.addWidget(label(tr(told), "meta", wrap=True))
        self.setFocusProxy(self.next_button)
        self._show()

    def _show(self) -> None:
        shares = self._shares
        empty(self._paper)
        if shares is None:
            return
        tr = self._look.tr
        sheet = self.at == len(shares.words)
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = self._look.theme.space(16)
        box.setContentsMargins(pad, pad, pad, pad)
        box.setSpacing(self._look.theme.space(8))
        if sheet:
            self._fill_sheet(box, shares)
        else:
            self._fill_share(box, shares)
        self._paper.addWidget(card)
        to_sheet = self.at + 1 == len(shares.words)
        verb = N_("They are written down") if sheet else N_("To the sheet") if to_sheet else N_("Next share")
        self.next_button.setText(tr(verb))
        self.next_button.setAccessibleName(tr(verb))
        self.back_button.setVisible(self.at > 0)

    def _fill_share(self, box: QVBoxLayout, shares: Shares) -> None:
        tr = self._look.tr
        heading = tr(N_("Share {number} of {count}")).replace("{number}", str(self.at + 1))
        box.addWidget(label(heading.replace("{count}", str(len(shares.words))), "section"))
        told = tr(
            N_(
                "A paper of its own, for one person: the number of the share and these 20 words. All papers "
                "begin with “{name}”. Write them by hand. Do not photograph them."
            )
        )
        box.addWidget(label(told.replace("{name}", shares.set_name), "label", wrap=True))
        self.words = NumberedWords(self._look, shares.words[self.at].split(), large=True)
        box.addWidget(self.words)

    def _fill_sheet(self, box: QVBoxLayout, shares: Shares) -> None:
        tr = self._look.tr
        box.addWidget(label(tr(N_("The recovery sheet")), "section"))
        told = tr(
            N_(
                "One more paper, no secret: {offer} shares, “{name}”, and these 12 words. Whoever tries the "
                "shares gets the same 12 words if they are the right ones. They open nothing."
            )
        )
        offer = self._state.offer(shares.threshold, len(shares.words))
        told = told.replace("{offer}", offer).replace("{name}", shares.set_name)
        box.addWidget(label(told, "label", wrap=True))
        self.words = NumberedWords(self._look, shares.fingerprint_words, large=True)
        box.addWidget(self.words)

    def go_on(self) -> None:
        """The next paper, or on to the questions."""
        if self._shares is None:
            return
        if self.at == len(self._shares.words):
            self.written.emit()
            return
        self.at += 1
        self._turn()

    def go_back(self) -> None:
        """The paper before."""
        self.at = max(0, self.at - 1)
        self._turn()

    def _turn(self) -> None:
        if self.words is not None:
            self.words.wipe()
        self._show()
        self.next_button.setFocus()

    def wipe(self) -> None:
        """Show no word any more, and forget the shares."""
        self._shares = None
        if self.words is not None:
            self.words.wipe()
        self._show()
