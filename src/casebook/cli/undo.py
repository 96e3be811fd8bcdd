"""``casebook undo``: take back the latest act of this device."""

from __future__ import annotations

import argparse
from typing import Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import undo
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.shell import Shell
from casebook.wording import verbs

EXAMPLE: Final = "casebook undo harbour"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Undo it wholly, or not at all."""
    with opened(args, shell) as book:
        touched = undo.undo_last(book)
        shell.tell(
            {
                "records": [id_text(record) for record in sorted(touched.records)],
                "kinds": sorted(touched.kinds),
            },
            [shell.t(N_("Undone: {what}")).replace("{what}", verbs.kinds(touched.kinds, shell.t))],
        )
    return 0
