"""A page from which a group of places is reached: each with what it is for and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout

from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.column import Column
from casebook.gui.parts.hublines import Group, Line
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.rowscard import rows_card
from casebook.gui.parts.text import chip, label, line
from casebook.gui.spots import Place, Spot
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class HubWords:
    """Name of the page, and the sentence below it."""

    title: str
    sentence: str


class Hub(QScrollArea):
    """Groups of places, asked of the open casebook each time one comes here."""

    def __init__(
        self,
        workspace: Workspace,
        look: Look,
        words: HubWords,
        load: Callable[[Casebook], Sequence[Group]],
        concerns: Callable[[Touched], bool],
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self._load = load
        self._concerns = concerns
        theme = look.theme
        page = Column(look, 920)
        box = page.box
        box.addWidget(label(words.title, "title"))
        box.addWidget(label(words.sentence, "label", wrap=True))
        self._groups = QVBoxLayout()
        self._groups.setSpacing(theme.space(12))
        box.addSpacing(theme.space(8))
        box.addLayout(self._groups)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(words.title)
        workspace.touched.connect(self._hear)

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self._concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Ask again how everything stands."""
        self.workspace.read(self._load, self.show_groups)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show them, and stand at the first place."""
        empty(self._groups)
        picks = [pick for group in groups for pick in self._show_group(group)]
        if picks:
            picks[0].setFocus()

    def _show_group(self, group: Group) -> list[Pick]:
        self._groups.addWidget(label(group.title, "section"))
        card, grid = rows_card(self.look, first=220)
        grid.setColumnStretch(1, 1)
        picks = []
        for number, found in enumerate(group.lines):
            if number:
                grid.addWidget(line(), number * 3 - 1, 0, 1, 3)
            picks.append(self._show_line(grid, number * 3, found))
        self._groups.addWidget(card)
        return picks

    def _show_line(self, grid: QGridLayout, row: int, found: Line) -> Pick:
        pick = Pick(self.look, found.title, found.place, icon=found.icon)
        pick.setAccessibleDescription(" ".join(text for text in (found.sentence, found.state) if text))
        pick.picked.connect(self._go)
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        grid.addWidget(pick, row, 0, top)
        words = label(found.sentence, "label", wrap=True)
        if self.look.theme.scale <= 130:
            grid.addWidget(words, row, 1, Qt.AlignmentFlag.AlignVCenter)
        else:  # large letters: below the name, where it has the whole width
            grid.addWidget(words, row + 1, 0, 1, 3)
        if found.state:
            grid.addWidget(
                chip(found.state, found.tone),
                row,
                2,
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            )
        return pick

    def _go(self, place: object) -> None:
        assert isinstance(place, Place)
        self.workspace.go(Spot(place))
