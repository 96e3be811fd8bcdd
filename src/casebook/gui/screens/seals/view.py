"""What sealing is, how much is sealed, and one button that seals the rest."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import chip, label
from casebook.gui.screens.seals.state import MOST, Row, SealsState, Shown
from casebook.gui.tasks import Task
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace

_TOLD = N_(
    "A seal fixes what a record says now, word by word, before anybody asks for it. Later a bundle can show parts of "
    "it and hide the rest, and a court can be led to the device that sealed it. Only the device that wrote a record "
    "can seal it, and a seal cannot be taken back. Bundles made here seal what they need by themselves."
)


class SealsView(QScrollArea):
    """All records, or one."""

    def __init__(self, workspace: Workspace, look: Look, spot: Spot) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = SealsState(spot.record, look.tr)
        self.shown: Shown | None = None
        self._task: Task[Shown] | None = None
        tr = look.tr
        page = Column(look, 860)
        box = page.box
        box.addWidget(label(tr(N_("Seals")), "title"))
        box.addWidget(label(tr(_TOLD), "label", wrap=True))
        self._counts = label(tr(N_("Looking at every record…")), wrap=True)
        box.addWidget(self._counts)
        self.doing = Doing(workspace, look, tr(N_("Seal them")), icon="stamp")
        self.doing.wanted.connect(self.seal)
        box.addWidget(self.doing)
        self.doing.hide()
        self._list = QVBoxLayout()
        box.addLayout(self._list)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Seals")))

    def reload(self) -> None:
        """Look at every record."""
        self._task = self.workspace.work(self.state.load, self.show_seals)

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever leaves does not wait for it."""
        if self._task is not None:
            self._task.cancel()
        super().hideEvent(event)

    def show_seals(self, shown: Shown) -> None:
        """Counts, and what is to be sealed."""
        self.shown = shown
        tr = self.look.tr
        told = [
            tr.plural(
                "{count} record is sealed as it reads now",
                "{count} records are sealed as they read now",
                shown.sealed,
            )
        ]
        if shown.open:
            told.append(
                tr.plural("{count} can be sealed here", "{count} can be sealed here", len(shown.open))
            )
        if shown.elsewhere:
            told.append(
                tr.plural(
                    "{count} was written on another device",
                    "{count} were written on another device",
                    shown.elsewhere,
                )
            )
        self._counts.setText(" · ".join(told))
        self.doing.setVisible(bool(shown.open))
        empty(self._list)
        if shown.rows:
            self._list.addWidget(self._card(shown))
        if shown.open:
            self.doing.button.setFocus()

    def _card(self, shown: Shown) -> QFrame:
        theme, tr = self.look.theme, self.look.tr
        card = QFrame()
        card.setProperty("role", "card")
        grid = QGridLayout(card)
        pad = theme.space(16)
        grid.setContentsMargins(pad, theme.space(8), pad, theme.space(8))
        grid.setColumnStretch(0, 1)
        for at, row in enumerate(shown.rows):
            pick = Pick(self.look, row.name, row, icon=row.icon)
            pick.picked.connect(self._open)
            grid.addWidget(pick, at, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(chip(row.state), at, 1, Qt.AlignmentFlag.AlignRight)
        more = len(shown.open) - MOST
        if more > 0:
            grid.addWidget(label(tr(N_("and {count} more")).format(count=more), "meta"), len(shown.rows), 0)
        return card

    def seal(self) -> None:
        """Seal everything that is open here."""
        if self.shown is not None and self.shown.open:
            self.doing.write(self.state.seal(self.shown.open), self._sealed)

    def _sealed(self, _touched: Touched) -> None:
        self.reload()

    def _open(self, row: object) -> None:
        assert isinstance(row, Row)
        place = Place.INTERVIEW if row.kind == "interview" else Place.RECORD
        self.workspace.go(Spot(place, kind=row.kind, record=row.record))
