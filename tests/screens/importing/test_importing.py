from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.base import resources
from casebook.base.progress import Progress
from casebook.base.words import translator
from casebook.casework import imports, undo
from casebook.casework.book import Casebook
from casebook.gui.screens.browse.view import BrowseView
from casebook.gui.screens.importing.state import ImportState
from casebook.gui.screens.importing.view import ImportView
from casebook.gui.workspace import Place, Spot
from casebook.journal import current
from desk import Desk

MAPPING = """
format = 1
name = "harbour"
kind = "person"
key = "id"
[columns]
born = "birth"
[[lists.names]]
columns = { name = { unit = "name", split = true, script = "Latn", language = "en" } }
"""
GOOD = "id,name,born\n1,Marat Oskenov,10.02.1970\n2,Saule Dzhandosova,1981\n"
BAD = "id,name,born\n1,Marat Oskenov,10.02.1970\n2,Saule Dzhandosova,soon\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "people.csv").write_text(GOOD)
    (tmp_path / "map.toml").write_text(MAPPING)
    return tmp_path / "people.csv", tmp_path / "map.toml"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    yield made
    made.close()


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def test_a_dry_run_writes_nothing_and_says_what_would_be(book: Casebook, files: tuple[Path, Path]) -> None:
    state = ImportState(translator("en"))
    shown = state.dry_run(*files)(book, Progress())

    assert shown.summary == "2 new"
    assert shown.makes == "People: 2"
    assert shown.rows[0].text == "Marat Oskenov"
    assert "Born: 10 February 1970" in shown.rows[0].lines
    assert current.counts(book.db).get("person") is None


def test_the_import_is_one_act(book: Casebook, files: tuple[Path, Path]) -> None:
    state = ImportState(translator("en"))
    state.shown = state.dry_run(*files)(book, Progress())
    state.carry_out(skip_bad=False)(book, Progress())
    assert current.counts(book.db)["person"] == 2
    again = state.dry_run(*files)(book, Progress())
    assert again.plan.changes_nothing
    undo.undo_last(book)

    assert current.counts(book.db).get("person") is None


def test_a_cell_that_cannot_be_read_is_named_by_row_and_column(
    book: Casebook, files: tuple[Path, Path]
) -> None:
    files[0].write_text(BAD)
    shown = ImportState(translator("en")).dry_run(*files)(book, Progress())
    row = shown.rows[1]

    assert shown.refused == 1
    assert row.number == 3
    assert row.lines[0].startswith("column born")


def test_a_person_who_may_be_here_already_is_asked_about(book: Casebook, files: tuple[Path, Path]) -> None:
    known = lists.person(book, "Marat Oskenov", birth="1970-02-10")
    state = ImportState(translator("en"))
    shown = state.dry_run(*files)(book, Progress())
    (doubt,) = shown.rows[0].doubts
    same = next(way for way in doubt.ways if way.text == "The same person")
    state.answer(same)
    state.shown = state.dry_run(*files)(book, Progress())
    assert state.shown.doubted == 0
    state.carry_out(skip_bad=False)(book, Progress())

    assert current.counts(book.db)["person"] == 2
    assert book.need(known).elements("origins")


@pytest.mark.parametrize("missing", ["table", "mapping"])
def test_what_is_missing_is_said(files: tuple[Path, Path], missing: str) -> None:
    table, mapping = files
    state = ImportState(translator("en"))

    assert state.problem(None if missing == "table" else table, None if missing == "mapping" else mapping)
    assert state.problem(table, mapping) == ""


def test_an_import_by_keyboard(table: Desk, files: tuple[Path, Path]) -> None:
    table.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    view = table.shown(ImportView)
    view.table_field.line.setFocus()
    table.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    table.type(str(files[0]))
    table.tab_to("Mapping")
    table.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    table.type(str(files[1]))
    table.press_button("Dry run")
    table.until(lambda: view.state.shown is not None)
    assert table.read(lambda book: current.counts(book.db).get("person")) is None
    assert any(label.text() == "2 new" for label in view.findChildren(QLabel))
    table.press_button("Import 2 rows")
    table.rest()

    assert isinstance(table.screen, BrowseView)
    assert table.read(lambda book: current.counts(book.db)["person"]) == 2
    table.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert table.read(lambda book: current.counts(book.db).get("person")) is None


def test_a_refused_file_says_why_where_it_happened(table: Desk, files: tuple[Path, Path]) -> None:
    files[0].write_text("id,name,born,extra\n1,A,1970,x\n")
    table.workspace.go(Spot(Place.IMPORT))
    view = table.shown(ImportView)
    view.table_field.set_path(files[0])
    view.mapping_field.set_path(files[1])
    view.dry_run()
    table.rest()

    assert view._notice.isVisible()
    assert "extra" in view._notice.text.text()
    assert view._run.isEnabled()


def test_records_that_an_import_would_make_are_called_by_their_titles(tmp_path: Path) -> None:
    """An edition is made with the first row, and every later row leads to it: it has no name in the book yet."""
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    mapping = imports.read_mapping(resources.path("demo", "list_csv.toml"))
    table = imports.read_table(resources.path("demo", "list.csv"), mapping)
    shown = ImportState(translator("en")).tell(book, imports.plan_import(book, table, mapping))
    book.close()
    editions = {line for row in shown.rows for line in row.lines if line.startswith("Edition")}
    assert editions == {"Edition: Political prisoners: the spring list"}
