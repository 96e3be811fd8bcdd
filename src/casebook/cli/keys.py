"""``casebook keys``: whose passphrases open the casebook, and changing one."""

from __future__ import annotations

import argparse
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework import keys
from casebook.cli import books, passphrase
from casebook.cli.books import opened
from casebook.cli.shell import Shell

EXAMPLE: Final = "casebook keys harbour change"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "what", choices=("list", "change"), help=t(N_("list the slots, or change the passphrase"))
    )
    passphrase.arguments(parser, t, prefix="new-")


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List the slots; or write the whole casebook anew under new keys."""
    with opened(args, shell) as book:
        if args.what == "list":
            found = keys.labels(book)
            shell.tell({"slots": list(found)}, [label or shell.t(N_("(founder)")) for label in found])
            return 0
        secret = passphrase.read(args, shell, new=True, prefix="new-")
        emptied = keys.change_passphrase(book, secret, progress=shell.progress)
        secret.wipe()
        lines = [shell.t(N_("The passphrase is changed. Copies made before still open with the old one."))]
        if emptied:
            text = shell.t(N_("Other passphrases that no longer open it: {value}."))
            lines.append(text.replace("{value}", str(len(emptied))))
        shell.tell({"slots": list(keys.labels(book)), "emptied": list(emptied)}, lines)
    return 0
