"""``casebook opening``: words of a bundle that were hidden, opened for one reader."""

from __future__ import annotations

import argparse
from typing import Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.bundle import unhiding
from casebook.bundle.unhiding import Words
from casebook.casework.addressing import record_at
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.shell import Shell, new_file

EXAMPLE: Final = (
    "casebook opening harbour X-2M4D E-7KQ4 narrative/3f0c9a1be2d47756/text --words 'Saule'"
    " --to word.txt --for 'District court' --why 'Its order of 3 May'"
)


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    handed_over(parser, t)
    parser.add_argument("unit", metavar="UNIT", help=t(N_("the field, as `casebook show --json` names it")))
    parser.add_argument(
        "--slot",
        default="",
        metavar="NAME",
        help=t(N_("of a field with several parts, the one with the text")),
    )
    parser.add_argument(
        "--words",
        action="append",
        default=[],
        metavar="TEXT",
        help=t(N_("only where these words stand in it; may be said again")),
    )


def handed_over(parser: argparse.ArgumentParser, t: Translator) -> None:
    """What an opening and an author slip both need."""
    parser.add_argument("disclosure", metavar="DISCLOSURE", help=t(N_("the bundle that left, by its code")))
    parser.add_argument("id", metavar="ID", help=t(N_("the record in it")))
    parser.add_argument("--to", required=True, metavar="FILE", help=t(N_("where to write it")))
    parser.add_argument("--replace", action="store_true", help=t(N_("write over a file that stands there")))
    parser.add_argument(
        "--for", dest="who", required=True, metavar="WHO", help=t(N_("who gets it; stays in the casebook"))
    )
    parser.add_argument("--why", required=True, metavar="TEXT", help=t(N_("why; stays in the casebook")))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Build the seal again as it left, open the words, record to whom they go, write them out."""
    to = new_file(args.to, replace=args.replace)
    with opened(args, shell) as book:
        disclosure, record = record_at(book, args.disclosure), record_at(book, args.id)
        wanted = [Words(args.unit, args.slot)]
        if args.words:
            text = unhiding.text_as_it_left(book, disclosure, record, args.unit, args.slot)
            places = unhiding.spans_of(text, args.words)
            wanted = [Words(args.unit, args.slot, start, end) for start, end in places]
        opening = unhiding.open_words(book, disclosure, record, wanted)
        unhiding.hand_over(book, opening, to, who=args.who, why=args.why)
        lines = [
            shell.t(N_("Opened, and recorded with the bundle: {value}")).replace("{value}", each)
            for each in opening.shown
        ]
        shell.tell(
            {
                "disclosure": id_text(disclosure),
                "record": id_text(record),
                "seal": opening.name.hex(),
                "opened": list(opening.shown),
                "disclosures": len(opening.disclosures),
            },
            lines,
        )
    return 0
