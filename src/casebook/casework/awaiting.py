"""A casebook that was made to join a team and waits for its welcome: it has keys and no entry, and is not opened yet.

It becomes a casebook when the team's words were compared (`sync.newcomer`): then it has a first entry, which names
the team it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.journal import log
from casebook.vault.database import Database

_JOIN: Final = "awaiting"
_NUMBER: Final = "awaiting-number"


@dataclass(eq=False)
class AwaitingWelcome(Refused):
    """The casebook was made to join a team, and the team's welcome was not opened in it yet."""


@dataclass(eq=False)
class NotAwaiting(Refused):
    """The casebook does not wait for a team's welcome: it belongs to one already, or nobody asked."""


def note(db: Database, join: bytes, number: str) -> None:
    """From now on it waits for the answer to *join*, handed over under *number*. Belongs inside a transaction."""
    log.note(db, _JOIN, join)
    log.note(db, _NUMBER, number.encode())


def asked(db: Database) -> tuple[bytes, str]:
    """The exact bytes of the JOIN it waits with, and the number they are handed over under. Raises `NotAwaiting`."""
    join = log.noted(db, _JOIN)
    if not join:
        raise NotAwaiting
    return join, log.noted(db, _NUMBER).decode()


def done(db: Database) -> None:
    """It waits no more. Belongs inside a transaction."""
    log.forget(db, _JOIN)
    log.forget(db, _NUMBER)


def check_founded(db: Database) -> None:
    """Raise `AwaitingWelcome` if it has no entry of its own yet because it waits for one to be possible."""
    if log.noted(db, _JOIN) and not log.noted(db, "device"):
        raise AwaitingWelcome


def check_unfounded(db: Database) -> None:
    """Raise `NotAwaiting` if it has entries of its own: then it is opened as every casebook is."""
    if log.noted(db, "device"):
        raise NotAwaiting
