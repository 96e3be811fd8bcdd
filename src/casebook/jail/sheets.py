"""Runs in the jail: a spreadsheet in, its values as texts out. No formula is evaluated, no macro is looked at.

What a formula gave when the file was last saved stands in the file, and that is read. Before the archive is
handed to its reader, its directory is: what would unfold beyond the limits, or lies over itself, is refused.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import Any, BinaryIO, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from casebook.jail.shapes import MOST_SHEETS, MOST_SHOWN_CELL, MOST_SHOWN_COLUMNS, MOST_SHOWN_ROWS, Sheet
from casebook.jail.tables import (
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Row,
    Table,
    UnreadableTable,
    columns_of,
)
from casebook.jail.task import Task

MOST_UNFOLDED: Final = 512 << 20
MOST_PARTS: Final = 10_000
_HEADER: Final = 30
"""Bytes of the header before each part of an archive, at least (APPNOTE 4.3.7)."""


def look(task: Task) -> list[Sheet]:
    """The sheets of a workbook, to be shown. Raises `UnreadableTable`."""
    found = []
    for sheet in _sheets(task.files[0])[:MOST_SHEETS]:
        lines = sheet.to_python(skip_empty_area=False, nrows=MOST_SHOWN_ROWS)
        cells = [[text_of(cell)[:MOST_SHOWN_CELL] for cell in line[:MOST_SHOWN_COLUMNS]] for line in lines]
        found.append(Sheet(sheet.name[:100], *_size(sheet), cells))
        task.progress.step("reading-file", len(found))
    return found


def table(file: BinaryIO) -> Table:
    """The first sheet that holds anything, its first row being the header. Raises `UnreadableTable`."""
    sheet = next((sheet for sheet in _sheets(file) if _size(sheet) != (0, 0)), None)
    if sheet is None:
        raise UnreadableTable("empty")
    height, width = _size(sheet)
    if height > MAX_ROWS:
        raise UnreadableTable("too-many-rows")
    if width > MAX_COLUMNS:
        raise UnreadableTable("too-many-columns")
    lines = [[text_of(cell) for cell in line] for line in sheet.to_python(skip_empty_area=False)]
    first = next(number for number, line in enumerate(lines) if any(line))
    used = [place for place in range(len(lines[first])) if any(line[place] for line in lines)]
    columns = columns_of([lines[first][place].strip() for place in used])
    rows = []
    for number, line in enumerate(lines[first + 1 :], first + 2):
        cells: dict[str, Cell] = {name: line[place] for name, place in zip(columns, used, strict=True)}
        if any(cells.values()):
            rows.append(Row(number, cells))
    return Table(columns, rows)


def _sheets(file: BinaryIO) -> list[CalamineSheet]:
    """The sheets of cells that are not hidden, in their order."""
    if file.seek(0, 2) > MAX_BYTES:
        raise UnreadableTable("too-large")
    _check_archive(file)
    file.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(file)
        return [
            book.get_sheet_by_name(each.name)
            for each in book.sheets_metadata
            if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
        ]
    except (CalamineError, OSError, ValueError):
        raise UnreadableTable("no-workbook") from None


def _size(sheet: CalamineSheet) -> tuple[int, int]:
    """How many rows and columns it has, the empty ones before its first cell included."""
    return (0, 0) if sheet.end is None else (sheet.end[0] + 1, sheet.end[1] + 1)


def _check_archive(file: BinaryIO) -> None:
    """Raises `UnreadableTable` for what is no archive, unfolds beyond the limits, or lies over itself."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableTable("no-workbook") from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNFOLDED:
        raise UnreadableTable("unfolds-too-far")
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end:
            # Entries that share their bytes: a few kilobytes that unfold to as much as one likes (Fifield 2019).
            raise UnreadableTable("unfolds-too-far")
        end = part.header_offset + _HEADER + part.compress_size


def text_of(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """A value as a person would type it. Whole numbers have no point, dates are written year first."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1 << 53:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    text = str(value).replace("\0", "").replace("\r\n", "\n")
    if len(text) > MAX_CELL:
        raise UnreadableTable("cell-too-long")
    return text.encode("utf-8", "replace").decode()
