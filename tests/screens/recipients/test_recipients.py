from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QRadioButton
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.casework import address_book, recipients
from casebook.formats import age
from casebook.formats.wordlist import Comparison
from casebook.gui.screens.recipients.view import RecipientsView
from casebook.gui.workspace import Place, Spot
from desk import Desk

KEY = str(pyrage.x25519.Identity.generate().to_public())
OTHER = str(pyrage.x25519.Identity.generate().to_public())


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    address_book.add(book, name="Northern Watch", audience="partner", keys=[KEY])
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        opened.workspace.go(Spot(Place.RECIPIENTS))
        opened.rest()
        yield opened


def words(table: Desk) -> str:
    view = table.shown(RecipientsView)
    shown = [*view.findChildren(QLabel), *view.findChildren(QAbstractButton)]
    return "\n".join(each.text() for each in shown if each.isVisibleTo(view))


def theirs(table: Desk) -> recipients.Recipient:
    return table.read(lambda book: recipients.recipients(book)[0])


def test_the_words_of_a_key_stand_there_and_that_nobody_compared_it(table: Desk) -> None:
    said = words(table)

    assert " ".join(age.recipient_words(KEY, "en")) in said
    assert "artner organisations" in said
    assert "not compared" in said


def test_a_key_is_compared_face_to_face_by_keyboard(table: Desk) -> None:
    table.press_button("Compare… Northern Watch")
    view = table.shown(RecipientsView)
    assert view.panel is not None
    first = QApplication.focusWidget()
    assert isinstance(first, QRadioButton)
    table.press(Qt.Key.Key_Space)
    table.press_button("Write it down")

    assert theirs(table).keys[0].compared is Comparison.IN_PERSON
    assert table.shown(RecipientsView).panel is None


def test_without_an_answer_nothing_is_written(table: Desk) -> None:
    table.press_button("Compare… Northern Watch")
    table.press_button("Write it down")

    assert "Say what came of it." in words(table)
    assert theirs(table).keys[0].compared is Comparison.NOT


def test_another_key_has_to_be_compared_again(table: Desk) -> None:
    record = theirs(table).id
    table.read(lambda book: address_book.compare(book, record, KEY, Comparison.IN_PERSON))
    table.press_button("They have another…")
    table.type(OTHER)
    table.press(Qt.Key.Key_Return)

    old, new = theirs(table).keys
    assert old.ended
    assert (new.key, new.compared) == (OTHER, Comparison.NOT)


def test_what_is_no_key_is_refused_and_stays_typed(table: Desk) -> None:
    table.press_button("Add a key of Northern Watch")
    table.type("age1nonsense")
    table.press(Qt.Key.Key_Return)

    view = table.shown(RecipientsView)
    assert view.panel is not None
    assert len(theirs(table).keys) == 1


def test_somebody_new_is_added(table: Desk) -> None:
    table.press_button("Add a recipient")
    table.type("Egret Legal Aid")
    view = table.shown(RecipientsView)
    assert view.adding is not None
    view.adding.form.editor("key").load(OTHER)
    table.press_button("Add them")

    found = table.read(recipients.recipients)
    assert {one.called for one in found} == {"Northern Watch", "Egret Legal Aid"}
    assert "Egret Legal Aid" in words(table)
