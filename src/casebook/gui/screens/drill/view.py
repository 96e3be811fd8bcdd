"""Trying the recovery shares: typed from paper, proved, forgotten. Opens nothing and needs no casebook."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.numbered import NumberedWords
from casebook.gui.parts.sharesfield import SharesField
from casebook.gui.parts.text import label
from casebook.gui.screens.drill.state import TOLD, Belongs, DrillState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.vault.recovery import Proof


class DrillView(QScrollArea):
    """Works with a casebook open and with none."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = DrillState(look.tr)
        tr, theme = look.tr, look.theme
        page = Column(look, 820)
        page.box.addWidget(label(tr(N_("Try the recovery shares")), "title"))
        told = N_(
            "Type the papers that are at hand. It is said what is wrong with each, and in the end whether they would "
            "open a casebook. Nothing is opened, and nothing of them is kept."
        )
        page.box.addWidget(label(tr(told), "label", wrap=True))
        self.card = QFrame()
        self.card.setProperty("role", "card")
        box = QVBoxLayout(self.card)
        pad = theme.space(16)
        box.setContentsMargins(pad, pad, pad, pad)
        box.setSpacing(theme.space(12))
        self.shares = SharesField(workspace.tasks, look)
        self.shares.changed.connect(self._weigh)
        self.shares.enough.connect(self._offer)
        box.addWidget(self.shares)
        self.doing = Doing(workspace, look, tr(N_("Prove the shares")), icon="check")
        self.doing.wanted.connect(self.submit)
        box.addWidget(self.doing)
        page.box.addWidget(self.card)
        self._results = QVBoxLayout()
        self._results.setSpacing(theme.space(8))
        page.box.addLayout(self._results)
        page.box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Try the recovery shares")))
        self._weigh()
        workspace.locking.connect(self.wipe)

    def reload(self) -> None:
        """Begin: the keyboard stands at the first word."""
        self.shares.begin()

    def _weigh(self) -> None:
        self.doing.setVisible(self.shares.is_enough)

    def _offer(self) -> None:
        self.doing.button.setFocus()

    def submit(self) -> None:
        """Prove them."""
        if self.shares.is_enough and not self.doing.busy:
            self.doing.run_closed(self.state.prove(self.shares.texts()), self.show_proof)

    def show_proof(self, proof: Proof) -> None:
        """They are right: the words to be compared; the shares themselves are forgotten at once."""
        tr, theme = self.look.tr, self.look.theme
        self.wipe()
        self.card.hide()
        empty(self._results)
        self._results.addWidget(Notice(self.look, self.state.told(proof)))
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = theme.space(16)
        box.setContentsMargins(pad, pad, pad, pad)
        box.setSpacing(theme.space(8))
        box.addWidget(label(tr(N_("Compare these 12 words with the recovery sheet")), "section", wrap=True))
        box.addWidget(NumberedWords(self.look, proof.fingerprint_words, large=True))
        self._results.addWidget(card)
        again = Button(self.look, tr(N_("Try others")), role="link", icon="restore")
        again.clicked.connect(self._begin_anew)
        row = QHBoxLayout()
        row.addWidget(again)
        row.addStretch(1)
        self._results.addLayout(row)
        again.setFocus()
        if self.workspace.is_open:
            self.workspace.read(self.state.compare(proof), self.show_belongs)

    def show_belongs(self, belongs: Belongs) -> None:
        """Say whether they open the casebook that is open."""
        tone = "accent" if belongs is Belongs.YES else "amber"
        self._results.insertWidget(1, Notice(self.look, self.look.tr(TOLD[belongs]), tone=tone))

    def _begin_anew(self) -> None:
        empty(self._results)
        self.card.show()
        self.shares.begin()

    def wipe(self) -> None:
        """Nothing that was typed stays."""
        self.shares.wipe()
        self._weigh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever goes to another place leaves no words behind."""
        if not event.spontaneous():
            self.wipe()
        super().hideEvent(event)
