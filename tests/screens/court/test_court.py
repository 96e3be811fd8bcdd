from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.bundle import slips, write
from casebook.casework import disclosures
from casebook.gui.screens.court.view import CourtView
from casebook.gui.workspace import Place, Spot
from casebook.reports.document import Document
from desk import Desk
from exporting import NARRATIVE, Export


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """A bundle that left, and the page of its disclosure."""
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    export = Export(book)
    made = write.make(book, export.seen, export.plan, Document("en", "A list", ()))
    left = write.release(book, export.plan, made, tmp_path / "left.zip", date="2025-06").disclosure
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        opened.workspace.go(Spot(Place.RECORD, kind="disclosure", record=left))
        opened.rest()
        yield opened


def words(table: Desk) -> str:
    view = table.shown(CourtView)
    shown = [*view.findChildren(QLabel), *view.findChildren(QAbstractButton)]
    return "\n".join(each.text() for each in shown if each.isVisibleTo(view))


def choose_entry(table: Desk) -> CourtView:
    table.press_button("For a court…")
    view = table.shown(CourtView)
    entry = table.read(
        lambda book: next(
            one for one in view.state.load(book).shown if "Oskenov" in one.name and one.icon == "list-entry"
        )
    )
    view._choose(entry)
    table.rest()
    return view


def test_selected_words_are_opened_for_one_reader_and_recorded(table: Desk, tmp_path: Path) -> None:
    view = choose_entry(table)
    text = table.read(lambda book: view.state.fields(view.chosen.record)(book, None))  # type: ignore[union-attr,arg-type]  # chosen above
    view._show_field(next(one for one in text if one.found.text == NARRATIVE))
    start = NARRATIVE.index("Saule")
    cursor = view.text.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(start + len("Saule Dzhandosova"), cursor.MoveMode.KeepAnchor)
    view.text.setTextCursor(cursor)
    view.who.setText("District court")
    view.why.setText("Its order of 3 May")
    view.to.set_path(tmp_path / "word.txt")
    table.press_button("Write the opening")

    assert (tmp_path / "word.txt").read_text().startswith("casebook-opening/1\n")
    assert "recorded with the bundle" in words(table)
    handed = table.read(lambda book: next(iter(disclosures.disclosures(book))).elements("handed"))
    assert len(handed) == 1


def test_without_a_reason_nothing_is_written(table: Desk, tmp_path: Path) -> None:
    view = choose_entry(table)
    view.who.setText("District court")
    view.to.set_path(tmp_path / "slip.txt")
    table.press_button("Write an author slip instead")

    assert "Say why" in words(table)
    assert not (tmp_path / "slip.txt").exists()


def test_an_author_slip_leads_to_this_device(table: Desk, tmp_path: Path) -> None:
    view = choose_entry(table)
    view.who.setText("District court")
    view.why.setText("Its order of 3 May")
    view.to.set_path(tmp_path / "slip.txt")
    table.press_button("Write an author slip instead")

    text = (tmp_path / "slip.txt").read_text()
    assert slips.judge(text, slips.seal_of(text)).number > 0
