"""Lists of records for screens and the command line: filtered and sorted by SQL made from the declarations.

A list is first its order (an array of row numbers, fetched as one value so that no other thread waits for
it row by row), then pages of rows as somebody scrolls.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId, code_letters
from casebook.base.moment import COUNTER_BITS
from casebook.journal import log
from casebook.journal.fold import Life, fold
from casebook.journal.history import orders_on
from casebook.journal.rows import list_columns, list_row, list_table
from casebook.model.all_kinds import KINDS
from casebook.vault.database import Database

PAGE: Final = 128


@dataclass(eq=False)
class UnknownColumn(Refused):
    """A list was to be filtered or sorted by something that is no column of its kind."""

    kind: str
    column: str


class Test(StrEnum):
    """How a filter compares: the whole text, a part of it, emptiness, or (of dates) an earliest or latest."""

    IS = "is"
    HAS = "has"
    EMPTY = "empty"
    FROM = "from"
    TO = "to"


@dataclass(frozen=True, slots=True)
class Filter:
    """One sentence of a filter: *column* (a unit's name, or ``title``), the test, and what it asks for."""

    column: str
    test: Test
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A list somebody asked for."""

    kind: str
    filters: tuple[Filter, ...] = ()
    sort: str = "title"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: *cells* in the order of the kind's columns, as text forms."""

    number: int
    id: RecordId
    code: str
    title: str
    cells: tuple[str, ...]
    conflicts: int
    changed_ms: int


def columns(kind: str) -> tuple[str, ...]:
    """The names of the units a list of that kind shows, in order."""
    return tuple(unit.name for _, unit in list_columns(kind))


def order(db: Database, asked: Asked) -> list[int]:
    """Row numbers in the order asked for. Raises `UnknownColumn`."""
    where, params = _where(asked)
    direction = "DESC" if asked.descending else "ASC"
    keys = {"title": "sort", "changed": "changed"}
    key = keys.get(asked.sort) or _column(asked.kind, asked.sort)
    row = db.one(
        f"SELECT json_group_array(n) FROM (SELECT n FROM {list_table(asked.kind)} {where}"
        f" ORDER BY {key} {direction}, n {direction})",
        params,
    )
    return [] if row is None else list(json.loads(row[0]))


def count(db: Database, asked: Asked) -> int:
    """How many rows there are."""
    where, params = _where(asked)
    row = db.one(f"SELECT count(*) FROM {list_table(asked.kind)} {where}", params)
    return 0 if row is None else int(row[0])


def rows(db: Database, kind: str, numbers: Sequence[int]) -> list[Row]:
    """The rows with those numbers, in that order; ones that are gone are left out."""
    names = "".join(f", t.{name}" for name, _ in list_columns(kind))
    marks = ",".join("?" * len(numbers))
    found = {
        row[0]: Row(
            number=row[0],
            id=RecordId(bytes(row[1])),
            code=f"{KINDS[kind].letter}-{row[2]}",
            title=row[3],
            conflicts=row[4],
            changed_ms=row[5] >> COUNTER_BITS,
            cells=tuple(cell or "" for cell in row[6:]),
        )
        for row in db.execute(
            f"SELECT t.n, r.id, r.code, t.title, t.conflicts, t.changed{names} FROM {list_table(kind)} AS t"
            f" JOIN record AS r ON r.n = t.n WHERE t.n IN ({marks})",
            tuple(numbers),
        )
    }
    return [found[number] for number in numbers if number in found]


def _column(kind: str, name: str) -> str:
    for column, unit in list_columns(kind):
        if unit.name == name:
            return column
    raise UnknownColumn(kind, name)


def _where(asked: Asked) -> tuple[str, tuple[str, ...]]:
    clauses: list[str] = []
    params: list[str] = []
    for each in asked.filters:
        column = "title" if each.column == "title" else _column(asked.kind, each.column)
        match each.test:
            case Test.IS:
                clauses.append(f"('; ' || {column} || ';') LIKE ? ESCAPE '\\'")
                params.append(f"%; {_escaped(each.wanted)};%")
            case Test.HAS:
                clauses.append(f"{column} LIKE ? ESCAPE '\\'")
                params.append(f"%{_escaped(each.wanted)}%")
            case Test.EMPTY:
                clauses.append(f"{column} = ''")
            case Test.FROM:
                clauses.append(f"{column} >= ?")
                params.append(each.wanted)
            case Test.TO:
                clauses.append(f"{column} <> '' AND {column} <= ?")
                params.append(each.wanted + "~")
    return ("WHERE " + " AND ".join(clauses) if clauses else "", tuple(params))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# ------------------------------------------------------------------------------------------ as it was once


def as_of(db: Database, asked: Asked, before_ms: int) -> list[Row]:
    """The list as it stood just before that time: folded from what had been entered by then.

    What was erased since is gone from every earlier state too. Row numbers are 0: there is no table to page
    through. Raises `UnknownColumn`.
    """
    for each in asked.filters:
        if each.column != "title":
            _column(asked.kind, each.column)
    if asked.sort not in ("title", "changed"):
        _column(asked.kind, asked.sort)
    found: list[tuple[str | int, Row]] = []
    for (record,) in db.execute("SELECT id FROM record WHERE kind = ? ORDER BY id", (asked.kind,)):
        row = _row_as_of(db, RecordId(bytes(record)), asked, before_ms << COUNTER_BITS)
        if row is not None:
            found.append(row)
    found.sort(key=lambda pair: pair[0], reverse=asked.descending)
    return [row for _, row in found]


def _row_as_of(db: Database, record: RecordId, asked: Asked, before: int) -> tuple[str | int, Row] | None:
    timed = [(said, hybrid) for said, hybrid in log.timed_parts_of(db, record) if hybrid < before]
    if not timed:
        return None
    state = fold(record, [said for said, _ in timed], orders_on(db, record))
    if state.is_blank or state.life is Life.DELETED or state.kind != asked.kind:
        return None
    sort, title, conflicts, *cells = list_row(state, timed)
    texts = {"title": str(title), **dict(zip(columns(asked.kind), map(str, cells), strict=True))}
    if not all(_passes(each, texts[each.column]) for each in asked.filters):
        return None
    changed = max(hybrid for _, hybrid in timed)
    code = f"{KINDS[asked.kind].letter}-{code_letters(record)}"
    row = Row(0, record, code, str(title), tuple(map(str, cells)), int(conflicts), changed >> COUNTER_BITS)
    return {"title": sort, "changed": changed}.get(asked.sort, texts.get(asked.sort, "")), row


def _passes(asked: Filter, text: str) -> bool:
    """What `_where` asks of a column, asked of its text."""
    match asked.test:
        case Test.IS:
            return f"; {asked.wanted};".casefold() in f"; {text};".casefold()
        case Test.HAS:
            return asked.wanted.casefold() in text.casefold()
        case Test.EMPTY:
            return not text
        case Test.FROM:
            return text >= asked.wanted
        case Test.TO:
            return bool(text) and text <= asked.wanted + "~"
