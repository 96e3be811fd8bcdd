"""Tables as CSV: read back by another reader, and no cell becomes a formula."""

from __future__ import annotations

import csv
import io

import pytest

from casebook.reports.document import Column, Document, Paragraph, Table, Text
from casebook.reports.to_csv import NoTable, to_csv


def rows(document: Document) -> list[list[str]]:
    return list(csv.reader(io.StringIO(to_csv(document).decode("utf-8-sig"), newline="")))


def table(*cells: tuple[str, ...], caption: str = "Т") -> Table:
    return Table(caption, tuple(Column(f"колонка {place}") for place in range(len(cells[0]))), cells)


def test_one_table_is_its_header_and_rows() -> None:
    document = Document("ru", "x", (Paragraph((Text("no"),)), table(("а, б", 'в "г"'), ("д\nе", ""))))

    assert rows(document) == [["колонка 0", "колонка 1"], ["а, б", 'в "г"'], ["д\nе", ""]]
    assert to_csv(document).startswith(b"\xef\xbb\xbf")


def test_several_tables_stand_under_their_captions() -> None:
    document = Document("en", "x", (table(("1",), caption="First"), table(("2",), caption="Second")))

    assert rows(document) == [["First"], ["колонка 0"], ["1"], [], ["Second"], ["колонка 0"], ["2"]]


@pytest.mark.parametrize(
    "cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "+7 701 000 00 00 x"]
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert rows(Document("en", "x", (table((cell,)),)))[1] == ["'" + cell]


@pytest.mark.parametrize("cell", ["-5", "+3.5", "- ", "−2", "12 000", "-1 000,5", "40%", "a=b"])
def test_figures_stay_figures(cell: str) -> None:
    assert rows(Document("en", "x", (table((cell,)),)))[1] == [cell if cell != "- " else "'- "]


def test_a_document_without_a_table_is_refused() -> None:
    with pytest.raises(NoTable):
        to_csv(Document("en", "x", ()))


def test_a_row_too_short_is_not_accepted() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table("x", (Column("a"), Column("b")), (("1",),))
