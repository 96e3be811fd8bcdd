"""``casebook withdraw``: a consent or a decision ends, and the casebook says which bundles held what it allowed."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import withdrawal
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.casework.withdrawal import Affected, Withdrawn
from casebook.cli import books, disclosures
from casebook.cli.books import opened
from casebook.cli.shell import Shell
from casebook.model.dates import parse_typed
from casebook.wording import of_editions

EXAMPLE: Final = "casebook withdraw harbour K-7KQ4 --why 'Afraid for the brother'"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("consent", metavar="CONSENT", help=t(N_("the consent, or the decision, that ends")))
    parser.add_argument("--why", default="", metavar="TEXT", help=t(N_("why; stays in the casebook")))
    parser.add_argument("--by", default="", metavar="NAME", help=t(N_("who withdrew it")))
    parser.add_argument("--date", default="", metavar="DATE", help=t(N_("when; today if nothing is said")))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Mark it and list what left. One that was withdrawn before is only listed."""
    when = parse_typed(args.date).edtf if args.date else ""
    with opened(args, shell) as book:
        done = withdrawal.withdraw(book, record_at(book, args.consent), when=when, why=args.why, by=args.by)
        shell.tell(_document(done), _lines(book, done, shell.t))
    return 0


def _document(done: Withdrawn) -> dict[str, Any]:
    return {
        "id": id_text(done.record),
        "withdrawn_now": done.touched is not None,
        "bundles": [
            disclosures.document(each.holding)
            | {"todo": each.todo.value, "next_round": each.when.isoformat()}
            for each in done.affected
        ],
    }


def _lines(book: Casebook, done: Withdrawn, t: Translator) -> Iterator[str]:
    if done.touched is None:
        yield t(N_("It was withdrawn before."))
    else:
        yield t(N_("It is withdrawn: from now on no export rests on it."))
    if not done.affected:
        yield t(N_("Nothing of it has left."))
        return
    yield t.plural("{count} bundle held it:", "{count} bundles held it:", len(done.affected))
    for each in done.affected:
        yield from _bundle(book, each, t)
    yield t(N_("Tell nobody outside what was withdrawn, or when: the next edition says nothing of it."))


def _bundle(book: Casebook, each: Affected, t: Translator) -> Iterator[str]:
    yield f"  {disclosures.line(book, each.holding, t)}"
    yield f"    → {of_editions.todo(each, t)}"
