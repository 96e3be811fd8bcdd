"""The records that point at the one of the page, and the ones that may begin from it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import arrange
from casebook.gui.parts.names import KIND_ICONS, new_words
from casebook.gui.parts.page.shown import Near, Shown
from casebook.gui.parts.text import label
from casebook.gui.theme import Look
from casebook.model.all_kinds import KINDS


class NearRecords(QWidget):
    """`followed` carries a record one wants to see, `viewed` one whose file, `begun` a kind one wants to begin."""

    followed = Signal(object)
    viewed = Signal(object)
    begun = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.theme.space(2))

    def show_near(self, shown: Shown) -> None:
        """Show them, and the kinds of record that begin from here."""
        tr, theme = self.look.tr, self.look.theme
        wanted: list[QWidget] = []
        if shown.near or shown.children:
            wanted.append(label(tr(N_("Connected records")), "section"))
        wanted += [self._near_row(near) for near in shown.near]
        if shown.children:
            holder = QWidget()
            flow = Flow(holder, gap=theme.space(4))
            for name in shown.children:
                begin = Pick(self.look, new_words(name, tr), name, role="quiet", icon="add")
                begin.picked.connect(self.begun)
                flow.addWidget(begin)
            wanted.append(holder)
        for widget in arrange(self._column, wanted):
            widget.deleteLater()

    def _near_row(self, near: Near) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self.look.theme.space(8))
        kind = KINDS[near.kind]
        told = f"{near.title}  ·  {near.code}"
        name = f"{self.look.tr(kind.label)}: {told}"
        pick = Pick(self.look, told, near.record, icon=KIND_ICONS.get(near.kind, "file"), name=name)
        pick.picked.connect(self.followed)
        line.addWidget(pick)
        if near.file:
            view = self.look.tr(N_("View"))
            see = Pick(self.look, view, near.record, icon="view", name=f"{view}: {near.title}")
            see.picked.connect(self.viewed)
            line.addWidget(see)
        line.addWidget(label(f"{self.look.tr(kind.label)} — {near.by}", "meta"))
        line.addStretch(1)
        return row
