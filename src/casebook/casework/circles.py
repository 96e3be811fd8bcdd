"""Circles: a few devices of the team who may know what the others may not. Made here, joined and left here.

A circle is a compartment of its own. Its record stands in it and has its id, so nobody outside learns even that there
is one. Whoever is in it may take in others, who stand below, and show out those below; what somebody has got already
stays with them. docs/decisions/036-a-circle-has-a-founder.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import records, standing
from casebook.casework.book import Casebook
from casebook.casework.incoming import obeyed_orders
from casebook.casework.touched import Touched, Verb
from casebook.journal import compartments, current, heads, log, quarantine
from casebook.journal.acts import (
    ACT_UNIT,
    CIRCLE_KIND,
    FOUNDING_UNIT,
    NONCE_SIZE,
    ROSTER_KIND,
    Founding,
    ShowOut,
    TakeIn,
    Word,
    value_of,
)
from casebook.journal.authority import Line
from casebook.journal.circle_line import CircleLine, circle_id
from casebook.journal.current import Record
from casebook.journal.entry import Change, Op
from casebook.model.all_kinds import HOUSEHOLD, KINDS, ORDERS
from casebook.model.fields import clean_text


@dataclass(eq=False)
class NoSuchCircle(Refused):
    """This casebook is in no circle of that name."""


@dataclass(eq=False)
class SeveralCircles(Refused):
    """So many circles have that name: say which one by its code."""

    count: int


@dataclass(eq=False)
class NotInCircle(Refused):
    """This device is not in the circle, or was shown out of it."""


@dataclass(eq=False)
class NoSuchDevice(Refused):
    """No device of the team has that key."""


@dataclass(eq=False)
class InCircleAlready(Refused):
    """The device is in the circle."""


@dataclass(eq=False)
class StandsAbove(Refused):
    """The device stands above this one in the circle: only who stands above it shows it out."""


@dataclass(eq=False)
class ShownOutFromAbove(Refused):
    """Somebody above this device has shown the other one out, or it left by itself: only from there it comes back."""


@dataclass(eq=False)
class LastInCircle(Refused):
    """Nobody else is in the circle: nobody could read it any more."""


@dataclass(eq=False)
class ReachesOutside(Refused):
    """What comes for a circle would change so many *records* that stand outside of it."""

    records: int


@dataclass(frozen=True, slots=True)
class Circle:
    """One circle this casebook holds anything of.

    *compartment* is its id, *members* the signing keys of the devices in it, sorted; *own*: this device is one.
    *records*: how many of each kind stand in it. *founder*: the key it was founded with, if that can be proved here.
    *below*: the members this device may show out, itself among them; *barred*: devices it may not take in again.
    *former*: a device is in it that this casebook was before, and this one is not.
    """

    compartment: bytes
    name: str
    members: tuple[bytes, ...]
    own: bool
    records: Mapping[str, int]
    founder: bytes | None = None
    below: frozenset[bytes] = frozenset()
    barred: frozenset[bytes] = frozenset()
    former: bool = False


def circles(book: Casebook) -> tuple[Circle, ...]:
    """Every circle, by name."""
    line = quarantine.line(book.db)
    found = [_circle(book, record, line) for record in current.every(book.db, CIRCLE_KIND)]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.compartment)))


def circle(book: Casebook, compartment: bytes) -> Circle:
    """The circle of that id. Raises `NoSuchCircle`."""
    return _circle(book, _need(book, compartment), quarantine.line(book.db))


def find(book: Casebook, text: str) -> Circle:
    """The circle that is called *text* or has that code, whatever the case. Raises `NoSuchCircle`, `SeveralCircles`."""
    wanted = text.strip().casefold()
    found = [
        each
        for each in circles(book)
        if wanted in (each.name.casefold(), code(book, each.compartment).casefold())
    ]
    if not found:
        raise NoSuchCircle
    if len(found) > 1:
        raise SeveralCircles(len(found))
    return found[0]


def code(book: Casebook, compartment: bytes) -> str:
    """The short code of a circle. Raises `NoSuchCircle`."""
    return current.code_of(book.db, _need(book, compartment))


def of_record(book: Casebook, record: RecordId) -> Circle | None:
    """The circle a record stands in; `None` if it is the team's."""
    compartment = book.compartment_of(record)
    if compartment == book.own.compartment:
        return None
    found = current.get(book.db, RecordId(compartment))
    if found is None or found.kind != CIRCLE_KIND:
        # Of a circle whose own record has not come yet: still not the team's.
        return Circle(compartment, "", (), own=False, records={})
    return _circle(book, found, quarantine.line(book.db))


def members(book: Casebook, compartment: bytes) -> tuple[bytes, ...]:
    """The signing keys of the devices in a circle, sorted; whether they are of the team still is for the roster.

    Raises `NoSuchCircle`.
    """
    return tuple(sorted(_line(book, _need(book, compartment)).members))


# ------------------------------------------------------------------------------------------ making and changing


def make(book: Casebook, name: str, devices: Iterable[bytes] = ()) -> Circle:
    """A new circle of this device, its founder, and *devices* (signing keys). Raises `NoSuchDevice`, `BadValue`."""
    wanted = [key for key in dict.fromkeys(devices) if key != book.own.public]
    _check_devices(book, wanted)
    founding = Founding(book.own.public, book.random(NONCE_SIZE))
    record = RecordId(circle_id(founding.public, founding.nonce))
    edits: list[records.Edit] = [
        records.New(record, CIRCLE_KIND),
        records.Set(record, "name", clean_text(name, lines=False)),
        records.Set(record, FOUNDING_UNIT, value_of(founding)),
    ]
    _say(book, record, [TakeIn(key) for key in wanted], records.changes_for(book, edits))
    return circle(book, record)


def rename(book: Casebook, compartment: bytes, name: str) -> Touched:
    """Call a circle something else. Raises `NoSuchCircle`, `NotInCircle`, `BadValue`."""
    record = _writable(book, compartment)
    return records.write(book, Verb.CIRCLE, [records.Set(record.id, "name", clean_text(name, lines=False))])


def add(book: Casebook, compartment: bytes, device: bytes) -> Touched:
    """Take a device of the team in: from now on it gets what is written here, and what stands here.

    Raises `NoSuchCircle`, `NotInCircle`, `NoSuchDevice`, `InCircleAlready`, `ShownOutFromAbove`.
    """
    record = _writable(book, compartment)
    line = _line(book, record)
    if device in line.members:
        raise InCircleAlready
    _check_devices(book, [device])
    if device in _barred(book, line):
        raise ShownOutFromAbove
    over = {
        act.entry
        for act in quarantine.acts(book.db)
        if act.compartment == compartment
        and isinstance(act.word, ShowOut)
        and act.word.public == device
        and not line.is_above(act.author, book.own.public)
    }
    return _say(book, record.id, [TakeIn(device, tuple(sorted(over)))])


def remove(book: Casebook, compartment: bytes, device: bytes) -> Touched:
    """Show a device out: it keeps what it has and gets nothing more. It is still of the team.

    Of what it wrote in the circle that counts which is here. Devices that go on as it stay, by this device's word.
    Raises `NoSuchCircle`, `NotInCircle`, `NoSuchDevice`, `LastInCircle`, `StandsAbove`.
    """
    record = _writable(book, compartment)
    now = quarantine.line(book.db)
    line = now.circles[compartment]
    if device not in line.members:
        raise NoSuchDevice
    if not {each.public for each in now.live(compartment)} - {device}:
        raise LastInCircle
    if device not in _below(book, line):
        raise StandsAbove
    ends = heads.with_milestones(book.db, heads.of_device(book.db, device, compartment))
    heirs = [each.public for each in line.order if each.is_heir and each.by == device]
    staying = [TakeIn(each) for each in heirs if each in line.members]
    return _say(book, record.id, [ShowOut(device, ends), *staying])


def check_writable(book: Casebook, compartment: bytes) -> None:
    """Whether new records may go there: the team's compartment, or a circle this device is in.

    Raises `NoSuchCircle`, `NotInCircle`.
    """
    if compartment != book.own.compartment:
        _writable(book, compartment)


def check_stays_inside(book: Casebook, edits: Iterable[records.Edit]) -> None:
    """With a circle chosen for what is new, nothing of it may be written into records that stand elsewhere.

    Raises `ReachesOutside`.
    """
    if book.circle in (None, book.own.compartment):
        return
    edits = tuple(edits)
    new = {edit.record for edit in edits if isinstance(edit, records.New)}
    outside = {edit.record for edit in edits} - new
    count = sum(book.compartment_of(each) != book.circle for each in outside)
    if count:
        raise ReachesOutside(count)


# ------------------------------------------------------------------------------------------------------- inside


def _say(book: Casebook, circle: RecordId, words: Sequence[Word], beside: Sequence[Change] = ()) -> Touched:
    """Words about who is in a circle, in it, in one save with *beside*; what counts is found out anew at once."""
    said = [Change(book.new_id(), ROSTER_KIND, ACT_UNIT, Op.SET, value_of(word)) for word in words]
    changes = [*beside, *said]
    act = book.new_act() if log.needs_several(changes) else None
    with book.db.transaction():
        made = book.append(Verb.CIRCLE, changes, act, homes={change.record: circle for change in said})
        standing.settle(book)
        # An order that counts again: what was obeyed once is obeyed for ever.
        destroyed = book.destroy(obeyed_orders(book))
    book.remove_files(destroyed)
    book.anchor()
    named = frozenset((circle, *(change.record for change in said)))
    return Touched(
        Verb.CIRCLE, named, frozenset((CIRCLE_KIND, ROSTER_KIND)), made[-1].id, act or made[-1].id[:16]
    )


def _line(book: Casebook, record: Record) -> CircleLine:
    return quarantine.line(book.db).circles.get(record.id, CircleLine())


def _below(book: Casebook, line: CircleLine) -> frozenset[bytes]:
    """The members this device may show out: those below it, and itself."""
    own = book.own.public
    if own not in line.members:
        return frozenset()
    return frozenset(each for each in line.members if each == own or line.is_above(own, each))


def _barred(book: Casebook, line: CircleLine) -> frozenset[bytes]:
    """The devices that were shown out by somebody above this one."""
    return frozenset(each for each, out in line.outs.items() if line.is_above(out.author, book.own.public))


def _need(book: Casebook, compartment: bytes) -> Record:
    found = current.get(book.db, RecordId(compartment))
    if found is None or found.kind != CIRCLE_KIND or records.is_deleted(found):
        raise NoSuchCircle
    return found


def _writable(book: Casebook, compartment: bytes) -> Record:
    record = _need(book, compartment)
    if book.own.public not in _line(book, record).members:
        raise NotInCircle
    return record


def _circle(book: Casebook, record: Record, line: Line) -> Circle:
    counts = compartments.counts(book.db, record.id)
    there = line.circles.get(record.id, CircleLine())
    own = book.own.public in there.members
    return Circle(
        record.id,
        record.text("name"),
        tuple(sorted(there.members)),
        own,
        {kind: count for kind, count in counts.items() if kind in KINDS.keys() - HOUSEHOLD - ORDERS},
        there.founder,
        _below(book, there),
        _barred(book, there),
        not own and not book.former_keys.isdisjoint(there.members),
    )


def _check_devices(book: Casebook, devices: Iterable[bytes]) -> None:
    known = {public for device in current.every(book.db, "device") for public in device.values("signing")}
    if not known.issuperset(devices):
        raise NoSuchDevice
