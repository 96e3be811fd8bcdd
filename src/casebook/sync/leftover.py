"""JOIN and WELCOME that still lie on a stick: known again by those who were there, and of no more use.

Nothing is kept to that end but the hash of a JOIN this casebook made or answered. A WELCOME is known by the epoch key
that was in it, as packs are, and is forgotten with it. docs/formats/team.md, section 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from casebook.casework import awaiting
from casebook.casework.awaiting import NotAwaiting
from casebook.casework.book import Casebook
from casebook.journal import log
from casebook.sync import epochs, joining, room
from casebook.sync.joining import Join
from casebook.vault.database import Database

_ANSWERED: Final = "answered/"
_ENTERED: Final = "entered/"


def answered(join: Join) -> str:
    """The name under which the casebook of an admin notes what it answered *join* with."""
    return _ANSWERED + join.digest.hex()


def note(db: Database, join: Join) -> None:
    """This casebook was taken in by *join*. Belongs inside a transaction."""
    log.note(db, _ENTERED + join.digest.hex(), b"\1")


def marks(book: Casebook, learnt: Iterable[bytes] = ()) -> tuple[bytes, ...]:
    """What `is_one` knows them by. *learnt*: epoch keys that stand in letters of the same stick."""
    noted = (*log.noted_under(book.db, _ANSWERED), *log.noted_under(book.db, _ENTERED))
    keys = (epoch.key for epoch in epochs.known(book))
    return (*(bytes.fromhex(digest) for digest in noted), *_asked(book), *keys, *learnt)


def is_one(head: bytes, known: Iterable[bytes]) -> bool:
    """Whether the file that begins with *head* (64 bytes) is one of them."""
    return any(room.bears(head, mark) for mark in known)


def _asked(book: Casebook) -> Iterable[bytes]:
    """The JOIN of a casebook that asks as a new device, and reads sticks meanwhile."""
    try:
        data, _ = awaiting.asked(book.db)
    except NotAwaiting:
        return ()
    return (joining.decode_join(data).digest,)
