"""Letters as bytes: a key for one device in each slot, and 64 KiB frames in which nobody can count them.

Pure: nothing here knows a casebook. A letter is an HPKE box of 32 bytes for one one-time key of one device. A frame
holds always the same number of them; those nobody asked for are letters to keys that were thrown away. The frame
lies under the team's carrier key, which is no epoch key: docs/decisions/030. docs/formats/pack.md.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from casebook.base.errors import Damaged
from casebook.base.ids import RandomBytes
from casebook.formats.stream import TAG, BadStream, Frames
from casebook.vault import keys
from casebook.vault.faults import BoxDamaged

LETTER_LABEL: Final = b"casebook/letter/1\0"
LETTERS_LABEL: Final = b"casebook/letters/1\0"
KEY_SIZE: Final = 32
LETTER_SIZE: Final = 1168
FRAME_SIZE: Final = 64 * 1024
SALT_SIZE: Final = 32
HEAD_SIZE: Final = 64
"""What has to be read of a file to know whether it is a letters frame: salt and tag."""
_ROOM: Final = FRAME_SIZE - HEAD_SIZE - TAG
SLOTS: Final = _ROOM // LETTER_SIZE
_REST: Final = _ROOM - SLOTS * LETTER_SIZE

Unseal = Callable[[bytes, bytes], bytes]
"""Opens a box (box, info) with one private key. Raises `BoxDamaged`."""


@dataclass(eq=False)
class LettersDamaged(Damaged):
    """A file of letters of this team was cut or changed. What it held is written again by whoever wrote it."""


@dataclass(frozen=True, slots=True, repr=False)
class Addressed:
    """A key of 32 bytes, and whom it is for: a device (the key it signs with) and its one-time key."""

    device: bytes
    one_time: bytes
    key: bytes = field(repr=False)


def seal(addressed: Addressed) -> bytes:
    """The letter, `LETTER_SIZE` bytes. Raises `BadPublicKey` where the one-time key is none."""
    if len(addressed.key) != KEY_SIZE:
        raise ValueError("a letter holds 32 bytes")
    # The device in the info: a one-time key that somebody else gave out as their own opens nothing.
    return keys.seal(addressed.one_time, addressed.key, LETTER_LABEL + addressed.device)


def unseal(letter: bytes, device: bytes, openers: Iterable[Unseal]) -> bytes | None:
    """What the letter holds for *device*; `None` if it is for somebody else."""
    for opener in openers:
        try:
            key = opener(letter, LETTER_LABEL + device)
        except BoxDamaged:
            continue
        return key if len(key) == KEY_SIZE else None
    return None


# ------------------------------------------------------------------------------------------ frames


def frames(carrier: bytes, letters: Sequence[Addressed], random: RandomBytes) -> list[bytes]:
    """Frames that hold *letters*: none for none. Nothing tells how many of the slots of the last one are used."""
    return [_frame(carrier, letters[at : at + SLOTS], random) for at in range(0, len(letters), SLOTS)]


def _frame(carrier: bytes, letters: Sequence[Addressed], random: RandomBytes) -> bytes:
    slots = [seal(letter) for letter in letters]
    slots += [seal(_to_nobody(random)) for _ in range(SLOTS - len(slots))]
    return frame_of(carrier, slots, random)


def frame_of(carrier: bytes, slots: Sequence[bytes], random: RandomBytes) -> bytes:
    """A frame with exactly these letters: as many as there are slots."""
    if len(slots) != SLOTS:
        raise ValueError("a frame is full")
    # In any order: the place of a letter tells nothing.
    order = sorted((random(16), number) for number in range(SLOTS))
    body = b"".join(slots[number] for _, number in order) + bytes(_REST)
    salt = random(SALT_SIZE)
    tag, key = _derived(carrier, salt)
    return salt + tag + Frames(key, LETTERS_LABEL).seal(0, body, last=True)


def _to_nobody(random: RandomBytes) -> Addressed:
    _, thrown_away = keys.make_exchange()
    return Addressed(random(32), thrown_away, random(KEY_SIZE))


def _derived(carrier: bytes, salt: bytes) -> tuple[bytes, bytes]:
    both = keys.expand(carrier, LETTERS_LABEL, salt, length=64)
    return both[:32], both[32:]


def is_letters(carrier: bytes, head: bytes) -> bool:
    """Whether a file that begins with *head* (at least `HEAD_SIZE` bytes of it) holds letters of this team."""
    if len(head) < HEAD_SIZE:
        return False
    tag, _ = _derived(carrier, head[:SALT_SIZE])
    return hmac.compare_digest(tag, head[SALT_SIZE:HEAD_SIZE])


def slots_of(carrier: bytes, frame: bytes) -> tuple[bytes, ...]:
    """The letters in *frame*, used or not. Raises `LettersDamaged` unless it is a whole frame of this team."""
    if len(frame) != FRAME_SIZE or not is_letters(carrier, frame):
        raise LettersDamaged
    _, key = _derived(carrier, frame[:SALT_SIZE])
    try:
        body = Frames(key, LETTERS_LABEL).open(0, frame[HEAD_SIZE:], last=True)
    except BadStream:
        raise LettersDamaged from None
    return tuple(body[at : at + LETTER_SIZE] for at in range(0, SLOTS * LETTER_SIZE, LETTER_SIZE))


def split(data: bytes) -> list[bytes]:
    """The frames of a file: it is a whole number of them."""
    return [data[at : at + FRAME_SIZE] for at in range(0, len(data), FRAME_SIZE)]


def opened(carrier: bytes, frame: bytes, device: bytes, openers: Sequence[Unseal]) -> Iterator[bytes]:
    """The keys in *frame* that are for *device*. Raises `LettersDamaged`."""
    for letter in slots_of(carrier, frame):
        key = unseal(letter, device, openers)
        if key is not None:
            yield key
