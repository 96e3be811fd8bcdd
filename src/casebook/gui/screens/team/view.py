"""The trust page: a row for each device, what may be done about it below the row, and what waits in quarantine."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.options import Options
from casebook.gui.parts.text import chip, label
from casebook.gui.screens.team.state import (
    REASON_WORDS,
    ROLE_WORDS,
    Row,
    Shown,
    TeamState,
    Waiting,
    admitting,
    giving,
    naming,
    removing,
)
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.journal.acts import Reason, Role
from casebook.wording.of_teammates import REMOVED_KEEPS

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
        self._box.addStretch(1)
        self._below: dict[bytes, QVBoxLayout] = {}
        self.act: Doing | None = None
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

    def show_team(self, shown: Shown) -> None:
        """Show it."""
        for part in (self._notes, self._rows, self._waiting):
            empty(part)
        self._below, self.act, self.rows = {}, None, shown.rows
        tr = self.look.tr
        for sentence in shown.notes:
            self._notes.addWidget(Notice(self.look, sentence, tone="amber"))
        if shown.lacks_paper:
            ways = () if shown.has_shares else ((tr(N_("Make recovery shares…")), Spot(Place.RECOVERY)),)
            notice = Notice(self.look, tr(_PAPER), tone="amber", ways=ways)
            notice.chosen.connect(self._go)
            self._notes.addWidget(notice)
        self.name_paper.setVisible(shown.lacks_paper and shown.has_shares)
        for row in shown.rows:
            self._rows.addWidget(self._card(row))
        if shown.waiting:
            self._waiting.addWidget(label(tr(N_("In quarantine")), "section"))
            self._waiting.addWidget(label(tr(_ADMIT), "label", wrap=True))
        for waiting in shown.waiting:
            self._waiting.addWidget(self._quarantine(waiting))
        first = next(iter(self.findChildren(Pick)), None)
        if first is not None and not self.isAncestorOf(QApplication.focusWidget() or self):
            first.setFocus()

    def _card(self, row: Row) -> QWidget:
        theme, tr = self.look.theme, self.look.tr
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(4))
        head = QHBoxLayout()
        if row.record is None:
            head.addWidget(label(row.name, "strong"))
        else:
            name = Pick(self.look, row.name, Spot(Place.RECORD, record=row.record), icon="colleague")
            name.picked.connect(self._go)
            head.addWidget(name)
        head.addWidget(label(row.role_words, "label"))
        head.addStretch(1)
        box.addLayout(head)
        if row.heard:
            box.addWidget(label(row.heard, "meta", wrap=True))
        if row.chips:
            holder = QWidget()
            chips = Flow(holder, gap=theme.space(8))
            for each in row.chips:
                chips.put(chip(each.words, each.tone))
            box.addWidget(holder)
        if row.live or row.chips:
            self._add_acts(box, row)
        self._below[row.public] = QVBoxLayout()
        box.addLayout(self._below[row.public])
        card.setAccessibleName(tr(N_("{name}, {role}")).format(name=row.name, role=row.role_words))
        return card

    def _add_acts(self, box: QVBoxLayout, row: Row) -> None:
        tr = self.look.tr
        acts = QHBoxLayout()
        acts.setSpacing(self.look.theme.space(12))
        if row.below and row.live:
            for text, act in ((N_("Role…"), self._ask_role), (N_("Remove…"), self._ask_removal)):
                button = Button(self.look, tr(text), role="link", name=f"{tr(text)} {row.name}")
                button.clicked.connect(partial(act, row))
                acts.addWidget(button)
        if not row.own and row.role is not None:
            text = tr(N_("If this laptop is gone…"))
            gone = Pick(self.look, text, row, name=f"{text} {row.name}")
            gone.picked.connect(self._show_lost)
            acts.addWidget(gone)
        acts.addStretch(1)
        box.addLayout(acts)

    # ------------------------------------------------------------------------------------ acting

    def _ask_removal(self, row: Row, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        options = Options(self.look, self.look.tr(N_("Why")))
        for reason, words in REASON_WORDS:
            options.add(self.look.tr(words), "", reason)
        options.choose(Reason.LOST)
        self._open(row, options, REMOVED_KEEPS, N_("Remove it from the team"), danger=True)

    def _ask_role(self, row: Row, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        options = Options(self.look, self.look.tr(N_("Role in the team")))
        for role, words in ROLE_WORDS:
            options.add(self.look.tr(words), "", role)
        options.choose(row.role)
        told = N_("What the device did so far, it did in the role it had.")
        self._open(row, options, told, N_("Give it this role"), danger=False)

    def _open(self, row: Row, options: Options, told: str, verb: str, *, danger: bool) -> None:
        for below in self._below.values():
            empty(below)
        below = self._below[row.public]
        below.addWidget(options)
        below.addWidget(label(self.look.tr(told), "label", wrap=True))
        self.act = Doing(
            self.workspace, self.look, self.look.tr(verb), role="danger" if danger else "primary"
        )
        self.act.wanted.connect(partial(self._do, row, options))
        below.addWidget(self.act)
        options.setFocus()

    def _do(self, row: Row, options: Options) -> None:
        thing = options.thing()
        if self.act is not None and isinstance(thing, Reason):
            self.act.write(removing(row.public, thing))
        elif self.act is not None and isinstance(thing, Role):
            self.act.write(giving(row.public, thing))

    def _name_paper(self) -> None:
        self.name_paper.write(naming)

    def _quarantine(self, waiting: Waiting) -> QWidget:
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        box.addWidget(label(waiting.words, wrap=True))
        if waiting.may_admit:
            doing = Doing(self.workspace, self.look, self.look.tr(N_("Accept these changes")), role="")
            doing.wanted.connect(partial(self._admit, doing, waiting))
            box.addWidget(doing)
        return card

    @staticmethod
    def _admit(doing: Doing, waiting: Waiting) -> None:
        doing.write(admitting(waiting.entries))

    def _show_lost(self, row: object) -> None:
        assert isinstance(row, Row)
        self.workspace.go(Spot(Place.LOST, record=row.record))

    def _go(self, spot: object) -> None:
        assert isinstance(spot, Spot)
        self.workspace.go(spot)
