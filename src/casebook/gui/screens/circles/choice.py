"""Where new records go, in the top bar: a quiet button with a menu, only where there is a circle to choose."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.picking import Picking
from casebook.gui.screens.circles.state import Choice, CirclesState, choosing
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

_WIDEST = 20
"""Letters of a name that stand in the bar."""


class CircleChoice(QWidget):
    """Looks again whenever a circle may have come or gone."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = CirclesState(look.tr)
        self.picking: Picking | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.hide()
        workspace.touched.connect(self._hear)
        workspace.circle_chosen.connect(self.reload)

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Ask which circles there are."""
        if self.workspace.is_open:
            self.workspace.read(self.state.choice, self.show_choice)

    def show_choice(self, choice: Choice) -> None:
        """Show it, or nothing."""
        tr = self.look.tr
        empty(self._row)
        self.picking = None
        self.setVisible(len(choice.options) > 1)
        if len(choice.options) > 1:
            told = tr(N_("New records: {name}"))
            options = tuple((thing, told.replace("{name}", _short(name))) for thing, name in choice.options)
            self.picking = Picking(self.look, tr(N_("Where new records go")), options, choice.chosen)
            self.picking.picked.connect(self._choose)
            self._row.addWidget(self.picking)

    def _choose(self, thing: object) -> None:
        self.workspace.work(choosing(bytes.fromhex(str(thing))), self._chosen)

    def _chosen(self, _nothing: object) -> None:
        self.workspace.circle_chosen.emit()


def _short(name: str) -> str:
    """No wider than the bar has room for, where letters are large."""
    return name if len(name) <= _WIDEST else f"{name[: _WIDEST - 1].rstrip()}…"
