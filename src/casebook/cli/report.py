"""``casebook report``: write a report, for the team or for an audience."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from casebook.base.files import write_whole
from casebook.base.words import N_, Translator
from casebook.bundle.write import LeakFound
from casebook.casework import snapshot as snapshots
from casebook.casework.book import Casebook
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.export import leak_line
from casebook.cli.shell import Shell, new_file
from casebook.redaction import gate, leakcheck, planning, selection
from casebook.redaction.leakcheck import Protected
from casebook.redaction.othernames import other_names
from casebook.redaction.profile import PROFILES, profile
from casebook.reports import all_reports
from casebook.reports.all_reports import REPORTS, Asked
from casebook.reports.shown import ForAudience, ForTeam, Shown
from casebook.vault.faults import disk

EXAMPLE: Final = "casebook report harbour list --to list.pdf --audience public --lang ru"
TEAM: Final = "team"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    names = "; ".join(f"{name}: {t(report.label)}" for name, report in REPORTS.items())
    parser.add_argument("name", metavar="NAME", help=names)
    parser.add_argument(
        "--to", required=True, metavar="FILE", help=t(N_("a name that ends in .pdf, .html or .csv"))
    )
    parser.add_argument("--replace", action="store_true", help=t(N_("write over a file that stands there")))
    asked_arguments(parser, t)


def asked_arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare for whom, as of when, and in which language."""
    parser.add_argument("--audience", default=TEAM, metavar="PROFILE", help=", ".join(PROFILES))
    parser.add_argument(
        "--as-of", default="", metavar="DATE", help=t(N_("the edition of that date; else the latest"))
    )
    parser.add_argument("--lang", default="", choices=("en", "ru", "kk"), help=t(N_("en, ru or kk")))


def asked(args: argparse.Namespace, shell: Shell) -> Asked:
    """What the arguments ask for."""
    return Asked(args.lang or shell.language, args.as_of, for_others=args.audience != TEAM)


def shown(
    args: argparse.Namespace, shell: Shell, book: Casebook, *, tells_of_people: bool = True
) -> tuple[Shown, Protected | None]:
    """What the audience sees, and whom the finished file must not name (nobody to look for: the team).

    Raises `TooFewShare`, `NotReviewed`: a report for others leaves by the same gate as a bundle, figures aside,
    which tell of nobody.
    """
    audience = profile(args.audience)
    if audience.names_all:
        return ForTeam.of_book(book), None
    taken = snapshots.take(book, shell.progress)
    plan = planning.make(taken, selection.everything(taken), audience, progress=shell.progress)
    if tells_of_people:
        gate.passed(taken, plan)
    names = other_names(taken, plan, book.random(32), args.lang or shell.language)
    return ForAudience(plan, taken, names), leakcheck.protected(taken, plan)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Make it, search it if it is for others, write it whole."""
    to = new_file(args.to, replace=args.replace)
    with opened(args, shell) as book:
        seen, whom = shown(args, shell, book)
        document = all_reports.make(args.name, seen, asked(args, shell))
        data = all_reports.render(document, Path(args.to).suffix, shell.progress)
        if whom is not None:
            _search(data, whom, shell)
        with disk():
            write_whole(to, data)
        shell.tell({"file": args.to, "bytes": len(data), "title": document.title}, [])
        shell.say(shell.t(N_("It stands there in clear now: nothing here protects that copy.")))
    return 0


def _search(data: bytes, whom: Protected, shell: Shell) -> None:
    """No report for others leaves with somebody in it who is protected. Raises `LeakFound`."""
    found = leakcheck.check(data, whom, shell.progress)
    for leak in found.leaks:
        shell.say(leak_line(leak, shell.t))
    if found.leaks:
        raise LeakFound(found.leaks)
