"""The newcomer's side of an enrolment: asking to join, opening the welcome, and entering once words were compared.

A casebook that joins is new and empty: until its team is known it has keys and no entry, so it is not opened as a
casebook (`casework.awaiting`). One that belonged to the team already and became a new device asks as it is. Nothing
in a welcome is written before the team's words were picked, and then all of it or nothing. docs/formats/team.md.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from casebook.base.errors import Damaged, Refused
from casebook.base.ids import RandomBytes, RecordId
from casebook.base.moment import HybridClock, WallClock, system_clock
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import awaiting, incoming, records, whereabouts
from casebook.casework.book import Casebook, Saved
from casebook.casework.device import DEVICE_KEY, begin_feed
from casebook.casework.opening import make_empty
from casebook.casework.roster import AlreadyInLine
from casebook.casework.touched import Verb
from casebook.jail import launch
from casebook.journal import coming, heads, log, quarantine
from casebook.journal.authority import ACTING, Line
from casebook.journal.entry import Origin, decode_header, entry_id
from casebook.journal.erasure import Destroyed
from casebook.sync import carrier, epochs, handing, joining, leftover, parsing, pieces, receipts, room
from casebook.sync.joining import BadWelcome, Compared, Join, Team, Welcome
from casebook.sync.parsing import Run
from casebook.vault import safe
from casebook.vault.faults import BoxDamaged, NoSuchKey
from casebook.vault.keyring import one_time_name
from casebook.vault.keys import Kdf
from casebook.vault.safe import Safe


@dataclass(eq=False)
class NotForUs(Refused):
    """The welcome is an answer to somebody else, or to what this casebook asked before it asked anew."""


@dataclass(eq=False)
class AnotherTeam(Refused):
    """The welcome is of another team than the one this casebook belongs to."""


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What the newcomer's screen shows: the number said aloud first, and the JOIN whose words are compared."""

    join: Join
    number: str

    def file(self, random: RandomBytes = os.urandom) -> bytes:
        """What is handed over, a multiple of 64 KiB; each time another one."""
        return room.seal(self.join.encode(), self.number, random, mark=self.join.digest)


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A welcome that was opened and is not trusted: its TEAM is compared with the other screen first."""

    team: Team
    welcome: Welcome


class Waiting:
    """A casebook that waits for its welcome: unlocked, with keys, without an entry. Close it."""

    def __init__(self, vault: Safe, asked: Asked) -> None:
        self.safe = vault
        self.asked = asked

    def close(self) -> None:
        """Close the safe."""
        self.safe.close()


# ----------------------------------------------------------------------------------------- asking


def ask(
    folder: Path,
    passphrase: Secret,
    name: str,
    *,
    key_file: bytes = b"",
    kdf: Kdf | None = None,
    progress: Progress | None = None,
    random: RandomBytes = os.urandom,
) -> Waiting:
    """A new casebook in *folder* that asks to join a team, as *name*: a code name is enough, the team reads it.

    Raises `NameUnfit` and as `safe.create` does, with nothing left behind.
    """
    joining.check_name(name)

    def begun(vault: Safe) -> Waiting:
        with vault.db.transaction():
            vault.keyring.make_signing(DEVICE_KEY)
            return Waiting(vault, _ask(vault, name, random))

    return make_empty(
        folder, passphrase, begun, key_file=key_file, kdf=kdf, progress=progress or Progress(), random=random
    )


def resume(
    folder: Path, passphrase: Secret, *, key_file: bytes = b"", progress: Progress | None = None
) -> Waiting:
    """The casebook in *folder* that asked before. Raises as `safe.unlock` does, and `NotAwaiting`."""
    vault = safe.unlock(folder, passphrase, key_file=key_file, progress=progress or Progress())
    try:
        awaiting.check_unfounded(vault.db)
        return Waiting(vault, asked(vault))
    except BaseException:
        vault.close()
        raise


def ask_again(waiting: Waiting, random: RandomBytes = os.urandom) -> None:
    """A new JOIN under a new number: when words differed, nothing of the former one is used."""
    with waiting.safe.db.transaction():
        waiting.asked = _ask(waiting.safe, waiting.asked.join.name, random)


def ask_as_new_device(book: Casebook, name: str) -> Asked:
    """An open casebook of this team that became a new device (a copy, a restored backup) asks to be enrolled.

    It goes on with what it holds. Raises `NameUnfit`, and `AlreadyInLine` where the device belongs to a team already: a
    casebook of its own joins no other.
    """
    device = quarantine.line(book.db).get(book.own.public)
    if device is not None and device.cut is None:
        raise AlreadyInLine
    with book.db.transaction():
        return _ask(book.safe, name, book.random)


def asked(vault: Safe) -> Asked:
    """What it asked, to be shown again. Raises `NotAwaiting`."""
    data, number = awaiting.asked(vault.db)
    return Asked(joining.decode_join(data), number)


def _ask(vault: Safe, name: str, random: RandomBytes) -> Asked:
    with_key = vault.keyring.public(DEVICE_KEY)
    join = joining.make_join(name, with_key, vault.keyring.make_one_time(), random)
    new = Asked(join, room.new_number(random))
    awaiting.note(vault.db, join.encode(), new.number)
    return new


# --------------------------------------------------------------------------------------- entering


def open_welcome(
    vault: Safe, data: bytes, *, run: Run = launch.run, progress: Progress | None = None
) -> Opened:
    """What lies in *data*, a file the team handed over, taken apart in the jail. Writes nothing and trusts nothing.

    Raises `NotAwaiting`, `OpensNot` (another number's file), `NotForUs` (an answer to another JOIN),
    `BadWelcome`, `BadTeam`, `NewerJoining`, leaves of `casebook.jail.errors`.
    """
    own = asked(vault)
    box = room.unseal(data, own.number)
    try:
        name = one_time_name(own.join.one_time)
        plain = vault.keyring.unseal(name, box, joining.WELCOME_LABEL + own.join.digest)
    except (BoxDamaged, NoSuchKey):
        raise NotForUs from None
    del box
    welcome = parsing.welcome(plain, run=run, progress=progress)
    return Opened(joining.decode_team(welcome.team), welcome)


def find_welcome(
    vault: Safe, place: Path, progress: Progress | None = None, *, run: Run = launch.run
) -> Opened:
    """The welcome for this casebook that lies on a stick. Writes nothing and trusts nothing.

    Raises as `open_welcome`, `NothingForNumber`, `SeveralHandedOver`, refusals of the stick.
    """
    own = asked(vault)
    fullest: Opened | None = None
    teams: set[bytes] = set()
    unfit = handing.Unfit()
    for data in handing.find(place, own.number, progress):
        try:
            one = open_welcome(vault, data, run=run, progress=progress)
        except (Damaged, joining.NewerJoining, NotForUs, room.OpensNot) as error:
            unfit.note(error)  # what this casebook asked lies there under the same number
            continue
        teams.add(one.team.digest)
        if fullest is None or len(one.welcome.entries) > len(fullest.welcome.entries):
            fullest = one
    if len(teams) > 1:
        raise handing.SeveralHandedOver(len(teams))
    if fullest is None:
        raise unfit.error
    return fullest


def enter(
    waiting: Waiting, opened: Opened, compared: Compared, *, wall: WallClock = system_clock
) -> Casebook:
    """Found the casebook as one of the team: all of the welcome is taken, or nothing. It takes the safe over.

    *compared* is of the welcome's TEAM. Raises `NotCompared`, `BadWelcome` and `Damaged` leaves where what it holds
    does not make this team, its admin and this device; then the casebook waits as before.
    """
    vault, random = waiting.safe, os.urandom
    clock = HybridClock(wall)
    first = _founding(opened, compared)
    with vault.db.transaction():
        now = clock.now()
        log.note(vault.db, quarantine.TEAM, opened.team.root)
        own = begin_feed(
            vault, RecordId(opened.welcome.device), first.compartment, (), now=now, random=random
        )
        whereabouts.settle(vault.db, whereabouts.here(vault.folder), random)
        book = Casebook(vault, own, clock, random, Saved(1, now.wall_ms, checked=False))
        _take(book, opened)
    book.anchor()
    return book


def enter_as_new_device(book: Casebook, opened: Opened, compared: Compared) -> None:
    """Take the welcome into an open casebook of this team, whose new device it enrolled.

    Raises `AnotherTeam` and as `enter` does, with nothing changed.
    """
    _founding(opened, compared)
    root = quarantine.root(book.db)
    if root is None or root.entry != opened.team.root:
        raise AnotherTeam
    with book.db.transaction():
        destroyed = _take(book, opened)
        _bear_name(book, RecordId(opened.welcome.device))
    book.remove_files(destroyed)
    book.anchor()


def _bear_name(book: Casebook, device: RecordId) -> None:
    """From now on it is the device the team describes; the record it made of itself meanwhile goes."""
    before = book.own.device
    if before != device:
        log.note(book.db, "device", device)
        book.append(Verb.ROSTER, records.changes_for(book, [records.Delete(before)]), None)


def _founding(opened: Opened, compared: Compared) -> Origin:
    """The origin of the team's founding entry. Raises `NotCompared`, `BadWelcome`."""
    if compared.digest != opened.team.digest:
        raise joining.NotCompared
    for each in opened.welcome.entries:
        if entry_id(each.header) == opened.team.root:
            origin = decode_header(each.header).origin
            if origin is not None:
                return origin
    raise BadWelcome("root")


def _take(book: Casebook, opened: Opened) -> Destroyed:
    """Everything in the welcome. Belongs inside a transaction, which ends with the error it raises."""
    welcome = opened.welcome
    offered = [incoming.Offered(each.header, each.signature, each.parts) for each in welcome.entries]
    taken, destroyed = incoming.within(book, offered)
    if taken.waiting or taken.strangers:
        raise BadWelcome("entries")
    device = quarantine.line(book.db).get(book.own.public)
    if device is not None and device.before is None:
        # With a history: what of it did not fit into the welcome comes on a stick.
        coming.note(book.db, (end for _, end in heads.of_compartment(book.db, book.own.compartment)))
    pieces.await_new(book, taken.records)
    _check_roster(quarantine.line(book.db), opened, book.safe.keyring.public(DEVICE_KEY))
    carrier.take(book, welcome.carrier)
    for epoch in welcome.epochs:
        epochs.keep(book, epoch.compartment, epoch.key)
    # What it holds from now on, and the key its next letters are sealed to.
    receipts.append(book, [book.own.compartment], anyway=True)
    leftover.note(book.db, asked(book.safe).join)
    awaiting.done(book.db)
    return destroyed


def _check_roster(line: Line, opened: Opened, own: bytes) -> None:
    """The team has a paper admin; whoever welcomes may; and this device is in it. Raises `BadWelcome`."""
    admin, mine = line.get(opened.team.admin), line.get(own)
    if line.paper is None:
        raise BadWelcome("paper")
    if admin is None or admin.cut is not None or admin.role not in ACTING:
        raise BadWelcome("admin")
    if mine is None or mine.cut is not None or mine.record != opened.welcome.device:
        raise BadWelcome("device")
