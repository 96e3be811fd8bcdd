"""Key files: any file of a person's own, of which the SHA-256 opens the casebook together with the passphrase.

The file has to stay as it is, byte for byte, and away from the casebook: who finds both has one factor left.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from casebook.base.errors import Refused
from casebook.base.files import sync_folder
from casebook.base.ids import RandomBytes
from casebook.base.progress import Progress
from casebook.vault.faults import disk

MOST_BYTES: Final = 1 << 30
"""It is read whole at every opening: larger ones are no key files but mistakes."""
NEW_BYTES: Final = 64
_CHUNK: Final = 1 << 20


@dataclass(eq=False)
class KeyFileUnreadable(Refused):
    """The key file is not there, is no file, or belongs to somebody else."""


@dataclass(eq=False)
class KeyFileEmpty(Refused):
    """The key file holds nothing: everybody has that."""


@dataclass(eq=False)
class KeyFileTooLarge(Refused):
    """The key file is larger than *limit* bytes."""

    limit: int


@dataclass(eq=False)
class KeyFileInside(Refused):
    """The key file lies in the casebook's folder: it would be found with it, and may change with it."""


@dataclass(eq=False)
class KeyFileExists(Refused):
    """Where a new key file should be made, there is a file already."""


def digest(path: Path, *, apart_from: Path | None = None, progress: Progress | None = None) -> bytes:
    """The SHA-256 of the key file, 32 bytes: what `slots.Opening` takes.

    *apart_from* is the casebook's folder, given where the file is about to become a key file. Raises
    `KeyFileUnreadable`, `KeyFileEmpty`, `KeyFileTooLarge`, `KeyFileInside`, `Cancelled`.
    """
    if apart_from is not None:
        _refuse_inside(path, apart_from)
    hashed, done = hashlib.sha256(), 0
    try:
        # A pipe somebody named would wait for ever.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(handle, "rb", buffering=0) as stream:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise KeyFileUnreadable
            if found.st_size > MOST_BYTES:
                raise KeyFileTooLarge(MOST_BYTES)
            while chunk := stream.read(_CHUNK):
                hashed.update(chunk)
                done += len(chunk)
                (progress or Progress()).step("reading-key-file", done, found.st_size)
    except OSError:
        raise KeyFileUnreadable from None
    if not done:
        raise KeyFileEmpty
    return hashed.digest()


def make(path: Path, *, apart_from: Path | None = None, random: RandomBytes = os.urandom) -> bytes:
    """Write a new key file of 64 random bytes, for its owner alone; its SHA-256, 32 bytes.

    Raises `KeyFileExists`, `KeyFileInside`, disk refusals; what is not whole is removed again.
    """
    if apart_from is not None:
        _refuse_inside(path, apart_from)
    content = random(NEW_BYTES)
    with disk():
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except FileExistsError:
            raise KeyFileExists from None
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            sync_folder(path.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                path.unlink()
            raise
    return hashlib.sha256(content).digest()


def _refuse_inside(path: Path, folder: Path) -> None:
    with disk():
        if path.resolve().is_relative_to(folder.resolve()):
            raise KeyFileInside
