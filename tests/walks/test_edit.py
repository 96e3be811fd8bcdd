"""The walk `edit`: a field of an interview becomes an entry, and every screen concerned reads again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.base.progress import Progress
from casebook.base.words import translator
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.gui.screens.interview.state import Answers, InterviewState
from casebook.gui.screens.interview.view import InterviewView
from casebook.gui.workspace import Place, Spot
from casebook.journal import current, drafts, history
from desk import Desk

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    state = InterviewState(None, translator("en"), date(2025, 6, 15))
    speaker = lists.person(book, "Ainur Beisen")
    state.agree(Answers(speaker, "", None, "3", (), "oral", "yes", "2025-06-15", "en"))(book, Progress())
    state.new = False
    state.set_text("narrative", "They came at night.\n\nThey took the notebook.")(book, Progress())
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as made:
        yield made


def told(book: Casebook) -> str:
    return records.text_of(next(iter(current.every(book.db, "interview"))), "narrative")


def entries(book: Casebook) -> int:
    return len(history.history(book.db, next(iter(current.every(book.db, "interview"))).id))


def kept(book: Casebook) -> list[str]:
    return [draft.text for draft in drafts.drafts(book.db)]


def test_a_field_becomes_an_entry_and_every_screen_reads_again(table: Desk) -> None:
    record = table.read(lambda book: next(iter(current.every(book.db, "interview"))).id)
    table.workspace.go(Spot(Place.INTERVIEW, kind="interview", record=record))
    table.rest()
    view = table.shown(InterviewView)
    table.until(lambda: view.page is not None and view.page.shown is not None)
    assert view.page is not None
    table.press(Qt.Key.Key_H, CTRL)
    before = table.read(entries)

    # 1: two seconds of rest write a draft; leaving the field writes an entry
    field = view.page._sections[0].places()[0][1]
    field._rest.setInterval(10)
    field.open()
    for _ in range(2):
        table.press(Qt.Key.Key_Return)
    table.type("She was told not to speak of it.")
    table.until(lambda: bool(table.read(kept)))
    assert table.read(entries) == before
    table.press(Qt.Key.Key_S, CTRL)

    # 2–4: one more paragraph is two parts of one entry; the draft is gone with it
    assert table.read(told).endswith("She was told not to speak of it.")
    assert table.read(entries) > before
    assert table.read(kept) == []

    # 5: the history beside the page has read again, and the foot says so
    assert table.shell.desk is not None
    panel = table.shell.desk.history
    table.until(
        lambda: any(
            "not to speak of it" in label.text() for label in panel.findChildren(QLabel) if label.isVisible()
        )
    )
    assert any(label.text() == "Saved" for label in table.shell.desk.foot.findChildren(QLabel))

    # undo is the same walk with an inverse change
    table.press(Qt.Key.Key_Z, CTRL)
    assert table.read(told) == "They came at night.\n\nThey took the notebook."
