"""``casebook received``: bundles that others sent, destroying what they replaced, the receipt, and their permission."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, Final

from casebook.base.ids import RecordId, id_text
from casebook.base.words import N_, Translator
from casebook.bundle import handing, notices, papers
from casebook.casework import receiving
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.casework.receiving import Received
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong, new_file
from casebook.wording import of_received

EXAMPLE: Final = "casebook received harbour --destroy S-7KQ4 --receipt receipt.json"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "--destroy",
        action="append",
        default=[],
        metavar="ID",
        help=t(N_("erase this bundle, which a notice replaced, for good; may be said again")),
    )
    parser.add_argument(
        "--receipt",
        default="",
        metavar="FILE",
        help=t(N_("write the receipt for it; its signature lies beside it, as FILE.sig")),
    )
    parser.add_argument(
        "--allow", default="", metavar="ID", help=t(N_("its sender allows to hand this one on"))
    )
    parser.add_argument("--words", default="", metavar="TEXT", help=t(N_("by which words they allowed it")))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List them, oldest first, after what was asked for is done."""
    if bool(args.allow) != bool(args.words):
        raise UsageWrong(N_("--allow and --words go together"))
    if args.receipt and not args.destroy:
        raise UsageWrong(N_("--receipt says for which bundles with --destroy"))
    to = new_file(args.receipt, replace=False) if args.receipt else None
    beside = new_file(args.receipt + notices.SIGNATURE, replace=False) if args.receipt else None
    with opened(args, shell) as book:
        wanted = [record_at(book, text) for text in args.destroy]
        _destroy(book, wanted, shell)
        if to is not None and beside is not None:
            papers.write(handing.receipt(book, wanted), to)
        if args.allow:
            receiving.permit(book, record_at(book, args.allow), args.words)
        found = receiving.every_received(book)
        shell.tell({"received": [document(each) for each in found]}, _lines(found, shell.t))
        if not found:
            shell.say(shell.t(N_("Nothing was received.")))
    return 0


def _destroy(book: Casebook, wanted: list[RecordId], shell: Shell) -> None:
    for each in wanted:
        if receiving.need(book, each).place is not receiving.Place.DESTROYED:
            receiving.destroy(book, each, shell.progress)


def document(each: Received) -> dict[str, Any]:
    """A received bundle, for ``--json``."""
    return {
        "id": id_text(each.source),
        "code": each.code,
        "title": each.title,
        "identifier": each.identifier,
        "manifest": each.manifest.hex(),
        "signer": each.signer,
        "place": each.place.value,
        "received": each.received,
        "withdrawn": each.withdrawn,
        "permission": each.permission,
        "claims": each.claims,
        "files": [id_text(one) for one in each.files],
        "newer": [id_text(one) for one in each.newer],
    }


def _lines(found: tuple[Received, ...], t: Translator) -> Iterator[str]:
    for each in found:
        yield of_received.line(each, t)
