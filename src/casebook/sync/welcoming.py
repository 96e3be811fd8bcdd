"""The admin's side of an enrolment: opening JOIN, taking the device in once words were compared, writing WELCOME."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from casebook.base.encode import pack
from casebook.base.errors import Damaged, Refused
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import records, roster
from casebook.casework.book import Casebook
from casebook.casework.records import Edit, New, Set
from casebook.casework.roster import AlreadyInLine, NeedsPaperAdmin, NotFromAbove, PaperKey
from casebook.casework.touched import Verb
from casebook.jail import launch
from casebook.journal import compartments, heads, log
from casebook.journal.acts import Enrol, Role
from casebook.journal.authority import ACTING
from casebook.sync import carrier, epochs, handing, joining, leftover, letters, parsing, room
from casebook.sync.handing import SeveralHandedOver
from casebook.sync.joining import Carried, Compared, Epoch, Join, Team, Welcome
from casebook.sync.parsing import Run
from casebook.sync.room import OpensNot
from casebook.sync.selecting import parts_for

_SPARE: Final = 1 << 20
"""Bytes of a file for one room that are not the entries of a welcome."""


@dataclass(eq=False)
class KeyWasRemoved(Refused):
    """The newcomer's key belonged to a device that was removed. It asks as a new casebook, or as a new device."""


@dataclass(frozen=True, slots=True, repr=False)
class Terms:
    """How somebody is taken in. *person*: who uses the device, a code name is enough. *history*: all, or none."""

    role: Role = Role.MEMBER
    history: bool = False
    person: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Welcomed:
    """*file*: what is handed over. *team*: its words are shown until the newcomer has picked the right one.

    *history*: whether everything recorded so far is in it; else, and if it was promised, it goes on a stick.
    """

    file: bytes
    team: Team
    device: RecordId
    history: bool


def open_join(data: bytes, number: str, *, run: Run = launch.run, progress: Progress | None = None) -> Join:
    """The JOIN in *data*, taken apart in the jail. Writes nothing.

    Raises `OpensNot`, `NotANumber`, `BadJoin`, `NewerJoining`, leaves of `casebook.jail.errors`.
    """
    if len(data) > room.FRAME:
        raise joining.BadJoin
    return parsing.join(room.unseal(data, number), run=run, progress=progress)


def find_join(place: Path, number: str, progress: Progress | None = None, *, run: Run = launch.run) -> Join:
    """The JOIN that lies on a stick under *number*. Writes nothing.

    Raises `NothingForNumber`, `SeveralHandedOver`, refusals of the stick, and as `open_join`.
    """
    found: dict[bytes, Join] = {}
    unfit = handing.Unfit()
    for data in handing.find(place, number, progress, most=room.FRAME):
        try:
            join = open_join(data, number, run=run, progress=progress)
        except (Damaged, joining.NewerJoining, OpensNot) as error:
            unfit.note(error)  # a welcome lies there under the same number
            continue
        found[join.digest] = join
    if len(found) > 1:
        raise SeveralHandedOver(len(found))
    if not found:
        raise unfit.error
    return next(iter(found.values()))


def check_can_invite(book: Casebook) -> None:
    """Ask before two people sit down. Raises `NeedsPaperAdmin`, `NotFromAbove`."""
    line = roster.line(book)
    if line.paper is None:
        raise NeedsPaperAdmin
    own = line.get(book.own.public)
    if own is None or own.cut is not None or own.role not in ACTING:
        raise NotFromAbove


def welcome(
    book: Casebook,
    join: Join,
    compared: Compared,
    terms: Terms,
    number: str,
    *,
    paper: PaperKey | None = None,
    most: int = room.MOST - _SPARE,
) -> Welcomed:
    """Take the device of *join* in, and write its WELCOME under the number that its file was opened with.

    *compared* is of this JOIN. With *paper* the paper admin takes it in, from whichever device of the team. Again for
    the same JOIN, a new WELCOME is written and nothing else. A history of more than *most* bytes does not go along, but
    on the next stick. Raises `NotCompared`, `NeedsPaperAdmin`, `NotFromAbove`, `AlreadyInLine` (the key is that of a
    device that has written here), `KeyWasRemoved`, `NotAmongThem`, `NoCarrier`, `RoomFileTooLarge`; what stands in the
    roster by then stays.
    """
    if compared.digest != join.digest:
        raise joining.NotCompared
    device = _enrolled(book, join, terms, paper)
    with epochs.transaction(book):
        letters.note_join_key(book, join.signing, join.one_time)
        epoch = epochs.ensure(book, book.own.compartment)
        hidden = carrier.carrier(book)
    root = roster.line(book).root
    assert root is not None
    admin = book.own.public if paper is None else paper.public
    team = Team(root.entry, admin, _random_for(book, join))
    made = Welcome(joining.VERSION, team.encode(), device, hidden, (Epoch(epoch.compartment, epoch.key),), ())
    history = terms.history and _size(book, whole=True) <= most
    made = Welcome(
        made.version, made.team, made.device, made.carrier, made.epochs, tuple(_entries(book, whole=history))
    )
    file = room.seal(joining.seal_welcome(made, join), number, book.random, mark=epoch.key)
    return Welcomed(file, team, device, history)


def _random_for(book: Casebook, join: Join) -> bytes:
    """The same for every answer to one JOIN, so that its words are the same however often it is handed over."""
    name = leftover.answered(join)
    if not log.noted(book.db, name):
        with book.db.transaction():
            log.note(book.db, name, book.random(32))
    return log.noted(book.db, name)


def _enrolled(book: Casebook, join: Join, terms: Terms, paper: PaperKey | None) -> RecordId:
    """The record of the newcomer's device, which belongs to the team now."""
    there = roster.line(book).get(join.signing)
    if there is not None and there.cut is not None:
        raise KeyWasRemoved
    if there is not None and there.record is not None:
        # JOIN proves no possession of the key in it: who names a teammate's would be handed what that one is.
        wrote = heads.feed_of(book.db, join.signing, book.own.compartment)
        if wrote and not log.noted(book.db, leftover.answered(join)):
            raise AlreadyInLine
        return there.record
    device = book.new_id()
    said: list[Edit] = [
        New(device, "device"),
        Set(device, "name", join.name),
        Set(device, "signing", join.signing),
    ]
    said += [Set(device, "person", terms.person)] if terms.person else []
    changes = records.changes_for(book, said)
    if paper is None:
        roster.enrol(book, join.signing, device, terms.role, history=terms.history, beside=changes)
        return device
    known = heads.of_compartment(book.db, book.own.compartment)
    roster.as_paper(book, paper, [Enrol(join.signing, device, terms.role, terms.history, known)])
    book.record(Verb.ROSTER, changes)
    return device


# ----------------------------------------------------------------------------------------- its entries


def _entries(book: Casebook, *, whole: bool) -> Iterator[Carried]:
    """Every header of the team's compartment, in the order in which it came here, and the parts that go along."""
    for entry in log.entries(book.db):
        if compartments.of_entry(book.db, entry.id) == book.own.compartment:
            yield Carried(entry.header_bytes, entry.signature, parts_for(entry, whole=whole))


def _size(book: Casebook, *, whole: bool) -> int:
    return sum(len(pack(entry)) for entry in _entries(book, whole=whole))
