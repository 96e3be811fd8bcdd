"""``casebook new``: make a casebook."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework.opening import create_book
from casebook.cli import passphrase
from casebook.cli.shell import Shell
from casebook.vault.faults import FolderNotEmpty
from casebook.vault.place import Place

EXAMPLE: Final = "casebook new harbour --name 'Harbour Group' --author A7"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    parser.add_argument("book", metavar="BOOK", help=t(N_("a folder that does not exist yet, or is empty")))
    parser.add_argument("--name", default="", metavar="TEXT", help=t(N_("the name of the organisation")))
    parser.add_argument("--author", default="", metavar="NAME", help=t(N_("a name or code name for you")))
    passphrase.arguments(parser, t)
    passphrase.new_key_file_arguments(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Ask for a passphrase, measure this machine, make the casebook."""
    folder = Path(args.book)
    if Place(folder).keys.exists():
        raise FolderNotEmpty(1)  # before anybody thinks of a passphrase
    secret = passphrase.read(args, shell, new=True)
    key_file = passphrase.new_key_file(args, shell, folder)
    book = create_book(
        folder, secret, key_file=key_file, name=args.name, author=args.author, progress=shell.progress
    )
    secret.wipe()
    try:
        kdf = book.safe.kdf
        made = {"book": args.book, "kdf": {"memory_kib": kdf.memory_kib, "iterations": kdf.iterations}}
        text = shell.t(
            N_(
                "The casebook is made. Without the passphrase nobody can open it; "
                "for the day it is forgotten, make shares: casebook shares."
            )
        )
        shell.tell(made, [text])
    finally:
        book.close()
    return 0
