"""The screen of an import: two files, a dry run one can read, and one button that does exactly that."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled
from casebook.base.words import N_
from casebook.casework.import_plan import Fate
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.says import says
from casebook.gui.parts.table import PAGE, Cell, Column, Line, Table
from casebook.gui.parts.text import label, picture
from casebook.gui.screens.importing.state import ImportState, RowShown, Shown, Way
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.jail.tables import FORMS


class ImportView(QWidget):
    """Nothing is written before the last button is pressed."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = ImportState(look.tr)
        tr, theme = look.tr, look.theme
        self.setProperty("role", "page")
        box = QVBoxLayout(self)
        side = theme.space(24)
        box.setContentsMargins(side, theme.space(16), theme.space(16), theme.space(12))
        box.setSpacing(theme.space(8))
        head = QHBoxLayout()
        head.setSpacing(theme.space(12))
        head.addWidget(picture(look, "import", "accent", 24))
        head.addWidget(label(tr(N_("Import a table")), "title"))
        head.addWidget(
            label(tr(N_("First a dry run. Nothing is written before you say so.")), "label", wrap=True), 1
        )
        box.addLayout(head)
        box.addLayout(self._build_files())
        self._notice = Notice(look, "", tone="red")
        self._notice.hide()
        box.addWidget(self._notice)
        box.addWidget(self._build_result(), 1)
        box.addStretch(0)  # takes the room as long as there is no result
        self.table_field.line.setFocus()

    def _build_files(self) -> QHBoxLayout:
        tr, theme = self.look.tr, self.look.theme
        row = QHBoxLayout()
        row.setSpacing(theme.space(12))
        self.table_field = PathField(
            self.look, tr(N_("Table: CSV, JSON, XLSX or ODS")), suffixes=tuple(f".{form}" for form in FORMS)
        )
        self.mapping_field = PathField(
            self.look, tr(N_("Mapping: what each column means")), suffixes=(".toml",)
        )
        for field in (self.table_field, self.mapping_field):
            column = QVBoxLayout()
            column.setSpacing(theme.space(4))
            column.addWidget(label(field.line.accessibleName(), "label"))
            column.addWidget(field)
            row.addLayout(column, 1)
            field.line.setText(f"{Path.home()}/")
            field.submitted.connect(self.dry_run)
        self._run = Button(self.look, tr(N_("Dry run")), role="primary", icon="preview")
        self._run.clicked.connect(self.dry_run)
        row.addWidget(self._run, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _build_result(self) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        self._result = QWidget()
        box = QVBoxLayout(self._result)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        self._summary = label("", "section", wrap=True)
        self._makes = label("", "label", wrap=True)
        box.addWidget(self._summary)
        box.addWidget(self._makes)
        middle = QHBoxLayout()
        middle.setSpacing(theme.space(16))
        self.rows = Table(self.look, tr(N_("Rows of the table")))
        self.rows.set_columns(
            [
                Column(tr(N_("What would happen"))),
                Column(tr(N_("Row")), 70),
                Column(tr(N_("Key")), 130),
                Column(tr(N_("Fate")), 160),
            ]
        )
        self.rows.chosen.connect(self._show_row)
        middle.addWidget(self.rows, 3)
        side = QFrame()
        side.setProperty("role", "inset")
        self._detail = QVBoxLayout(side)
        self._detail.setSpacing(theme.space(4))
        self._detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(side)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr(N_("What this row would write")))
        area.setMinimumWidth(theme.space(260))
        middle.addWidget(area, 2)
        box.addLayout(middle, 1)
        foot = QHBoxLayout()
        self._go = Button(self.look, "", role="primary", icon="import")
        self._go.clicked.connect(self._carry_out)
        foot.addWidget(self._go)
        self._rest = label("", "doubt", wrap=True)
        foot.addWidget(self._rest, 1)
        box.addLayout(foot)
        self._result.hide()
        return self._result

    # ------------------------------------------------------------------------------------ acting

    def dry_run(self) -> None:
        """Read and plan."""
        table, mapping = self.table_field.path(), self.mapping_field.path()
        problem = self.state.problem(table, mapping)
        if problem or table is None or mapping is None:
            self._say(self.look.tr(problem))
            return
        self._say("")
        self._run.setEnabled(False)
        self.workspace.work(self.state.dry_run(table, mapping), self.show_plan, self._fail)

    def _fail(self, error: BaseException) -> None:
        self._run.setEnabled(True)
        self._go.setEnabled(True)
        if not isinstance(error, Cancelled):
            self._say(says(error, self.look.tr))

    def _say(self, sentence: str) -> None:
        self._notice.say(sentence)
        self._notice.setVisible(bool(sentence))

    def show_plan(self, shown: Shown) -> None:
        """Show the dry run."""
        tr = self.look.tr
        self.state.shown = shown
        self._run.setEnabled(True)
        self._result.show()
        self._summary.setText(shown.summary)
        self._makes.setText(tr(N_("Would be made: {kinds}")).format(kinds=shown.makes) if shown.makes else "")
        self._makes.setVisible(bool(shown.makes))
        before = self.rows.currentIndex().row()
        lines = [_line(row) for row in shown.rows]
        self.rows.lines.begin(len(lines), lines[:PAGE])
        for page in range(1, (len(lines) + PAGE - 1) // PAGE):
            self.rows.lines.fill(page, lines[page * PAGE : (page + 1) * PAGE])
        if lines:
            self.rows.go_to(max(0, before) if before < len(lines) else 0)
        self._show_button(shown)
        self.rows.setFocus()

    def _show_button(self, shown: Shown) -> None:
        tr = self.look.tr
        good = len(shown.rows) - shown.refused - shown.plan.count(Fate.SAME) - shown.plan.count(Fate.LEFT)
        nothing = shown.plan.changes_nothing
        told = tr.plural("Import {count} row", "Import {count} rows", good)
        if shown.refused:
            told = tr.plural("Import the other {count} row", "Import the other {count} rows", good)
        self._go.setText(told)
        self._go.setAccessibleName(told)
        self._go.setEnabled(not nothing and good > 0)
        rest = []
        if nothing:
            rest.append(tr(N_("Everything in this table is here already: nothing would be written.")))
        if shown.refused:
            rest.append(
                tr.plural("{count} row cannot be read.", "{count} rows cannot be read.", shown.refused)
            )
        if shown.doubted:
            rest.append(tr.plural("{count} row to look at.", "{count} rows to look at.", shown.doubted))
        self._rest.setText(" ".join(rest))

    def _show_row(self) -> None:
        empty(self._detail)
        row = self.rows.current_thing()
        if not isinstance(row, RowShown):
            return
        self._detail.addWidget(label(f"{row.key} · {row.fate_text}", "strong", wrap=True))
        for doubt in row.doubts:
            self._detail.addWidget(label(doubt.text, "doubt", wrap=True))
            for way in doubt.ways:
                pick = Pick(self.look, way.text, way)
                pick.picked.connect(self._answer)
                self._detail.addWidget(pick)
        for line in row.lines:
            self._detail.addWidget(label(line if len(line) < 300 else f"{line[:300]}…", wrap=True))

    def _answer(self, way: object) -> None:
        assert isinstance(way, Way)
        self.state.answer(way)
        self.dry_run()

    def _carry_out(self) -> None:
        if self.state.shown is not None:
            self._go.setEnabled(False)
            work = self.state.carry_out(skip_bad=self.state.shown.refused > 0)
            self.workspace.write(work, by=self, then=self._done, failed=self._fail)

    def _done(self, _touched: Touched) -> None:
        assert self.state.shown is not None
        self.workspace.go(Spot(Place.BROWSE, kind=self.state.shown.plan.kind))


def _line(row: RowShown) -> Line:
    return Line(
        row,
        (
            Cell(row.text, tone="amber" if row.doubts else "red" if row.tone == "red" else ""),
            Cell(str(row.number)),
            Cell(row.key),
            Cell(row.fate_text, tone=row.tone, icon=row.icon),
        ),
    )
