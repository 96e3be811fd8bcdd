"""A record's page says which circle it stands in, and moves it into one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.base.ids import RecordId
from casebook.casework import circles, records
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.gui.screens.record.view import RecordView
from casebook.gui.workspace import Place, Spot
from desk import Desk


def begun(folder: Path, *, circle: bool = True) -> tuple[RecordId, RecordId]:
    """A person and the case that names them alone."""
    with books.derived_once():
        book = books.make(folder, "Heron")
        person, dossier = lists.person(book, "Marat Oskenov", birth="1970"), book.new_id()
        edits = [
            New(dossier, "dossier"),
            Set(dossier, "title", "The depot strike"),
            Add(dossier, "persons", (("person", person), ("role", "witness"))),
        ]
        records.write(book, Verb.ADD, edits)
        if circle:
            circles.make(book, "Witness 7")
        book.close()
    return person, dossier


def shown(table: Desk, kind: str, record: RecordId) -> RecordView:
    table.workspace.go(Spot(Place.RECORD, kind=kind, record=record))
    table.rest()
    return table.shown(RecordView)


def said(view: RecordView) -> str:
    return "\n".join(each.text() for each in view.circle.findChildren(QLabel) if each.isVisible())


def test_without_a_circle_nothing_is_said_of_any(qtbot: QtBot, tmp_path: Path) -> None:
    person, _ = begun(tmp_path / "book", circle=False)
    with desk.opened(qtbot, tmp_path / "book") as table:
        assert not shown(table, "person", person).circle.isVisible()


def test_a_person_moves_and_is_gone_from_where_they_stood(qtbot: QtBot, tmp_path: Path) -> None:
    person, _ = begun(tmp_path / "book")
    with desk.opened(qtbot, tmp_path / "book") as table:
        view = shown(table, "person", person)
        table.press_button("Move into a circle…")
        text = said(view)
        assert "1 record moves. 1 link from outside is taken away" in text
        assert "This cannot be undone." in text
        table.press_button("Move it, and erase it where it stood")
        table.rest()
        view = table.shown(RecordView)
        assert view.state.record != person
        assert "In the circle “Witness 7”: 1 device gets it" in said(view)
        assert not view.circle.open.isVisible()
        assert table.read(lambda book: book.get(person)) is None
        assert table.shell.desk is not None
        assert not table.shell.desk.foot.saved._undo.isVisible()


def test_a_case_goes_as_a_whole_or_alone(qtbot: QtBot, tmp_path: Path) -> None:
    person, dossier = begun(tmp_path / "book")
    with desk.opened(qtbot, tmp_path / "book") as table:
        view = shown(table, "dossier", dossier)
        table.press_button("Move into a circle…")
        assert "2 records move." in said(view)
        assert view.circle.whole is not None
        view.circle.whole.choose(thing=False)
        view.circle._count()
        table.rest()
        assert "1 record moves." in said(view)
        view.circle.whole.choose(thing=True)
        table.press_button("Move it, and erase it where it stood")
        table.rest()
        assert "In the circle" in said(table.shown(RecordView))
        assert table.read(lambda book: (book.get(person), book.get(dossier))) == (None, None)


def test_it_can_be_left_where_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    person, _ = begun(tmp_path / "book")
    with desk.opened(qtbot, tmp_path / "book") as table:
        view = shown(table, "person", person)
        table.press_button("Move into a circle…")
        table.press_button("Leave it where it is")
        assert view.circle.doing is None
        assert table.read(lambda book: book.get(person)) is not None
