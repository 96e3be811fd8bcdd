"""What a searcher of this computer would find beside the casebook, and how one mends it by hand."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.progress import Progress
from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.column import Column
from casebook.gui.parts.command import Command
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import label, picture
from casebook.gui.screens.traces.state import ICONS, Group, groups, summary
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.vault import traces
from casebook.vault.trace import Roots, Severity, Trace
from casebook.wording.of_traces import Shown

WIDEST = 820


class TracesView(QScrollArea):
    """Cards, worst first. It can be shown before anything is unlocked: then `closed` leads back.

    What is worst stands open; of anything else the commands are shown when asked for.
    """

    closed = Signal()

    def __init__(self, workspace: Workspace, look: Look, *, at_the_door: bool = False) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        tr, theme = look.tr, look.theme
        page = Column(look, WIDEST)
        box = page.box
        box.addWidget(label(tr(N_("Traces on this computer")), "title"))
        told = N_(
            "What somebody who takes or searches this computer would find beside the casebook. Nothing is changed"
            " from here, and nothing that is found is named."
        )
        box.addWidget(label(tr(told), "label", wrap=True))
        box.addLayout(self._make_head(at_the_door=at_the_door))
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.space(8))
        box.addLayout(self._column)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Traces on this computer")))

    def _make_head(self, *, at_the_door: bool) -> QHBoxLayout:
        tr, theme = self.look.tr, self.look.theme
        row = QHBoxLayout()
        row.setSpacing(theme.space(12))
        self._summary = label("", "strong", wrap=True)
        row.addWidget(self._summary, 1)
        self._again = Button(self.look, tr(N_("Look again")), icon="search")
        self._again.clicked.connect(self.reload)
        row.addWidget(self._again)
        if at_the_door:
            back = Button(self.look, tr(N_("Back")), icon="back")
            back.clicked.connect(self.closed)
            row.addWidget(back)
        return row

    def reload(self) -> None:
        """Look again. It reads other programs' files, so it is done beside the window."""
        self._summary.setText(self.look.tr(N_("Looking…")))
        where = self.workspace.roots, self.workspace.folder
        self.workspace.tasks.run(partial(_look, *where), then=self.show_traces)

    def show_traces(self, found: tuple[Trace, ...]) -> None:
        """Show what was found."""
        self._summary.setText(summary(found, self.look.tr))
        empty(self._column)
        for group in groups(found, self.look.tr):
            self._column.addSpacing(self.look.theme.space(8))
            self._column.addWidget(label(group.title, "section"))
            if group.severity is Severity.FINE:
                self._column.addWidget(self._in_order(group))
            else:
                for one in group.ones:
                    self._column.addWidget(self._card(one))
        self._again.setFocus()

    def _frame(self) -> tuple[QFrame, QGridLayout]:
        theme = self.look.theme
        card = QFrame()
        card.setProperty("role", "card")
        grid = QGridLayout(card)
        pad = theme.space(16)
        grid.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        grid.setHorizontalSpacing(theme.space(12))
        grid.setVerticalSpacing(theme.space(8))
        grid.setColumnStretch(1, 1)
        return card, grid

    def _card(self, one: Shown) -> QFrame:
        card, grid = self._frame()
        grid.addWidget(picture(self.look, *ICONS[one.trace.severity]), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(one.heading, "strong", wrap=True), 0, 1)
        grid.addWidget(label(one.meaning, wrap=True), 1, 1)
        if one.mending:
            grid.addWidget(label(one.mending, wrap=True), 2, 1)
        if one.ways:
            ways = self._ways(one)
            grid.addWidget(ways, 4, 1)
            if one.trace.severity is not Severity.DANGER:
                ways.hide()
                grid.addWidget(self._opener(one, ways), 3, 1, Qt.AlignmentFlag.AlignLeft)
        return card

    def _opener(self, one: Shown, ways: QWidget) -> Button:
        tr = self.look.tr
        made = Button(
            self.look,
            tr(N_("Show the commands")),
            role="link",
            name=f"{tr(N_('Show the commands'))}: {one.heading}",
        )
        made.clicked.connect(partial(_open, made, ways))
        return made

    def _ways(self, one: Shown) -> QWidget:
        theme = self.look.theme
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(4))
        for way in one.ways:
            box.addWidget(label(way.where, "meta"))
            line = Command(self.look, "\n".join(way.commands), f"{one.heading}, {way.where}")
            line.copied.connect(self.workspace.clipboard.copy)
            box.addWidget(line)
        return holder

    def _in_order(self, group: Group) -> QFrame:
        """One card for everything that is as it should be."""
        card, grid = self._frame()
        for row, one in enumerate(group.ones):
            grid.addWidget(picture(self.look, *ICONS[group.severity]), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(f"{one.heading}. {one.meaning}", wrap=True), row, 1)
        return card


def _open(button: Button, ways: QWidget) -> None:
    ways.show()
    button.hide()
    inside = ways.findChild(Button)
    if inside is not None:
        inside.setFocus()


def _look(roots: Roots | None, book: Path | None, _progress: Progress) -> tuple[Trace, ...]:
    return traces.look(roots, book)
