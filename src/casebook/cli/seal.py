"""``casebook seal``: seal records on the device that recorded them, and say how many seals are left."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.cli import books, shown
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong
from casebook.redaction import sealing
from casebook.redaction.sealing import Standing

EXAMPLE: Final = "casebook seal harbour T-7KQ4"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("ids", nargs="*", metavar="ID", help=t(N_("a short code (P-7KQ4) or the id")))
    parser.add_argument(
        "--renew",
        action="store_true",
        help=t(N_("seal anew what was sealed here and has changed since, or has no seal left")),
    )
    parser.add_argument(
        "--left",
        action="store_true",
        help=t(N_("only say how many seals are left, of these or of all records")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Seal, or count."""
    if bool(args.ids) + args.renew + args.left == 0 or (args.renew and (args.ids or args.left)):
        raise UsageWrong(N_("Say which records to seal, or --renew, or --left."))
    with opened(args, shell) as book:
        wanted = [record_at(book, name) for name in args.ids]
        if args.left:
            found = (
                [sealing.standing(book, each) for each in wanted]
                if wanted
                else sealing.standings(book, shell.progress)
            )
            _tell_left(book, found, shell)
            return 0
        act = (
            sealing.renew(book, shell.progress)
            if args.renew
            else sealing.seal(book, wanted, progress=shell.progress)
        )
        text = (
            shell.t(N_("Sealed: {records} records, {seals} seals."))
            if act.seals
            else shell.t(N_("Nothing to seal: there are seals of all of it as it stands."))
        )
        line = text.replace("{records}", str(len(act.records))).replace("{seals}", str(act.seals))
        entry = act.touched.entry
        shell.tell(
            {
                "sealed": [id_text(each) for each in act.records],
                "seals": act.seals,
                "entry": entry.hex() if entry else None,
            },
            [line],
        )
    return 0


def _tell_left(book: Casebook, found: Sequence[Standing], shell: Shell) -> None:
    """Everything in JSON; in words, of all records only those there is something to say of."""
    shell.tell({"seals": [_document(one) for one in found]}, [_line(book, one, shell.t) for one in found])
    unsealed = sum(not one.sealed for one in found)
    if unsealed:
        shell.say(
            shell.t(N_("Without a seal of the text as it stands: {count} records.")).replace(
                "{count}", str(unsealed)
            )
        )


def _document(one: Standing) -> dict[str, Any]:
    return {
        "id": id_text(one.record),
        "free": one.free,
        "spent": one.spent,
        "ours": one.ours,
        "before": one.before,
    }


def _line(book: Casebook, one: Standing, t: Translator) -> str:
    if one.sealed:
        said = t(N_("seals left: {free}, given to recipients: {spent}"))
        said = said.replace("{free}", str(one.free)).replace("{spent}", str(one.spent))
    elif not one.ours:
        said = t(N_("not sealed; written on another device"))
    elif one.before:
        said = t(N_("changed since it was sealed"))
    else:
        said = t(N_("not sealed"))
    return f"{shown.called(book, one.record, t.language)}  {said}"
