"""A casebook that becomes a new device stays in its circles: the key it had signs for the key it has.

A restored backup has no key to sign with, for none is ever in a backup: whoever holds the shares signs for it when it
comes back into the team, or somebody in the circle takes it in anew. docs/decisions/036-a-circle-has-a-founder.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from casebook.casework import standing
from casebook.casework.book import Casebook
from casebook.casework.device import DEVICE_KEY
from casebook.casework.roster import PaperKey
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
    keyring, own = book.safe.keyring, book.own.public
    said = {
        circle: [Succeed(former, own, keyring.sign(_FORMER_KEY, succession(circle, own)))] for circle in where
    }
    keyring.destroy(_FORMER_KEY)
    _say(book, said)


def lost_places(book: Casebook) -> dict[bytes, tuple[bytes, ...]]:
    """By circle that this device is not in, the devices in it that this casebook was before."""
    lines, own = quarantine.line(book.db).circles, book.own.public
    found = {
        circle: tuple(sorted(book.former_keys & line.members))
        for circle, line in lines.items()
        if own not in line.members
    }
    return {circle: former for circle, former in found.items() if former}


def take_back(book: Casebook, paper: PaperKey) -> None:
    """The paper admin says that this device goes on in its circles. Who was shown out of one stays out of it."""
    own = book.own.public
    said = {
        circle: [Succeed(each, own, paper.sign(succession(circle, own, each))) for each in former]
        for circle, former in lost_places(book).items()
    }
    if said:
        with book.db.transaction():
            _say(book, said)
        book.anchor()


def _say(book: Casebook, said: Mapping[bytes, Sequence[Succeed]]) -> None:
    for circle, words in said.items():
        changes = [Change(book.new_id(), ROSTER_KIND, ACT_UNIT, Op.SET, value_of(word)) for word in words]
        book.append(Verb.CIRCLE, changes, None, homes={change.record: circle for change in changes})
    if said:
        standing.settle(book)
