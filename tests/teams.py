"""Casebooks of one team under a paper admin, as tests need them: made in one place, without sticks or welcomes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import books
from casebook.casework import roster
from casebook.casework.book import Casebook
from casebook.casework.roster import PaperKey
from casebook.journal import log, quarantine
from casebook.journal.acts import Role
from oneteam import one_team


def paper_key(name: str = "shares") -> PaperKey:
    """A paper admin's key, the same each time."""
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
    return PaperKey(private.public_key().public_bytes_raw(), private.sign)


def under_paper(folder: Path, names: Sequence[str]) -> list[Casebook]:
    """Open casebooks of one team: the first founded it, its paper admin is `paper_key`, all others are admins.

    Belongs inside `books.derived_once`.
    """
    made = one_team(folder, names)
    for book in made[1:]:
        # They began as casebooks of their own: now they belong to the first one's team.
        with book.db.transaction():
            log.note(book.db, quarantine.TEAM, quarantine.root(made[0].db).entry)  # type: ignore[union-attr]  # begun
    roster.name_paper(made[0], paper_key().public)
    books.meet(made)
    return made


def join(team: Casebook, new: Casebook, role: Role = Role.ADMIN, *, history: bool = True) -> None:
    """Enrol the device of *new*, a casebook of its own so far, which from now on belongs to the team."""
    with new.db.transaction():
        log.note(new.db, quarantine.TEAM, quarantine.root(team.db).entry)  # type: ignore[union-attr]  # begun
    roster.enrol(team, new.own.public, new.own.device, role, history=history)
