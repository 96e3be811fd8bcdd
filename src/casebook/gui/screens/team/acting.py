"""What is done about a device: by this one if it stands above it, or by the paper admin's shares. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from casebook.base.progress import Progress
from casebook.casework import roster
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched, Verb
from casebook.gui.parts.paperkey import OWN, Texts, acting_as
from casebook.journal import log
from casebook.journal.acts import Reason, Role
from casebook.sync import paper, team


def naming(book: Casebook, _progress: Progress) -> Touched:
    """Name the paper admin of the shares that open this casebook."""
    paper.name(book)
    return _touched(book)


def removing(public: bytes, reason: Reason, texts: Texts = OWN) -> Callable[[Casebook, Progress], Touched]:
    """Remove a device, as far as it is known here."""
    return partial(_remove, public, reason, texts)


def _remove(public: bytes, reason: Reason, texts: Texts, book: Casebook, progress: Progress) -> Touched:
    with acting_as(book, texts, progress) as key:
        return team.remove(book, public, reason, paper=key)


def giving(public: bytes, role: Role, texts: Texts = OWN) -> Callable[[Casebook, Progress], Touched]:
    """Give a device another role."""
    return partial(_give, public, role, texts)


def _give(public: bytes, role: Role, texts: Texts, book: Casebook, progress: Progress) -> Touched:
    with acting_as(book, texts, progress) as key:
        return team.give_role(book, public, role, paper=key)


def admitting(public: bytes, texts: Texts = OWN) -> Callable[[Casebook, Progress], Touched]:
    """Admit everything that waits of one device."""
    return partial(_admit, public, texts)


def _admit(public: bytes, texts: Texts, book: Casebook, progress: Progress) -> Touched:
    with acting_as(book, texts, progress) as key:
        team.admit(book, public, paper=key)
    return _touched(book)


def _touched(book: Casebook) -> Touched:
    """What was written says who belongs: everything may stand differently."""
    line = roster.line(book)
    end = log.feed_end(book.db, book.own.feed)
    entry = end.prev if end is not None else line.paper.enrolled if line.paper is not None else None
    return Touched(Verb.ROSTER, frozenset(), frozenset(("roster",)), entry)
