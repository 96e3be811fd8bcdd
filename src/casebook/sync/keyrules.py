"""When a key may be written under, and when it may go. Pure: functions of sets, no clock, no casebook.

Epochs are not counted: two devices that rotate apart make two that are both valid, and the next rotation takes the
place of both. docs/formats/pack.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

ASKED_AFTER_DAYS: Final = 90
"""A key that was replaced so many days ago is offered to be destroyed by hand. Nothing does it alone."""

Place = TypeVar("Place")


@dataclass(frozen=True, slots=True)
class Made:
    """An epoch as its entry describes it: the key's hash, whom it is for, and the hashes it took the place of."""

    hash: bytes
    devices: frozenset[bytes]
    after: frozenset[bytes] = frozenset()


def replaced(made: Iterable[Made]) -> frozenset[bytes]:
    """The hashes of epochs that a newer one took the place of."""
    return frozenset(each for one in made for each in one.after if each != one.hash)


def fit(made: Collection[Made], live: frozenset[bytes], held: Collection[bytes]) -> list[Made]:
    """The epochs that may be written under: the devices are exactly the live ones, and the key is held.

    One that was replaced may not, whoever it is for: others may have destroyed its key.
    """
    gone = replaced(made)
    return [one for one in made if one.devices == live and one.hash in held and one.hash not in gone]


def usable(made: Collection[Made], live: frozenset[bytes], held: Collection[bytes]) -> Made | None:
    """The one of those to write under, the same on every device; with none, whoever writes rotates first."""
    return min(fit(made, live, held), key=lambda one: one.hash, default=None)


def newer(made: Iterable[Made], than: bytes) -> frozenset[bytes]:
    """The hashes of the epochs that took the place of *than*, directly or by others."""
    by_hash = {one.hash: one for one in made}
    found: set[bytes] = set()
    wanted = {than}
    while wanted:
        wanted = {
            one.hash for one in by_hash.values() if one.after & wanted and one.hash not in found | {than}
        }
        found |= wanted
    return frozenset(found)


def settled(
    live: Collection[bytes], last: Mapping[bytes, Place | None], covers: Callable[[bytes, Place], bool]
) -> bool:
    """Whether nothing under an older key is still on its way.

    *last*: for every device that is known to have heard of the newer key, the last entry it wrote before it had
    (`None`: none). *covers*: whether the receipts of a device cover an entry. True only if every live device has heard
    and holds all that any of them can have written under the older key. Devices that are not live hold nothing up.
    """
    if not all(device in last for device in live):
        return False
    places = [place for device in live if (place := last[device]) is not None]
    return all(covers(device, place) for device in live for place in places)
