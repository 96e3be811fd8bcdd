"""Above a person's page: which record stands for this one, which others it stands for, and what came later."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.leftcard import LeftCard
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.page.shown import Shown
from casebook.gui.parts.text import label
from casebook.gui.screens.record.onestate import Known, One, OneState
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace


class AsOne(QWidget):
    """Seen only where two records were made one."""

    def __init__(self, workspace: Workspace, look: Look, record: RecordId) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = OneState(record, look.tr)
        self.cards: list[LeftCard] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, look.theme.space(12))
        self._box.setSpacing(look.theme.space(8))
        self.hide()

    def show_record(self, shown: Shown) -> None:
        """Ask how it stands."""
        if not shown.new and not shown.missing:
            self.workspace.read(self.state.load, self.show_one)

    def show_one(self, one: One) -> None:
        """Say it."""
        empty(self._box)
        tr = self.look.tr
        if one.into is not None:
            told = tr(
                N_("This record was made one with {code}, {name}. What is known of the person stands there.")
            )
            words = told.replace("{code}", one.into.code).replace("{name}", one.into.name)
            way = tr(N_("Open {code}")).replace("{code}", one.into.code)
            notice = Notice(self.look, words, tone="accent", ways=((way, one.into.record),))
            notice.chosen.connect(self._open)
            self._box.addWidget(notice)
        if one.others:
            self._box.addWidget(self._made_others(one.others))
        self.cards = [LeftCard(self.workspace, self.look, each, named=False) for each in one.left]
        for card in self.cards:
            self._box.addWidget(card)
        self.setVisible(one.into is not None or bool(one.others))

    def _made_others(self, others: tuple[Known, ...]) -> QWidget:
        holder = QWidget()
        row = Flow(holder, gap=self.look.theme.space(4))
        row.put(label(self.look.tr(N_("Made one with this record:")), "label"))
        for each in others:
            words = f"{each.name} · {each.code}"
            pick = Pick(self.look, words, each.record, icon="merge")
            pick.picked.connect(self._open)
            row.put(pick)
        return holder

    def _open(self, record: object) -> None:
        assert isinstance(record, bytes)
        self.workspace.go(Spot(Place.RECORD, kind="person", record=RecordId(record)))
