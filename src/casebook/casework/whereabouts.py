"""Where the casebook's folder lies: the same place as before, or another one, so that somebody has to say whether
it was moved (then it goes on) or copied (then one of the two becomes a new device).

Kept are keyed hashes, in the encrypted database, never a name or a path. docs/decisions/013 says which places
count as the same.
"""

from __future__ import annotations

import contextlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from casebook.base.encode import pack
from casebook.base.errors import Refused
from casebook.base.ids import RandomBytes
from casebook.journal import log
from casebook.vault.database import Database
from casebook.vault.faults import ReadOnlyPlace, disk

LABEL: Final = b"casebook/whereabouts/1\0"
MACHINE_ID: Final = Path("/etc/machine-id")
_KEY: Final = "whereabouts-key"
_KNOWN: Final = "whereabouts"
_HASH: Final = 32
_MOST: Final = 8
_LASTING: Final = 1 << 32
"""From here on a file system's id is made from its UUID and goes with the stick; smaller ones are device numbers."""


@dataclass(eq=False)
class MovedOrCopied(Refused):
    """The casebook lies in another place than before, and nobody has said yet how it came there.

    It can be read. Before it writes, a person says that it was moved (`identity.stay`) or copied
    (`identity.renew`).
    """


def here(folder: Path, machine_id: Path = MACHINE_ID) -> bytes:
    """What tells this folder from every copy of it, as bytes that stay the same as long as it is not copied.

    Where the file system has an id of its own: that and the folder's number in it, which a renaming keeps, and
    another mount point or computer too. Elsewhere (FAT, networks): the computer and the path.
    """
    with disk():
        volume, number = os.statvfs(folder).f_fsid, folder.stat().st_ino
        if volume >= _LASTING:
            return pack(["volume", volume.to_bytes(8, "big"), number])
        machine = b""
        with contextlib.suppress(OSError):
            machine = machine_id.read_bytes().strip()
        return pack(["path", machine, os.fsencode(folder.resolve())])


def moved(db: Database, place: bytes, random: RandomBytes = os.urandom) -> bool:
    """Whether the casebook was never known to lie in *place*. The first place of all is taken as it is."""
    if not log.noted(db, _KNOWN):
        # From a medium that cannot be written on, nothing is written in it either.
        with contextlib.suppress(ReadOnlyPlace), db.transaction():
            settle(db, place, random)
        return False
    return _hashed(db, place) not in _known(db)


def settle(db: Database, place: bytes, random: RandomBytes = os.urandom, *, alone: bool = True) -> None:
    """From now on it is known to lie in *place*; no longer anywhere else if *alone*. Belongs inside a transaction."""
    if not log.noted(db, _KEY):
        log.note(db, _KEY, random(32))
    this = _hashed(db, place)
    before = [] if alone else [one for one in _known(db) if one != this]
    log.note(db, _KNOWN, b"".join([this, *before][:_MOST]))


def _known(db: Database) -> list[bytes]:
    joined = log.noted(db, _KNOWN)
    return [joined[start : start + _HASH] for start in range(0, len(joined), _HASH)]


def _hashed(db: Database, place: bytes) -> bytes:
    return hmac.digest(log.noted(db, _KEY), LABEL + place, "sha256")
