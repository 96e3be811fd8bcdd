from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.casework.book import Casebook
from casebook.gui.parts.says import WHERE
from casebook.gui.screens.moved.state import Answer
from casebook.gui.screens.moved.view import MovedView
from casebook.gui.workspace import Place, Spot
from casebook.journal.drafts import Draft
from casebook.wording import errors
from desk import Desk


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """The desk over a casebook that lies in another place than before."""
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
        lists.person(book, "Rustem Beisekov")
        book.close()
        elsewhere = books.copy(tmp_path / "book", tmp_path / "elsewhere")
        with desk.opened(qtbot, elsewhere) as opened:
            yield opened


def texts(table: Desk) -> str:
    assert table.shell.desk is not None
    shown = [label.text() for label in table.shell.desk.findChildren(QLabel) if label.isVisible()]
    return "\n".join(shown)


def feed(book: Casebook) -> bytes:
    return bytes(book.own.feed)


def is_writable(book: Casebook) -> bool:
    return book.writable


def go(table: Desk) -> MovedView:
    table.press_button("Moved or copied?")
    return table.shown(MovedView)


def test_it_is_asked_after_unlocking_and_can_be_read_meanwhile(table: Desk) -> None:
    assert WHERE in texts(table)
    assert table.read(lambda book: len(books.the(book, "person"))) == 1
    view = go(table)

    assert list(view.answers) == [Answer.MOVED, Answer.COPIED]
    assert "It was moved" in texts(table)


def test_what_cannot_be_saved_asks_again_and_names_no_command(table: Desk) -> None:
    table.workspace.go(Spot(Place.SAFETY))
    table.rest()
    assert WHERE not in texts(table)
    table.workspace.undo()
    table.rest()

    assert WHERE in texts(table)
    assert "casebook keys" not in texts(table)


def test_moved_goes_on_as_the_same_device(table: Desk) -> None:
    before = table.read(feed)
    view = go(table)
    assert view.answers[Answer.MOVED].button.hasFocus()
    view.answers[Answer.MOVED].button.click()
    table.rest()

    assert table.read(feed) == before
    assert table.read(is_writable)
    assert "goes on here as before" in texts(table)


def test_copied_goes_on_as_a_new_device(table: Desk) -> None:
    before = table.read(feed)
    go(table).answers[Answer.COPIED].button.click()
    table.rest()

    assert table.read(feed) != before
    assert table.read(is_writable)
    assert "new device" in texts(table)


def test_once_it_is_said_nothing_is_asked(table: Desk) -> None:
    go(table).answers[Answer.MOVED].button.click()
    table.rest()
    table.workspace.go(Spot(Place.MOVED))
    table.rest()

    assert table.shown(MovedView).answers == {}


def test_the_window_says_it_without_commands() -> None:
    from casebook.base.words import translator
    from casebook.casework.whereabouts import MovedOrCopied
    from casebook.gui.parts.says import says

    tr = translator("en")
    assert "casebook keys" in errors.sentence(MovedOrCopied(), tr)
    assert "casebook keys" not in says(MovedOrCopied(), tr)


def test_a_draft_is_kept_all_the_same(table: Desk) -> None:
    person = table.read(lambda book: books.the(book, "person")[0])
    table.workspace.keep_draft(Draft(person, "person", "remarks", "half a word"))
    table.rest()

    assert WHERE in texts(table)
