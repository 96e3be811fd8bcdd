"""Passphrases: typed on the terminal, or the first line of a file or a descriptor; never argument or environment."""

from __future__ import annotations

import argparse
import getpass
import os
from pathlib import Path
from typing import Final

from casebook.base.secret import Secret
from casebook.base.words import N_, Translator
from casebook.cli.shell import Shell, UsageWrong, read_file
from casebook.wording.shells import InputUnreadable, NobodyToAsk, NotRepeated

LONGEST: Final = 64 * 1024


def arguments(parser: argparse.ArgumentParser, t: Translator, *, prefix: str = "") -> None:
    """Declare ``--passphrase-file`` and ``--passphrase-fd``, or ``--new-passphrase-…``."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        f"--{prefix}passphrase-file",
        metavar="FILE",
        help=t(N_("read the passphrase from the file's first line")),
    )
    group.add_argument(
        f"--{prefix}passphrase-fd",
        metavar="N",
        type=int,
        help=t(N_("read it from this open descriptor's first line")),
    )


def read(args: argparse.Namespace, shell: Shell, *, new: bool = False, prefix: str = "") -> Secret:
    """The passphrase. A *new* one that is typed is typed twice.

    Raises `NobodyToAsk`, `NotRepeated`, `InputUnreadable`.
    """
    name = getattr(args, f"{prefix}passphrase_file".replace("-", "_"))
    number = getattr(args, f"{prefix}passphrase_fd".replace("-", "_"))
    if name is not None:
        return _first_line(read_file(Path(name), LONGEST))
    if number is not None:
        return _first_line(_from_descriptor(number, shell))
    return _asked(shell, new=new)


def _first_line(data: bytes) -> Secret:
    return Secret(data.split(b"\n", 1)[0].removesuffix(b"\r"))


def _from_descriptor(number: int, shell: Shell) -> bytes:
    if number < 0:
        raise UsageWrong(N_("a descriptor is a number from 0 up"))
    found = bytearray()
    try:
        with shell.wait():
            # Byte by byte up to the line's end: what follows may be the next secret, or a value for @-.
            while len(found) < LONGEST and not found.endswith(b"\n") and (piece := os.read(number, 1)):
                found += piece
    except OSError:
        raise InputUnreadable from None
    return bytes(found)


def _asked(shell: Shell, *, new: bool) -> Secret:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC))
    except OSError:
        raise NobodyToAsk from None
    with shell.wait():
        typed = getpass.getpass(shell.t(N_("New passphrase: ")) if new else shell.t(N_("Passphrase: ")))
        if new and getpass.getpass(shell.t(N_("The same again: "))) != typed:
            raise NotRepeated
    return Secret(typed)
