"""A text to be read with marks in it: what is hidden, what is asked, and the place one is at.

It shows plain text only: nothing in it is markup, and nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from casebook.gui.parts.pieces import As, Piece
from casebook.gui.theme import SERIF, Look

MARK: Final = "▓▓▓"
EDGE: Final = "▓"
"""Stands on either side of words that are hidden, so that colour is not all that tells."""
SIZE: Final = 16
MEASURE: Final = 680
"""How wide the text is at most: about 80 characters."""


class Marked(QTextEdit):
    """Pieces as one text. *name* is what a reader is told it is."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._pieces: tuple[Piece, ...] = ()
        self._as_seen = False
        self._drawn: list[tuple[int, str, int]] = []
        self.setAccessibleName(name)
        self.setProperty("role", "reading")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        flags = Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        self.setTextInteractionFlags(flags)
        self.document().setDocumentMargin(look.theme.space(16))
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines no longer than one reads with ease."""
        super().resizeEvent(event)
        self.setLineWrapColumnOrWidth(min(self.viewport().width(), self._look.theme.px(MEASURE)))

    @property
    def as_seen(self) -> bool:
        """Whether every removal is one mark, as the recipient gets it."""
        return self._as_seen

    def show_as_seen(self, *, wanted: bool) -> None:
        """Show marks instead of the words they stand for, or the words again."""
        self._as_seen = wanted
        self._draw()

    def show_pieces(self, pieces: tuple[Piece, ...]) -> None:
        """Another text, or the same with other marks."""
        self._pieces = pieces
        self._draw()

    def selected(self) -> tuple[int, int] | None:
        """The characters of the text that are selected; nothing if none are, or marks stand for the words."""
        cursor = self.textCursor()
        if self._as_seen or not cursor.hasSelection():
            return None
        start, end = self._in_text(cursor.selectionStart()), self._in_text(cursor.selectionEnd())
        return (start, end) if start < end else None

    # ------------------------------------------------------------------------------------ drawing

    def _draw(self) -> None:
        document = self.document()
        document.clear()
        self._drawn = []
        cursor = QTextCursor(document)
        block = QTextBlockFormat()
        block.setLineHeight(150, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(block)
        at: tuple[int, int] | None = None
        for before, piece, after in _neighbours(self._pieces):
            start = cursor.position()
            self._write(cursor, piece, before, after)
            if piece.current:
                at = (start if at is None else at[0], cursor.position())
        self._go_to(at)

    def _write(self, cursor: QTextCursor, piece: Piece, before: Piece | None, after: Piece | None) -> None:
        look = self._format(piece)
        opens = piece.seen.hidden and not (before is not None and before.seen.hidden)
        closes = piece.seen.hidden and not (after is not None and after.seen.hidden)
        if self._as_seen and piece.seen.hidden:
            # Neighbours that are hidden together are one mark, whatever their length.
            cursor.insertText(MARK if opens else "", look)
            cursor.insertText(_white_end(piece.text) if closes else "", look)
            return
        words = piece.text[: len(piece.text) - len(_white_end(piece.text))] if closes else piece.text
        cursor.insertText(EDGE if opens else "", look)
        self._put(cursor, words, piece.start, look)
        cursor.insertText(EDGE if closes else "", look)
        self._put(cursor, piece.text[len(words) :], piece.start + len(words), look)

    def _put(self, cursor: QTextCursor, words: str, start: int, look: QTextCharFormat) -> None:
        self._drawn.append((cursor.position(), words, start))
        cursor.insertText(words.replace("\n", "\u2028"), look)

    def _format(self, piece: Piece) -> QTextCharFormat:
        theme = self._look.theme
        made = QTextCharFormat()
        made.setFont(theme.font(SIZE, family=SERIF))
        made.setForeground(theme.colour("ink"))
        if piece.seen is As.HIDDEN:
            made.setForeground(theme.colour("violet"))
            made.setBackground(theme.colour("violet-wash"))
        elif piece.seen in (As.ASKED, As.ASKED_HIDDEN):
            made.setForeground(theme.colour("amber"))
            made.setBackground(theme.colour("amber-wash"))
        if piece.current:
            made.setFontWeight(QFont.Weight.Bold)
            made.setFontUnderline(True)
        return made

    def _go_to(self, at: tuple[int, int] | None) -> None:
        """Put the place one is at into sight; its end first, so that its beginning stays."""
        cursor = self.textCursor()
        for position in reversed(at or (0, 0)):
            cursor.setPosition(position)
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

    def _in_text(self, position: int) -> int:
        """The character of the text at a position of the document, which counts in units of UTF-16."""
        found = 0
        for drawn, words, start in self._drawn:
            if drawn > position:
                break
            units = words.encode("utf-16-le")[: 2 * (position - drawn)]
            found = start + len(units.decode("utf-16-le", "ignore"))
        return found


def _white_end(text: str) -> str:
    """The white space a text ends in."""
    return text[len(text.rstrip()) :]


def _neighbours(pieces: tuple[Piece, ...]) -> Iterator[tuple[Piece | None, Piece, Piece | None]]:
    for i, piece in enumerate(pieces):
        yield (pieces[i - 1] if i else None), piece, (pieces[i + 1] if i + 1 < len(pieces) else None)
