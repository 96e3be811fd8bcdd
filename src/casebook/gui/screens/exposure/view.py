"""If this computer is lost: three lists, the most urgent first, and what to do with them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.exposure import Exposure
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.column import Column
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.rowscard import rows_card
from casebook.gui.parts.text import label, line
from casebook.gui.screens.exposure.state import NOBODY, PAGE, TITLES, TOLD, ExposureState, Part, Row
from casebook.gui.tasks import Task
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace

WIDEST = 960


class ExposureView(QScrollArea):
    """Computed while it is looked at, and gone when one leaves it."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = ExposureState(look.tr)
        self.found: Exposure | None = None
        self.part = Part.PEOPLE
        self._task: Task[Exposure] | None = None
        self._grid: QGridLayout | None = None
        self._shown = 0
        tr, theme = look.tr, look.theme
        page = Column(look, WIDEST)
        box = page.box
        box.addWidget(label(tr(N_("If this computer is lost")), "title"))
        computed = N_("Computed from this casebook just now. Nothing of it is stored or sent.")
        box.addWidget(Notice(look, tr(computed)))
        after = N_(
            "After a loss the lost computer cannot be asked any more: open the newest backup on another computer and "
            "come to this page there. It says what the lost one held on that day."
        )
        box.addWidget(label(tr(after), "label", wrap=True))
        self._held = label(tr(N_("Reading every entry…")), wrap=True)
        box.addWidget(self._held)
        box.addSpacing(theme.space(8))
        box.addWidget(self._make_steps())
        self._told = label("", "label", wrap=True)
        box.addWidget(self._told)
        self._list = QVBoxLayout()
        box.addLayout(self._list)
        self._more = Button(look, "")
        self._more.clicked.connect(self.show_more)
        self._more.hide()
        box.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("If this computer is lost")))

    def _make_steps(self) -> QWidget:
        self._steps_of = {part: Button(self.look, "", role="step") for part in Part}
        row = QWidget()
        flow = Flow(row, gap=self.look.theme.space(8))
        self._group = QButtonGroup(self)
        for part, button in self._steps_of.items():
            button.setCheckable(True)
            button.clicked.connect(partial(self.show_part, part))
            self._group.addButton(button)
            flow.addWidget(button)
        row.hide()
        self._steps = row
        return row

    # ------------------------------------------------------------------------------------ asking

    def reload(self) -> None:
        """Compute it again."""
        self._task = self.workspace.work(self.state.load, self.show_found)

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever leaves does not wait for it."""
        if self._task is not None:
            self._task.cancel()
        super().hideEvent(event)

    def show_found(self, found: Exposure) -> None:
        """Show it, people first."""
        self._task = None
        self.found = found
        self._held.setText(self.state.held(found))
        self._held.setVisible(bool(self._held.text()))
        for part, button in self._steps_of.items():
            text = f"{self.look.tr(TITLES[part])} · {self.state.count(found, part)}"
            button.setText(text)
            button.setAccessibleName(text)
        self._steps.show()
        self.show_part(self.part)
        self._steps_of[self.part].setFocus()

    # ------------------------------------------------------------------------------------ showing

    def show_part(self, part: Part, *_checked: bool) -> None:
        """Show one of the three lists from its beginning."""
        if self.found is None:
            return
        self.part = part
        self._steps_of[part].setChecked(True)
        empty(self._list)
        self._shown = 0
        tr, count = self.look.tr, self.state.count(self.found, part)
        self._told.setText(tr(TOLD[part] if count else NOBODY[part]))
        if count:
            self._list.addWidget(self._make_card())
        self._add_rows()

    def show_more(self) -> None:
        """The next rows; the keyboard stands on the first of them."""
        first = self._add_rows()
        if first is not None:
            first.setFocus()

    def _make_card(self) -> QFrame:
        card, self._grid = rows_card(self.look, first=160)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)
        return card

    def _add_rows(self) -> Pick | None:
        assert self.found is not None
        first: Pick | None = None
        if self._grid is not None:
            for row in self.state.rows(self.found, self.part, self._shown):
                pick = self._add_row(self._grid, row)
                first = first or pick
        self._shown = min(self._shown + PAGE, self.state.count(self.found, self.part))
        left = self.state.count(self.found, self.part) - self._shown
        self._more.setVisible(left > 0)
        text = self.look.tr(N_("Show more ({count} left)")).replace("{count}", str(left))
        self._more.setText(text)
        self._more.setAccessibleName(text)
        return first

    def _add_row(self, grid: QGridLayout, row: Row) -> Pick | None:
        at = grid.rowCount()
        top = Qt.AlignmentFlag.AlignTop
        if row.heading:
            if grid.count():
                grid.setRowMinimumHeight(at, self.look.theme.space(8))
            heading = label(row.heading, "eyebrow", wrap=True)
            grid.addWidget(heading, at + 1, 0, 1, 2)
            at += 2
        elif grid.count():
            grid.addWidget(line(), at, 0, 1, 2)
            at += 1
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for text in row.lines:
            lines.addWidget(label(text, wrap=True))
        if row.record is None or self.part is Part.KEYS:
            # A fingerprint has no room beside anything.
            grid.addWidget(label(row.name, "strong", wrap=True), at, 0, 1, 2)
            grid.addLayout(lines, at + 1, 0, 1, 2)
            return self._add_way(lines, row)
        pick = self._link(row, row.name)
        grid.addWidget(pick, at, 0, top | Qt.AlignmentFlag.AlignLeft)
        grid.addLayout(lines, at, 1)
        return pick

    def _add_way(self, lines: QVBoxLayout, row: Row) -> Pick | None:
        """Where a key stands, if it stands in a record."""
        if row.record is None:
            return None
        pick = self._link(row, self.look.tr(N_("Go to the record")))
        lines.addWidget(pick, 0, Qt.AlignmentFlag.AlignLeft)
        return pick

    def _link(self, row: Row, text: str) -> Pick:
        pick = Pick(self.look, text, row, name=row.name)
        pick.setAccessibleDescription(" ".join(row.lines))
        pick.picked.connect(self._go)
        return pick

    def _go(self, row: object) -> None:
        assert isinstance(row, Row)
        place = Place.INTERVIEW if row.kind == "interview" else Place.RECORD
        self.workspace.go(Spot(place, kind=row.kind, record=row.record))
