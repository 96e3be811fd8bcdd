"""``casebook check``: verify every chain, signature and file; make again what can be made again."""

from __future__ import annotations

import argparse
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework import check
from casebook.casework.check import Checked
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.shell import Shell

EXAMPLE: Final = "casebook check harbour"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "--repair", action="store_true", help=t(N_("make tables that differ again from the journal"))
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Walk everything from the ground up; exit 3 at the first thing that does not hold."""
    with opened(args, shell) as book:
        found = check.check(book, shell.progress, repair=args.repair)
        document = {
            "entries": found.journal.entries,
            "feeds": found.journal.feeds,
            "parts": found.journal.parts,
            "destroyed": found.journal.destroyed,
            "forks": [[feed.hex(), seq] for feed, seq in found.journal.forks],
            "records": found.records,
            "files": found.files,
            "strays": list(found.strays),
            "state": found.state.hex(),
            "repaired": found.repaired,
        }
        shell.tell(document, _lines(found, shell.t))
    return 0


def _lines(found: Checked, t: Translator) -> list[str]:
    said = [
        (N_("Journal: {value} entries, every chain, signature and commitment holds."), found.journal.entries),
        (N_("Erased in good order: {value} parts."), found.journal.destroyed),
        (N_("Records: {value}, each as the journal says."), found.records),
        (N_("Attached files: {value}, each as its record says."), found.files),
    ]
    lines = [t(text).replace("{value}", str(value)) for text, value in said]
    if found.journal.forks:
        lines.append(
            t(N_("Places where a device said two things at once: {value}. Its casebook was copied."))
        )
        lines[-1] = lines[-1].replace("{value}", str(len(found.journal.forks)))
    if found.strays:
        lines.append(t(N_("Encrypted files that no record knows, left by an interrupted save: {value}.")))
        lines[-1] = lines[-1].replace("{value}", str(len(found.strays)))
    if found.repaired:
        lines.append(t(N_("Tables were made again from the journal.")))
    return [*lines, t(N_("Everything holds."))]
