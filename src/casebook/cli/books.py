"""An open casebook for a command, and how records are named on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework.book import Casebook
from casebook.casework.opening import open_book
from casebook.cli import passphrase
from casebook.cli.shell import Shell
from casebook.vault.place import Place
from casebook.vault.slots import Opening

_MOVED: Final = N_(
    "The casebook lies in another place than before. Before it is written in, say whether it was moved or copied."
)


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare BOOK and the ways to give its passphrase."""
    parser.add_argument("book", metavar="BOOK", help=t(N_("the casebook's folder")))
    passphrase.arguments(parser, t)
    passphrase.key_file_arguments(parser, t)


@contextmanager
def opened(args: argparse.Namespace, shell: Shell) -> Iterator[Casebook]:
    """The casebook, closed again whatever happens. Raises as `open_book` does."""
    with opened_typed(args, shell) as (book, typed):
        typed.passphrase.wipe()
        yield book


@contextmanager
def opened_typed(args: argparse.Namespace, shell: Shell) -> Iterator[tuple[Casebook, Opening]]:
    """The same, with what was typed: an act on the keys needs it again."""
    folder = Path(args.book)
    # Before anybody types a passphrase into nothing.
    Place(folder).check_exists()
    typed = passphrase.opening(args, shell)
    try:
        book = open_book(folder, typed.passphrase, key_file=typed.key_file, progress=shell.progress)
    except BaseException:
        typed.passphrase.wipe()
        raise
    if book.saved.checked:
        shell.say(shell.t(N_("The casebook was not closed properly last time. It was checked: it is whole.")))
    if book.saved.moved:
        shell.say(shell.t(_MOVED))
    try:
        yield book, typed
    finally:
        book.close()
        typed.passphrase.wipe()


def shown_time(milliseconds: int) -> str:
    """A time for people and for JSON: UTC, to the second."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
