"""What stands after two records became one: what was done, and where one goes from here, back included."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.notice import Notice
from casebook.gui.screens.merge.shown import Done
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot


class DonePanel(QWidget):
    """`went` carries the spot one wants to go to; `undo` is a button that makes them two again."""

    went = Signal(object)

    def __init__(self, look: Look, done: Done) -> None:
        super().__init__()
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(12))
        self.told = Notice(look, done.told, tone="accent")
        box.addWidget(self.told)
        ways = QWidget()
        row = Flow(ways, gap=theme.space(8))
        record = Spot(Place.RECORD, kind="person", record=done.record)
        self.open = Pick(
            look, tr(N_("Open {name}")).replace("{name}", done.name), record, role="primary", icon="person"
        )
        self.open.picked.connect(self.went)
        row.put(self.open)
        if done.open:
            settle = tr.plural("Settle {count} difference…", "Settle {count} differences…", done.open)
            self.settle = Pick(look, settle, Spot(Place.CONFLICTS), role="", icon="conflict")
            self.settle.picked.connect(self.went)
            row.put(self.settle)
        self.undo = Button(look, tr(N_("Undo: make them two again")), icon="undo")
        row.put(self.undo)
        more = Pick(look, tr(N_("People who may be one")), Spot(Place.ALIKE), role="quiet", icon="merge")
        more.picked.connect(self.went)
        row.put(more)
        box.addWidget(ways)
        self.setFocusProxy(self.open)
