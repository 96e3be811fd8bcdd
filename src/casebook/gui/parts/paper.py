"""A report on paper, as whoever gets it will read it. Drawn from the document itself: no markup, nothing fetched."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextEdit

from casebook.base.words import Translator, translator
from casebook.gui.theme import SERIF, Look
from casebook.reports.document import (
    Block,
    Box,
    Document,
    Entry,
    Heading,
    ListItem,
    Note,
    Paragraph,
    Quotation,
    Run,
    Runs,
    SealMark,
    Table,
    Text,
    Withheld,
)
from casebook.reports.to_html import NOTES, WITHHELD

MOST_BLOCKS: Final = 2_000
"""So many blocks are drawn at once; `show_more` draws the next."""
MEASURE: Final = 720
"""How wide a page is at most."""
TITLE, HEADING, SUBHEADING, BODY, SMALL = 22, 18, 16, 15, 12


class Paper(QTextEdit):
    """A document to read. *name* is what a reader is told it is."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._writer: Writer | None = None
        self.setAccessibleName(name)
        self.setProperty("role", "paper")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        flags = Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        self.setTextInteractionFlags(flags)
        self.document().setDocumentMargin(look.theme.space(24))
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines no longer than one reads with ease."""
        super().resizeEvent(event)
        self.setLineWrapColumnOrWidth(min(self.viewport().width(), self._look.theme.px(MEASURE)))

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Nothing: whatever a document names, nothing is read from a disk or a network for it."""
        return None

    @property
    def more(self) -> int:
        """How many blocks are not drawn yet."""
        return 0 if self._writer is None else self._writer.left

    def show_document(self, document: Document) -> None:
        """Draw *document* from its beginning."""
        self.document().clear()
        self._writer = Writer(self._look, document, QTextCursor(self.document()))
        self._writer.begin()
        self._writer.go_on()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def show_more(self) -> None:
        """Draw the next blocks; behind the last, the notes."""
        if self._writer is not None:
            self._writer.go_on()


class Writer:
    """Writes a document through a cursor, as plain text in formats."""

    def __init__(self, look: Look, document: Document, cursor: QTextCursor) -> None:
        self._look = look
        self._document = document
        self._cursor = cursor
        self._t: Translator = translator(document.language)
        self._drawn = 0
        self._notes: list[Runs] = []

    @property
    def left(self) -> int:
        """How many blocks are not written yet."""
        return len(self._document.blocks) - self._drawn

    def begin(self) -> None:
        """The head."""
        cursor, document = self._cursor, self._document
        self._line(cursor, document.title, size=TITLE, bold=True, first=True)
        if document.subtitle:
            self._line(cursor, document.subtitle, size=SUBHEADING)
        for label, value in document.facts:
            self._start(cursor, above=2)
            cursor.insertText(f"{label}: ", self._format(SMALL, soft=True))
            cursor.insertText(value, self._format(SMALL))

    def go_on(self) -> None:
        """The next blocks; behind the last, the notes."""
        cursor = self._cursor
        if not self.left:
            return
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for block in self._document.blocks[self._drawn : self._drawn + MOST_BLOCKS]:
            self._block(cursor, block)
            self._drawn += 1
        if not self.left:
            self._end_notes(cursor)
        cursor.endEditBlock()

    # ------------------------------------------------------------------------------------ blocks

    def _block(self, cursor: QTextCursor, block: Block) -> None:
        match block:
            case Heading(level=level, runs=runs):
                self._start(cursor, above=20 if level == 1 else 12)
                self._runs(cursor, runs, HEADING if level == 1 else SUBHEADING, bold=True)
            case Paragraph(runs=runs):
                self._start(cursor, above=6)
                self._runs(cursor, runs, BODY)
            case Quotation(runs=runs, source=source):
                self._start(cursor, above=6, indent=1)
                self._runs(cursor, runs, BODY)
                if source:
                    self._start(cursor, above=2, indent=1)
                    self._runs(cursor, source, SMALL)
            case Entry(number=number, paragraphs=paragraphs):
                self._entry(cursor, number, paragraphs)
            case ListItem(runs=runs):
                self._start(cursor, above=4, indent=1)
                cursor.insertText("•  ", self._format(BODY))
                self._runs(cursor, runs, BODY)
            case Box(title=title, paragraphs=paragraphs):
                self._box(cursor, title, paragraphs)
            case Table():
                self._table(cursor, block)

    def _entry(self, cursor: QTextCursor, number: str, paragraphs: tuple[Runs, ...]) -> None:
        for i, runs in enumerate(paragraphs):
            self._start(cursor, above=12 if i == 0 else 4)
            if i == 0:
                cursor.insertText(f"{number}.  ", self._format(BODY, bold=True))
            self._runs(cursor, runs, BODY)

    def _box(self, cursor: QTextCursor, title: str, paragraphs: tuple[Runs, ...]) -> None:
        frame = QTextFrameFormat()
        frame.setBackground(self._look.theme.colour("rail"))
        frame.setPadding(self._look.theme.space(12))
        frame.setTopMargin(self._look.theme.space(12))
        cursor.insertFrame(frame)
        first = True
        if title:
            cursor.insertText(title, self._format(BODY, bold=True))
            first = False
        for runs in paragraphs:
            if not first:
                self._start(cursor, above=4)
            first = False
            self._runs(cursor, runs, BODY)
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)

    def _table(self, cursor: QTextCursor, table: Table) -> None:
        self._line(cursor, table.caption, size=BODY, bold=True)
        look = QTextTableFormat()
        look.setBorder(0.5)
        look.setBorderCollapse(True)
        look.setBorderBrush(self._look.theme.colour("hairline"))
        look.setCellPadding(self._look.theme.space(4))
        look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        total = sum(column.share for column in table.columns) or 1
        look.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.PercentageLength, 100 * c.share / total) for c in table.columns]
        )
        drawn = cursor.insertTable(len(table.rows) + 1, len(table.columns), look)
        for row, cells in enumerate((tuple(column.title for column in table.columns), *table.rows)):
            for column, cell in enumerate(cells):
                drawn.cellAt(row, column).firstCursorPosition().insertText(
                    cell, self._format(SMALL, bold=row == 0)
                )
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if table.remark:
            self._line(cursor, table.remark, size=SMALL, soft=True)

    def _end_notes(self, cursor: QTextCursor) -> None:
        if not self._notes:
            return
        self._line(cursor, self._t(NOTES), size=HEADING, bold=True)
        for number, runs in enumerate(tuple(self._notes), 1):
            self._start(cursor, above=4)
            cursor.insertText(f"{number}  ", self._format(SMALL, soft=True))
            self._runs(cursor, runs, SMALL)

    # ------------------------------------------------------------------------------------ lines

    def _line(
        self,
        cursor: QTextCursor,
        words: str,
        *,
        size: int,
        bold: bool = False,
        soft: bool = False,
        first: bool = False,
    ) -> None:
        self._start(cursor, above=12, first=first)
        cursor.insertText(words, self._format(size, bold=bold, soft=soft))

    def _start(self, cursor: QTextCursor, *, above: int, indent: int = 0, first: bool = False) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(0 if first else self._look.theme.space(above))
        block.setLineHeight(140, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        block.setLeftMargin(self._look.theme.px(24) * indent)
        if first:
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block, self._format(BODY))

    def _runs(self, cursor: QTextCursor, runs: Runs, size: int, *, bold: bool = False) -> None:
        for run in runs:
            self._run(cursor, run, size, bold=bold)

    def _run(self, cursor: QTextCursor, run: Run, size: int, *, bold: bool) -> None:
        match run:
            case Text(text=text):
                look = self._format(size, bold=bold or run.bold, italic=run.italic)
                cursor.insertText(text.replace("\n", "\u2028"), look)
            case Withheld(name=name):
                look = self._format(size, bold=bold)
                look.setForeground(self._look.theme.colour("violet"))
                look.setBackground(self._look.theme.colour("violet-wash"))
                cursor.insertText(f"‹{name}›" if name else f"[{self._t(WITHHELD)}]", look)
            case SealMark():
                pass  # numbers are given when the bundle is made
            case Note(runs=inside):
                self._notes.append(inside)
                look = self._format(size)
                look.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
                cursor.insertText(str(len(self._notes)), look)

    def _format(
        self, size: int, *, bold: bool = False, italic: bool = False, soft: bool = False
    ) -> QTextCharFormat:
        theme = self._look.theme
        made = QTextCharFormat()
        font = theme.font(size, family=SERIF, weight=QFont.Weight.Bold if bold else QFont.Weight.Normal)
        font.setItalic(italic)
        made.setFont(font)
        made.setForeground(theme.colour("ink-soft" if soft else "ink"))
        return made
