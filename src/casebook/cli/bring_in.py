"""``casebook import``: tables through a mapping, each as one act."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import imports
from casebook.casework.book import Casebook
from casebook.casework.import_plan import Fate, RowPlan
from casebook.casework.imports import ImportPlan
from casebook.cli import books, circled
from casebook.cli.books import opened
from casebook.cli.shell import Shell
from casebook.jail.tables import FORMS
from casebook.model.all_kinds import KINDS
from casebook.wording import imports as wording
from casebook.wording.shells import InputUnreadable

EXAMPLE: Final = "casebook import harbour list.csv --map list.toml --dry-run"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("files", nargs="+", metavar="FILE", help=t(N_("a table: .csv, .json, .xlsx or .ods")))
    parser.add_argument(
        "--map", required=True, metavar="FILE", help=t(N_("the mapping (docs/formats/mapping.md)"))
    )
    parser.add_argument(
        "--format",
        default="",
        choices=FORMS,
        metavar="NAME",
        help=t(N_("csv, json, xlsx, xlsm or ods, whatever the file is called")),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=t(N_("show row by row what would be made; write nothing"))
    )
    parser.add_argument("--skip-bad", action="store_true", help=t(N_("leave rows out that cannot be read")))
    circled.arguments(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Import each file. Nothing of a file is imported if a row of it cannot be read, unless --skip-bad."""
    with opened(args, shell) as book:
        circled.choose(book, args)
        told: list[dict[str, Any]] = []
        lines: list[str] = []
        for name in args.files:
            plan = _planned(book, Path(name), args, shell)
            if args.dry_run:
                lines += _rows(plan, shell.t)
            elif plan.count(Fate.REFUSED) and not args.skip_bad:
                # What cannot be read is named cell by cell before it is refused.
                for line in _bad_rows(plan, shell.t):
                    shell.say(line)
            touched = None if args.dry_run else imports.carry_out(book, plan, skip_bad=args.skip_bad)
            told.append(_document(plan, done=bool(touched), full=args.dry_run))
            lines += _summary(plan, shell.t, done=touched is not None)
        shell.tell({"imports": told, "dry_run": args.dry_run}, lines)
    return 0


def _planned(book: Casebook, path: Path, args: argparse.Namespace, shell: Shell) -> ImportPlan:
    try:
        mapping = imports.read_mapping(Path(args.map))
        table = imports.read_table(path, mapping, form=args.format, progress=shell.progress)
    except OSError:
        raise InputUnreadable from None
    return imports.plan_import(book, table, mapping, progress=shell.progress)


def _document(plan: ImportPlan, *, done: bool, full: bool) -> dict[str, Any]:
    return {
        "mapping": plan.name,
        "kind": plan.kind,
        "rows": {fate.value: plan.count(fate) for fate in Fate},
        "makes": dict(plan.makes),
        "changed": done,
        "troubles": [{"row": each.row, "column": each.column, "why": each.why} for each in plan.troubles],
        "doubts": [
            {
                "row": each.row,
                "column": each.column,
                "why": each.why.value,
                "record": id_text(each.record) if each.record is not None else None,
                "other_row": each.other_row,
            }
            for each in plan.doubts
        ],
        **({"plan": [_row(row) for row in plan.rows]} if full else {}),
    }


def _row(row: RowPlan) -> dict[str, Any]:
    return {
        "row": row.number,
        "key": row.key,
        "fate": row.fate.value,
        "units": [
            {
                "kind": each.kind,
                "unit": each.unit,
                "column": each.column,
                "before": each.before,
                "after": each.after,
            }
            for each in row.planned
        ],
    }


def _rows(plan: ImportPlan, t: Translator) -> Iterator[str]:
    for row in plan.rows:
        yield f"{row.number}  {wording.fate(row.fate, t)}  {row.key}"
        for each in row.planned:
            arrow = f"{each.before} → {each.after}" if each.before else each.after
            yield f"      {each.kind}.{each.unit} = {' '.join(arrow.split())}"
        yield from _marks(row, t)


def _bad_rows(plan: ImportPlan, t: Translator) -> Iterator[str]:
    for row in plan.rows:
        yield from _marks(row, t) if row.troubles else ()


def _marks(row: RowPlan, t: Translator) -> Iterator[str]:
    """Troubles and doubts, each with its row and column."""
    place = t(N_("row {row}, column {column}"))
    for trouble in row.troubles:
        where = place.replace("{row}", str(trouble.row)).replace("{column}", trouble.column or "—")
        yield f"  ✗ {where}: {wording.trouble(trouble.why, t)}"
    for doubt in row.doubts:
        where = place.replace("{row}", str(doubt.row)).replace("{column}", doubt.column or "—")
        other = f" ({doubt.other_row})" if doubt.other_row else ""
        yield f"  ? {where}: {wording.doubt(doubt.why.value, t)}{other}"


def _summary(plan: ImportPlan, t: Translator, *, done: bool) -> Iterator[str]:
    counts = " · ".join(f"{wording.fate(fate, t)}: {plan.count(fate)}" for fate in Fate if plan.count(fate))
    yield f"{t(N_('Rows'))} — {counts}" if counts else t(N_("The table has no rows."))
    made = " · ".join(f"{t(KINDS[kind].plural)}: {count}" for kind, count in plan.makes)
    if made:
        yield f"{t(N_('New records'))} — {made}" if done else f"{t(N_('Would be new'))} — {made}"
    if plan.changes_nothing:
        yield t(N_("Nothing changes: all of it is in the casebook already."))
    if plan.doubts:
        yield t.plural("{count} thing to look at", "{count} things to look at", len(plan.doubts))
