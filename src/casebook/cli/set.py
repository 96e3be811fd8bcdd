"""``casebook set``: change fields of a record."""

from __future__ import annotations

import argparse
from typing import Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import records
from casebook.casework.addressing import record_at
from casebook.casework.touched import Verb
from casebook.cli import assignments, books
from casebook.cli.assignments import UNTYPED_KINDS, Editing, kind_of
from casebook.cli.books import opened
from casebook.cli.shell import Shell
from casebook.journal import current
from casebook.wording.shells import NotTyped

EXAMPLE: Final = "casebook set harbour P-7KQ4 birth=1990~ 'names=Aru Serik {script=Latn}'"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("id", metavar="ID", help=t(N_("a short code (P-7KQ4) or the id")))
    assignments.arguments(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Save all of it as one act."""
    typed = assignments.parse(args.assignments, shell)
    with opened(args, shell) as book:
        now = book.need(record_at(book, args.id))
        if now.kind in UNTYPED_KINDS:
            raise NotTyped
        edits = Editing(book, now.id, kind_of(now.kind), new=False).edits(typed)
        touched = records.write(book, Verb.EDIT, edits)
        code = current.code_of(book.db, now)
        saved = {"id": id_text(now.id), "code": code, "entry": touched.entry.hex() if touched.entry else None}
        text = shell.t(N_("Saved.")) if touched else shell.t(N_("Nothing changed."))
        shell.tell(saved, [f"{code}: {text}"])
    return 0
