"""What a receipt says of parts that never came, read from its bytes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.ids import EntryId
from casebook.journal.entry import Change, Op

RECEIPT_KIND: Final = "receipt"
PARTLY: Final = "partly"
MOST: Final = 4096
"""Parts that are named. Where more are missing nothing is said, and everything is sent again."""
_ID: Final = 32


def is_partly(change: Change) -> bool:
    """Whether a change is the unit of a receipt that says this."""
    return (change.kind, change.unit, change.op) == (RECEIPT_KIND, PARTLY, Op.SET)


def lacks_in(value: object) -> Mapping[EntryId, frozenset[int]]:
    """Of the entries it names, the places of the parts that are missing. What is malformed says nothing."""
    match value:
        case (tuple(), tuple() as pairs) if len(pairs) <= MOST:
            pass
        case _:
            return {}
    lacks: dict[EntryId, set[int]] = {}
    for each in pairs:
        match each:
            case (bytes() as entry, int() as place) if len(entry) == _ID:
                lacks.setdefault(EntryId(entry), set()).add(place)
    return {entry: frozenset(places) for entry, places in lacks.items()}


class Never:
    """The parts that a device said never came to it, in what it said last in each compartment."""

    def __init__(self, device: bytes) -> None:
        self._device = device
        self._said: dict[bytes, Mapping[EntryId, frozenset[int]]] = {}

    def hear(self, author: bytes, compartment: bytes, change: Change) -> None:
        """Take note of a change: of what each feed says, in its order."""
        if author == self._device and is_partly(change):
            self._said[compartment] = lacks_in(change.value)

    def __contains__(self, pair: tuple[EntryId, int]) -> bool:
        return any(pair[1] in lacks.get(pair[0], ()) for lacks in self._said.values())
