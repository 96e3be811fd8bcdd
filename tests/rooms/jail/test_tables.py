"""Reading strange tables: what is read, and that nothing but `UnreadableTable` ever comes of bad bytes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.base.encode import pack
from casebook.jail import launch
from casebook.jail.tables import Reading, Table, UnreadableTable, table

CSV = Reading("csv")
JSON = Reading("json")


def test_a_spreadsheets_row_numbers_are_kept() -> None:
    found = table(b'a,b\r\n1,"two\nlines"\r\n\r\n3,4\r\n', CSV)
    assert found.columns == ["a", "b"]
    assert [(row.number, row.cells) for row in found.rows] == [
        (2, {"a": "1", "b": "two\nlines"}),
        (4, {"a": "3", "b": "4"}),
    ]


def test_a_row_of_another_width_is_kept_apart_from_the_rest() -> None:
    found = table(b"a,b\n1,2\n1,2,3\n1\n", CSV)
    assert [(row.number, row.wrong) for row in found.rows] == [(2, ""), (3, "cells"), (4, "cells")]
    assert found.rows[1].cells == {}


def test_formulas_are_texts() -> None:
    found = table(b"a\n\"=cmd|' /C calc'!A0\"\n", CSV)
    assert found.rows[0].cells == {"a": "=cmd|' /C calc'!A0"}


@pytest.mark.parametrize(
    ("data", "how"),
    [
        ("имя;год\nАнна;1990\n".encode("windows-1251"), Reading("csv", "windows-1251", ";")),
        ("имя\tгод\nАнна\t1990\n".encode("utf-16"), Reading("csv", "utf-16", "\t")),
        ("\ufeffимя,год\nАнна,1990\n".encode(), CSV),
    ],
)
def test_the_encodings_of_spreadsheets(data: bytes, how: Reading) -> None:
    assert table(data, how).rows[0].cells == {"имя": "Анна", "год": "1990"}


def test_json_scalars_become_texts_and_nothing_is_rounded() -> None:
    found = table(
        b'[{"a": null, "b": true, "c": 0.10, "d": 123456789012345678901, "e": {}, "f": {"g": 1}}]', JSON
    )
    assert found.rows[0].cells == {
        "a": "",
        "b": "true",
        "c": "0.10",
        "d": "123456789012345678901",
        "e": [],
        "f": [{"g": "1"}],
    }


def test_nested_lists_keep_two_levels() -> None:
    found = table('[{"a": ["x", {"k": [1, {"deep": "é"}]}]}]'.encode(), JSON)
    assert found.rows[0].cells == {"a": ["x", {"k": '["1", {"deep": "é"}]'}]}


def test_what_is_no_object_is_a_wrong_row() -> None:
    found = table(b'[{"a": 1}, 5]', JSON)
    assert [row.wrong for row in found.rows] == ["", "not-an-object"]


@pytest.mark.parametrize(
    ("data", "how", "why", "row"),
    [
        (b"", CSV, "empty", 0),
        (b"a,a\n1,2\n", CSV, "column-twice", 1),
        (b"a,\n1,2\n", CSV, "column-without-name", 1),
        (b'a,b\n1,2\n3,"4\n5,6\n', CSV, "broken-csv", 3),
        (b"a\n\xff\n", CSV, "wrong-encoding", 0),
        (b"a\n1\0\n", CSV, "not-text", 0),
        (b"{}", JSON, "not-a-list-of-rows", 0),
        (b'[\n{"a": 1},\n{"a" 2}]', JSON, "broken-json", 3),
        (b'[{"a": 1, "a": 2}]', JSON, "key-twice", 0),
        (b'[{"a": NaN}]', JSON, "not-a-number", 0),
        (b'[{"a": ' + b"9" * 5000 + b"}]", JSON, "number-too-long", 0),
        (b'[{"a": "\\ud800"}]', JSON, "not-text", 0),
        (b'[{"\\udfff": 1}]', JSON, "not-text", 0),
        (b"[" * 100_000, JSON, "too-deep", 0),
        (b"a\n1\n", Reading("csv", "latin-1"), "unknown-encoding", 0),
        (("a\n" + "x" * (1 << 20) + "y\n").encode(), CSV, "broken-csv", 2),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data: bytes, how: Reading, why: str, row: int) -> None:
    with pytest.raises(UnreadableTable) as refused:
        table(data, how)
    assert (refused.value.why, refused.value.row) == (why, row)


@given(st.binary(max_size=300), st.sampled_from(["csv", "json"]))
def test_any_bytes_are_a_table_or_refused(data: bytes, form: str) -> None:
    try:
        found = table(data, Reading(form))
    except UnreadableTable:
        return
    assert isinstance(found, Table)


@given(st.text(max_size=300))
def test_any_text_in_a_json_table_is_a_table_or_refused(text: str) -> None:
    try:
        table(('[{"a": "' + text.replace('"', "'") + '"}]').encode("utf-8", "surrogatepass"), JSON)
    except UnreadableTable:
        return


def test_read_in_the_jail(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(b"a,b\n1,2\n")
    with file.open("rb") as opened:
        found = launch.run("casebook.jail.tables:read", pack(CSV), answer=Table, files=[opened.fileno()])
    assert found == table(b"a,b\n1,2\n", CSV)


def test_a_refusal_comes_out_of_the_jail_with_its_facts(tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_bytes(b'[{"a": 1},\n{"a" 2}]')
    descriptor = os.open(file, os.O_RDONLY)
    try:
        with pytest.raises(UnreadableTable) as refused:
            launch.run("casebook.jail.tables:read", pack(JSON), answer=Table, files=[descriptor])
    finally:
        os.close(descriptor)
    assert (refused.value.why, refused.value.row) == ("broken-json", 2)
