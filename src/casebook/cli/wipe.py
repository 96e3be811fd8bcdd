"""``casebook wipe``: destroy this copy, after asking in plain words; or end a wipe that was cut off."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from casebook.base.errors import Cancelled, Damaged
from casebook.base.words import N_, Translator
from casebook.casework import wiping
from casebook.casework.opening import open_book
from casebook.casework.wiping import Before
from casebook.cli import books, passphrase
from casebook.cli.shell import Shell
from casebook.vault.slots import Opening
from casebook.vault.wiping import Found, Wiped
from casebook.wording import of_wiping
from casebook.wording.shells import NobodyToConfirm

EXAMPLE: Final = "casebook wipe harbour"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "--yes-wipe", action="store_true", help=t(N_("do not ask for the word: it is to be wiped"))
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Prove, tell, ask, wipe, tell."""
    folder = Path(args.book)
    if wiping.found(folder) is Found.BEGUN:
        shell.say(shell.t(of_wiping.BEGUN))
        confirm(shell, given=args.yes_wipe)
        return _told(wiping.finish(folder, shell.progress), None, shell)
    typed = passphrase.opening(args, shell)
    try:
        return _wipe(folder, typed, args, shell)
    finally:
        typed.passphrase.wipe()


def _wipe(folder: Path, typed: Opening, args: argparse.Namespace, shell: Shell) -> int:
    try:
        book = open_book(folder, typed.passphrase, key_file=typed.key_file, progress=shell.progress)
    except Damaged:
        # What is damaged can be wiped all the same, by whoever has its passphrase.
        say(of_wiping.remains(None, shell.t), shell)
        confirm(shell, given=args.yes_wipe)
        return _told(wiping.wipe_unopened(folder, typed, shell.progress), None, shell)
    try:
        before = wiping.before(book)
        say(of_wiping.goes(before, shell.t), shell)
        shell.say(shell.t(N_("What this does not reach:")))
        say((f"  {line}" for line in of_wiping.remains(before, shell.t)), shell)
        confirm(shell, given=args.yes_wipe)
        return _told(wiping.wipe(book, shell.progress), before, shell)
    finally:
        book.close()


def say(lines: Any, shell: Shell) -> None:  # noqa: ANN401 - any iterable of texts
    """Several lines beside the result."""
    for line in lines:
        shell.say(line)


def confirm(shell: Shell, *, given: bool) -> None:
    """Ask for the word on the terminal, unless it was *given*. Raises `NobodyToConfirm`, `Cancelled`."""
    if given:
        return
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        raise NobodyToConfirm from None
    word = shell.t(of_wiping.WORD)
    print(shell.t(of_wiping.ASK).replace("{word}", word), end="", file=sys.stderr, flush=True)
    with os.fdopen(terminal, "rb", buffering=0) as stream, shell.wait():
        typed = stream.readline()
    if typed.decode(errors="replace").strip().casefold() != word.casefold():
        raise Cancelled


def document(wiped: Wiped, before: Before | None) -> dict[str, Any]:
    """The outcome as plain data."""
    known = () if before is None else before.backups
    return asdict(wiped) | {"backups": [str(one.generation.folder) for one in known]}


def _told(wiped: Wiped, before: Before | None, shell: Shell) -> int:
    shell.tell(document(wiped, before), of_wiping.done(wiped, shell.t))
    return 1 if wiped.left else 0
