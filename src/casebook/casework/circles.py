"""Circles: a few devices of the team who may know what the others may not. Made here, joined and left here.

A circle is a compartment of its own. Its record stands in it and has its id, so nobody outside learns even that there
is one. Whoever is in it may take in others and show them out; what somebody has got already stays with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.compartments import CIRCLE_KIND
from casebook.casework.touched import Touched, Verb
from casebook.journal import compartments, current
from casebook.journal.current import Record
from casebook.journal.membership import DEVICE, MEMBERS, elements_of, members_of
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
    *records*: how many of each kind stand in it, its own left out.
    """

    compartment: bytes
    name: str
    members: tuple[bytes, ...]
    own: bool
    records: Mapping[str, int]


def circles(book: Casebook) -> tuple[Circle, ...]:
    """Every circle, by name."""
    found = [_circle(book, record) for record in current.every(book.db, CIRCLE_KIND)]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.compartment)))


def circle(book: Casebook, compartment: bytes) -> Circle:
    """The circle of that id. Raises `NoSuchCircle`."""
    return _circle(book, _need(book, compartment))


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
    return _circle(book, found)


def members(book: Casebook, compartment: bytes) -> tuple[bytes, ...]:
    """The signing keys of the devices in a circle, sorted; whether they are of the team still is for the roster.

    Who was shown out is in it again only by somebody else's word. Raises `NoSuchCircle`.
    """
    return members_of(book.db, _need(book, compartment))


# ------------------------------------------------------------------------------------------ making and changing


def make(book: Casebook, name: str, devices: Iterable[bytes] = ()) -> Circle:
    """A new circle of this device and *devices* (signing keys). Raises `NoSuchDevice`, `BadValue`."""
    wanted = [key for key in dict.fromkeys(devices) if key != book.own.public]
    _check_devices(book, wanted)
    # Not of the time of its making, as other ids are: it stands in what others carry for the circle.
    record = RecordId(book.random(16))
    edits: list[records.Edit] = [
        records.New(record, CIRCLE_KIND),
        records.Set(record, "name", clean_text(name, lines=False)),
        *(_member(record, key) for key in (book.own.public, *wanted)),
    ]
    records.write(book, Verb.CIRCLE, edits)
    return circle(book, record)


def rename(book: Casebook, compartment: bytes, name: str) -> Touched:
    """Call a circle something else. Raises `NoSuchCircle`, `NotInCircle`, `BadValue`."""
    record = _writable(book, compartment)
    return records.write(book, Verb.CIRCLE, [records.Set(record.id, "name", clean_text(name, lines=False))])


def add(book: Casebook, compartment: bytes, device: bytes) -> Touched:
    """Take a device of the team in: from now on it gets what is written here, and what stands here.

    Raises `NoSuchCircle`, `NotInCircle`, `NoSuchDevice`, `InCircleAlready`.
    """
    record = _writable(book, compartment)
    if device in members_of(book.db, record):
        raise InCircleAlready
    _check_devices(book, [device])
    return records.write(book, Verb.CIRCLE, [_member(record.id, device)])


def remove(book: Casebook, compartment: bytes, device: bytes) -> Touched:
    """Show a device out: it keeps what it has and gets nothing more. It is still of the team.

    Raises `NoSuchCircle`, `NotInCircle`, `NoSuchDevice`, `LastInCircle`.
    """
    record = _writable(book, compartment)
    listed = elements_of(book.db, record.id).get(device, ())
    if not listed:
        raise NoSuchDevice
    if members_of(book.db, record) == (device,):
        raise LastInCircle
    return records.write(book, Verb.CIRCLE, [records.Remove(record.id, MEMBERS, key) for key in listed])


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


def _member(record: RecordId, device: bytes) -> records.Edit:
    return records.Add(record, MEMBERS, ((DEVICE, device),))


def _need(book: Casebook, compartment: bytes) -> Record:
    found = current.get(book.db, RecordId(compartment))
    if found is None or found.kind != CIRCLE_KIND or records.is_deleted(found):
        raise NoSuchCircle
    return found


def _writable(book: Casebook, compartment: bytes) -> Record:
    record = _need(book, compartment)
    if not _is_own(book, members_of(book.db, record)):
        raise NotInCircle
    return record


def _is_own(book: Casebook, members: Sequence[bytes]) -> bool:
    """Whether this device is in it, or a device this casebook was: it takes itself in with its first word there."""
    return not {book.own.public, *book.former_keys}.isdisjoint(members)


def _circle(book: Casebook, record: Record) -> Circle:
    counts = compartments.counts(book.db, record.id)
    members = members_of(book.db, record)
    return Circle(
        record.id,
        record.text("name"),
        members,
        _is_own(book, members),
        {kind: count for kind, count in counts.items() if kind != CIRCLE_KIND},
    )


def _check_devices(book: Casebook, devices: Iterable[bytes]) -> None:
    known = {public for device in current.every(book.db, "device") for public in device.values("signing")}
    if not known.issuperset(devices):
        raise NoSuchDevice
