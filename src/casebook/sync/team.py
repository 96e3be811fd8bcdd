"""Who belongs to the team and how they stand: devices and who uses them, when each was heard, what each lacks.

What is told of somebody else's device is what its signed entries say, by its own clock. Nothing here is guessed: a
device that was not heard of for long may be lying in a drawer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import FeedId
from casebook.casework import orders, roster, succession
from casebook.casework.authors import Author, of_key
from casebook.casework.book import Casebook
from casebook.casework.orders import Given
from casebook.casework.roster import Quarantined
from casebook.casework.touched import Touched
from casebook.journal import compartments, heads, log, receipts
from casebook.journal.acts import Admit, Cut, Enrol, Heads, Reason, Role, SetRole, Word
from casebook.journal.authority import Device, Line
from casebook.journal.quarantine import Aside
from casebook.sync import receipts as said
from casebook.sync import selecting, stale

SILENT_DAYS: Final = 90
"""After so many days without a word, somebody is asked whether a device is still in use. Nothing happens by itself."""
AHEAD_MS: Final = 24 * 3600 * 1000
"""A clock that runs ahead by more is told of."""
_DAY_MS: Final = 24 * 3600 * 1000
_LEAST_PREFIX: Final = 8


@dataclass(eq=False)
class NoSuchTeammate(Refused):
    """No device of the team is called so."""


@dataclass(eq=False)
class SeveralTeammates(Refused):
    """So many devices are called so: say which one by more letters of its key."""

    count: int


@dataclass(eq=False)
class PaperIsNoDevice(Refused):
    """The paper admin is shares on paper: it is not removed and has no role but its own."""


@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """One device of the team, live or removed.

    *heard_ms*: when it last wrote something that is here, by its own clock; 0 if never. *silent_days* are counted from
    it. *lacks*: changes here that it is not known to hold, of what it may read. *aside*: entries of it in quarantine.
    *program*: the version it last spoke of. *ahead*: its clock runs more than a day ahead of ours.
    """

    device: Device
    author: Author
    heard_ms: int
    silent_days: int
    lacks: int
    aside: int
    program: str
    circles: tuple[bytes, ...]
    ahead: bool

    @property
    def live(self) -> bool:
        """Whether it reads and writes with the team now."""
        return self.device.cut is None and not self.device.is_paper

    @property
    def reason(self) -> str:
        """Why it was removed; empty if it was not."""
        cut = self.device.cut
        return cut.word.reason if cut is not None and isinstance(cut.word, Cut) else ""

    @property
    def asked_about(self) -> bool:
        """Whether it has been silent for so long that somebody should ask: still in use?"""
        return self.live and not self.author.own and self.silent_days >= SILENT_DAYS


@dataclass(frozen=True, slots=True, repr=False)
class Trust:
    """Everything the trust page shows. *enrolled*: this device belongs to the team; *removed*: it did.

    *erasures*: orders some live device has not said it obeyed. *claims* are said by others and proved by nobody.
    """

    members: tuple[Member, ...]
    has_paper: bool
    enrolled: bool
    removed: bool
    quarantined: tuple[Quarantined, ...]
    erasures: tuple[Given, ...]
    forks: tuple[stale.Fork, ...]
    claims: tuple[stale.Claimed, ...]


# ----------------------------------------------------------------------------------------------- asking


def members(book: Casebook) -> tuple[Member, ...]:
    """Every device of the line, the paper admin first and the others by rank."""
    line = roster.line(book)
    feeds = log.feeds(book.db)
    aside = Counter(each.public for one in roster.quarantined(book) for each in one.entries)
    now = book.clock.now().wall_ms
    return tuple(
        _member(book, line, device, [feed for feed, public in feeds if public == device.public], aside, now)
        for device in line.devices
    )


def _member(
    book: Casebook, line: Line, device: Device, feeds: list[FeedId], aside: Mapping[bytes, int], now: int
) -> Member:
    heard = _heard_ms(book, feeds)
    program = said.said(book, device.public, book.own.compartment, receipts.PROGRAM)
    circles = tuple(sorted(each for each, there in line.members.items() if device.public in there))
    author = of_key(book, device.public)
    lives = device.cut is None and not device.is_paper and not author.own
    places = (book.own.compartment, *circles) if lives else ()
    return Member(
        device,
        author,
        heard,
        max(now - heard, 0) // _DAY_MS if heard else 0,
        sum(selecting.missing(book, place, [device.public]).changes for place in places),
        aside.get(device.public, 0),
        program if isinstance(program, str) else "",
        circles,
        heard > now + AHEAD_MS,
    )


def _heard_ms(book: Casebook, feeds: list[FeedId]) -> int:
    """When the newest entry of *feeds* was made, by its author's clock."""
    for entry in log.latest(book.db, feeds) if feeds else ():
        stamp = entry.stamp()
        if stamp is not None:
            return stamp.moment.wall_ms
    return 0


def by_person(found: Iterable[Member]) -> dict[str, tuple[Member, ...]]:
    """The devices of each person, by the code name that stands in their records; of nobody under an empty one."""
    people: dict[str, list[Member]] = {}
    for one in found:
        if not one.device.is_paper:
            people.setdefault(one.author.person, []).append(one)
    return {person: tuple(devices) for person, devices in sorted(people.items())}


def silent(book: Casebook) -> tuple[Member, ...]:
    """Live devices nothing was heard of for so long that somebody should ask."""
    return tuple(member for member in members(book) if member.asked_about)


def trust(book: Casebook) -> Trust:
    """The facts of the trust page, as far as this casebook knows them."""
    line, everybody = roster.line(book), members(book)
    live = {member.device.public for member in everybody if member.live}
    own = line.get(book.own.public)
    return Trust(
        everybody,
        line.paper is not None,
        own is not None and own.cut is None,
        line.is_own_cut,
        roster.quarantined(book),
        tuple(one for one in orders.given(book) if _is_outstanding(one, live - {book.own.public})),
        stale.forks(book),
        stale.claims(book),
    )


def _is_outstanding(one: Given, others: set[bytes]) -> bool:
    return not one.here or bool(others - {author.public for author in one.erased})


def find(book: Casebook, text: str) -> Member:
    """The device of that name, of that person, or whose key begins with that (8 hex digits or more).

    Names are what teammates write: one that is like the beginning of another's key is no better than the key.
    Raises `NoSuchTeammate`, `SeveralTeammates`.
    """
    wanted = text.strip().casefold()
    everybody = members(book)
    for fits in (
        [
            each
            for each in everybody
            if each.author.name.casefold() == wanted
            or (len(wanted) >= _LEAST_PREFIX and each.device.public.hex().startswith(wanted))
        ],
        [each for each in everybody if each.author.person.casefold() == wanted],
    ):
        if wanted and len(fits) == 1:
            return fits[0]
        if wanted and fits:
            raise SeveralTeammates(len(fits))
    raise NoSuchTeammate


# ----------------------------------------------------------------------------------------------- changing


def remove(
    book: Casebook,
    public: bytes,
    reason: Reason,
    *,
    until: Heads | None = None,
    paper: roster.PaperKey | None = None,
) -> Touched:
    """Remove a device. What it wrote counts as far as it is here (or to *until*); the rest waits in quarantine.

    One entry: every compartment it could read gets a new key at its next write, by whoever writes there. With *paper*
    the paper admin removes it. Raises `PaperIsNoDevice`, `NotInLine`, `NotFromAbove`, `AlreadyRemoved`.
    """
    device = _device(book, public)
    known = heads.of_device(book.db, device.public) if until is None else until
    if paper is None:
        return roster.cut(book, public, reason, known)
    return roster.as_paper(book, paper, [Cut(public, heads.with_milestones(book.db, known), reason.value)])


def admit(book: Casebook, public: bytes, *, paper: roster.PaperKey | None = None) -> int:
    """Accept everything of a device that is here, stands aside and is not above this one; how many entries that are.

    Of a circle's feed, in the circle. Raises `NothingAside`, `NotFromAbove`.
    """
    waiting = [each for one in roster.quarantined(book) if one.public == public for each in one.entries]
    if not waiting:
        raise roster.NothingAside
    ends = {each.feed: each for each in sorted(waiting, key=lambda each: each.seq)}
    wanted = {
        feed: last
        for feed, last in ends.items()
        if may_admit(book, last) or (paper is not None and _circle_of(book, last) is None)
    }
    if not wanted:
        raise roster.NotFromAbove
    for last in wanted.values():
        circle = _circle_of(book, last)
        if paper is not None and circle is None:
            roster.as_paper(book, paper, [Admit(last.entry)])
        else:
            roster.admit(book, last.entry, circle=circle)
    return sum(each.feed in wanted for each in waiting)


def may_admit(book: Casebook, aside: Aside) -> bool:
    """Whether this device may admit an entry, where it stands."""
    return roster.may_admit(book, aside, _circle_of(book, aside))


def _circle_of(book: Casebook, aside: Aside) -> bytes | None:
    """The circle it stands in; nothing if it stands in the team."""
    where = compartments.of_entry(book.db, aside.entry)
    return None if where == book.own.compartment else where


def give_role(book: Casebook, public: bytes, role: Role, *, paper: roster.PaperKey | None = None) -> Touched:
    """Give a device another role; what it did so far it did in the old one. Raises as `remove`."""
    device = _device(book, public)
    if paper is None:
        return roster.set_role(book, public, role)
    known = heads.of_device(book.db, device.public, book.own.compartment)
    return roster.as_paper(book, paper, [SetRole(public, role, known)])


def take_back_in(book: Casebook, paper: roster.PaperKey, role: Role = Role.PUBLISHER) -> Touched:
    """This casebook became a new device (a copy, a restored backup), and the paper admin takes it in as it is.

    For whoever is alone or far from the others: it lacks what a welcome gives until it meets one of them. In circles it
    goes on as the device it was. Raises `AlreadyInLine`.
    """
    known = heads.of_compartment(book.db, book.own.compartment)
    word: Word = Enrol(book.own.public, book.own.device, role, True, known)
    if roster.line(book).get(book.own.public) is not None:
        raise roster.AlreadyInLine
    touched = roster.as_paper(book, paper, [word])
    succession.take_back(book, paper)
    # Teammates may write under keys that are not here already: they send them to whoever told a one-time key.
    said.append(book, [book.own.compartment], anyway=True)
    return touched


def _device(book: Casebook, public: bytes) -> Device:
    device = roster.line(book).get(public)
    if device is None:
        raise roster.NotInLine
    if device.is_paper:
        raise PaperIsNoDevice
    return device
