"""The file `head`: how far the journal had come at the last save. docs/formats/safe.md §3.

Order of a save: commit, then `head` written whole, then acknowledged. So a database ahead of `head` was
interrupted between the two and is caught up; one behind it went back: an older file was put back, or the disk
lost what it had promised.

Where nobody keeps locks, two may have a casebook open. Whoever is going to write in it writes `head` anew first, and
no two of its boxes are alike; so whoever finds another box than the last one they read or wrote is no longer the only
one, and stops.
"""

from __future__ import annotations

import contextlib
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casebook.base import log
from casebook.base.files import write_whole
from casebook.base.ids import RandomBytes
from casebook.vault.faults import (
    ChangedBeneath,
    DiskFault,
    DiskFull,
    HeadBehind,
    HeadDamaged,
    HeadDiffers,
    HeadMissing,
    ReadOnlyPlace,
    disk,
)

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
        self._place = self._where()
        self._ours: tuple[bytes, ...] = ()
        self._state: HeadState | None = None
        self._claimed = False

    def write(self, state: HeadState) -> None:
        """Write it whole, synced, renamed over the old one. Raises disk refusals."""
        box = seal(state, self._key, self._random(_NONCE))
        self._ours = (*self._ours, box)  # a write that fails may have got as far as its name
        with disk():
            write_whole(self._path, box)
        self._ours, self._state, self._claimed = (box,), state, True

    def read(self) -> HeadState:
        """The state last written. Raises `HeadMissing`, `HeadDamaged`, disk refusals."""
        box = self._box()
        if box is None:
            raise HeadMissing
        state = unseal(box, self._key)
        if not self._ours:
            self._ours, self._state = (box,), state
        return state

    def check_ours(self) -> None:
        """Raise `ChangedBeneath` if another box stands there than the one first read, or last written, here.

        A file that is gone is no sign of anybody; the next save writes it again. Raises disk refusals.
        """
        box = self._box() if self._ours else None
        if box is not None and box not in self._ours:
            raise ChangedBeneath

    def confirm(self) -> HeadState:
        """`read`, if nobody else wrote it. Raises as `read` and `check_ours`."""
        state = self.read()
        self.check_ours()
        return state

    def claim(self) -> None:
        """A new box with the same state, once: whoever else has the casebook open writes nothing any more.

        Before the first transaction, so that reading leaves no trace; at once where somebody is going to write. Where
        the file cannot be written, nobody is stopped. Raises as `check_ours`.
        """
        self.check_ours()
        if not self._claimed and self._state is not None:
            self._claimed = True
            try:
                self.write(self._state)
            except (DiskFault, DiskFull, ReadOnlyPlace) as error:
                log.note("casebook not claimed", error=error)

    def _box(self) -> bytes | None:
        """What stands in the file, or `None`. Raises disk refusals: `DiskFault` where its folder is gone."""
        with disk():
            try:
                handle = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            except FileNotFoundError:
                if self._where() != self._place:
                    raise DiskFault from None
                return None
            with os.fdopen(handle, "rb") as stream:
                return stream.read(SIZE + 1)

    def _where(self) -> tuple[int, int] | None:
        """Which folder it is: another one stands under the same name when a medium is taken away."""
        with contextlib.suppress(OSError):
            found = self._path.parent.stat()
            return found.st_dev, found.st_ino
        return None

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
