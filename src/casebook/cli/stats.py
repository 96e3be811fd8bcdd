"""``casebook stats``: a table of figures, each with its unit and its date."""

from __future__ import annotations

import argparse
import sys
from typing import Any, Final

from casebook.base.words import N_, Translator
from casebook.cli import books, report, tables
from casebook.cli.books import opened
from casebook.cli.shell import Shell
from casebook.reports import all_reports, counts
from casebook.reports.counts import STATISTICS, Counted
from casebook.reports.document import Document
from casebook.reports.to_csv import to_csv

EXAMPLE: Final = "casebook stats harbour article --csv > articles.csv"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    names = "; ".join(f"{name}: {t(each.label)}" for name, each in STATISTICS.items())
    parser.add_argument("table", metavar="TABLE", help=names)
    parser.add_argument("--csv", action="store_true", help=t(N_("as CSV on standard output")))
    report.asked_arguments(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Count and print."""
    with opened(args, shell) as book:
        seen, _ = report.shown(args, shell, book, tells_of_people=False)
        wanted = report.asked(args, shell)
        found = all_reports.count(args.table, seen, wanted)
        if args.csv and not shell.json:
            made = tuple(counts.table(each, shell.t) for each in found)
            sys.stdout.buffer.write(to_csv(Document(wanted.language, args.table, made)))
            sys.stdout.flush()
        else:
            lines = [line for each in found for line in _lines(each, shell.t)]
            shell.tell({"tables": [_document(each) for each in found]}, lines)
    return 0


def _document(counted: Counted) -> dict[str, Any]:
    return {
        "name": counted.name,
        "caption": counted.caption,
        "unit": counted.unit,
        "as_of": counted.as_of,
        "columns": list(counted.columns),
        "rows": [list(row) for row in counted.rows],
        "unknown": counted.unknown,
        "remark": counted.remark,
    }


def _lines(counted: Counted, t: Translator) -> list[str]:
    table = counts.table(counted, t)
    head = [column.title for column in table.columns]
    return [table.caption, *tables.aligned(head, table.rows), table.remark, ""]
