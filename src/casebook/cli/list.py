"""``casebook list``: the records of a kind, filtered."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from casebook.base.ids import id_text, parse_id
from casebook.base.words import N_, Translator
from casebook.casework import circles, titles
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.casework.circles import Circle
from casebook.cli import books, circled, tables
from casebook.cli.assignments import kind_of
from casebook.cli.books import opened, shown_time
from casebook.cli.shell import Shell, UsageWrong
from casebook.journal import compartments, lists
from casebook.journal.lists import Asked, Filter, Row, Test
from casebook.journal.rows import list_columns
from casebook.model.dates import parse_typed
from casebook.model.fields import Choice, Field, Link
from casebook.model.kinds import Kind, Many, Unit

EXAMPLE: Final = "casebook list harbour person custody=prison birth>=1990 title~serik"
PAGE: Final = 512
_TESTS: Final = {"=": Test.IS, "~": Test.HAS, ">=": Test.FROM, "<=": Test.TO}
_FILTER: Final = re.compile(r"(?P<column>[a-z_-]+)(?P<test>>=|<=|=|~)(?P<wanted>.*)", re.DOTALL)


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("kind", metavar="KIND", help=t(N_("`casebook kinds` names them")))
    parser.add_argument(
        "filters",
        nargs="*",
        metavar="UNIT=VALUE",
        help=t(
            N_("a column (or title) is VALUE; UNIT~VALUE has it, UNIT>=DATE and UNIT<=DATE, UNIT= is empty")
        ),
    )
    parser.add_argument("--sort", default="title", metavar="UNIT", help=t(N_("title, changed, or a column")))
    parser.add_argument("--circle", default="", metavar="NAME", help=t(N_("only what stands in this circle")))
    parser.add_argument(
        "--as-of",
        default="",
        metavar="DATE",
        help=t(N_("as the casebook stood at the end of that day (UTC)")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Print the rows."""
    kind = kind_of(args.kind)
    with opened(args, shell) as book:
        asked = Asked(kind.name, tuple(_filter(book, kind, text) for text in args.filters), sort=args.sort)
        homes = compartments.in_circles(book.db, kind.name)
        if args.as_of:
            rows = _titled_all(book, lists.as_of(book.db, asked, _end_of(args.as_of)), shell)
        else:
            rows = _rows(book, kind, lists.order(book.db, asked), shell)
        if args.circle:
            wanted = circles.find(book, args.circle).compartment
            rows = [row for row in rows if homes.get(row.id) == wanted]
        known = {each.compartment: each for each in circles.circles(book)} if homes else {}
        named = {row.id: known[homes[row.id]] for row in rows if homes.get(row.id) in known}
        if shell.json:
            document = {
                "kind": kind.name,
                "count": len(rows),
                "rows": [_document(kind, row, named.get(row.id)) for row in rows],
            }
            shell.tell(document, ())
        else:
            head = ("", shell.t(N_("Title")), *(shell.t(unit.label) for _, unit in list_columns(kind.name)))
            cells = [_cells(book, kind, row, shell.t) for row in rows]
            if named:
                head = (*head, shell.t(N_("Circle")))
                cells = [
                    (*each, named[row.id].name if row.id in named else "")
                    for each, row in zip(cells, rows, strict=True)
                ]
            shell.tell(None, tables.aligned(head, cells))
            shell.say(shell.t.plural("{count} record", "{count} records", len(rows)))
    return 0


def _filter(book: Casebook, kind: Kind, text: str) -> Filter:
    found = _FILTER.fullmatch(text)
    if found is None:
        raise UsageWrong(N_("a filter reads UNIT=VALUE, UNIT~VALUE, UNIT>=DATE or UNIT<=DATE"))
    column, test, wanted = found["column"], _TESTS[found["test"]], found["wanted"]
    if test is Test.IS and not wanted:
        return Filter(column, Test.EMPTY)
    field = _field(kind, column)
    if test is Test.IS and isinstance(field, Choice):
        wanted = field.terms.find(wanted) or wanted
    if test is Test.IS and isinstance(field, Link):
        wanted = id_text(record_at(book, wanted))
    return Filter(column, test, wanted)


def _field(kind: Kind, column: str) -> Field | None:
    declared = kind.by_name.get(column)
    return _main(declared).field if declared is not None else None


def _main(declared: Unit | Many) -> Unit:
    return declared.main if isinstance(declared, Many) else declared


def _rows(book: Casebook, kind: Kind, numbers: list[int], shell: Shell) -> list[Row]:
    found: list[Row] = []
    for start in range(0, len(numbers), PAGE):
        shell.progress.step("reading-rows", start, len(numbers))
        found += lists.rows(book.db, kind.name, numbers[start : start + PAGE])
    return _titled_all(book, found, shell)


def _titled_all(book: Casebook, rows: list[Row], shell: Shell) -> list[Row]:
    return [row if row.title else _titled(book, row, shell.language) for row in rows]


def _end_of(text: str) -> int:
    """The first millisecond after a date. Raises `BadDate`, and `UsageWrong` for one without an end."""
    latest = parse_typed(text).latest
    if latest is None:
        raise UsageWrong(N_("--as-of needs a date that ends"))
    return int(datetime.combine(latest + timedelta(days=1), time(), UTC).timestamp() * 1000)


def _titled(book: Casebook, row: Row, language: str) -> Row:
    """A row whose title is that of another record."""
    title = titles.title(book, row.id, language)
    return Row(row.number, row.id, row.code, title, row.cells, row.conflicts, row.changed_ms)


def _document(kind: Kind, row: Row, circle: Circle | None) -> dict[str, Any]:
    return {
        "id": id_text(row.id),
        "code": row.code,
        "title": row.title,
        "cells": dict(zip(lists.columns(kind.name), row.cells, strict=True)),
        "conflicts": row.conflicts,
        "changed": shown_time(row.changed_ms),
        "circle": circled.document(circle),
    }


def _cells(book: Casebook, kind: Kind, row: Row, t: Translator) -> tuple[str, ...]:
    units = (_main(unit) for _, unit in list_columns(kind.name))
    cells = (_cell(book, unit, cell, t) for unit, cell in zip(units, row.cells, strict=True))
    return (f"{row.code}{'⚡' if row.conflicts else ''}", row.title, *cells)


def _cell(book: Casebook, unit: Unit, cell: str, t: Translator) -> str:
    parts = [part for part in cell.split("; ") if part]
    return "; ".join(_words(book, unit, parts, t))


def _words(book: Casebook, unit: Unit, parts: list[str], t: Translator) -> Iterator[str]:
    field = unit.field
    main = field.slots[0].field if hasattr(field, "slots") else field
    for part in parts:
        linked = parse_id(part) if isinstance(main, Link) else None
        if linked is not None:
            yield titles.title(book, linked, t.language) or titles.code(book, linked)
        else:
            yield main.terms.label(part, t.language) if isinstance(main, Choice) else part
