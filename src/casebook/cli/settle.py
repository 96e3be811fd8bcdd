"""``casebook settle``: decide between versions."""

from __future__ import annotations

import argparse
from typing import Final

from casebook.base.ids import RecordId, id_text
from casebook.base.words import N_, Translator
from casebook.casework import conflicts
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.casework.conflicts import Conflict, Decision, NoConflict
from casebook.casework.records import UnknownUnit
from casebook.cli import assignments, books
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong
from casebook.model.all_kinds import KINDS

THERE: Final = {"there": True, "gone": False}

EXAMPLE: Final = "casebook settle harbour P-7KQ4 birth --keep 3f9a21c07b44"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("id", metavar="ID", help=t(N_("a short code (P-7KQ4) or the id")))
    parser.add_argument(
        "unit",
        nargs="?",
        default="",
        metavar="UNIT[=VALUE]",
        help=t(N_("the field, or the field and what shall stand in it; nothing: the record as a whole")),
    )
    parser.add_argument(
        "--why",
        default="",
        metavar="TEXT",
        help=t(N_("why it was decided so: @FILE or @- reads it; kept as a note on the record")),
    )
    parser.add_argument(
        "--keep",
        default="",
        metavar="ENTRY",
        help=t(N_("the version of this entry; of lists and records: there, gone")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Settle one conflict."""
    with opened(args, shell) as book:
        record = record_at(book, args.id)
        decision = _decision(book, record, args.unit, args.keep, shell)
        touched = conflicts.decide(book, [decision], why=shell.value_of(args.why))
        shell.tell(
            {"id": id_text(record), "entry": touched.entry.hex() if touched.entry else None},
            [shell.t(N_("Settled."))],
        )
    return 0


def _decision(book: Casebook, record: RecordId, unit: str, keep: str, shell: Shell) -> Decision:
    if "=" in unit:
        if keep:
            raise UsageWrong(N_("either --keep, or a value"))
        [each] = assignments.parse([unit], shell)
        kind = KINDS[book.need(record).kind]
        declared = kind.find(each.path)
        if declared is None:
            raise UnknownUnit(kind.name, each.path)
        value = assignments.value(book, declared.field, each.text, each.path)
        return Decision(_open(book, record, each.path), value)
    if keep in THERE:
        return Decision(_open(book, record, unit), there=THERE[keep])
    if not unit or not keep:
        raise UsageWrong(N_("say UNIT=VALUE, or UNIT --keep ENTRY"))
    conflict = _open(book, record, unit)
    found = [
        version.value
        for version in conflict.versions
        if sum(entry.hex().startswith(keep.lower()) for entry in version.entries)
    ]
    if len(found) != 1:
        raise NoConflict(unit)
    return Decision(conflict, found[0])


def _open(book: Casebook, record: RecordId, path: str) -> Conflict:
    """The open conflict at *path*. Raises `NoConflict`."""
    for conflict in conflicts.conflicts(book, record):
        if conflict.path == path:
            return conflict
    raise NoConflict(path)
