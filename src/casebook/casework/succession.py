"""A casebook that becomes a new device goes on where it was: the key it had signs for the key it has.

In each circle the new key then stands where the former one stood. The word is said in the team, whether the device is
in any circle or not, so it tells of none. A restored backup has no key to sign with, for none is ever in a backup:
whoever holds the shares signs for it when it comes back into the team, or somebody in each circle takes it in anew.
docs/decisions/036-a-circle-has-a-founder.md.
"""

from __future__ import annotations

from collections.abc import Iterable
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


def keep_key(book: Casebook) -> bool:
    """Put the device's key by, so that another one can be made; whether there was one. Belongs inside a transaction."""
    there = DEVICE_KEY in book.safe.keyring.names()
    book.safe.keyring.rename(DEVICE_KEY, _FORMER_KEY)
    return there


def succeed(book: Casebook, former: bytes) -> None:
    """Say that this device goes on as *former*, and destroy the key that was put by. Belongs inside a transaction."""
    keyring, own = book.safe.keyring, book.own
    signature = keyring.sign(_FORMER_KEY, succession(_team(book), own.public))
    keyring.destroy(_FORMER_KEY)
    _say(book, [Succeed(former, own.public, signature)])


def take_back(book: Casebook, paper: PaperKey) -> None:
    """The paper admin says whose place this device has. Nothing is said where its former key did, or there is none."""
    own = book.own.public
    said = (act.word for act in quarantine.acts(book.db))
    if any(isinstance(word, Succeed) and word.public == own for word in said) or not book.former_keys:
        return
    team = _team(book)
    words = [Succeed(each, own, paper.sign(succession(team, own, each))) for each in sorted(book.former_keys)]
    with book.db.transaction():
        _say(book, words)
    book.anchor()


def _team(book: Casebook) -> bytes:
    root = quarantine.root(book.db)
    assert root is not None
    return root.compartment


def _say(book: Casebook, words: Iterable[Succeed]) -> None:
    changes = [Change(book.new_id(), ROSTER_KIND, ACT_UNIT, Op.SET, value_of(word)) for word in words]
    home = book.own.compartment
    book.append(Verb.ROSTER, changes, None, homes={change.record: home for change in changes})
    standing.settle(book)
