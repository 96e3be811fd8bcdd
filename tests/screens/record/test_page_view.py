from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.base.ids import RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.gui.parts.inplace import InPlace
from casebook.gui.parts.page.view import Page
from casebook.gui.screens.record.view import RecordView
from casebook.gui.workspace import Place, Spot
from casebook.journal import current, drafts
from desk import Desk

RISK = "A brother works at the akimat."
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    lists.person(book, "Marat Oskenov", birth="1970", risk=RISK)
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as made:
        yield made


def only_person(book: Casebook) -> RecordId:
    return next(person.id for person in current.every(book.db, "person"))


def go_to_person(table: Desk) -> RecordView:
    person = table.read(only_person)
    table.workspace.go(Spot(Place.RECORD, kind="person", record=person))
    table.rest()
    return table.shown(RecordView)


def place(page: Page, path: str) -> InPlace:
    for section in page._sections:
        for known, found, _ in section.places():
            if known == path:
                return found
    raise AssertionError(path)


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def birth(book: Casebook) -> str:
    return book.need(only_person(book)).text("birth")


def test_a_person_in_two_scripts_by_keyboard_alone(table: Desk) -> None:
    table.press(Qt.Key.Key_N, CTRL)
    page = table.shown(RecordView)
    table.type("Aigul Sarsenova")
    table.press(Qt.Key.Key_Return)
    assert page.header._title.text() == "Aigul Sarsenova"
    offer = table.tab_to("Also:")
    assert offer.isVisible()
    table.press(Qt.Key.Key_Return)
    names = [
        label for label in texts(page) if label in ("Aigul Sarsenova", "Айгуль Сарсенова", "Айгул Сарсенова")
    ]

    assert len(set(names)) == 2


def test_a_field_is_edited_in_place_and_saved_when_left(table: Desk) -> None:
    page = go_to_person(table)
    field = place(page, "birth")
    field.reading.setFocus()
    table.press(Qt.Key.Key_F2)
    table.type("12.03.1971")
    table.press(Qt.Key.Key_Tab)

    assert table.read(birth) == "1971-03-12"
    assert field.reading.text() == "12 March 1971"
    assert any(text == "Saved" for text in texts(table.shell))


def test_escape_leaves_everything_as_it_was(table: Desk) -> None:
    page = go_to_person(table)
    field = place(page, "birth")
    field.reading.setFocus()
    table.press(Qt.Key.Key_Return)
    table.type("1999")
    table.press(Qt.Key.Key_Escape)

    assert table.read(birth) == "1970"
    assert field.reading.text() == "1970"


def test_what_cannot_be_read_stays_typed_and_keeps_one_there(table: Desk) -> None:
    page = go_to_person(table)
    field = place(page, "birth")
    field.open()
    table.type("sometime")

    assert not table.workspace.go(Spot(Place.BROWSE, kind="dossier"))
    assert table.screen is page
    assert field.is_open
    assert table.read(birth) == "1970"


def test_undo_takes_back_the_last_change(table: Desk) -> None:
    page = go_to_person(table)
    field = place(page, "birth")
    field.open()
    table.type("1980")
    table.press(Qt.Key.Key_Return)
    assert table.read(birth) == "1980"
    table.press(Qt.Key.Key_Z, CTRL)

    assert table.read(birth) == "1970"
    assert field.reading.text() == "1970"


def test_going_elsewhere_saves_what_is_typed(table: Desk) -> None:
    page = go_to_person(table)
    place(page, "birth").open()
    table.type("1980")
    table.workspace.go(Spot(Place.BROWSE, kind="person"))
    table.rest()

    assert table.read(birth) == "1980"


def test_locking_writes_a_draft_and_no_entry(table: Desk) -> None:
    page = go_to_person(table)
    place(page, "risk").open()
    table.type(" The sister was called in too.")
    kept = table.workspace.unsaved()

    assert [(draft.unit, draft.text) for draft in kept] == [("risk", f"{RISK} The sister was called in too.")]
    table.read(lambda book: drafts.keep(book.db, kept[0]))
    table.workspace.go(Spot(Place.BROWSE, kind="dossier"))


def test_rest_while_typing_keeps_a_draft_in_the_casebook(table: Desk) -> None:
    page = go_to_person(table)
    field = place(page, "risk")
    field._rest.setInterval(10)
    field.open()
    table.type(" He was called in.")
    table.until(lambda: bool(table.read(lambda book: drafts.drafts(book.db))))

    assert [draft.text for draft in table.read(lambda book: drafts.drafts(book.db))] == [
        f"{RISK} He was called in."
    ]
    field.commit()
    table.rest()
    assert table.read(lambda book: drafts.drafts(book.db)) == []


def test_somebody_elses_change_is_shown_and_the_open_field_stays(table: Desk) -> None:
    page = go_to_person(table)
    risk = place(page, "risk")
    risk.open()
    table.type(" Being typed")

    def elsewhere(book: Casebook, _progress: object) -> object:
        return records.write(book, Verb.EDIT, [Set(only_person(book), "birth", "1985")])

    table.workspace.write(elsewhere, by=None)  # type: ignore[arg-type]  # what it returns is a Touched
    table.rest()

    assert place(page, "birth").reading.text() == "1985"
    assert risk.is_open
    assert risk.draft() == f"{RISK} Being typed"
    risk.cancel()


def test_tab_follows_the_eye(table: Desk) -> None:
    page = go_to_person(table)
    assert QApplication.focusWidget() is page._sections[0].places()[0][1].reading
    tops: list[int] = []
    for _ in range(12):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        if focus is None or not page.isAncestorOf(focus):
            break
        tops.append(focus.mapTo(page, focus.rect().topLeft()).y() // 8)

    assert tops == sorted(tops)


def test_what_is_not_said_waits_in_a_line_and_becomes_a_field(table: Desk) -> None:
    page = go_to_person(table)
    table.press_button("Add: Sex")
    assert place(page, "sex").is_open
    table.press(Qt.Key.Key_Escape)
    table.tab_to("Born")
    table.until(lambda: not place(page, "sex").isVisible())
    table.press_button("Add: Sex")
    table.type("wom")
    table.press(Qt.Key.Key_Return)

    assert table.read(lambda book: book.need(only_person(book)).value("sex")) == "f"


def test_an_element_of_a_list_is_removed_and_comes_back(table: Desk) -> None:
    page = go_to_person(table)
    table.press_button("More about this: Names")
    table.press_button("Remove")
    assert table.read(lambda book: book.need(only_person(book)).elements("names")) == ()
    table.press(Qt.Key.Key_Z, CTRL)

    assert len(table.read(lambda book: book.need(only_person(book)).elements("names"))) == 1
    assert page.isVisible()


def test_text_from_outside_is_shown_as_it_is(table: Desk) -> None:
    page = go_to_person(table)
    place(page, "risk").open()
    table.press(Qt.Key.Key_A, CTRL)
    table.type("<b>bold</b> & <img src=x>")
    place(page, "risk").commit()
    table.rest()
    label = place(page, "risk").reading

    assert label.text() == "<b>bold</b> & <img src=x>"
    assert label.textFormat() == Qt.TextFormat.PlainText
