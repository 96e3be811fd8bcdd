"""If this computer is lost: in order of danger, computed when asked, and fast when there are thousands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.base.ids import RecordId
from casebook.base.words import translator
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.danger import Danger, Why
from casebook.casework.exposure import Exposed, Exposure, Reason
from casebook.casework.records import Add, Delete, Edit, New, Set
from casebook.casework.touched import Verb
from casebook.gui.parts.buttons import Pick
from casebook.gui.screens.exposure.state import PAGE, ExposureState, Part
from casebook.gui.screens.exposure.view import ExposureView
from casebook.gui.workspace import Place, Spot
from casebook.journal import log
from casebook.model.person import NAME
from desk import Desk


def person(book: Casebook, name: str, *edits: Edit) -> RecordId:
    made = book.new_id()
    named = Add(made, "names", (("name", NAME.make(full=name)),))
    records.write(book, Verb.ADD, [New(made, "person"), named, *(_of(made, edit) for edit in edits)])
    return made


def _of(record: RecordId, edit: Edit) -> Edit:
    return type(edit)(record, *[getattr(edit, name) for name in list(edit.__dataclass_fields__)[1:]])


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    none = RecordId(bytes(16))
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    person(book, "Nadir Named")
    dana = person(book, "Dana Detained", Add(none, "custody", (("period", ("remand", "2025-01-02")),)))
    sam = person(
        book,
        "Sam Spoke",
        Add(none, "contacts", (("address", "sam@heron.example"), ("type", "email"), ("safe", "After dark"))),
    )
    interview = book.new_id()
    about = Add(interview, "about", (("person", dana),))
    records.write(book, Verb.ADD, [New(interview, "interview"), Set(interview, "speaker", sam), about])
    gone = person(book, "Gala Gone")
    records.write(book, Verb.DELETE, [Delete(gone)])
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        opened.workspace.go(Spot(Place.EXPOSURE))
        opened.rest()
        yield opened


def links(view: ExposureView) -> list[str]:
    return [pick.accessibleName().split("  ")[-1] for pick in view.findChildren(Pick) if pick.isVisible()]


def said(view: ExposureView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def test_people_stand_in_the_order_of_danger_with_their_reasons(table: Desk) -> None:
    view = table.shown(ExposureView)

    assert links(view) == ["Sam Spoke", "Dana Detained", "Gala Gone", "Nadir Named"]
    assert "Spoke to us, and was promised not to be named · 1" in said(view)
    assert "gave testimony without consent to be named (interviews: 1)" in said(view)
    assert "deleted, but not erased" in said(view)
    assert "Nothing of it is stored or sent." in said(view)
    assert "People:\u00a04" in said(view)


def test_sources_and_keys_are_one_key_away(table: Desk) -> None:
    view = table.shown(ExposureView)
    table.tab_to("People to warn · 4")
    table.press(Qt.Key.Key_Right)

    assert links(view) == ["Sam Spoke"]
    assert "sam@heron.example · After dark" in said(view)

    table.press(Qt.Key.Key_Right)
    assert "Nothing it signs from now on is to be trusted." in said(view)
    assert "Use it nowhere else any more." in said(view)


def test_a_name_leads_to_its_record_and_nothing_was_written(table: Desk) -> None:
    before = table.read(lambda book: log.heads(book.db))
    table.tab_to("P-")
    table.press(Qt.Key.Key_Return)

    here = table.workspace.here
    assert here is not None
    assert here.place is Place.RECORD
    assert here.kind == "person"
    assert table.read(lambda book: log.heads(book.db)) == before


def many(count: int) -> Exposure:
    people = tuple(
        Exposed(
            RecordId(number.to_bytes(16, "big")),
            "person",
            f"P-{number}",
            f"Heron {number}",
            Danger.WITNESS if number < 250 else Danger.NAMED,
            (Reason(Why.WITNESS, 2),),
        )
        for number in range(count)
    )
    return Exposure(people, (), (), (), 0, 0, 0, 0)


def test_of_thousands_the_first_are_shown_and_more_when_asked_for(table: Desk) -> None:
    view = table.shown(ExposureView)
    view.show_found(many(5000))
    table.rest()
    assert len(links(view)) == PAGE
    assert links(view)[0] == "Heron 0"

    assert view._more.text() == "Show more (4800 left)"
    view._more.setFocus()
    table.press(Qt.Key.Key_Return)

    assert len(links(view)) == 2 * PAGE
    now = QApplication.focusWidget()
    assert now is not None
    assert now.accessibleName() == "P-200  Heron 200"
    assert "Show more (4600 left)" in view._more.text()


def test_a_group_has_its_heading_once_also_across_pages() -> None:
    state = ExposureState(translator("en"))
    rows = [*state.rows(many(600), Part.PEOPLE), *state.rows(many(600), Part.PEOPLE, PAGE)]

    assert [row.heading for row in rows if row.heading] == ["Witnesses · 250", "Others who are named · 350"]


def test_who_leaves_does_not_wait_for_it(table: Desk) -> None:
    view = table.shown(ExposureView)
    view.reload()
    (task,) = table.workspace.tasks.waiting
    table.workspace.go(Spot(Place.SAFETY))

    assert task.progress.cancelled
    table.rest()
