"""Everything one should see before two records become one: both, what differs, what comes along, what hangs on it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.merging import Choice
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.rowscard import rows_card
from casebook.gui.parts.text import label
from casebook.gui.screens.merge.differs import DiffersCard
from casebook.gui.screens.merge.shown import Line, Sheet
from casebook.gui.screens.merge.sides import Sides
from casebook.gui.screens.merge.state import MergeState
from casebook.gui.theme import Look

_TOLD = N_(
    "Every name of both stays, and one Undo makes them two again. Whatever you do not choose is in the history."
)


class SheetView(QWidget):
    """What is chosen goes into *state*. `opened` carries a record one wants to see, `stays` the one that is to stay."""

    opened = Signal(object)
    stays = Signal(object)

    def __init__(self, look: Look, state: MergeState, sheet: Sheet) -> None:
        super().__init__()
        self._look = look
        self._state = state
        self.cards: list[DiffersCard] = []
        tr = look.tr
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.theme.space(8))
        self._box.addWidget(label(tr(_TOLD), "label", wrap=True))
        if sheet.doubts:
            self._box.addWidget(Notice(look, "\n".join(sheet.doubts), tone="amber"))
        by_record = {side.record: side for side in (sheet.kept, sheet.other)}
        first, second = state.order
        self.sides = Sides(look, sheet, (by_record[first], by_record[second]))
        self.sides.opened.connect(self.opened)
        self.sides.stays.connect(self.stays)
        self._box.addWidget(self.sides)
        self._show_differing(sheet)
        self._show_lines(tr(N_("What comes along")), sheet.comes)
        self._show_lines(tr(N_("What hangs on it")), sheet.hangs)
        self.setFocusProxy(self.sides)

    def _turned(self, sheet: Sheet) -> bool:
        """Whether the record that stays stands at the right: columns stay where they are, whoever stays."""
        return sheet.kept.record != self._state.order[0]

    def _section(self, words: str) -> None:
        self._box.addSpacing(self._look.theme.space(8))
        self._box.addWidget(label(words, "section"))

    def _show_differing(self, sheet: Sheet) -> None:
        if not sheet.differing:
            return
        self._section(f"{self._look.tr(N_('Where they differ'))} · {len(sheet.differing)}")
        if len(sheet.differing) > 1:
            self._box.addWidget(self._made_all(sheet))
        for one in sheet.differing:
            card = DiffersCard(
                self._look, sheet, one, self._state.choice(one.unit), turned=self._turned(sheet)
            )
            card.chosen.connect(self._choose)
            self.cards.append(card)
            self._box.addWidget(card)

    def _made_all(self, sheet: Sheet) -> QWidget:
        tr = self._look.tr
        holder = QWidget()
        row = Flow(holder)
        as_in = tr(N_("Everything as in {code}"))
        sides = [
            (as_in.replace("{code}", sheet.kept.code), Choice.KEEP),
            (as_in.replace("{code}", sheet.other.code), Choice.OTHER),
        ]
        if self._turned(sheet):
            sides.reverse()
        for words, choice in (*sides, (tr(N_("Leave everything open")), Choice.BOTH)):
            pick = Pick(self._look, words, choice, role="option")
            pick.picked.connect(self._choose_all)
            row.put(pick)
        return holder

    def _show_lines(self, head: str, lines: tuple[Line, ...]) -> None:
        if not lines:
            return
        card, grid = rows_card(self._look, first=200)
        grid.setColumnStretch(1, 1)
        beside = self._look.theme.scale <= 130
        for each in lines:
            row = grid.rowCount()
            grid.addWidget(label(each.label, "label", wrap=True), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(each.text, wrap=True), *((row, 1) if beside else (row + 1, 0, 1, 2)))
        self._section(head)
        self._box.addWidget(card)

    def _choose(self, unit: str, choice: object) -> None:
        assert isinstance(choice, Choice)
        self._state.choose(unit, choice)

    def _choose_all(self, choice: object) -> None:
        assert isinstance(choice, Choice)
        for card in self.cards:
            self._state.choose(card.one.unit, choice)
            card.choose(choice)

    def card(self, unit: str) -> DiffersCard | None:
        """The card of a unit in which they differ."""
        return next((card for card in self.cards if card.one.unit == unit), None)
