"""Who belongs to the team: naming the paper admin, taking devices in, removing them, admitting what they wrote.

Each verb writes acts (`journal.acts`) into the team's feed, and what counts is found out anew in the same transaction.
Refused is what would not count anyway; what teammates wrote meanwhile may still stand above it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.ids import ActId, EntryId, RecordId
from casebook.casework.book import Casebook
from casebook.casework.device import former_keys
from casebook.casework.incoming import obeyed_orders
from casebook.casework.standing import settle
from casebook.casework.touched import Touched, Verb
from casebook.journal import heads as ends
from casebook.journal import log, quarantine
from casebook.journal.acts import (
    ACT_UNIT,
    ROSTER_KIND,
    Admit,
    Cut,
    Enrol,
    Heads,
    History,
    Paper,
    Reason,
    Role,
    SetRole,
    Word,
    value_of,
)
from casebook.journal.authority import ACTING, Device, Line, Why
from casebook.journal.entry import Change, Op, Origin, Signer, Stamp
from casebook.journal.forerunners import had_before_removal
from casebook.journal.quarantine import Aside


@dataclass(eq=False)
class NotFromAbove(Refused):
    """The device that would say it stands no higher in the line than what it says it of, or may say nothing at all."""


@dataclass(eq=False)
class NeedsPaperAdmin(Refused):
    """A team of two or more has a paper admin first: else one stolen laptop could remove everybody."""


@dataclass(eq=False)
class PaperAdminStands(Refused):
    """The team has a paper admin already: only its own shares name another."""


@dataclass(eq=False)
class AlreadyInLine(Refused):
    """The device belongs to the team, or did: a key that was removed is not taken in again."""


@dataclass(eq=False)
class NotInLine(Refused):
    """No device of the team has this key."""


@dataclass(eq=False)
class AlreadyRemoved(Refused):
    """Somebody higher in the line has removed the device: that removal counts."""


@dataclass(eq=False)
class NothingAside(Refused):
    """The entry is not here, or counts already."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """What one device wrote that does not count, in the order of its feeds, since when the first of it is here (ms).

    *witnessed*: of each entry, the devices whose receipts name it and that wrote them before they knew of the removal.
    """

    public: bytes
    device: Device | None
    entries: tuple[Aside, ...]
    since_ms: int
    witnessed: Mapping[EntryId, frozenset[bytes]]


def line(book: Casebook) -> Line:
    """The line of authority, the highest first, as the entries here make it."""
    return quarantine.line(book.db)


def live(book: Casebook, compartment: bytes | None = None) -> tuple[Device, ...]:
    """The devices that read and write in a compartment (the team's) now."""
    return line(book).live(book.own.compartment if compartment is None else compartment)


def quarantined(book: Casebook) -> tuple[Quarantined, ...]:
    """What is here and does not count, by the device that signed it. Not what this casebook set aside by choice."""
    now = line(book)
    by_device: dict[bytes, list[Aside]] = {}
    for each in _not_counting(book):
        by_device.setdefault(each.public, []).append(each)
    return tuple(
        Quarantined(
            public,
            now.get(public),
            tuple(entries),
            min(each.since_ms for each in entries),
            {each.entry: had_before_removal(book.db, now, each) for each in entries},
        )
        for public, entries in sorted(by_device.items())
    )


def _not_counting(book: Casebook) -> list[Aside]:
    return [each for each in quarantine.standing_aside(book.db) if each.why is not Why.SET_ASIDE]


# ------------------------------------------------------------------------------------------ acts


def name_paper(book: Casebook, public: bytes, past: Collection[bytes] | None = None) -> Touched:
    """Name the paper admin, who stands above everybody. From then on only acts of the roster take devices in.

    Devices that were named before are taken in with the same save, as admins, so that nothing of theirs falls out.
    *past* are keys of devices that are none any more (those this casebook was before): what they wrote counts, and
    nothing they still write. Raises `PaperAdminStands`, `NotFromAbove`.
    """
    now = line(book)
    if now.paper is not None:
        raise PaperAdminStands
    if now.root is None or now.root.public != book.own.public:
        raise NotFromAbove
    gone = former_keys(book.db) if past is None else frozenset(past)
    words: list[Word] = [Paper(public)]
    for device in now.devices:
        if device.public in gone:
            words.append(History(device.public, ends.of_device(book.db, device.public)))
        elif device.public != book.own.public:
            words.append(
                Enrol(device.public, device.record or book.new_id(), Role.ADMIN, True, _team_heads(book))
            )
    named = {device.public for device in now.devices}
    words += [History(each, ends.of_device(book.db, each)) for each in sorted(gone - named)]
    root = now.root.entry
    with book.db.transaction():
        log.note(book.db, quarantine.TEAM, root)
        touched = _say(book, words)
    book.anchor()
    return touched


def enrol(
    book: Casebook,
    public: bytes,
    record: RecordId,
    role: Role,
    *,
    history: bool,
    heads: Heads | None = None,
    beside: Sequence[Change] = (),
) -> Touched:
    """Take a device in, described by *record*; without *history* it is given only what comes after *heads* (now).

    *beside*: what its record says, in the same act. Raises `NeedsPaperAdmin`, `AlreadyInLine`, `NotFromAbove`.
    """
    now = line(book)
    _need_paper(now)
    if now.get(public) is not None:
        raise AlreadyInLine
    _need_acting(now, book.own.public)
    known = _team_heads(book) if heads is None else heads
    return _written(book, [Enrol(public, record, role, history, known)], beside)


def cut(
    book: Casebook,
    public: bytes,
    reason: Reason,
    heads: Heads | None = None,
    *,
    circle: bytes | None = None,
) -> Touched:
    """Remove a device: of what it wrote, only what leads to *heads* counts (all that is here now).

    With *circle*, the same for its feed in that circle, after it was removed from the team: any member of the circle
    may say that. Raises `NeedsPaperAdmin`, `NotInLine`, `NotFromAbove`, `AlreadyRemoved`.
    """
    now = line(book)
    _need_paper(now)
    device = now.get(public)
    if device is None:
        raise NotInLine
    known = ends.of_device(book.db, public, circle) if heads is None else heads
    word = Cut(public, ends.with_milestones(book.db, known), reason.value)
    if circle is not None:
        if device.cut is None or not now.may_speak(circle, book.own.public):
            raise NotFromAbove
        return _written(book, [word], circle=circle)
    _need_above(now, book.own.public, public)
    if device.cut is not None and device.cut.author != book.own.public:
        raise AlreadyRemoved
    return _written(book, [word])


def admit(book: Casebook, entry: EntryId, *, circle: bytes | None = None) -> Touched:
    """Accept an entry that stands aside, and all before it in its feed. Raises `NothingAside`, `NotFromAbove`.

    With *circle*, said in the circle the entry stands in: of whom the team removed by any member, of whom somebody
    showed out of the circle by one above.
    """
    aside = next((each for each in _not_counting(book) if each.entry == entry), None)
    if aside is None:
        raise NothingAside
    if not may_admit(book, aside, circle):
        raise NotFromAbove
    return _written(book, [Admit(entry)], circle=circle)


def set_role(book: Casebook, public: bytes, role: Role, heads: Heads | None = None) -> Touched:
    """Give a device another role; what it did up to *heads* (now), it did in the old one.

    Raises `NeedsPaperAdmin`, `NotInLine`, `NotFromAbove`.
    """
    now = line(book)
    _need_paper(now)
    if now.get(public) is None:
        raise NotInLine
    _need_above(now, book.own.public, public)
    known = ends.of_device(book.db, public, book.own.compartment) if heads is None else heads
    return _written(book, [SetRole(public, role, known)])


def accept_past(book: Casebook, public: bytes, heads: Heads | None = None) -> Touched:
    """Accept what a device wrote that is none any more, up to *heads* (all that is here). Raises `NotFromAbove`."""
    now = line(book)
    if now.get(public) is not None:
        raise AlreadyInLine
    _need_acting(now, book.own.public)
    known = ends.of_device(book.db, public) if heads is None else heads
    return _written(book, [History(public, known)])


# ------------------------------------------------------------------------------------------ as the paper admin


@dataclass(frozen=True, slots=True)
class PaperKey:
    """The paper admin's key, put together from shares for as long as it is needed (`vault.recovery`)."""

    public: bytes
    sign: Signer


def as_paper(book: Casebook, key: PaperKey, words: Sequence[Word]) -> Touched:
    """Write acts as the paper admin, into its own feed. Raises `NotInLine` if the key is not the paper admin's.

    It works in a casebook whose own device was removed, too: that is what the shares are for.
    """
    now = line(book)
    if now.root is None or not any(each.is_paper and each.public == key.public for each in now.devices):
        raise NotInLine
    feed = ends.feed_of(book.db, key.public, now.root.compartment)
    origin = Origin(key.public, now.root.compartment, book.random(32)) if feed is None else None
    changes, stamp = _changes(book, words), Stamp(book.clock.now(), Verb.ROSTER.value, None)
    with book.db.transaction():
        if origin is not None:
            feed = log.start_feed(book.db, origin)
        assert feed is not None
        writer = log.Writer(feed, key.sign, book.random)
        made = log.append(book.db, writer, changes, stamp, origin)
        settle(book, made)
        destroyed = book.destroy(obeyed_orders(book)) if book.writable else None
    if destroyed is not None:
        book.remove_files(destroyed)
    book.anchor()
    return _touched(made[-1].id, changes, None)


# ------------------------------------------------------------------------------------------ writing


def _written(
    book: Casebook, words: Sequence[Word], beside: Sequence[Change] = (), circle: bytes | None = None
) -> Touched:
    with book.db.transaction():
        touched = _say(book, words, beside, circle)
        # An order that counts again, or an entry that does: what was obeyed once is obeyed for ever.
        destroyed = book.destroy(obeyed_orders(book)) if book.writable else None
    if destroyed is not None:
        book.remove_files(destroyed)
    book.anchor()
    return touched


def _say(
    book: Casebook, words: Sequence[Word], beside: Sequence[Change] = (), circle: bytes | None = None
) -> Touched:
    """Append acts and find out what counts now. Belongs inside a transaction."""
    changes = _changes(book, words)
    where = book.own.compartment if circle is None else circle
    act = book.new_act() if beside or log.needs_several(changes) else None
    homes = {change.record: where for change in changes}
    made = book.append(Verb.ROSTER, changes, act, homes=homes)
    if beside:
        made += book.append(Verb.ROSTER, beside, act)
    settle(book)
    return _touched(made[-1].id, [*changes, *beside], act)


def _changes(book: Casebook, words: Iterable[Word]) -> list[Change]:
    return [Change(book.new_id(), ROSTER_KIND, ACT_UNIT, Op.SET, value_of(word)) for word in words]


def _touched(entry: EntryId, changes: Sequence[Change], act: ActId | None) -> Touched:
    return Touched(
        Verb.ROSTER,
        frozenset(change.record for change in changes),
        frozenset(change.kind for change in changes),
        entry,
        act or entry[:16],
    )


def _team_heads(book: Casebook) -> Heads:
    return ends.of_compartment(book.db, book.own.compartment)


def _need_paper(now: Line) -> None:
    if now.paper is None:
        raise NeedsPaperAdmin


def may_admit(book: Casebook, aside: Aside, circle: bytes | None) -> bool:
    """Whether this device may admit an entry that stands in the team, or in *circle*."""
    now, own, target = line(book), book.own.public, aside.public
    if circle is None:
        return _acts(now, own) and now.is_above(own, target)
    there = now.circles.get(circle)
    if there is None or own not in there.members:
        return False
    is_outside = there.get(target) is None or target in there.outs
    return there.is_above(own, target) if is_outside else now.may_speak(circle, own)


def _acts(now: Line, own: bytes) -> bool:
    device = now.get(own)
    return device is not None and device.cut is None and device.role in ACTING


def _need_acting(now: Line, own: bytes) -> None:
    if not _acts(now, own):
        raise NotFromAbove


def _need_above(now: Line, own: bytes, target: bytes) -> None:
    _need_acting(now, own)
    if not now.is_above(own, target):
        raise NotFromAbove
