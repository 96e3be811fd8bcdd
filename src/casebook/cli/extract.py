"""``casebook extract``: write an attached file out, in clear. The journal keeps that it was done."""

from __future__ import annotations

import argparse
from typing import Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import evidence
from casebook.casework.addressing import record_at
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.shell import Shell, new_file
from casebook.vault.faults import disk

EXAMPLE: Final = "casebook extract harbour F-2M8A --to ruling.pdf"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("file", metavar="FILEID", help=t(N_("the evidence record: short code or id")))
    parser.add_argument("--to", required=True, metavar="PATH", help=t(N_("where to write it")))
    parser.add_argument("--replace", action="store_true", help=t(N_("write over a file that stands there")))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Write it whole, or not at all."""
    to = new_file(args.to, replace=args.replace)
    with opened(args, shell) as book:
        record = record_at(book, args.file)
        kept = evidence.kept(book, record)
        with disk():
            evidence.extract(book, record, to, shell.progress)
        shell.tell({"id": id_text(record), "size": kept.size, "sha256": kept.sha256.hex()}, [])
        shell.say(shell.t(N_("It stands there in clear now: nothing here protects that copy.")))
        shell.say(shell.t(N_("The chain of custody says that it was written out, when, and by whom.")))
    return 0
