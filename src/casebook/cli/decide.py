"""``casebook decide``: record the decision to show people to an audience."""

from __future__ import annotations

import argparse
from typing import Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import decisions
from casebook.casework.addressing import record_at
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong
from casebook.journal import current
from casebook.model.vocabularies import vocabulary

EXAMPLE: Final = (
    "casebook decide harbour --people P-7KQ4,P-2M8A --use public --ground already-public --source L-9QRT \\\n"
    "    --why 'On the published list of 2025'"
)


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "--people", required=True, metavar="ID,…", help=t(N_("whom it is about; @FILE: one a line"))
    )
    parser.add_argument("--use", required=True, metavar="CODE", help=_codes("consent-use"))
    parser.add_argument("--ground", required=True, metavar="CODE", help=_codes("decision-ground"))
    parser.add_argument("--source", default="", metavar="ID", help=t(N_("where they are public already")))
    parser.add_argument("--why", required=True, metavar="TEXT", help=t(N_("why it was decided so")))
    parser.add_argument(
        "--risk", default="", metavar="TEXT", help=t(N_("what could happen to them, and what was weighed"))
    )
    parser.add_argument(
        "--covers",
        default="",
        metavar="CODE,…",
        help=t(N_("what may be told again besides the name; needs --risk: {codes}")).replace(
            "{codes}", _codes("decision-topic")
        ),
    )
    parser.add_argument("--date", default="", metavar="DATE", help=t(N_("when it was decided")))
    parser.add_argument("--decided-by", default="", metavar="NAME", help=t(N_("who decided")))


def _codes(name: str) -> str:
    return ", ".join(term.code for term in vocabulary(name))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Record it as one act; prints its id."""
    typed = shell.value_of(args.people).replace("\n", ",").split(",")
    names = [name.strip() for name in typed if name.strip()]
    if not names:
        raise UsageWrong(N_("--people names nobody"))
    with opened(args, shell) as book:
        people = [record_at(book, name) for name in names]
        record, _ = decisions.decide(
            book,
            people,
            use=args.use,
            ground=args.ground,
            why=shell.value_of(args.why),
            source=record_at(book, args.source) if args.source else None,
            risk=shell.value_of(args.risk),
            date=args.date,
            decided_by=args.decided_by,
            covers=[code.strip() for code in args.covers.split(",") if code.strip()],
        )
        code = current.code_of(book.db, book.need(record))
        shell.tell({"id": id_text(record), "code": code, "people": len(set(people))}, [id_text(record)])
    return 0
