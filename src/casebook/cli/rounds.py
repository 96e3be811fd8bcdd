"""``casebook rounds``: which editions are due to whom, and the notice that goes with one."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.bundle import handing, notices, papers
from casebook.casework import editions, settings
from casebook.casework.addressing import record_at
from casebook.casework.editions import Due, Round, Series
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong, new_file
from casebook.wording import of_editions

EXAMPLE: Final = "casebook rounds harbour --notice X-7KQ4 --to notice.json"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "--notice", default="", metavar="ID", help=t(N_("make the notice that goes with this newest edition"))
    )
    parser.add_argument(
        "--to",
        default="",
        metavar="FILE",
        help=t(N_("where to write it; its signature lies beside it, as FILE.sig")),
    )
    parser.add_argument(
        "--alone", action="store_true", help=t(N_("no edition takes its place: it is to be destroyed itself"))
    )
    parser.add_argument(
        "--now",
        action="store_true",
        help=t(N_("also between two rounds; whoever sees it then knows that something happened")),
    )
    parser.add_argument(
        "--months",
        type=int,
        choices=range(1, 13),
        metavar="N",
        help=t(N_("months from one round to the next")),
    )
    parser.add_argument("--end", default="", metavar="ID", help=t(N_("no further edition of this series")))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List what is due; with --notice write one; with --end leave a series alone from now on."""
    if bool(args.notice) != bool(args.to):
        raise UsageWrong(N_("--notice and --to go together"))
    if args.notice and args.end:
        raise UsageWrong(N_("--notice and --end do not go together"))
    to = new_file(args.to, replace=False) if args.to else None
    beside = new_file(args.to + notices.SIGNATURE, replace=False) if args.to else None
    with opened(args, shell) as book:
        if to is not None and beside is not None:
            if args.now:
                shell.say(shell.t(of_editions.BETWEEN))
            made = handing.notice(book, record_at(book, args.notice), now=args.now, alone=args.alone)
            papers.write(made, to)
            shell.tell({"notice": str(to), "signature": str(beside)}, [shell.t(_HAND_OVER)])
            return 0
        if args.months is not None:
            settings.set_setting(book, "round_months", args.months)
        if args.end:
            editions.end(book, record_at(book, args.end))
        found, due = editions.round_of(book), editions.due(book)
        shell.tell(_document(found, due), _lines(found, due, shell.t))
    return 0


_HAND_OVER: Final = N_("Hand both files over with the new edition, to everybody of the class.")


def _document(found: Round, due: tuple[Due, ...]) -> dict[str, Any]:
    return {
        "last": found.last.isoformat(),
        "next": found.next.isoformat(),
        "open": found.open,
        "due": [_series(each) for each in due],
    }


def _series(each: Due) -> dict[str, Any]:
    found: Series = each.series
    return {
        "newest": id_text(found.newest),
        "code": found.code,
        "audience": found.audience,
        "purpose": found.purpose,
        "recipients": [one.key for one in found.recipients],
        "names": [one.name for one in found.recipients],
        "editions": len(found.editions),
        "left": found.left.isoformat(),
        "edition_due": each.edition,
        "notice_due": each.notice,
        "withdrawn": [id_text(one) for one in found.withdrawn],
    }


def _lines(found: Round, due: tuple[Due, ...], t: Translator) -> Iterator[str]:
    yield of_editions.rounds(found, t)
    if not due:
        yield t(N_("Nothing is due."))
    for each in due:
        yield f"  {of_editions.due(each, t)}"
