"""The ledger of what left: newest first, each bundle one row, one press away from all that is known of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.column import Column
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.rowscard import rows_card
from casebook.gui.parts.text import chip, label, line
from casebook.gui.screens.left.state import PAGE, PARTS, Left, LeftState, Part, Row
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace

WIDEST = 960
_ALL = N_("Every bundle that was released, to whom, and under which consent. Nothing here is sent anywhere.")
_ABOUT = N_(
    "Every bundle in which it stands, by name or without. Withdrawing begins with knowing who has it."
)
_NONE = N_("Nothing has left this casebook yet.")
_NONE_ABOUT = N_("No bundle that left this casebook holds it.")
_NONE_SO = N_("None of them.")


class LeftView(QScrollArea):
    """All that left, or, of one record, who holds it."""

    def __init__(self, workspace: Workspace, look: Look, spot: Spot) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = LeftState(spot.record, look.tr)
        self.found: Left | None = None
        self.part = Part.ALL
        self._shown = 0
        self._grid: QGridLayout | None = None
        tr = look.tr
        page = Column(look, WIDEST)
        box = page.box
        self._title = label(tr(N_("What left") if spot.record is None else N_("Who holds this")), "title")
        box.addWidget(self._title)
        box.addWidget(label(tr(_ALL if spot.record is None else _ABOUT), "label", wrap=True))
        box.addSpacing(look.theme.space(8))
        box.addWidget(self._make_parts())
        self._none = label("", "label", wrap=True)
        box.addWidget(self._none)
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
        self.setAccessibleName(self._title.text())
        workspace.touched.connect(self._hear)

    def _make_parts(self) -> QWidget:
        self._part_of = {part: Button(self.look, "", role="step") for part in Part}
        row = QWidget()
        flow = Flow(row, gap=self.look.theme.space(8))
        self._group = QButtonGroup(self)
        for part, button in self._part_of.items():
            button.setCheckable(True)
            button.clicked.connect(partial(self.show_part, part))
            self._group.addButton(button)
            flow.addWidget(button)
        row.hide()
        self._parts = row
        return row

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Ask the ledger again."""
        self.workspace.read(self.state.load(), self.show_left)

    # ------------------------------------------------------------------------------------ showing

    def show_left(self, found: Left) -> None:
        """Show it, all of it first."""
        self.found = found
        tr = self.look.tr
        if found.about:
            self._title.setText(tr(N_("Who holds this: {name}")).format(name=found.about))
        for part, button in self._part_of.items():
            text = f"{tr(PARTS[part])} · {len(found.of(part))}"
            button.setText(text)
            button.setAccessibleName(text)
        self._parts.setVisible(bool(found.rows))
        self.show_part(self.part)
        if found.rows:
            self._part_of[self.part].setFocus()

    def show_part(self, part: Part, *_checked: bool) -> None:
        """Show the rows of a part from its beginning."""
        if self.found is None:
            return
        self.part = part
        self._part_of[part].setChecked(True)
        empty(self._list)
        self._shown, self._grid = 0, None
        none = _NONE_SO if self.found.rows else _NONE_ABOUT if self.found.about else _NONE
        rows = self.found.of(part)
        self._none.setText(self.look.tr(none))
        self._none.setVisible(not rows)
        if rows:
            self._list.addWidget(self._make_card())
        self._add_rows()

    def show_more(self) -> None:
        """The next rows; the keyboard stands on the first of them."""
        first = self._add_rows()
        if first is not None:
            first.setFocus()

    def _make_card(self) -> QFrame:
        card, self._grid = rows_card(self.look, first=132)
        self._grid.setColumnStretch(1, 1)
        return card

    def _add_rows(self) -> Pick | None:
        assert self.found is not None
        rows = self.found.of(self.part)
        first: Pick | None = None
        if self._grid is not None:
            for row in rows[self._shown : self._shown + PAGE]:
                pick = self._add_row(self._grid, row)
                first = first or pick
        self._shown = min(self._shown + PAGE, len(rows))
        left = len(rows) - self._shown
        self._more.setVisible(left > 0)
        text = self.look.tr(N_("Show more ({count} left)")).replace("{count}", str(left))
        self._more.setText(text)
        self._more.setAccessibleName(text)
        return first

    def _add_row(self, grid: QGridLayout, row: Row) -> Pick:
        at = grid.rowCount()
        top = Qt.AlignmentFlag.AlignTop
        if grid.count():
            grid.addWidget(line(), at, 0, 1, 2)
            at += 1
        when = QVBoxLayout()
        when.setSpacing(0)
        when.addWidget(label(row.when, "strong", wrap=True))
        when.addWidget(label(row.audience, "label", wrap=True))
        when.addStretch(1)
        lines = QVBoxLayout()
        lines.setSpacing(self.look.theme.space(4))
        pick = Pick(self.look, row.who, row.disclosure, icon="recipients")
        pick.setAccessibleDescription(" ".join((row.when, row.audience, *row.told, row.state)))
        pick.picked.connect(self._go)
        lines.addWidget(pick, 0, Qt.AlignmentFlag.AlignLeft)
        for told in row.told:
            lines.addWidget(label(told, "label", wrap=True))
        lines.addWidget(chip(row.state, row.tone), 0, Qt.AlignmentFlag.AlignLeft)
        grid.addLayout(when, at, 0, top)
        grid.addLayout(lines, at, 1)
        return pick

    def _go(self, disclosure: object) -> None:
        assert isinstance(disclosure, bytes)
        self.workspace.go(Spot(Place.RECORD, kind="disclosure", record=RecordId(disclosure)))
