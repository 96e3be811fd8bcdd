from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from casebook.base.words import translator
from casebook.gui.parts.table import PAGE, Cell, Column, Line, Table
from casebook.gui.theme import Look, Theme

LOOK = Look(translator("en"), Theme("light"))
COLUMNS = (Column("Name", sort="title"), Column("Born", 120, "birth"))


def line(number: int) -> Line:
    return Line(number, (Cell(f"Person {number}", "P-0000"), Cell(str(1950 + number % 50))))


@pytest.fixture
def table(qtbot: QtBot) -> Table:
    made = Table(LOOK, "People")
    qtbot.addWidget(made)
    made.set_columns(COLUMNS)
    made.resize(800, 600)
    return made


def test_the_model_keeps_its_word(table: Table, qtbot: QtBot) -> None:
    model: QAbstractItemModel = table.lines
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.lines.begin(300, [line(n) for n in range(PAGE)])
    table.lines.fill(1, [line(n) for n in range(PAGE, 2 * PAGE)])
    table.lines.begin(0)
    table.lines.begin(5, [line(n) for n in range(5)])


def test_a_page_is_asked_for_once_when_it_is_needed(table: Table) -> None:
    wanted: list[int] = []
    table.page_wanted.connect(wanted.append)
    table.lines.begin(100_000, [line(n) for n in range(PAGE)])

    assert table.lines.line(5) == line(5)
    assert table.lines.line(PAGE * 700 + 3) is None
    assert table.lines.line(PAGE * 700 + 4) is None
    assert wanted == [700]
    table.lines.fill(700, [line(PAGE * 700 + n) for n in range(PAGE)])
    assert table.lines.line(PAGE * 700 + 3) == line(PAGE * 700 + 3)


def test_a_hundred_thousand_rows_ask_only_for_what_is_seen(table: Table, qtbot: QtBot) -> None:
    wanted: list[int] = []
    table.page_wanted.connect(wanted.append)
    table.show()
    table.lines.begin(100_000, [line(n) for n in range(PAGE)])
    table.scrollToBottom()
    table.grab()

    assert table.lines.rowCount() == 100_000
    assert set(wanted) <= {(100_000 - 1) // PAGE, (100_000 - 1) // PAGE - 1}


def test_enter_opens_the_row(table: Table, qtbot: QtBot) -> None:
    table.show()
    table.lines.begin(3, [line(n) for n in range(3)])
    table.go_to(1)
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)

    assert opened.args == [1]


def test_several_rows_are_selected_by_keyboard(table: Table) -> None:
    table.show()
    table.lines.begin(4, [line(n) for n in range(4)])
    table.go_to(0)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)

    assert table.selected() == (0, 1, 2)
    assert table.selected_things() == (0, 1, 2)


def test_a_heading_sorts_and_turns_round(table: Table, qtbot: QtBot) -> None:
    asked: list[tuple[str, bool]] = []
    table.sorted_by.connect(lambda key, down: asked.append((key, down)))
    table.show_sort("title", descending=False)
    table.horizontalHeader().sectionClicked.emit(0)
    table.horizontalHeader().sectionClicked.emit(1)

    assert asked == [("title", True), ("birth", False)]


def test_columns_that_do_not_fit_are_left_out(table: Table) -> None:
    table.show()
    table.resize(250, 300)
    assert table.isColumnHidden(1)
    table.resize(900, 300)
    assert not table.isColumnHidden(1)


def test_a_reader_hears_both_texts_of_a_cell(table: Table) -> None:
    table.lines.begin(1, [line(0)])
    index = table.lines.index(0, 0)

    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Person 0 P-0000"
