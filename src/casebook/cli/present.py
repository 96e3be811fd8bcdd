"""Who else is present at a change of keys: passphrases that go on opening the casebook because they are typed in it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from casebook.base.words import N_, Translator
from casebook.casework import keyfiles
from casebook.cli import passphrase
from casebook.cli.shell import Shell, UsageWrong
from casebook.vault.slots import Opening

_ALSO: Final = {
    "passphrase-file": N_("the passphrase of somebody else present, which goes on opening it; repeatable"),
    "passphrase-fd": N_("the same, from a descriptor"),
    "key-file": N_("the key file that belongs to the passphrase named just before"),
}


class _Also(argparse.Action):
    """Passphrases and key files of others in the order in which they stand on the command line."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - argparse's protocol
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Note which option it was."""
        given = [*getattr(namespace, self.dest), (str(option_string).removeprefix("--also-"), str(values))]
        setattr(namespace, self.dest, given)


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare ``--also-passphrase-file``, ``--also-passphrase-fd`` and ``--also-key-file``."""
    for option, name in (("passphrase-file", "FILE"), ("passphrase-fd", "N"), ("key-file", "FILE")):
        parser.add_argument(
            f"--also-{option}", dest="also", action=_Also, metavar=name, default=[], help=t(_ALSO[option])
        )


def others(args: argparse.Namespace, shell: Shell) -> list[Opening]:
    """Who else is present. Raises as `passphrase.of_file`, `of_descriptor` and `keyfiles.digest` do."""
    found: list[Opening] = []
    for option, value in args.also:
        if option == "passphrase-file":
            found.append(Opening(passphrase.of_file(value)))
        elif option == "passphrase-fd":
            if not value.isdecimal():
                raise UsageWrong(N_("a descriptor is a number from 0 up"))
            found.append(Opening(passphrase.of_descriptor(int(value), shell)))
        elif not found or found[-1].key_file:
            raise UsageWrong(N_("--also-key-file follows the passphrase it belongs to"))
        else:
            digest = keyfiles.digest(Path(value), progress=shell.progress)
            found[-1] = replace(found[-1], key_file=digest)
    return found
