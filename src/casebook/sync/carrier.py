"""The team's carrier key: it hides letters among packs from whoever finds a stick, and nothing else rests on it.

Made when it is first needed, given to every newcomer, never changed: whoever was removed still knows it, and learns
from it only which files on a stick hold letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.casework.book import Casebook
from casebook.journal import quarantine

CARRIER: Final = "carrier"
_SIZE: Final = 32


@dataclass(eq=False)
class NoCarrier(Refused):
    """This casebook became a new device and was not welcomed again: it lacks the key that hides letters."""


def carrier(book: Casebook) -> bytes:
    """The key, made now by the founder's device or by whoever is left alone. Raises `NoCarrier` on any other."""
    keyring = book.safe.keyring
    if not is_here(book):
        line = quarantine.line(book.db)
        others = {device.public for device in line.live(book.own.compartment)} - {book.own.public}
        if others and (line.root is None or line.root.public != book.own.public):
            raise NoCarrier
        keyring.keep_secret(CARRIER, book.random(_SIZE))
    return keyring.secret(CARRIER)


def is_here(book: Casebook) -> bool:
    """Whether this casebook has the key."""
    return CARRIER in book.safe.keyring.secrets(CARRIER)


def take(book: Casebook, key: bytes) -> None:
    """Keep the team's key, as a welcome gave it. Belongs inside a transaction."""
    book.safe.keyring.destroy(CARRIER)
    book.safe.keyring.keep_secret(CARRIER, key)
