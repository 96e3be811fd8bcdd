"""Passphrases: typed on the terminal, or the first line of a file or a descriptor; never argument or environment."""

from __future__ import annotations

import argparse
import getpass
import os
from pathlib import Path
from typing import Final

from casebook.base.secret import Secret
from casebook.base.words import N_, Translator
from casebook.casework import keyfiles
from casebook.cli.shell import Shell, UsageWrong, read_file
from casebook.vault.slots import Opening
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


def key_file_arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare ``--key-file``."""
    parser.add_argument(
        "--key-file", metavar="FILE", help=t(N_("the file that opens it with the passphrase"))
    )


def new_key_file_arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare ``--new-key-file`` and ``--make-key-file``."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--new-key-file",
        metavar="FILE",
        help=t(N_("from now on this file is needed with the new passphrase")),
    )
    group.add_argument(
        "--make-key-file", metavar="FILE", help=t(N_("make such a file, of random bytes, and use it"))
    )


def read(args: argparse.Namespace, shell: Shell, *, new: bool = False, prefix: str = "") -> Secret:
    """The passphrase. A *new* one that is typed is typed twice.

    Raises `NobodyToAsk`, `NotRepeated`, `InputUnreadable`.
    """
    name = getattr(args, f"{prefix}passphrase_file".replace("-", "_"))
    number = getattr(args, f"{prefix}passphrase_fd".replace("-", "_"))
    if name is not None:
        return of_file(name)
    if number is not None:
        return of_descriptor(number, shell)
    return _asked(shell, new=new)


def opening(args: argparse.Namespace, shell: Shell) -> Opening:
    """The passphrase and, with ``--key-file``, the key file. Raises as `read` and `keyfiles.digest` do."""
    # The file first: nobody should type a passphrase for nothing.
    key_file = b"" if args.key_file is None else keyfiles.digest(Path(args.key_file), progress=shell.progress)
    return Opening(read(args, shell), key_file)


def new_key_file(args: argparse.Namespace, shell: Shell, folder: Path) -> bytes:
    """The SHA-256 of the key file asked for, which must lie outside of *folder*; empty if none was.

    Raises as `keyfiles.digest` and `keyfiles.make` do.
    """
    if args.make_key_file is not None:
        return keyfiles.make(Path(args.make_key_file), apart_from=folder)
    if args.new_key_file is not None:
        return keyfiles.digest(Path(args.new_key_file), apart_from=folder, progress=shell.progress)
    return b""


def of_file(name: str) -> Secret:
    """The first line of a file. Raises `InputUnreadable`, `InputTooLarge`."""
    return _first_line(read_file(Path(name), LONGEST))


def of_descriptor(number: int, shell: Shell) -> Secret:
    """The next line of an open descriptor. Raises `InputUnreadable`, `UsageWrong`."""
    return _first_line(_from_descriptor(number, shell))


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
