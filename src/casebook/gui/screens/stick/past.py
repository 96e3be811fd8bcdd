"""What came with sticks of before: each import can be set aside, and taken again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import label
from casebook.gui.screens.stick.readstate import ReadState
from casebook.gui.screens.stick.roomstate import Past, RoomState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

_MOST = 5
"""Shown before somebody asks for all."""
_TOLD = N_(
    "Setting an import aside hides everything that came with it, and what builds on it. It is kept, and can be taken "
    "again. What was erased under an order that came with it stays erased."
)


class PastImports(QWidget):
    """Seen only where there was one. `turned` = one was set aside or taken again."""

    turned = Signal()

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = RoomState(look.tr)
        self._all = False
        self._found: tuple[Past, ...] = ()
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        box.addWidget(label(tr(N_("Imports so far")), "section"))
        box.addWidget(label(tr(_TOLD), "label", wrap=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.space(8))
        box.addLayout(self._rows)
        self.more = Button(look, tr(N_("Show all of them")), role="link")
        self.more.clicked.connect(self._show_all)
        box.addWidget(self.more)
        self.hide()

    def reload(self) -> None:
        """Ask which there were."""
        self.workspace.read(self.state.imports, self.show_imports)

    def show_imports(self, found: tuple[Past, ...]) -> None:
        """Show them, the latest first."""
        self._found = found
        empty(self._rows)
        for past in found if self._all else found[:_MOST]:
            self._rows.addWidget(self._row(past))
        self.more.setVisible(len(found) > _MOST and not self._all)
        self.setVisible(bool(found))

    def _show_all(self) -> None:
        self._all = True
        self.show_imports(self._found)

    def _row(self, past: Past) -> QWidget:
        holder = QWidget()
        row = QVBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.theme.space(4))
        row.addWidget(label(past.words, "strong", wrap=True))
        verb = self.look.tr(N_("Take it again") if past.undone else N_("Set it aside"))
        doing = Doing(self.workspace, self.look, verb, role="", icon="undo")
        doing.button.setAccessibleName(f"{verb}: {past.words}")
        doing.wanted.connect(partial(self._turn, doing, past))
        row.addWidget(doing)
        return holder

    def _turn(self, doing: Doing, past: Past) -> None:
        doing.write(ReadState.turning(past.act, undone=not past.undone), self._turned)

    def _turned(self, _touched: object) -> None:
        self.turned.emit()
