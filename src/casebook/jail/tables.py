"""Runs in the jail: a strange table (CSV, JSON, a spreadsheet) in, a plain one of texts out. Nothing is evaluated.

Every scalar becomes text (nil is the empty text, true and false are words), a nested list of objects stays a
list of texts by key, so that a mapping can look into it. What lies deeper is not looked into.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from casebook.base.errors import Refused
from casebook.jail.task import Task

Item = str | dict[str, str]
"""One element of a nested list: a text, or texts by key."""
Cell = str | list[Item]
"""What stands in one column of one row. A nested object is a list of one."""

MAX_BYTES: Final = 64 << 20
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 1_000
MAX_CELL: Final = 1 << 20
MAX_ITEMS: Final = 10_000
FORMS: Final = ("csv", "json", "xlsx", "xlsm", "ods")
ENCODINGS: Final = ("utf-8", "utf-16", "windows-1251")
DELIMITERS: Final = (",", ";", "\t", "|")
_LONGEST_NUMBER: Final = 40
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(eq=False)
class UnreadableTable(Refused):
    """The file is no table that can be read. *why* is a code; *row* counts from 1 with the header, 0: the
    whole.
    """

    why: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How the file is written: *form* is one of `FORMS`. A spreadsheet knows its own encoding."""

    form: str
    encoding: str = "utf-8"
    delimiter: str = ","


@dataclass(frozen=True, slots=True)
class Row:
    """One row. *number*: as a spreadsheet counts, the header being row 1 (in JSON the first object is row 1).

    *wrong* is a code where the row has no shape that fits the columns; it then has no cells.
    """

    number: int
    cells: dict[str, Cell]
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """All of a file: the names of its columns in order, and its rows."""

    columns: list[str]
    rows: list[Row]


def read(task: Task) -> Table:
    """The table in the first file of *task*, as its argument (a `Reading`) says. Raises `UnreadableTable`."""
    how = msgspec.msgpack.decode(task.argument, type=Reading)
    if how.form not in ("csv", "json"):
        # Loaded for a spreadsheet alone: the reader of tables has no need of it, and less is more in here.
        return importlib.import_module("casebook.jail.sheets").table(task.files[0])  # type: ignore[no-any-return]  # loaded by name
    data = task.files[0].read(MAX_BYTES + 1)
    task.progress.step("reading-file")
    return table(data, how)


def table(data: bytes, how: Reading) -> Table:
    """The table in *data*. Raises `UnreadableTable`."""
    if len(data) > MAX_BYTES:
        raise UnreadableTable("too-large")
    text = _text(data, how)
    return from_csv(text, how.delimiter) if how.form == "csv" else from_json(text)


def _text(data: bytes, how: Reading) -> str:
    if how.encoding not in ENCODINGS:
        raise UnreadableTable("unknown-encoding")
    try:
        text = data.decode("utf-8-sig" if how.encoding == "utf-8" else how.encoding)
    except UnicodeDecodeError:
        raise UnreadableTable("wrong-encoding") from None
    if "\0" in text:
        raise UnreadableTable("not-text")
    return text


# ---------------------------------------------------------------------------------------------------- CSV


def from_csv(text: str, delimiter: str = ",") -> Table:
    """RFC 4180 with a header row. A row with a cell too many or too few is `wrong`; empty rows are passed
    over.
    """
    csv.field_size_limit(MAX_CELL)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    columns: list[str] = []
    number = 0
    try:
        for cells in lines:
            number += 1
            if not columns:
                columns = columns_of([cell.strip() for cell in cells])
            elif any(cells):
                _count(len(rows) + 1, MAX_ROWS, "too-many-rows")
                fits = len(cells) == len(columns)
                rows.append(
                    Row(
                        number,
                        dict(zip(columns, cells, strict=True)) if fits else {},
                        "" if fits else "cells",
                    )
                )
    except csv.Error:
        raise UnreadableTable("broken-csv", number + 1) from None
    if not columns:
        raise UnreadableTable("empty")
    return Table(columns, rows)


def columns_of(names: list[str]) -> list[str]:
    """The names in a header. Raises `UnreadableTable` where there is not one for each column."""
    _count(len(names), MAX_COLUMNS, "too-many-columns")
    if "" in names:
        raise UnreadableTable("column-without-name", 1)
    if len(set(names)) < len(names):
        raise UnreadableTable("column-twice", 1)
    return names


def _count(count: int, most: int, why: str) -> None:
    if count > most:
        raise UnreadableTable(why)


# --------------------------------------------------------------------------------------------------- JSON


def from_json(text: str) -> Table:
    """A JSON array of objects. What is no object is a row that is `wrong`. A key that stands twice is
    refused.
    """
    try:
        found = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_int=_number,
            parse_float=_number,
        )
    except RecursionError:
        raise UnreadableTable("too-deep") from None
    except json.JSONDecodeError as error:
        raise UnreadableTable("broken-json", error.lineno) from None
    if not isinstance(found, list):
        raise UnreadableTable("not-a-list-of-rows")
    _count(len(found), MAX_ROWS, "too-many-rows")
    columns: dict[str, None] = {}
    rows = []
    for number, each in enumerate(found, 1):
        row = _json_row(number, each)
        columns.update(dict.fromkeys(row.cells))
        _count(len(columns), MAX_COLUMNS, "too-many-columns")
        rows.append(row)
    return Table(list(columns), rows)


def _json_row(number: int, found: Any) -> Row:  # noqa: ANN401 - whatever JSON can say
    if not isinstance(found, dict):
        return Row(number, {}, "not-an-object")
    cells: dict[str, Cell] = {}
    for name, value in found.items():
        if isinstance(value, dict):
            cells[name] = [_texts(value)] if value else []
        elif isinstance(value, list):
            _count(len(value), MAX_ITEMS, "too-many-items")
            cells[name] = [_texts(each) if isinstance(each, dict) else _scalar(each) for each in value]
        else:
            cells[name] = _scalar(value)
    return Row(number, cells)


def _texts(found: dict[str, Any]) -> dict[str, str]:
    return {name: _scalar(value) for name, value in found.items()}


def _scalar(value: Any) -> str:  # noqa: ANN401 - whatever JSON can say
    """A value as text. What is nested deeper than a mapping can look stays JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    if len(text) > MAX_CELL:
        raise UnreadableTable("cell-too-long")
    if _LONE_SURROGATE.search(text):
        raise UnreadableTable("not-text")
    return text


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if _LONE_SURROGATE.search(name):
            raise UnreadableTable("not-text")
        if name in found:
            raise UnreadableTable("key-twice")
        found[name] = value
    return found


def _number(digits: str) -> str:
    """Numbers stay the text they are: nothing is rounded, and no long one costs time."""
    if len(digits) > _LONGEST_NUMBER:
        raise UnreadableTable("number-too-long")
    return digits


def _no_constant(_: str) -> str:
    raise UnreadableTable("not-a-number")
