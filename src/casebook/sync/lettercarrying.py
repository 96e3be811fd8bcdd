"""Letters for others, kept to be handed on: a key of a circle comes to its member by somebody who is not in it.

Nobody can tell for whom the slots of a frame are, or which are used at all, so they are kept all together. On the next
stick they stand in a new frame, which nobody without the carrier key can tell from any other. They are few and go soon:
whoever meant them writes them again until they are confirmed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from casebook.casework.book import Casebook
from casebook.journal import compartments, log
from casebook.sync import carrier, letterframes
from casebook.sync.letterframes import LETTER_SIZE
from casebook.sync.live import live

MOST: Final = 8
"""Frames that are kept; the oldest goes first."""
STICKS: Final = 5
"""On how many sticks one goes."""
_KEPT: Final = "carried-letters/"
_COUNT: Final = 2
_NUMBER: Final = 8


def keep(book: Casebook, frames: Iterable[bytes]) -> None:
    """Keep the letters in *frames*, if anybody else is there to be brought them. Belongs inside a transaction.

    Raises `LettersDamaged`.
    """
    if len(live(book, compartments.team(book.db))) <= 2:
        return
    secret = carrier.carrier(book)
    kept = log.noted_under(book.db, _KEPT)
    number = max((int.from_bytes(each[:_NUMBER], "big") for each in kept.values()), default=0)
    for frame in frames:
        slots = b"".join(letterframes.slots_of(secret, frame))
        name = _name(slots)
        if name not in kept:
            number += 1
            kept[name] = number.to_bytes(_NUMBER, "big") + bytes(_COUNT) + slots
            log.note(book.db, _KEPT + name, kept[name])
    for name in sorted(kept, key=lambda each: kept[each][:_NUMBER])[:-MOST]:
        log.forget(book.db, _KEPT + name)


def to_hand_on(book: Casebook) -> list[bytes]:
    """Frames of 64 KiB with all that is kept. Counts the stick. Belongs inside a transaction."""
    kept = log.noted_under(book.db, _KEPT)
    found = []
    for name in sorted(kept, key=lambda each: kept[each][:_NUMBER]):
        number, rest = kept[name][:_NUMBER], kept[name][_NUMBER:]
        count, slots = int.from_bytes(rest[:_COUNT], "big") + 1, rest[_COUNT:]
        boxes = [slots[at : at + LETTER_SIZE] for at in range(0, len(slots), LETTER_SIZE)]
        found.append(letterframes.frame_of(carrier.carrier(book), boxes, book.random))
        if count < STICKS:
            log.note(book.db, _KEPT + name, number + count.to_bytes(_COUNT, "big") + slots)
        else:
            log.forget(book.db, _KEPT + name)
    return found


def _name(slots: bytes) -> str:
    # Handed on they stand in another order: the same letters have the same name all the same.
    boxes = sorted(slots[at : at + LETTER_SIZE] for at in range(0, len(slots), LETTER_SIZE))
    return hashlib.sha256(b"".join(boxes)).hexdigest()
