"""``casebook show``: a record as it stands, or its history."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, Final

from casebook.base.words import N_, Translator
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.cli import books, shown
from casebook.cli.books import opened, shown_time
from casebook.cli.shell import Shell
from casebook.journal.current import Record
from casebook.journal.entry import Op
from casebook.journal.history import Moved, history
from casebook.model.all_kinds import KINDS
from casebook.wording import verbs

EXAMPLE: Final = "casebook show harbour P-7KQ4 --history"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("id", metavar="ID", help=t(N_("a short code (P-7KQ4) or the id")))
    parser.add_argument("--history", action="store_true", help=t(N_("what happened to it, newest first")))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Print it."""
    with opened(args, shell) as book:
        record = book.need(record_at(book, args.id))
        document = shown.document(book, record, shell.language)
        lines: Iterator[str] = shown.lines(book, record, shell.t)
        if args.history:
            moves = history(book.db, record.id)
            document["history"] = [_move(record, move) for move in moves]
            lines = _lines(book, record, moves, shell.t)
        shell.tell(document, lines)
    return 0


def _move(record: Record, move: Moved) -> dict[str, Any]:
    return {
        "unit": move.unit,
        "op": Op(move.op).name.lower() if move.op in set(Op) else move.op,
        "text": _text(record, move),
        "verb": move.verb,
        "time": shown_time(move.moment.shown_ms) if move.moment is not None else None,
        "entry": move.entry.hex(),
        "feed": move.feed.hex(),
        "stands": move.stands,
    }


def _text(record: Record, move: Moved) -> str:
    unit = KINDS[record.kind].find(move.unit) if record.kind in KINDS else None
    return shown.text(unit.field, move.value, unit.name) if unit is not None and move.op == Op.SET else ""


def _lines(book: Casebook, record: Record, moves: list[Moved], t: Translator) -> Iterator[str]:
    yield shown.called(book, record.id, t.language)
    for move in moves:
        when = shown_time(move.moment.shown_ms) if move.moment is not None else "—"
        mark = "●" if move.stands else "○"
        what = _text(record, move) or {Op.REMOVE: "−", Op.ADD: "+"}.get(
            Op(move.op) if move.op in set(Op) else Op.SET, ""
        )
        yield f"{mark} {when}  {verbs.done(move.verb, t)}  {move.unit}  {what}".rstrip()
