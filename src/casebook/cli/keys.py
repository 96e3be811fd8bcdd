"""``casebook keys``: whose passphrases open the casebook, and changing that."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Final

from casebook.base.words import N_, Translator
from casebook.casework import identity, keys
from casebook.casework.book import Casebook
from casebook.cli import books, passphrase, present
from casebook.cli.shell import Shell, UsageWrong
from casebook.vault.slots import Opening

EXAMPLE: Final = "casebook keys harbour add --label Luis --also-passphrase-fd 4"

_DONE: Final = {
    "change": N_("The passphrase is changed. Copies made before still open with the old one."),
    "add": N_("One more passphrase opens the casebook."),
    "remove": N_("The passphrase opens the casebook no more. Copies made before still open with it."),
    "rekey": N_("The casebook has new keys. Copies made before still open with the old ones."),
}

_ANSWERED: Final = {
    "moved": N_("The casebook goes on here."),
    "copied": N_("This copy goes on as a new device. The other one stays what it was."),
}


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "what",
        choices=("list", *_DONE, *_ANSWERED),
        help=t(
            N_(
                "list whose passphrases open it; change yours; add or remove one; only make new keys; or say how the"
                " casebook came to another place"
            )
        ),
    )
    parser.add_argument(
        "--label", metavar="NAME", help=t(N_("whose passphrase is added, removed or renamed"))
    )
    passphrase.arguments(parser, t, prefix="new-")
    passphrase.new_key_file_arguments(parser, t)
    parser.add_argument("--no-key-file", action="store_true", help=t(N_("change: without a key file")))
    present.arguments(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List the ways in; or write the whole casebook anew under new keys."""
    if args.what == "list":
        with books.opened(args, shell) as book:
            _list(book, shell)
        return 0
    _check_usage(args)
    if args.what in _ANSWERED:
        with books.opened(args, shell) as book:
            (identity.stay if args.what == "moved" else identity.renew)(book)
            shell.tell({"device": book.own.device.hex()}, [shell.t(_ANSWERED[args.what])])
        return 0
    with books.opened_typed(args, shell) as (book, typed), ExitStack() as secrets:
        others = present.others(args, shell)
        for opening in others:
            secrets.callback(opening.passphrase.wipe)
        done = _act(args, shell, book, typed, others, secrets)
        lines = [shell.t(_DONE[args.what])]
        if done.emptied:
            text = shell.t(N_("Not typed, so these passphrases open it no more: {names}."))
            lines.append(text.replace("{names}", ", ".join(_named(label, shell) for label in done.emptied)))
        shell.tell(_told(book) | {"emptied": list(done.emptied)}, lines)
    return 0


def _check_usage(args: argparse.Namespace) -> None:
    if args.what in ("add", "remove") and args.label is None:
        raise UsageWrong(N_("say with --label whose passphrase it is"))
    if args.what not in ("change", "add", "remove") and args.label is not None:
        raise UsageWrong(N_("--label belongs to change, add and remove"))
    new = (args.new_passphrase_file, args.new_passphrase_fd, args.new_key_file, args.make_key_file)
    if args.what not in ("change", "add") and any(given is not None for given in new):
        raise UsageWrong(N_("a new passphrase or key file belongs to change and add"))
    if args.no_key_file and (args.what != "change" or args.new_key_file or args.make_key_file):
        raise UsageWrong(N_("--no-key-file belongs to change, and to no new key file"))


def _act(
    args: argparse.Namespace,
    shell: Shell,
    book: Casebook,
    typed: Opening,
    others: list[Opening],
    secrets: ExitStack,
) -> keys.Rekeyed:
    if args.what == "rekey":
        return keys.rekey(book, typed, others=others, progress=shell.progress)
    if args.what == "remove":
        return keys.remove(book, typed, args.label, others=others, progress=shell.progress)
    new = Opening(passphrase.read(args, shell, new=True, prefix="new-"), b"", args.label or "")
    secrets.callback(new.passphrase.wipe)
    key_file = passphrase.new_key_file(args, shell, book.safe.folder)
    if args.what == "add":
        new = replace(new, key_file=key_file)
        return keys.add(book, typed, new, others=others, progress=shell.progress)
    kept = b"" if args.no_key_file else typed.key_file
    new = replace(new, key_file=key_file or kept)
    return keys.change(book, typed, new, others=others, progress=shell.progress)


def _list(book: Casebook, shell: Shell) -> None:
    lines = []
    for way in keys.ways(book):
        words = [_named(way.label, shell)]
        if way.key_file:
            words.append(shell.t(N_("with a key file")))
        if way.mine:
            words.append(shell.t(N_("opened with this one")))
        lines.append(" · ".join(words))
    if book.rekey_due:
        lines.append(shell.t(N_("New keys are due: something was erased since the last ones.")))
    shell.tell(_told(book), lines)


def _told(book: Casebook) -> dict[str, Any]:
    """For JSON: the labels, and each with what is known of it."""
    ways = keys.ways(book)
    each = [{"label": way.label, "key_file": way.key_file, "mine": way.mine} for way in ways]
    return {"slots": [way.label for way in ways], "ways": each, "rekey_due": book.rekey_due}


def _named(label: str, shell: Shell) -> str:
    return label or shell.t(N_("(founder)"))
