"""Takes a stick and dies at a statement of its database, or at a touch of its files.

python taking_dying.py FOLDER STICK STATEMENT|file-NUMBER|count
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import books
from casebook.sync import items, reading, taking


class Counted:
    """Counts calls and dies at one of them."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self.last = last

    def next(self) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path, place: Path, when: str) -> None:
    """Prints how many statements and touches of files there were, if it comes to that."""
    kind, _, number = when.rpartition("-")
    last = int(number) if number.isdecimal() else 0
    statements, touches = Counted(0 if kind else last), Counted(last if kind else 0)
    book = books.reopen(folder)
    brought = reading.read(book, place, run=items.here)
    book.db.execute("PRAGMA cache_size = 12")  # so that half of a transaction reaches the disk
    real = book.db.execute

    def execute(sql: str, params: Sequence[object] = ()) -> object:
        statements.next()
        return real(sql, params)

    book.db.execute = execute
    for name in ("rename", "replace", "unlink", "fsync", "pwrite"):
        setattr(os, name, counted(getattr(os, name), touches))
    taking.take(book, brought)
    print(statements.count, touches.count, flush=True)


def counted(real: Callable[..., object], touches: Counted) -> Callable[..., object]:
    """The same function, counted before it does anything."""

    def call(*args: object, **kwargs: object) -> object:
        touches.next()
        return real(*args, **kwargs)

    return call


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
