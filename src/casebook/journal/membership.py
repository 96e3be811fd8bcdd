"""Who is in a circle: read from the circle's own record. Whether they are of the team still is for the roster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.journal import current, log
from casebook.journal.current import Record
from casebook.journal.entry import Op
from casebook.journal.fold import element_of
from casebook.journal.writers import writers
from casebook.vault.database import Database

CIRCLE_KIND: Final = "circle"
MEMBERS: Final = "members"
DEVICE: Final = "device"


def members_of(db: Database, circle: Record) -> tuple[bytes, ...]:
    """The signing keys of the devices in a circle, sorted.

    Who was shown out is in it again only by somebody else's word.
    """
    said = log.parts_of(db, circle.id)
    authors = {entry: written.public for entry, written in writers(db, {each.entry for each in said}).items()}
    devices = {
        element_of(each.change.unit): each.change.value
        for each in said
        if each.change.unit.startswith(f"{MEMBERS}/") and each.change.op == Op.SET
    }
    shown_out = {
        device
        for each in said
        if each.change.op == Op.REMOVE
        and (device := devices.get(each.change.unit)) is not None
        and authors.get(each.entry) != device
    }
    found = set()
    for element, device in circle.each(MEMBERS, DEVICE):
        adds = circle.state.adds.get(f"{MEMBERS}/{element}", ())
        by_others = any(authors.get(entry) not in (device, None) for entry in adds)
        if isinstance(device, bytes) and (device not in shown_out or by_others):
            found.add(device)
    return tuple(sorted(found))


def circles(db: Database) -> Mapping[bytes, frozenset[bytes]]:
    """The devices of each circle whose record is here, by compartment."""
    return {circle.id: frozenset(members_of(db, circle)) for circle in current.every(db, CIRCLE_KIND)}
