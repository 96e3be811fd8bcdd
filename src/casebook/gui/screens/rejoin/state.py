"""How this casebook's own device stands, and what makes it one of the team again. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final

from casebook.base.progress import Progress
from casebook.base.words import N_
from casebook.casework import identity, roster
from casebook.casework.authors import of_key
from casebook.casework.awaiting import NotAwaiting
from casebook.casework.book import COPIED, REMOVED, Casebook
from casebook.casework.roster import PaperKey
from casebook.casework.touched import Touched, Verb
from casebook.journal import log
from casebook.journal.acts import Role
from casebook.sync import handing, newcomer, paper, team
from casebook.sync.joining import Compared
from casebook.sync.newcomer import Asked, Opened


class Standing(StrEnum):
    """How its own device stands."""

    COPY = "copy"
    REMOVED = "removed"
    STRANGER = "stranger"
    MOVED = "moved"
    FINE = "fine"


TOLD: Final[Mapping[Standing, str]] = {
    Standing.COPY: N_(
        "This is an old copy. Teammates hold changes that were signed with its key and that it does not know: "
        "another copy of this casebook went on, or it came back from a backup. Nothing in it is lost and all of it "
        "can be read, but it writes nothing more under its old name."
    ),
    Standing.REMOVED: N_(
        "This device was removed from the team. It keeps what it has, and writes nothing more under its old name."
    ),
    Standing.STRANGER: N_(
        "This casebook is a new device. It can be read and written in as before, but the team does not know it "
        "yet: what is written here reaches nobody, and nothing new comes, until somebody takes it in."
    ),
    Standing.MOVED: N_("Say first whether this casebook was moved or copied."),
    Standing.FINE: N_("This device belongs to the team. There is nothing to be done here."),
}
SHORT: Final[Mapping[Standing, str]] = {
    Standing.COPY: N_("This is an old copy of the casebook: it can be read, and writes nothing more."),
    Standing.REMOVED: N_("This device was removed from the team: it can be read, and writes nothing more."),
    Standing.STRANGER: N_("The team does not know this device yet: what is written here reaches nobody."),
}
"""What is said of it after unlocking."""
_ORDER: Final = (Role.PUBLISHER, Role.ADMIN, Role.MEMBER)


def standing(book: Casebook) -> Standing:
    """How it stands now. A casebook of which no team was made belongs to nobody, and that is fine."""
    line = roster.line(book)
    device = line.get(book.own.public)
    if book.saved.moved:
        return Standing.MOVED
    if log.noted(book.db, COPIED):
        return Standing.COPY
    if log.noted(book.db, REMOVED) or (device is not None and device.cut is not None):
        return Standing.REMOVED
    return Standing.STRANGER if device is None and line.paper is not None else Standing.FINE


@dataclass(frozen=True, slots=True)
class Stands:
    """How it stands, what it is called, and what it *asked* with, if it did.

    *may_leave*: it belongs to a team and is no admin of it, so that it may be one of those who are left. *has_shares*:
    shares were made here that are not the former team's.
    """

    standing: Standing
    name: str
    asked: Asked | None = None
    may_leave: bool = False
    has_shares: bool = False


def load(book: Casebook) -> Stands:
    """How it stands now."""
    found, line = standing(book), roster.line(book)
    device = line.get(book.own.public)
    belongs = found is Standing.FINE and line.paper is not None and device is not None
    return Stands(
        found,
        of_key(book, book.own.public).name,
        _asked(book) if found is Standing.STRANGER else None,
        belongs and device is not None and device.role is Role.MEMBER,
        paper.may_found_anew(book),
    )


def _asked(book: Casebook) -> Asked | None:
    try:
        asked = newcomer.asked(book.safe)
    except NotAwaiting:
        return None
    # What it asked as the device it was before opens nothing any more.
    return asked if asked.join.signing == book.own.public else None


def check_name(name: str) -> str:
    """What is wrong with it; empty if nothing is."""
    return "" if name.strip() else N_("Write a name, or a code name.")


# --------------------------------------------------------------------------------------------- acting


def renewing(book: Casebook, _progress: Progress) -> None:
    """Go on as a new device."""
    identity.renew(book)


def asking(name: str) -> Callable[[Casebook, Progress], Asked]:
    """Ask the team to take it in."""
    return partial(_ask, name)


def _ask(name: str, book: Casebook, _progress: Progress) -> Asked:
    return newcomer.ask_as_new_device(book, name)


def again(book: Casebook, _progress: Progress) -> Asked:
    """Ask under another number."""
    return newcomer.ask_as_new_device(book, newcomer.asked(book.safe).join.name)


def putting(place: Path) -> Callable[[Casebook, Progress], object]:
    """Write the file for the admin on a stick."""
    return partial(_put, place)


def _put(place: Path, book: Casebook, progress: Progress) -> object:
    return handing.put(place, newcomer.asked(book.safe).file(), progress=progress)


def finding(place: Path) -> Callable[[Casebook, Progress], Opened]:
    """Find the welcome on a stick and open it; nothing in it is trusted yet."""
    return partial(_find, place)


def _find(place: Path, book: Casebook, progress: Progress) -> Opened:
    return newcomer.find_welcome(book.safe, place, progress)


def entering(opened: Opened, proof: Compared) -> Callable[[Casebook, Progress], Touched]:
    """Take the welcome in."""
    return partial(_enter, opened, proof)


def _enter(opened: Opened, proof: Compared, book: Casebook, _progress: Progress) -> Touched:
    newcomer.enter_as_new_device(book, opened, proof)
    return _touched(book)


def _touched(book: Casebook) -> Touched:
    end = log.feed_end(book.db, book.own.feed)
    return Touched(Verb.ROSTER, frozenset(), frozenset(("roster", "device")), end.prev if end else None)


def founding_anew(book: Casebook, _progress: Progress) -> Touched:
    """Found the team anew from this device."""
    paper.found_anew(book)
    return _touched(book)


def by_shares(texts: tuple[str, ...]) -> Callable[[Casebook, Progress], Touched]:
    """The paper admin takes it in, in the role it had."""
    return partial(_by_shares, texts)


def _by_shares(texts: tuple[str, ...], book: Casebook, progress: Progress) -> Touched:
    with paper.from_shares(book, texts, progress) as key:
        return _take_in(book, key)


def _take_in(book: Casebook, key: PaperKey) -> Touched:
    line = roster.line(book)
    had = {device.role for public in book.former_keys if (device := line.get(public)) is not None}
    return team.take_back_in(book, key, next((role for role in _ORDER if role in had), Role.PUBLISHER))
