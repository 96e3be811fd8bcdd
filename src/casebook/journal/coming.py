"""A history that was promised and comes later: what may be missing until it is here.

A newcomer gets every header with the welcome, and all parts too where they fit into one file. Where they do not, they
come on the next stick; until then a missing part at or before these heads is no damage.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from casebook.base.ids import EntryId
from casebook.journal import log
from casebook.vault.database import Database

_COMING: Final = "history-coming"
_SIZE: Final = 32


def note(db: Database, heads: Iterable[EntryId]) -> None:
    """Parts of *heads*, and of what stands before them, are still to come. Belongs inside a transaction."""
    log.note(db, _COMING, b"".join(sorted(set(heads))))


def heads(db: Database) -> list[EntryId]:
    """Up to where parts may be missing; none if nothing is awaited."""
    noted = log.noted(db, _COMING)
    return [EntryId(noted[at : at + _SIZE]) for at in range(0, len(noted), _SIZE)]


def done(db: Database) -> None:
    """Everything came. Belongs inside a transaction."""
    log.forget(db, _COMING)
