"""A casebook that becomes a new device stays in its circles: the key it had signs for the key it has.

A restored backup has no key to sign with, for none is ever in a backup: somebody in the circle takes it in anew.
docs/decisions/036-a-circle-has-a-founder.md.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from casebook.casework import standing
from casebook.casework.book import Casebook
from casebook.casework.device import DEVICE_KEY
from casebook.casework.touched import Verb
from casebook.journal import quarantine
from casebook.journal.acts import ACT_UNIT, ROSTER_KIND, Succeed, value_of
from casebook.journal.circle_line import succession
from casebook.journal.entry import Change, Op

_FORMER_KEY: Final = "former device"


def circles(book: Casebook) -> tuple[bytes, ...]:
    """The circles this device is in."""
    own = book.own.public
    return tuple(
        sorted(each for each, line in quarantine.line(book.db).circles.items() if own in line.members)
    )


def keep_key(book: Casebook) -> bool:
    """Put the device's key by, so that another one can be made; whether there was one. Belongs inside a transaction."""
    there = DEVICE_KEY in book.safe.keyring.names()
    book.safe.keyring.rename(DEVICE_KEY, _FORMER_KEY)
    return there


def succeed(book: Casebook, former: bytes, where: Collection[bytes]) -> None:
    """Say in those circles that this device goes on as *former*, and destroy the key that was put by.

    Belongs inside a transaction.
    """
    keyring = book.safe.keyring
    for circle in where:
        signature = keyring.sign(_FORMER_KEY, succession(circle, book.own.public))
        word = Succeed(former, book.own.public, signature)
        change = Change(book.new_id(), ROSTER_KIND, ACT_UNIT, Op.SET, value_of(word))
        book.append(Verb.CIRCLE, [change], None, homes={change.record: circle})
    keyring.destroy(_FORMER_KEY)
    if where:
        standing.settle(book)
