"""``casebook team BOOK keys``: replaced keys that still open old sticks, and closing one by hand."""

from __future__ import annotations

import argparse
from typing import Any, Final

from casebook.base.words import N_
from casebook.casework.authors import of_key
from casebook.casework.book import Casebook
from casebook.cli import books
from casebook.cli.shell import Shell, UsageWrong
from casebook.sync import keeping
from casebook.sync.epochs import NoSuchEpoch
from casebook.sync.keeping import Due
from casebook.wording import of_epochs

_LEAST: Final = 8
"""Letters of a key's hash by which it is named."""


def keys(args: argparse.Namespace, shell: Shell) -> int:
    """List them; or close one, named by eight letters of its hash and more."""
    with books.opened(args, shell) as book:
        match args.words:
            case []:
                found = keeping.due(book)
                lines = [
                    of_epochs.due(each, [of_key(book, one) for one in sorted(each.waits_for)], shell.t)
                    for each in found
                ]
                lines = lines or [shell.t(N_("No replaced key is here: only the newest ones open anything."))]
                shell.tell({"keys": [_told(book, each) for each in found]}, lines)
            case ["close", name]:
                digest = _find(book, name)
                keeping.destroy(book, digest)
                shell.tell({"closed": digest.hex()}, [shell.t(of_epochs.CLOSED)])
            case _:
                raise UsageWrong(N_("a key is closed by its hash: close HASH"))
    return 0


def _find(book: Casebook, name: str) -> bytes:
    found = [
        each.epoch.hash for each in keeping.due(book) if each.epoch.hash.hex().startswith(name.casefold())
    ]
    if len(name) < _LEAST or len(found) != 1:
        raise NoSuchEpoch
    return found[0]


def _told(book: Casebook, due: Due) -> dict[str, Any]:
    return {
        "key": due.epoch.hash.hex(),
        "circle": None if due.epoch.compartment == book.own.compartment else due.epoch.compartment.hex(),
        "since_ms": due.since_ms,
        "offered": due.offered,
        "settled": due.settled,
        "waits_for": [each.hex() for each in sorted(due.waits_for)],
    }
