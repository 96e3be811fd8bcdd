"""Who is in a circle: read from the circle's own record. Whether they are of the team still is for the roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from casebook.base.ids import EntryId, RecordId
from casebook.journal import current, log
from casebook.journal.current import Record
from casebook.journal.entry import Op
from casebook.journal.fold import Said, element_of
from casebook.journal.writers import writers
from casebook.vault.database import Database

CIRCLE_KIND: Final = "circle"
MEMBERS: Final = "members"
DEVICE: Final = "device"
_Placed = tuple[str, EntryId]


def members_of(db: Database, circle: Record) -> tuple[bytes, ...]:
    """The signing keys of the devices in a circle, sorted.

    Who was shown out is in it again only by somebody else's word.
    """
    return tuple(sorted(elements_of(db, circle.id)))


def elements_of(db: Database, circle: RecordId) -> Mapping[bytes, tuple[str, ...]]:
    """By device that is in a circle, the elements of the list that say so.

    An element says what it said when it was made: whoever writes another device into it later, because they were shown
    out or to shut somebody out, changes nothing.
    """
    said = log.parts_of(db, circle)
    author = {entry: written.public for entry, written in writers(db, {each.entry for each in said}).items()}
    made, removed = _made(said), [each for each in said if each.change.op == Op.REMOVE]
    seen = {(each.change.unit, EntryId(entry)) for each in removed for entry in _named(each)}
    shown_out = {
        device
        for each in removed
        for entry in _named(each)
        for device in made.get((each.change.unit, EntryId(entry)), ())
        if author.get(each.entry) != device
    }
    found: dict[bytes, set[str]] = defaultdict(set)
    for (element, entry), devices in made.items():
        for device in devices if (element, entry) not in seen else ():
            if device not in shown_out or author.get(entry) != device:
                found[device].add(element.partition("/")[2])
    return {device: tuple(sorted(elements)) for device, elements in sorted(found.items())}


def _made(said: Iterable[Said]) -> Mapping[_Placed, frozenset[bytes]]:
    """By element and entry that adds it, the device it is for.

    One that is added again, when a removal is undone, is for whom it was made.
    """
    adds: set[_Placed] = set()
    devices: dict[_Placed, bytes] = {}
    for each in said:
        unit, element = each.change.unit, element_of(each.change.unit)
        if each.change.op == Op.ADD and unit == element and unit.startswith(f"{MEMBERS}/"):
            adds.add((unit, each.entry))
        elif (
            each.change.op == Op.SET
            and unit == f"{element}/{DEVICE}"
            and isinstance(each.change.value, bytes)
        ):
            devices[element, each.entry] = each.change.value
    first: dict[str, set[bytes]] = defaultdict(set)
    for placed in adds & devices.keys():
        first[placed[0]].add(devices[placed])
    return {
        placed: frozenset((devices[placed],)) if placed in devices else frozenset(first[placed[0]])
        for placed in sorted(adds)
    }


def _named(removal: Said) -> tuple[bytes, ...]:
    """The entries a removal names as seen."""
    value = removal.change.value
    return tuple(each for each in value if isinstance(each, bytes)) if isinstance(value, tuple) else ()


def circles(db: Database) -> Mapping[bytes, frozenset[bytes]]:
    """The devices of each circle whose record is here, by compartment."""
    return {circle.id: frozenset(members_of(db, circle)) for circle in current.every(db, CIRCLE_KIND)}
