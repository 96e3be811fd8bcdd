"""``casebook erase``: destroy a record, or a field of it, for good."""

from __future__ import annotations

import argparse
from typing import Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import backups, erasing
from casebook.casework.addressing import record_at
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.shell import Shell
from casebook.model.vocabularies import vocabulary

EXAMPLE: Final = "casebook erase harbour P-7KQ4 health --reason consent-withdrawn"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("id", metavar="ID", help=t(N_("a short code (P-7KQ4) or the id")))
    parser.add_argument(
        "unit", nargs="?", default=None, metavar="UNIT", help=t(N_("only this field, or list"))
    )
    reasons = ", ".join(term.code for term in vocabulary("erase-reason"))
    parser.add_argument("--reason", required=True, metavar="CODE", help=reasons)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Erase. Cannot be undone."""
    with opened(args, shell) as book:
        record = record_at(book, args.id)
        touched = erasing.erase(book, record, args.unit, reason=args.reason)
        lines = [
            shell.t(
                N_(
                    "Erased here. Until the keys are changed, old pages of the database stay readable under them."
                )
            )
        ]
        held = sum(one.holds_erased for one in backups.backups(book))
        if held:
            text = shell.t(
                N_(
                    "Backups that still hold it: {value}. `casebook backup --after-erasure` reaches their cards."
                )
            )
            lines.append(text.replace("{value}", str(held)))
        shell.tell(
            {
                "id": id_text(record),
                "unit": args.unit,
                "entry": touched.entry.hex() if touched.entry else None,
                "backups": held,
            },
            lines,
        )
    return 0
