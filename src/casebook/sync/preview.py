"""What would change if the stick were taken: the run itself, rolled back.

The dry run takes everything in a transaction that is never committed, and looks at the casebook from inside it. It can
therefore not differ from the run (docs/decisions/033).
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from casebook.base.progress import Progress
from casebook.casework.authors import Author, of_key
from casebook.casework.book import Casebook
from casebook.journal import log
from casebook.sync import came, taking
from casebook.sync.brought import EVERYTHING, Brought, Chosen, Unread
from casebook.sync.came import Came, Waiting


@dataclass(frozen=True, slots=True, repr=False)
class DryRun:
    """What taking would do. *clocks*: devices whose times lie over a day ahead of ours.

    *copied*: entries that this very device signed and does not hold, so that it would have to become a new one.
    *torn*: packs whose end is missing.
    """

    came: Came
    waiting: tuple[Waiting, ...]
    clocks: tuple[Author, ...]
    copied: bool
    torn: int
    unread: Unread


def look(
    book: Casebook,
    brought: Brought,
    chosen: Chosen = EVERYTHING,
    *,
    progress: Progress | None = None,
    language: str = "en",
) -> DryRun:
    """What `taking.take` would do, without doing it. Raises the first `Damaged` leaf that taking would raise."""
    progress = progress or Progress()
    was = came.before(book)
    with rehearsal(book):
        done = taking.rehearse(book, brought, chosen, progress)
        publics = dict(log.feeds(book.db))
        return DryRun(
            came=came.came(book, was, done.entries, done.carriers, language),
            waiting=came.waiting(book, (each for _, each in done.left)),
            clocks=tuple(of_key(book, publics[feed]) for feed in sorted(done.clocks)),
            copied=done.copied,
            torn=sum(pack.torn for pack in brought.packs),
            unread=brought.unread,
        )


@contextlib.contextmanager
def rehearsal(book: Casebook) -> Iterator[None]:
    """Within it anything may be done to *book*'s database; afterwards it is as it was, its clock included."""
    clock = book.clock
    book.clock = copy.copy(clock)
    try:
        with book.db.rehearsal():
            yield
    finally:
        book.clock = clock
