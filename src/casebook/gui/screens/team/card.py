"""One device on the trust page: how it stands, and below it the one thing that is being done about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.byshares import ByShares
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.options import Options
from casebook.gui.parts.paperkey import OWN, SHARES_TOLD, Texts
from casebook.gui.parts.text import chip, label
from casebook.gui.screens.team.acting import giving, removing
from casebook.gui.screens.team.state import REASON_WORDS, ROLE_WORDS, Row
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.journal.acts import Reason, Role
from casebook.wording.of_teammates import REMOVED_KEEPS


class DeviceCard(QFrame):
    """`went` carries a spot; `began` = something is being done here, so that nothing else is."""

    went = Signal(object)
    began = Signal(object)

    def __init__(self, workspace: Workspace, look: Look, row: Row, *, has_paper: bool) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.row = row
        self._has_paper = has_paper
        self.act: Doing | None = None
        self.by_shares: ByShares | None = None
        theme, tr = look.theme, look.tr
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(4))
        head = QHBoxLayout()
        if row.record is None:
            head.addWidget(label(row.name, "strong"))
        else:
            name = Pick(look, row.name, Spot(Place.RECORD, record=row.record), icon="colleague")
            name.picked.connect(self.went)
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
            self._add_acts(box)
        self._below = QVBoxLayout()
        box.addLayout(self._below)
        self.setAccessibleName(tr(N_("{name}, {role}")).format(name=row.name, role=row.role_words))

    def _add_acts(self, box: QVBoxLayout) -> None:
        tr, row = self.look.tr, self.row
        acts = QHBoxLayout()
        acts.setSpacing(self.look.theme.space(12))
        if row.live and (row.below or self._has_paper):
            wanted = [(N_("Role…"), self._ask_role), (N_("Remove…"), self._ask_removal)]
            for text, act in wanted[:1] if row.own else wanted:
                button = Button(self.look, tr(text), role="link", name=f"{tr(text)} {row.name}")
                button.clicked.connect(act)
                acts.addWidget(button)
        if not row.own and row.role is not None:
            text = tr(N_("If this laptop is gone…"))
            gone = Pick(self.look, text, Spot(Place.LOST, record=row.record), name=f"{text} {row.name}")
            gone.picked.connect(self.went)
            acts.addWidget(gone)
        acts.addStretch(1)
        box.addLayout(acts)

    # ------------------------------------------------------------------------------------ acting

    def close_act(self) -> None:
        """Nothing is being done here."""
        self.act = self.by_shares = None
        empty(self._below)

    def _ask_removal(self) -> None:
        options = Options(self.look, self.look.tr(N_("Why")))
        for reason, words in REASON_WORDS:
            options.add(self.look.tr(words), "", reason)
        options.choose(Reason.LOST)
        self._open(options, REMOVED_KEEPS, N_("Remove it from the team"), role="danger")

    def _ask_role(self) -> None:
        options = Options(self.look, self.look.tr(N_("Role in the team")))
        for role, words in ROLE_WORDS:
            options.add(self.look.tr(words), "", role)
        options.choose(self.row.role)
        told = N_("What the device did so far, it did in the role it had.")
        self._open(options, told, N_("Give it this role"))

    def _open(self, options: Options, told: str, verb: str, *, role: str = "primary") -> None:
        self.began.emit(self)
        self.close_act()
        tr = self.look.tr
        self._below.addWidget(options)
        self._below.addWidget(label(tr(told), "label", wrap=True))
        if self.row.below:
            self.act = Doing(self.workspace, self.look, tr(verb), role=role)
            self.act.wanted.connect(partial(self._do, options, OWN))
            self._below.addWidget(self.act)
        else:
            self._below.addWidget(label(tr(SHARES_TOLD), "label", wrap=True))
            self.by_shares = ByShares(self.workspace, self.look, tr(verb), role=role)
            self.by_shares.wanted.connect(partial(self._do, options))
            self.act = self.by_shares.doing
            self._below.addWidget(self.by_shares)
        options.setFocus()

    def _do(self, options: Options, texts: Texts) -> None:
        thing = options.thing()
        if self.act is not None and isinstance(thing, Reason):
            self.act.write(removing(self.row.public, thing, texts))
        elif self.act is not None and isinstance(thing, Role):
            self.act.write(giving(self.row.public, thing, texts))
