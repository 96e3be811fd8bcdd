"""The sheet before two records become one, the one button, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

import books
import desk
import lists
import merging_people
from casebook.base.progress import Progress
from casebook.base.words import translator
from casebook.casework import merging, records
from casebook.casework.book import Casebook
from casebook.casework.merging import Choice, SameRecord
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.gui.screens.conflicts.view import ConflictsView
from casebook.gui.screens.merge.state import MergeState
from casebook.gui.screens.merge.view import MergeView
from casebook.gui.screens.record.view import RecordView
from casebook.gui.workspace import Place, Spot
from casebook.journal import current
from desk import Desk
from merging_people import OTHER_RISK, RISK, Two

EN = translator("en")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    yield made
    made.close()


@pytest.fixture
def two(tmp_path: Path) -> Two:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    found = merging_people.twice(made)
    made.close()
    return found


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, two: Two) -> Iterator[Desk]:
    assert two
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def looked(table: Desk, two: Two) -> MergeView:
    table.workspace.go(Spot(Place.RECORD, kind="person", record=two.kept))
    table.workspace.go(Spot(Place.MERGE, kind="person", records=(two.kept, two.other)))
    table.rest()
    return table.shown(MergeView)


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


# ------------------------------------------------------------------------------------------ what is read


def test_the_sheet_says_all_that_would_happen_and_writes_nothing(book: Casebook) -> None:
    two = merging_people.twice(book)
    before = len(book.need(two.kept).state.units)
    sheet = MergeState(two.kept, two.other, EN).load(book)

    assert [(each.text, each.script) for each in sheet.kept.names] == [
        ("Marat Oskenov", "Latin"),
        ("Марат Оскенов", "Cyrillic"),
    ]
    assert [each.text for each in sheet.other.names] == ["Marat Öskenov"]
    assert "2 records lead here" in sheet.other.meta
    assert [(each.label, each.kept, each.other) for each in sheet.differing] == [
        ("Born", "1970", "May 1970"),
        ("What could happen to this person", RISK, OTHER_RISK),
    ]
    assert {(each.label, each.text) for each in sheet.comes} == {
        ("Names", "Marat Öskenov"),
        ("Alive or dead", "alive"),
        ("Contacts", "+7 700 000 00 00"),
    }
    assert [(each.label, each.text) for each in sheet.hangs] == [
        ("Leads to the one that stays", "Dossiers: 1"),
        ("Stays as it was said, and counts", "Consents: 1"),
    ]
    assert sheet.doubts == ()
    assert len(book.need(two.kept).state.units) == before


def test_what_speaks_against_it_is_said_plainly(book: Casebook) -> None:
    aidar = lists.person(book, "Aidar Tulegenov", birth="1960")
    fazyl = lists.person(book, "Fazyl Tulegenov", birth="1971")
    sheet = MergeState(aidar, fazyl, EN).load(book)

    assert sheet.doubts == (
        "They were born on different days.",
        "They share the family name and have different given names, as relatives do.",
    )


def test_a_choice_goes_on_meaning_its_value_when_the_other_stays(book: Casebook) -> None:
    two = merging_people.twice(book)
    state = MergeState(two.kept, two.other, EN)
    sheet = state.load(book)
    state.choose("birth", Choice.OTHER)
    state.stay(two.other)
    turned = state.load(book)
    assert (state.choice("birth"), state.choice("risk")) == (Choice.KEEP, Choice.BOTH)
    assert (turned.kept.record, turned.differing[0].kept) == (two.other, sheet.differing[0].other)

    state.work(turned, "")(book, Progress())
    assert book.need(two.other).values("birth") == ("1970-05",)
    assert set(book.need(two.other).values("risk")) == {RISK, OTHER_RISK}
    assert merging.standing_for(book, two.kept) == two.other


def test_one_record_is_not_two(book: Casebook) -> None:
    two = merging_people.twice(book)
    with pytest.raises(SameRecord):
        MergeState(two.kept, two.kept, EN).load(book)


# ------------------------------------------------------------------------------------------ by keyboard


def test_looked_at_chosen_and_made_one_by_keyboard_alone_then_undone(table: Desk, two: Two) -> None:
    view = looked(table, two)
    table.tab_to("Born: ")
    table.press(Qt.Key.Key_Right)
    table.press(Qt.Key.Key_Space)
    assert view.state.choice("birth") is Choice.OTHER
    table.tab_to("Why they are one")
    table.type("The same phone.")
    table.press_button("Make them one")

    assert view._title.text() == "They are one now"
    assert table.read(lambda book: merging.standing_for(book, two.other)) == two.kept
    assert table.read(lambda book: merging_people.names(book, two.kept)) == {
        "Marat Oskenov",
        "Марат Оскенов",
        "Marat Öskenov",
    }
    assert table.read(lambda book: book.need(two.kept).values("birth")) == ("1970-05",)
    assert table.read(lambda book: set(book.need(two.kept).values("risk"))) == {RISK, OTHER_RISK}
    assert table.read(lambda book: [n.text("title") for n in current.every(book.db, "note")]) == [
        "The same phone."
    ]
    table.press_button("Undo: make them two again")

    assert view._title.text() == "Are they one person?"
    assert "They are two records again." in texts(view)
    assert table.read(lambda book: merging.standing_for(book, two.other)) == two.other
    assert table.read(lambda book: book.need(two.kept).values("birth")) == ("1970",)
    assert table.read(lambda book: merging_people.names(book, two.kept)) == {
        "Marat Oskenov",
        "Марат Оскенов",
    }


def test_what_is_left_open_waits_under_conflicts_and_says_where_it_came_from(table: Desk, two: Two) -> None:
    view = looked(table, two)
    view.submit()
    table.rest()
    table.press_button("Settle 2 differences")
    conflicts = table.shown(ConflictsView)
    ways = [way for card in conflicts.cards for way in card.one.ways]
    (brought,) = [way for way in ways if way.text == "May 1970"]
    assert "came with a record that was made one with this" in brought.meta


def test_all_fields_at_once_and_the_other_record_stays(table: Desk, two: Two) -> None:
    view = looked(table, two)
    assert view.page is not None
    view.page.sides.buttons[two.other].click()
    table.rest()
    assert view.sheet is not None
    assert view.sheet.kept.record == two.other
    table.press_button(f"Everything as in {view.sheet.other.code}")
    view.submit()
    table.rest()
    assert table.read(lambda book: book.need(two.other).values("birth")) == ("1970",)
    assert table.read(lambda book: book.need(two.other).values("risk")) == (RISK,)
    table.press_button("Open Marat")
    assert table.shown(RecordView).state.record == two.other


def test_cancel_goes_back_and_nothing_is_written(table: Desk, two: Two) -> None:
    looked(table, two)
    table.press_button("Cancel")
    assert table.shown(RecordView).state.record == two.kept
    assert table.read(lambda book: merging.standing_for(book, two.other)) == two.other


def test_who_cannot_be_made_one_is_refused_with_a_sentence(table: Desk, two: Two) -> None:
    table.workspace.go(Spot(Place.MERGE, kind="person", records=(two.kept, two.kept)))
    table.rest()
    view = table.shown(MergeView)
    assert any(text.startswith("Both are the same record.") for text in texts(view))
    assert not view.doing.isVisible()


def test_back_on_the_sheet_it_is_said_that_they_are_one(table: Desk, two: Two) -> None:
    looked(table, two).submit()
    table.rest()
    looked(table, two)
    assert "These two records were made one before." in texts(table.shown(MergeView))
    table.press_button("Open the one that stays")
    assert table.shown(RecordView).state.record == two.kept


def test_a_long_version_does_not_widen_the_page(qtbot: QtBot, tmp_path: Path) -> None:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    two = merging_people.twice(made)
    for each, word in ((two.kept, "depot"), (two.other, "harbour")):
        text = f"Seen at the {word} every evening, " * 12
        records.write(made, Verb.EDIT, [Set(each, "risk", text.strip())])
    merging.merge(made, two.kept, two.other)
    made.close()
    with desk.opened(qtbot, tmp_path / "book", scale=200) as table:
        table.workspace.go(Spot(Place.RECORD, kind="person", record=two.kept))
        table.rest()
        view = table.shown(RecordView)
        inside = view.area.widget()
        assert inside is not None
        assert inside.width() == view.area.viewport().width()


def test_the_stricter_protection_is_not_dropped(qtbot: QtBot, tmp_path: Path) -> None:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    two = merging_people.twice(made)
    records.write(made, Verb.EDIT, [Set(two.kept, "protection", "by-consent")])
    records.write(made, Verb.EDIT, [Set(two.other, "protection", "always")])
    made.close()
    with desk.opened(qtbot, tmp_path / "book") as table:
        view = looked(table, two)
        assert view.page is not None
        card = view.page.card("protection")
        assert card is not None
        card.buttons[Choice.KEEP].click()
        view.submit()
        table.rest()

        assert any("stricter of the two protections" in text for text in texts(view))
        assert QApplication.focusWidget() is card.buttons[Choice.KEEP]
        assert table.read(lambda book: merging.standing_for(book, two.other)) == two.other
        card.buttons[Choice.BOTH].click()
        view.submit()
        table.rest()
        assert table.read(lambda book: merging.standing_for(book, two.other)) == two.kept
