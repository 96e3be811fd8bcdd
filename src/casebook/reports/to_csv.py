"""The tables of a document as CSV (RFC 4180), for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.reports.document import Document, Table

_FIGURE = re.compile(r"[+-]?\d[\d\s]*([.,]\d+)?%?")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(eq=False)
class NoTable(Refused):
    """This report has no table, so there is nothing to write as CSV."""


def to_csv(document: Document) -> bytes:
    """UTF-8 with a byte-order mark, without which spreadsheets misread Cyrillic. Raises `NoTable`.

    One table: its header and rows. Several: each under a row with its caption, with an empty row between.
    A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    tables = [block for block in document.blocks if isinstance(block, Table)]
    if not tables:
        raise NoTable
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for place, table in enumerate(tables):
        if len(tables) > 1:
            if place:
                writer.writerow([])
            writer.writerow([_cell(table.caption)])
        writer.writerow([_cell(column.title) for column in table.columns])
        writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return stream.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    if text.startswith(_STARTS_A_FORMULA) and not _FIGURE.fullmatch(text):
        return "'" + text
    return text
