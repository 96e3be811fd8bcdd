"""A text, piece by piece, and the sheets of a workbook. Shown as it is: nothing in it is a link or a picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.table import PAGE, Cell, Column, Line, Table
from casebook.gui.parts.text import label
from casebook.gui.screens.viewer.state import size_in_words
from casebook.gui.theme import Look
from casebook.jail.shapes import From, Piece, Sheet

MOST_COLUMNS = 12
"""Columns of a sheet that are shown side by side; more would be slivers."""


class Reading(QWidget):
    """`wanted` carries where the next piece begins."""

    wanted = Signal(object)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._next = From()
        theme = look.theme
        box = QVBoxLayout(self)
        side = theme.space(24)
        box.setContentsMargins(side, theme.space(12), side, theme.space(12))
        box.setSpacing(theme.space(8))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setProperty("role", "narrative")
        self.text.setAccessibleName(name)
        self.text.setUndoRedoEnabled(False)
        box.addWidget(self.text, 1)
        foot = QHBoxLayout()
        self._told = label("", "meta")
        foot.addWidget(self._told, 1)
        self._more = Button(look, look.tr(N_("Show more")), icon="down")
        self._more.clicked.connect(self.begin)
        self._more.hide()
        foot.addWidget(self._more)
        box.addLayout(foot)
        self.setFocusProxy(self.text)

    def begin(self) -> None:
        """Ask for the next piece."""
        self._more.setEnabled(False)
        self.wanted.emit(self._next)

    def show_piece(self, piece: Piece) -> None:
        """Add a piece at the end; what one reads stays where it is."""
        cursor = QTextCursor(self.text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(piece.text)
        self._next = From(piece.end, piece.encoding)
        tr = self._look.tr
        left = piece.size - piece.end
        told = piece.encoding
        if left:
            told += " · " + tr(N_("{size} not shown yet")).format(size=size_in_words(left, tr))
        self._told.setText(told)
        self._more.setVisible(left > 0)
        self._more.setEnabled(True)


class Sheets(QWidget):
    """One sheet at a time."""

    def __init__(self, look: Look, name: str, sheets: Sequence[Sheet]) -> None:
        super().__init__()
        self._look = look
        theme = look.theme
        box = QVBoxLayout(self)
        side = theme.space(24)
        box.setContentsMargins(side, theme.space(8), side, theme.space(12))
        box.setSpacing(theme.space(8))
        self._picks: list[Pick] = []
        if len(sheets) > 1:
            holder = QWidget()
            flow = Flow(holder, gap=theme.space(4))
            for sheet in sheets:
                pick = Pick(look, sheet.name, sheet, role="step")
                pick.setCheckable(True)
                pick.picked.connect(self._pick)
                self._picks.append(pick)
                flow.addWidget(pick)
            box.addWidget(holder)
        self.table = Table(look, name)
        box.addWidget(self.table, 1)
        self._told = label("", "meta", wrap=True)
        box.addWidget(self._told)
        self.setFocusProxy(self.table)
        self.show_sheet(sheets[0] if sheets else Sheet("", 0, 0, []))

    def _pick(self, sheet: object) -> None:
        assert isinstance(sheet, Sheet)
        self.show_sheet(sheet)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the beginning of a sheet."""
        tr = self._look.tr
        for pick in self._picks:
            pick.setChecked(pick.thing is sheet)
        width = min(MOST_COLUMNS, max((len(line) for line in sheet.cells), default=1))
        columns = [Column(chr(65 + place), 0 if place == 0 else 130) for place in range(max(1, width))]
        self.table.set_columns(columns)
        lines = [
            Line(number, tuple(Cell(" ".join(cell.split())) for cell in cells[:width]))
            for number, cells in enumerate(sheet.cells)
        ]
        self.table.lines.begin(len(lines), lines[:PAGE])
        for page in range(1, (len(lines) + PAGE - 1) // PAGE):
            self.table.lines.fill(page, lines[page * PAGE : (page + 1) * PAGE])
        if lines:
            self.table.go_to(0)
        told = tr(N_("{rows} rows, {columns} columns.")).format(rows=sheet.rows, columns=sheet.columns)
        if sheet.rows > len(lines) or sheet.columns > width:
            told += " " + tr(N_("The beginning is shown; an import takes all of it."))
        self._told.setText(told)
