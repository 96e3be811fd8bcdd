"""The file `head`: how far the journal had come at the last save. docs/formats/safe.md §3.

Order of a save: commit, then `head` written whole, then acknowledged. So a database ahead of `head` was
interrupted between the two and is caught up; one behind it went back: an older file was put back, or the disk
lost what it had promised.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casebook.base.files import write_whole
from casebook.base.ids import RandomBytes
from casebook.vault.faults import HeadBehind, HeadDamaged, HeadDiffers, HeadMissing, disk

LABEL: Final = b"casebook/head/1\0"
SIZE: Final = 1024
_NONCE: Final = 12
_STATE: Final = struct.Struct(">QQ32s")
_PLAIN: Final = SIZE - _NONCE - 16


@dataclass(frozen=True, slots=True)
class HeadState:
    """How many saves there were, when the last one was (ms since 1970), and the hash of all feed heads."""

    counter: int
    wall_ms: int
    heads_hash: bytes


NOTHING_YET: Final = HeadState(0, 0, bytes(32))
"""The state of a casebook nobody has saved anything in."""


class HeadFile:
    """The one-kibibyte box on disk."""

    def __init__(self, path: Path, key: bytes, random: RandomBytes = os.urandom) -> None:
        self._path = path
        self._key = key
        self._random = random

    def write(self, state: HeadState) -> None:
        """Write it whole, synced, renamed over the old one. Raises disk refusals."""
        with disk():
            write_whole(self._path, seal(state, self._key, self._random(_NONCE)))

    def read(self) -> HeadState:
        """The state last written. Raises `HeadMissing`, `HeadDamaged`, disk refusals."""
        with disk():
            try:
                handle = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            except FileNotFoundError:
                raise HeadMissing from None
            with os.fdopen(handle, "rb") as stream:
                box = stream.read(SIZE + 1)
        return unseal(box, self._key)

    def settle(self, database: HeadState) -> bool:
        """Compare with what the database holds. True if `head` was behind and has been caught up.

        Raises `HeadBehind` (the database went back), `HeadDiffers`, and what `read` and `write` raise.
        """
        head = self.read()
        if database.counter < head.counter:
            raise HeadBehind(database.wall_ms, head.wall_ms, database.counter, head.counter)
        if database.counter > head.counter:
            self.write(database)
            return True
        if database.heads_hash != head.heads_hash:
            raise HeadDiffers(database.wall_ms, head.wall_ms, head.counter)
        return False


def seal(state: HeadState, key: bytes, nonce: bytes) -> bytes:
    """The bytes of the file: nonce 12 ‖ AES-256-GCM of counter, time, hash and zeros, under the label."""
    plain = _STATE.pack(state.counter, state.wall_ms, state.heads_hash).ljust(_PLAIN, b"\0")
    return nonce + AESGCM(key).encrypt(nonce, plain, LABEL)


def unseal(box: bytes, key: bytes) -> HeadState:
    """The state in *box*. Raises `HeadDamaged`."""
    if len(box) != SIZE:
        raise HeadDamaged(len(box))
    try:
        plain = AESGCM(key).decrypt(box[:_NONCE], box[_NONCE:], LABEL)
    except InvalidTag:
        raise HeadDamaged(len(box)) from None
    return HeadState(*_STATE.unpack_from(plain))
