"""``casebook set``: change fields of a record."""

from __future__ import annotations

import argparse
from typing import Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import circles, narrowing, records
from casebook.casework.addressing import record_at
from casebook.casework.touched import Touched, Verb
from casebook.cli import assignments, books, circled
from casebook.cli.assignments import UNTYPED_KINDS, Editing, kind_of
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong
from casebook.journal import current
from casebook.wording.shells import NotTyped

EXAMPLE: Final = "casebook set harbour P-7KQ4 birth=1990~ 'names=Aru Serik {script=Latn}'"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("id", metavar="ID", help=t(N_("a short code (P-7KQ4) or the id")))
    assignments.arguments(parser, t, "*")
    parser.add_argument(
        "--circle",
        default="",
        metavar="NAME",
        help=t(N_("move it into this circle: it goes on there under a new id and is erased where it stood")),
    )
    parser.add_argument(
        "--case",
        action="store_true",
        help=t(N_("with --circle: the whole case, but for what something outside of it leads to")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Save all of it as one act."""
    typed = assignments.parse(args.assignments, shell)
    with opened(args, shell) as book:
        now = book.need(record_at(book, args.id))
        if now.kind in UNTYPED_KINDS:
            raise NotTyped
        circle = circles.find(book, args.circle).compartment if args.circle else None
        if not typed and circle is None:
            raise UsageWrong(N_("say what to change: UNIT=VALUE, or --circle NAME"))
        touched = Touched(Verb.EDIT, frozenset(), frozenset(), None)
        if typed:
            edits = Editing(book, now.id, kind_of(now.kind), new=False).edits(typed)
            touched = records.write(book, Verb.EDIT, edits)
        if circle is not None:
            move = narrowing.hand_over if args.case else narrowing.narrow
            moved = move(book, now.id, circle, shell.progress)
            now, touched = book.need(moved.ids[now.id]), moved.touched
            shell.say(shell.t.plural("{count} record moved", "{count} records moved", moved.records))
        code = current.code_of(book.db, now)
        saved = {
            "id": id_text(now.id),
            "code": code,
            "entry": touched.entry.hex() if touched.entry else None,
            "circle": circled.document(circles.of_record(book, now.id)),
        }
        text = shell.t(N_("Saved.")) if touched else shell.t(N_("Nothing changed."))
        shell.tell(saved, [f"{code}: {text}"])
    return 0
