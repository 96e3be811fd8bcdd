"""The two records beside each other, with every name of both, and which of them stays."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from casebook.base.words import N_
from casebook.gui.parts.buttons import Pick, escaped
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.text import chip, label
from casebook.gui.screens.merge.shown import Sheet, Side
from casebook.gui.theme import Look


class Sides(QWidget):
    """`opened` carries a record one wants to see, `stays` the one that is to stay."""

    opened = Signal(object)
    stays = Signal(object)

    def __init__(self, look: Look, sheet: Sheet, order: tuple[Side, Side]) -> None:
        super().__init__()
        self._look = look
        self.buttons: dict[bytes, QRadioButton] = {}
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.theme.space(12))
        grid.setVerticalSpacing(look.theme.space(12))
        for number, side in enumerate(order):
            at = (0, number) if look.theme.scale <= 130 else (number, 0)
            grid.addWidget(self._card(side, stays=side.record == sheet.kept.record), *at)
            grid.setColumnStretch(at[1], 1)
        self.setFocusProxy(self.buttons[sheet.kept.record])
        self._group.buttonClicked.connect(self._say)

    def _card(self, side: Side, *, stays: bool) -> QFrame:
        tr, theme = self._look.tr, self._look.theme
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(6))
        stay = QRadioButton(escaped(tr(N_("This record stays"))))
        stay.setAccessibleName(f"{tr(N_('This record stays'))}: {side.name}, {side.code}")
        stay.setChecked(stays)
        self._group.addButton(stay)
        self.buttons[side.record] = stay
        box.addWidget(stay)
        told = (
            N_("Everything comes together here.")
            if stays
            else N_("Goes into the other; its code leads there.")
        )
        stay.setAccessibleDescription(tr(told))
        indent = QVBoxLayout()
        indent.setContentsMargins(theme.px(14) + 17, 0, 0, 0)
        indent.addWidget(label(tr(told), "meta", wrap=True))
        box.addLayout(indent)
        head = QHBoxLayout()
        head.setSpacing(theme.space(8))
        middle = Qt.AlignmentFlag.AlignVCenter
        pick = Pick(self._look, side.name, side.record, icon="person", name=f"{side.name}, {side.code}")
        pick.picked.connect(self.opened)
        head.addWidget(pick, 0, middle)
        head.addWidget(label(side.code, "code"), 0, middle)
        head.addStretch(1)
        box.addLayout(head)
        box.addWidget(label(side.meta, "label", wrap=True))
        if side.names:
            box.addWidget(label(tr(N_("Names: all of them stay")), "eyebrow"))
        for named in side.names:
            holder = QWidget()
            row = Flow(holder, gap=theme.space(8))
            row.put(label(named.text))
            if named.script:
                row.put(chip(named.script))
            box.addWidget(holder)
        box.addStretch(1)
        return card

    def _say(self, button: QRadioButton) -> None:
        self.stays.emit(next(record for record, each in self.buttons.items() if each is button))
