"""What the first frame of a pack says: which sealed blobs lie in it, how large, and who answers for them.

Whoever carries a blob for others cannot open it, and has to know whose it is all the same: there is only so much room
for what each device hands over. So whoever writes a pack signs for what lies in it, and a blob is named by its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

import msgspec

from casebook.base.encode import label_hash, pack
from casebook.base.errors import Damaged
from casebook.vault.keys import verify

BLOB_ID_LABEL: Final = b"casebook/blob-id/1\0"
HANDED_LABEL: Final = b"casebook/handed/1\0"
UNSIGNED: Final = 1
SIGNED: Final = 2
_MOST: Final = 1024


@dataclass(frozen=True, slots=True)
class Hand:
    """Who hands a pack over: a device by its key (32 bytes), and *sign*, which signs as that device."""

    public: bytes
    sign: Callable[[bytes], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Lying:
    """A blob in a pack: its id, and which frames of the pack hold it."""

    id: bytes
    first: int
    frames: int


@dataclass(frozen=True, slots=True)
class Directory:
    """The blobs of a pack in their order: id and frames of each. *giver*: the key that signed for them, or nothing.

    *signed*: somebody is named as the giver, whether the signature holds or not.
    """

    rows: tuple[tuple[bytes, int], ...]
    giver: bytes = b""
    signed: bool = False

    def blobs(self) -> tuple[Lying, ...]:
        """Where each lies: without gaps, from the second frame of the pack on."""
        ends = accumulate((frames for _, frames in self.rows), initial=1)
        return tuple(Lying(name, at, frames) for at, (name, frames) in zip(ends, self.rows, strict=False))


def blob_id(data: bytes) -> bytes:
    """The id of a sealed blob: of these bytes, and of no others."""
    return label_hash(BLOB_ID_LABEL, data)[:16]


def written(blobs: Sequence[tuple[bytes, list[bytes]]], hand: Hand | None) -> bytes:
    """The directory of *blobs* (id, frames). If *hand* signs for them, each bears the id that its bytes have."""
    if hand is None:
        return pack([UNSIGNED, [[name, len(frames)] for name, frames in blobs]])
    rows = [[blob_id(b"".join(frames)), len(frames)] for _, frames in blobs]
    return pack([SIGNED, rows, hand.public, hand.sign(HANDED_LABEL + pack(rows))])


def read(data: bytes) -> Directory | None:
    """What a directory says; `None` if it is none of a version that is known, in its one form."""
    try:
        rows, giver, signature = _decoded(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    told = [[name, frames] for name, frames in rows]
    signed = bool(signature)
    canonical = pack([SIGNED, told, giver, signature] if signed else [UNSIGNED, told]) == data
    if not canonical or not all(len(name) == 16 and 1 <= frames < _MOST for name, frames in rows):
        return None
    if signed and not _is_signed(giver, signature, HANDED_LABEL + pack(told)):
        giver = b""
    return Directory(tuple(rows), giver, signed)


def _decoded(data: bytes) -> tuple[list[tuple[bytes, int]], bytes, bytes]:
    """Rows, giver and signature. Raises as msgspec does, and `ValueError`."""
    if data[1:2] == bytes([UNSIGNED]):
        _, rows = msgspec.msgpack.decode(data, type=tuple[int, list[tuple[bytes, int]]], strict=True)
        return rows, b"", b""
    _, rows, giver, signature = msgspec.msgpack.decode(
        data, type=tuple[int, list[tuple[bytes, int]], bytes, bytes], strict=True
    )
    if (len(giver), len(signature)) != (32, 64):
        raise ValueError("no key, or no signature")
    return rows, giver, signature


def _is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        verify(public, signature, message)
    except Damaged:
        return False
    return True
