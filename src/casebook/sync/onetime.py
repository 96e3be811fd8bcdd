"""One-time keys: what letters to this device are sealed to, told to teammates in receipts, and given up after use.

A device has one series of them for all its compartments. The next one is told once a letter was opened with the last;
private halves go by the rule of `sync.keeping`, or whoever has old sticks and this laptop could open every epoch.
"""

from __future__ import annotations

import hashlib
from typing import Final

from casebook.casework.book import Casebook
from casebook.journal import log
from casebook.vault.keyring import one_time_name

_NEWEST: Final = "one-time/"
_USED: Final = "one-time-used"


def next_public(book: Casebook, published: bytes | None) -> bytes | None:
    """What the receipt that is about to be written has to tell, 1216 bytes; `None` if *published* is still right.

    *published* is what this device last told in that compartment. Belongs inside the transaction of the receipt.
    """
    now = newest(book)
    if now is None or log.noted(book.db, _USED) == _digest(now):
        now = book.safe.keyring.make_one_time()
        log.note(book.db, _noted(book), _digest(now))
    return None if now == published else now


def newest(book: Casebook) -> bytes | None:
    """The last key made to be told, if its private half is here."""
    digest = log.noted(book.db, _noted(book))
    here = book.safe.keyring.one_times().values()
    return next((public for public in here if _digest(public) == digest), None)


def note_used(book: Casebook) -> None:
    """Keep that a letter was opened: the next receipt tells another key. Belongs inside a transaction."""
    log.note(book.db, _USED, log.noted(book.db, _noted(book)))


def destroy(book: Casebook, public: bytes) -> None:
    """Destroy the private half. Belongs inside a transaction."""
    book.safe.keyring.destroy(one_time_name(public))


def _noted(book: Casebook) -> str:
    # By device: what a casebook told before it was copied or restored, the other copy can open as well.
    return _NEWEST + book.own.public.hex()


def _digest(public: bytes) -> bytes:
    return hashlib.sha256(public).digest()
