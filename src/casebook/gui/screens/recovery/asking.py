"""Some words of each share asked back, from the paper: whoever wrote them down wrongly learns it now."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.recovery import Shares
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label
from casebook.gui.parts.wordfields import WordField
from casebook.gui.screens.recovery.state import ASKED, Question, RecoveryState, wrong
from casebook.gui.theme import Look


class Asking(QWidget):
    """Fields for the words asked. `right` = all of them are the words that were shown."""

    right = Signal()

    def __init__(self, look: Look, state: RecoveryState, shares: Shares, asked: tuple[Question, ...]) -> None:
        super().__init__()
        self._look = look
        self._state = state
        self._shares: Shares | None = shares
        self.asked = asked
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        told = N_("Take the papers, and type these words from them. Four letters of each are enough.")
        box.addWidget(label(tr(told), "label", wrap=True))
        card = QFrame()
        card.setProperty("role", "card")
        grid = QGridLayout(card)
        pad = theme.space(16)
        grid.setContentsMargins(pad, pad, pad, pad)
        grid.setHorizontalSpacing(theme.space(12))
        grid.setVerticalSpacing(theme.space(8))
        grid.setColumnStretch(1 + 2 * ASKED, 1)
        self.fields = [self._ask(grid, number, one) for number, one in enumerate(asked)]
        for before, after in zip(self.fields, self.fields[1:], strict=False):
            before.onward.connect(after.setFocus)
        self.fields[-1].onward.connect(self.submit)
        box.addWidget(card)
        self.notice = Notice(look, "", tone="red")
        self.notice.hide()
        box.addWidget(self.notice)
        row = QHBoxLayout()
        go_on = Button(look, tr(N_("Compare")), role="primary", icon="check")
        go_on.clicked.connect(self.submit)
        row.addWidget(go_on)
        row.addStretch(1)
        box.addLayout(row)
        self.setFocusProxy(self.fields[0])

    def _ask(self, grid: QGridLayout, number: int, one: Question) -> WordField:
        tr, theme = self._look.tr, self._look.theme
        share = tr(N_("Share {number}")).replace("{number}", str(one.share))
        word = tr(N_("Word {number}")).replace("{number}", str(one.word))
        row, column = divmod(number, ASKED)
        if not column:
            grid.addWidget(label(share, "strong"), row, 0)
        field = WordField(f"{share}, {word}")
        field.setFixedWidth(theme.px(116))
        field.textChanged.connect(self._quiet)
        grid.addWidget(label(word, "label"), row, 1 + 2 * column)
        grid.addWidget(field, row, 2 + 2 * column)
        return field

    def _quiet(self) -> None:
        self.notice.hide()

    def submit(self) -> None:
        """Compare what is typed with what was shown."""
        if self._shares is None:
            return
        answers = [field.word() for field in self.fields]
        missing, others = wrong(self._shares.words, self.asked, answers)
        for field, question in zip(self.fields, self.asked, strict=True):
            field.mark(bad=question in others)
        if others:
            self._complain(self._state.amiss(others), others[0])
        elif missing:
            self._complain(self._look.tr(N_("Type every word that is asked for.")), missing[0])
        else:
            self.right.emit()

    def _complain(self, sentence: str, at: Question) -> None:
        self.notice.say(sentence)
        self.notice.show()
        self.fields[self.asked.index(at)].setFocus()

    def wipe(self) -> None:
        """Empty the fields and forget the shares."""
        self._shares = None
        for field in self.fields:
            field.wipe()
