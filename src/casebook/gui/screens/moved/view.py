"""The page that asks how a casebook came to lie where it lies: two answers, each with what it means."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label
from casebook.gui.screens.moved.state import WORDS, Answer, answering, load
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace

WIDEST = 720


class MovedView(QScrollArea):
    """Asks once; afterwards it says what was answered."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.answers: dict[Answer, Doing] = {}
        tr, theme = look.tr, look.theme
        page = Column(look, WIDEST)
        page.box.addWidget(label(tr(N_("Moved or copied?")), "title"))
        told = N_(
            "The casebook lies in another place than before. Two copies that are both written in under one name would "
            "contradict each other, so somebody has to say once how it came here. Until then it can be read."
        )
        page.box.addWidget(label(tr(told), "label", wrap=True))
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.space(12))
        page.box.addSpacing(theme.space(8))
        page.box.addLayout(self._cards)
        page.box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Moved or copied?")))

    def reload(self) -> None:
        """Ask which answers can be true."""
        self.workspace.read(load, self.show_answers)

    def show_answers(self, possible: tuple[Answer, ...]) -> None:
        """Show them, the keyboard on the first."""
        empty(self._cards)
        self.answers = {}
        if not possible:
            told = self.look.tr(N_("Nothing is asked: the casebook is written in where it lies."))
            self._cards.addWidget(Notice(self.look, told))
            return
        for answer in possible:
            self._cards.addWidget(self._card(answer, first=answer is possible[0]))
        self.answers[possible[0]].setFocus()

    def _card(self, answer: Answer, *, first: bool) -> QFrame:
        tr, theme = self.look.tr, self.look.theme
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = theme.space(24)
        box.setContentsMargins(pad, theme.space(16), pad, pad)
        box.setSpacing(theme.space(8))
        words = WORDS[answer]
        box.addWidget(label(tr(words.verb), "section"))
        box.addWidget(label(tr(words.told), wrap=True))
        box.addSpacing(theme.space(4))
        doing = Doing(self.workspace, self.look, tr(words.verb), role="primary" if first else "")
        doing.wanted.connect(partial(self.say, answer))
        box.addWidget(doing)
        self.answers[answer] = doing
        return card

    def say(self, answer: Answer) -> None:
        """Act on *answer*."""
        self.answers[answer].run(answering(answer), self._done)

    def _done(self, done: tuple[Answer, bool]) -> None:
        answer, asks = done
        empty(self._cards)
        self.answers = {}
        ways = ((self.look.tr(N_("Ask the team to take it in…")), Spot(Place.REJOIN)),) if asks else ()
        notice = Notice(self.look, self.look.tr(WORDS[answer].done), ways=ways)
        notice.chosen.connect(self._go)
        self._cards.addWidget(notice)

    def _go(self, spot: object) -> None:
        assert isinstance(spot, Spot)
        self.workspace.go(spot)
