"""What would change if the stick were taken: the run itself, rolled back.

The dry run takes everything in a transaction that is never committed, and looks at the casebook from inside it. It can
therefore not differ from the run (docs/decisions/033).
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator

from casebook.base.progress import Progress
from casebook.casework.book import Casebook
from casebook.sync import taking, telling
from casebook.sync.brought import EVERYTHING, Brought, Chosen
from casebook.sync.came import Came

DryRun = Came
"""What is told before is of the very form of what is told after."""


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
    was = telling.before(book)
    with rehearsal(book):
        done = taking.rehearse(book, brought, chosen, progress)
        return telling.told(book, brought, was, done, language)


@contextlib.contextmanager
def rehearsal(book: Casebook) -> Iterator[None]:
    """Within it anything may be done to the database of *book*; afterwards it is as it was, and so is its clock."""
    clock = book.clock
    book.clock = copy.copy(clock)
    try:
        with book.db.rehearsal():
            yield
    finally:
        book.clock = clock
