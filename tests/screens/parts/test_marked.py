from __future__ import annotations

import pytest
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from casebook.base.words import translator
from casebook.gui.parts.marked import MARK, Marked
from casebook.gui.parts.pieces import As, Piece
from casebook.gui.theme import Look, Theme, load_fonts


@pytest.fixture
def reader(qtbot: QtBot) -> Marked:
    load_fonts()
    made = Marked(Look(translator("en"), Theme("light")), "The text")
    qtbot.addWidget(made)
    return made


def in_pieces(*parts: tuple[str, As]) -> tuple[Piece, ...]:
    found, start = [], 0
    for text, seen in parts:
        found.append(Piece(text, seen, current=False, start=start))
        start += len(text)
    return tuple(found)


TEXT = in_pieces(
    ("He came with ", As.PLAIN),
    ("Saule ", As.ASKED_HIDDEN),
    ("Dzhandosova ", As.HIDDEN),
    ("to the <b>gate</b> 🚪.\nThen he left.", As.PLAIN),
)


def test_what_is_hidden_stands_between_edges(reader: Marked) -> None:
    reader.show_pieces(TEXT)
    assert reader.toPlainText().startswith("He came with ▓Saule Dzhandosova▓ to the <b>gate</b>")


def test_neighbours_that_are_hidden_are_one_mark_for_the_recipient(reader: Marked) -> None:
    reader.show_pieces(TEXT)
    reader.show_as_seen(wanted=True)
    assert reader.toPlainText().startswith(f"He came with {MARK} to the")
    assert "Saule" not in reader.toPlainText()
    reader.show_as_seen(wanted=False)
    assert "Saule" in reader.toPlainText()


@pytest.mark.parametrize("words", ["came with", "Saule Dzhandosova", "gate</b> 🚪.", "Then he left.", "He"])
def test_selected_characters_are_those_of_the_text(reader: Marked, words: str) -> None:
    reader.show_pieces(TEXT)
    whole = "".join(piece.text for piece in TEXT)
    found = reader.document().find(words.split("\n", maxsplit=1)[0])
    assert not found.isNull()
    reader.setTextCursor(found)
    selected = reader.selected()
    assert selected is not None
    assert whole[slice(*selected)] == words


def test_nothing_selected_is_nothing(reader: Marked) -> None:
    reader.show_pieces(TEXT)
    assert reader.selected() is None


def test_marks_cannot_be_selected_instead_of_words(reader: Marked) -> None:
    reader.show_pieces(TEXT)
    reader.show_as_seen(wanted=True)
    cursor = reader.textCursor()
    cursor.select(QTextCursor.SelectionType.Document)
    reader.setTextCursor(cursor)
    assert reader.selected() is None
