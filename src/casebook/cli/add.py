"""``casebook add``: add a record."""

from __future__ import annotations

import argparse
from typing import Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import circles, records
from casebook.casework.touched import Verb
from casebook.cli import assignments, books, circled
from casebook.cli.assignments import MADE_BY_PROGRAM, Editing
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong
from casebook.journal import current
from casebook.wording.shells import NotTyped

VERBS: Final = {"consent": Verb.CONSENT, "interview": Verb.INTERVIEW, "decision": Verb.DECIDE}

EXAMPLE: Final = "casebook add harbour interview speaker_code=Heron date=2025-03-02 narrative=@- < told.txt"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("kind", metavar="KIND", help=t(N_("`casebook kinds` names them")))
    assignments.arguments(parser, t)
    circled.arguments(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Add it; prints its id."""
    typed = assignments.parse(args.assignments, shell)
    if not any(each.text.strip() for each in typed):
        raise UsageWrong(N_("say at least one UNIT=VALUE: a record without anything in it is not kept"))
    kind = assignments.kind_of(args.kind)
    if kind.name in MADE_BY_PROGRAM:
        raise NotTyped
    with opened(args, shell) as book:
        circle = circled.choose(book, args)
        record = book.new_id()
        edits = Editing(book, record, kind, new=True).edits(typed)
        if not edits:
            raise records.UnknownUnit(kind.name, "")
        verb = VERBS.get(kind.name, Verb.ADD)
        records.write(book, verb, [records.New(record, kind.name), *edits], circle=circle)
        code = current.code_of(book.db, book.need(record))
        told = {
            "id": id_text(record),
            "code": code,
            "kind": kind.name,
            "circle": circled.document(circles.of_record(book, record)),
        }
        shell.tell(told, [id_text(record)])
    return 0
