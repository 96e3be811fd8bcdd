"""``casebook attach``: keep a copy of files in the safe, each with a record."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import evidence
from casebook.casework.addressing import record_at
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.shell import Shell
from casebook.journal import current

EXAMPLE: Final = "casebook attach harbour P-7KQ4 ruling.pdf photo.jpg"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("id", metavar="ID", help=t(N_("a short code (P-7KQ4) or the id")))
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help=t(N_("a file to copy in; the original stays"))
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Attach each file as an act of its own; prints the new records."""
    paths = [Path(name) for name in args.files]
    if not all(path.is_file() for path in paths):
        raise evidence.NotAFile  # before the first is attached: a wrong name among many leaves nothing half done
    with opened(args, shell) as book:
        about = record_at(book, args.id)
        made = []
        for path in paths:
            record, _ = evidence.attach(book, about, path, shell.progress)
            kept = evidence.kept(book, record)
            code = current.code_of(book.db, book.need(record))
            made.append({"id": id_text(record), "code": code, "size": kept.size, "sha256": kept.sha256.hex()})
        shell.tell({"attached": made}, [str(each["id"]) for each in made])
        shell.say(shell.t(N_("The originals stand where they were, in clear.")))
    return 0
