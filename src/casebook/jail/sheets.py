"""Runs in the jail: a spreadsheet in, its values as texts out. No formula is evaluated, no macro is looked at.

What a formula gave when the file was last saved stands in the file, and that is read. Before the archive is
handed to its reader, its directory is: what would unfold beyond the limits, or lies over itself, is refused.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, Final

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
MOST_PLACES: Final = 8_000_000
"""Cells between the outermost ones of a sheet, empty ones counted: some 250 MB in its reader."""
_CELL: Final = re.compile(rb"""<(?:\w+:)?c\s[^>]{0,200}?\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_LONGEST_CELL: Final = 256
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
    _check_size(height, width)
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


def every_sheet(file: BinaryIO) -> Iterator[list[list[str]]]:
    """All cells of each sheet that is not hidden, as texts. Raises `UnreadableTable`."""
    for sheet in _sheets(file):
        height, width = _size(sheet)
        _check_size(height, width)
        yield [[text_of(cell) for cell in line] for line in sheet.to_python(skip_empty_area=False)]


def _check_size(height: int, width: int) -> None:
    if height > MAX_ROWS:
        raise UnreadableTable("too-many-rows")
    if width > MAX_COLUMNS:
        raise UnreadableTable("too-many-columns")


def _sheets(file: BinaryIO) -> list[CalamineSheet]:
    """The sheets of cells that are not hidden, in their order."""
    if file.seek(0, 2) > MAX_BYTES:
        raise UnreadableTable("too-large")
    check_archive(file)
    _check_cells(file)
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


def check_archive(file: BinaryIO) -> None:
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


def _check_cells(file: BinaryIO) -> None:
    """Raises `UnreadableTable` for a workbook of XML whose cells lie too far apart.

    Its reader makes a place for every cell between the outermost ones, and is ended by the system where there
    is no room for them: two cells in opposite corners are 17 thousand million places (ECMA-376-1, 18.3.1.4).
    """
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            if not part.filename.startswith("xl/worksheets/") or not part.filename.endswith(".xml"):
                continue
            try:
                with archive.open(part) as stream:
                    places = _places(stream)
            except (
                zipfile.BadZipFile,
                OSError,
                ValueError,
                NotImplementedError,
                RuntimeError,
                EOFError,
                zlib.error,
            ):
                raise UnreadableTable("no-workbook") from None
            if places > MOST_PLACES:
                raise UnreadableTable("too-large")


def _places(stream: IO[bytes]) -> int:
    """Cells between the first and the last that a sheet names, in rows and in columns."""
    rows, columns = _Range(), _Range()
    rest = b""
    while chunk := stream.read(1 << 20):
        data = rest + chunk
        for letters, digits in _CELL.findall(data):
            rows.add(int(digits))
            columns.add(functools.reduce(lambda number, letter: number * 26 + letter - 64, letters, 0))
        rest = data[-_LONGEST_CELL:]
    return rows.width * columns.width


@dataclass
class _Range:
    """The least and the greatest of some numbers."""

    least: int = 1 << 62
    most: int = 0

    def add(self, number: int) -> None:
        self.least, self.most = min(self.least, number), max(self.most, number)

    @property
    def width(self) -> int:
        return max(0, self.most - self.least + 1)


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
