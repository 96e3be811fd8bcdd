"""One pair on the list: both people beside each other, how far they are alike and why, and the way to look."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.text import chip, label
from casebook.gui.screens.alike.state import TONES, Pair, Who
from casebook.gui.theme import Look


class PairCard(QFrame):
    """`opened` carries a person one wants to see, `wanted` the pair. *both*: the first is not known from above."""

    opened = Signal(object)
    wanted = Signal(object)

    def __init__(self, look: Look, pair: Pair, *, both: bool) -> None:
        super().__init__()
        self.pair = pair
        self._look = look
        tr, theme = look.tr, look.theme
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(8))
        people = QGridLayout()
        people.setHorizontalSpacing(theme.space(24))
        people.setVerticalSpacing(theme.space(8))
        for number, who in enumerate((pair.one, pair.other) if both else (pair.other,)):
            at = (0, number) if theme.scale <= 130 else (number, 0)
            people.addWidget(self._person(who), *at, Qt.AlignmentFlag.AlignTop)
            people.setColumnStretch(at[1], 1)
        box.addLayout(people)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        row.addWidget(chip(pair.words, TONES[pair.grade]), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(label(pair.why, "label", wrap=True), 1)
        self.compare = Button(look, tr(N_("Compare…")), icon="merge", name=self._compare_name())
        self.compare.clicked.connect(self._want)
        row.addWidget(self.compare)
        box.addLayout(row)
        self.setFocusProxy(self.compare)
        self.setAccessibleName(self._compare_name())

    def _compare_name(self) -> str:
        one, other = self.pair.one, self.pair.other
        words = self._look.tr(N_("Compare {one} with {other}"))
        return words.replace("{one}", f"{one.name}, {one.code}").replace(
            "{other}", f"{other.name}, {other.code}"
        )

    def _person(self, who: Who) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self._look.theme.space(2))
        row = QHBoxLayout()
        row.setSpacing(self._look.theme.space(8))
        pick = Pick(self._look, who.name, who.record, icon="person", name=f"{who.name}, {who.code}")
        pick.picked.connect(self.opened)
        row.addWidget(pick)
        row.addWidget(label(who.code, "code"), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        box.addLayout(row)
        if who.meta:
            under = QVBoxLayout()  # the name stands behind an icon
            under.setContentsMargins(self._look.theme.px(18) + 10, 0, 0, 0)
            under.addWidget(label(who.meta, "meta", wrap=True))
            box.addLayout(under)
        return holder

    def _want(self) -> None:
        self.wanted.emit(self.pair)
