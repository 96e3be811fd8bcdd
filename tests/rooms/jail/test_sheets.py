"""Spreadsheets as texts: values only, and no archive unfolds beyond the limits."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import msgspec
import pytest

import media
from casebook.jail import launch
from casebook.jail.errors import AnswerUnreadable, NeededTooMuchMemory, ReaderCrashed, TookTooLong
from casebook.jail.limits import MIB, Limits
from casebook.jail.shapes import Sheet
from casebook.jail.sheets import text_of
from casebook.jail.tables import Reading, Row, Table, UnreadableTable

ROWS: list[list[Any]] = [
    ["name", "years", "sum"],
    ["Aya Serik", 4, ("=B2*1000", "4000")],
    ["", "", ""],
    ["Bolat K.", 2.5, 0.1],
]


def look(data: bytes, **more: Any) -> list[Sheet]:
    found = launch.run("casebook.jail.sheets:look", answer=list[Sheet], sources=[io.BytesIO(data)], **more)
    for sheet in found:
        sheet.check()
    return found


def table(data: bytes, form: str = "xlsx") -> Table:
    how = msgspec.msgpack.encode(Reading(form))
    return launch.run("casebook.jail.tables:read", how, answer=Table, sources=[io.BytesIO(data)])


def test_a_workbook_is_a_table_of_texts() -> None:
    assert table(media.xlsx(ROWS)) == Table(
        ["name", "years", "sum"],
        [
            Row(2, {"name": "Aya Serik", "years": "4", "sum": "4000"}),
            Row(4, {"name": "Bolat K.", "years": "2.5", "sum": "0.1"}),
        ],
    )


def test_the_other_format() -> None:
    rows = [["name", "years"], ["Aya Serik", "4"]]
    assert table(media.ods(rows), "ods") == Table(
        ["name", "years"], [Row(2, {"name": "Aya Serik", "years": "4"})]
    )


def test_a_table_that_does_not_begin_in_the_first_row() -> None:
    found = table(media.xlsx([[], ["", ""], ["name", "", "place"], ["Aya", "", "Aktau"]]))

    assert found == Table(["name", "place"], [Row(4, {"name": "Aya", "place": "Aktau"})])


def test_sheets_are_shown() -> None:
    [sheet] = look(media.xlsx(ROWS, name="Spring"))

    assert (sheet.name, sheet.rows, sheet.columns) == ("Spring", 4, 3)
    assert sheet.cells[1] == ["Aya Serik", "4", "4000"]


def test_macros_and_outside_links_stay_unlooked_at() -> None:
    more = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(4000),
        "xl/externalLinks/externalLink1.xml": b'<externalLink><x r:id="file:///etc/passwd"/></externalLink>',
    }
    assert table(media.xlsx(ROWS, more=more), "xlsm").columns == ["name", "years", "sum"]


def test_an_entity_is_not_unfolded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    data = media.xlsx(ROWS)
    to = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(to, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = bomb + content.replace(b"Bolat K.", b"[&b;][&c;]")
            new.writestr(part.filename, content)
    try:
        text = str(table(to.getvalue()))
    except UnreadableTable:
        return
    assert "root:" not in text
    assert "aaaa" not in text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no-workbook"),
        (b"PK\3\4" + bytes(100), "no-workbook"),
        (media.saved(media.quarters(8, 8), "PNG"), "no-workbook"),
        (media.quoted_overlap(), "unfolds-too-far"),
        (media.zeros_in_a_sheet(10 << 30), "unfolds-too-far"),
        (media.xlsx([]), "empty"),
        (media.xlsx([["a", "a"], ["1", "2"]]), "column-twice"),
        (media.xlsx([["a", ""], ["1", "2"]]), "column-without-name"),
        (bytes(65 << 20), "too-large"),
    ],
)
def test_what_is_no_table_is_named(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableTable) as caught:
        table(data)
    assert caught.value.why == why


def test_an_archive_that_lies_about_its_sizes() -> None:
    """It says that a part is short; its reader unfolds what is there, within the memory it may have."""
    data = bytearray(media.xlsx(ROWS, more={"xl/sharedStrings.xml": bytes(300 << 20)}))
    place = data.index(b"PK\1\2")
    while (place := data.find(b"PK\1\2", place)) >= 0:
        if data[place + 46 :].startswith(b"xl/sharedStrings"):
            data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
        place += 4
    with pytest.raises((UnreadableTable, NeededTooMuchMemory, ReaderCrashed, TookTooLong)):
        look(bytes(data), limits=Limits(memory=256 * MIB))


def test_one_cell_far_out() -> None:
    """The last cell of the largest sheet: what lies before it is not made."""
    data = media.xlsx(ROWS)
    to = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(to, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = content.replace(b'<row r="4">', b'<row r="1048576">').replace(
                    b'r="C4"', b'r="XFD1048576"'
                )
            new.writestr(part.filename, content)
    with pytest.raises((UnreadableTable, NeededTooMuchMemory, ReaderCrashed, TookTooLong)):
        table(to.getvalue())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4.0, "4"),
        (-3, "-3"),
        (2.5, "2.5"),
        (1e300, "1e+300"),
        (True, "true"),
        ("  x ", "  x "),
        (dt.date(2026, 3, 4), "2026-03-04"),
        (dt.datetime(2026, 3, 4), "2026-03-04"),  # noqa: DTZ001 - a sheet knows no zone
        (dt.datetime(2026, 3, 4, 5, 6), "2026-03-04 05:06:00"),  # noqa: DTZ001 - a sheet knows no zone
        (dt.time(5, 6), "05:06:00"),
        ("lone \ud800", "lone ?"),
    ],
)
def test_values_as_people_type_them(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    "lie",
    [
        Sheet("x" * 101, 1, 1, []),
        Sheet("x", -1, 1, []),
        Sheet("x", 1, 1 << 20, []),
        Sheet("x", 1, 1, [["x" * 2001]]),
        Sheet("x", 1, 1, [[""] * 101]),
        Sheet("x", 1, 1, [[]] * 2001),
    ],
)
def test_a_sheet_that_cannot_be_is_thrown_away(lie: Sheet) -> None:
    with pytest.raises(AnswerUnreadable):
        lie.check()
