"""The trust page: a row for each device, what may be done about it below the row, and what waits in quarantine."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.byshares import ByShares
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.paperkey import OWN, SHARES_TOLD, Texts
from casebook.gui.parts.text import label
from casebook.gui.screens.team.acting import admitting, naming
from casebook.gui.screens.team.card import DeviceCard
from casebook.gui.screens.team.keys import Keys
from casebook.gui.screens.team.state import Row, Shown, TeamState, Waiting
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace

_TOLD = N_(
    "Whoever stands higher in this list may remove those below, never the other way round. What is said of another "
    "device is what it said itself, on the last stick that reached this one."
)
_PAPER = N_(
    "There is no paper admin yet, so nobody can be taken in: else one stolen laptop could remove everybody. The "
    "recovery shares of this casebook become the paper admin."
)
_ADMIT = N_(
    "Accept it only if you know that the person wrote it before the laptop was gone. Their program cannot tell."
)


class TeamView(QScrollArea):
    """Everybody and how they stand; one thing is done at a time, below the row it is about."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = TeamState(look.tr)
        page = Column(look, 900)
        self._box = page.box
        self._box.addWidget(label(look.tr(N_("People and devices")), "title"))
        self._box.addWidget(label(look.tr(_TOLD), "label", wrap=True))
        self._notes = QVBoxLayout()
        self._box.addLayout(self._notes)
        self.name_paper = Doing(workspace, look, look.tr(N_("Name the paper admin")))
        self.name_paper.wanted.connect(self._name_paper)
        self._box.addWidget(self.name_paper)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(look.theme.space(12))
        self._box.addLayout(self._rows)
        self._waiting = QVBoxLayout()
        self._box.addLayout(self._waiting)
        self.left = Button(look, look.tr(N_("No admin is left, and no shares…")), role="link")
        self.left.clicked.connect(self._go_on_alone)
        self._box.addWidget(self.left, 0, Qt.AlignmentFlag.AlignLeft)
        self.left.hide()
        self.keys = Keys(workspace, look)
        self._box.addWidget(self.keys)
        self._box.addStretch(1)
        self.cards: list[DeviceCard] = []
        self.rows: tuple[Row, ...] = ()
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(look.tr(N_("People and devices")))
        workspace.touched.connect(self._hear)

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Ask how everybody stands."""
        self.workspace.read(self.state.load, self.show_team)
        self.keys.reload()

    def show_team(self, shown: Shown) -> None:
        """Show it."""
        for part in (self._notes, self._rows, self._waiting):
            empty(part)
        self.cards, self.rows = [], shown.rows
        tr = self.look.tr
        for sentence in shown.notes:
            way = (tr(N_("What to do…")), Spot(Place.REJOIN))
            stands_apart = shown.apart and sentence is shown.notes[0]
            note = Notice(self.look, sentence, tone="amber", ways=(way,) if stands_apart else ())
            note.chosen.connect(self._go)
            self._notes.addWidget(note)
        if shown.lacks_paper:
            ways = () if shown.has_shares else ((tr(N_("Make recovery shares…")), Spot(Place.RECOVERY)),)
            notice = Notice(self.look, tr(_PAPER), tone="amber", ways=ways)
            notice.chosen.connect(self._go)
            self._notes.addWidget(notice)
        self.name_paper.setVisible(shown.lacks_paper and shown.has_shares)
        if shown.erasures:
            self._notes.addWidget(self._erasures(shown.erasures))
        for row in shown.rows:
            card = DeviceCard(self.workspace, self.look, row, has_paper=not shown.lacks_paper)
            card.went.connect(self._go)
            card.began.connect(self._begin)
            self._rows.addWidget(card)
            self.cards.append(card)
        if shown.waiting:
            self._waiting.addWidget(label(tr(N_("In quarantine")), "section"))
            self._waiting.addWidget(label(tr(_ADMIT), "label", wrap=True))
        for waiting in shown.waiting:
            self._waiting.addWidget(self._quarantine(waiting, has_paper=not shown.lacks_paper))
        self.left.setVisible(shown.may_be_left)
        first = next(iter(self.findChildren(Pick)), None)
        if first is not None and not self.isAncestorOf(QApplication.focusWidget() or self):
            first.setFocus()

    def _erasures(self, count: int) -> Notice:
        told = self.look.tr.plural(
            "{count} order to erase is not confirmed by everybody yet: somebody may still hold what it is about.",
            "{count} orders to erase are not confirmed by everybody yet: somebody may still hold what they are about.",
            count,
        )
        way = (self.look.tr(N_("Orders to erase…")), Spot(Place.ORDERS))
        notice = Notice(self.look, told, tone="amber", ways=(way,))
        notice.chosen.connect(self._go)
        return notice

    def _begin(self, card: object) -> None:
        for each in self.cards:
            if each is not card:
                each.close_act()

    # ------------------------------------------------------------------------------------ acting

    def _name_paper(self) -> None:
        self.name_paper.write(naming)

    def _quarantine(self, waiting: Waiting, *, has_paper: bool) -> QWidget:
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        box.addWidget(label(waiting.words, wrap=True))
        verb = self.look.tr(N_("Accept these changes"))
        if waiting.may_admit:
            doing = Doing(self.workspace, self.look, verb, role="")
            doing.wanted.connect(partial(self._admit, doing, waiting, OWN))
            box.addWidget(doing)
        elif has_paper:
            box.addWidget(label(self.look.tr(SHARES_TOLD), "label", wrap=True))
            shares = ByShares(self.workspace, self.look, verb)
            shares.wanted.connect(partial(self._admit, shares.doing, waiting))
            box.addWidget(shares)
        return card

    @staticmethod
    def _admit(doing: Doing, waiting: Waiting, texts: Texts) -> None:
        doing.write(admitting(waiting.public, texts))

    def _go_on_alone(self) -> None:
        self.workspace.go(Spot(Place.REJOIN))

    def _go(self, spot: object) -> None:
        assert isinstance(spot, Spot)
        self.workspace.go(spot)
