"""Encrypted files that come in pieces: each frame is proved when it comes, and the whole file then takes its name.

What has come so far lies among the files under a name derived from the file's. Which frames those are, the caller
keeps; a frame that was written and not noted is written again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from casebook.base.encode import b32, label_hash
from casebook.base.files import sync_folder
from casebook.base.ids import FileId
from casebook.formats import stream
from casebook.formats.stream import FRAME, BadStream, Frames
from casebook.vault.faults import disk
from casebook.vault.files import FileStore, bound
from casebook.vault.place import wipe

PART_LABEL: Final = b"casebook/arriving/1\0"


@dataclass(frozen=True, slots=True)
class Expected:
    """A file that is to come, as its record describes it; *size* is of its content."""

    file: FileId
    key: bytes = field(repr=False)
    size: int
    sha256: bytes

    @property
    def stored(self) -> int:
        """Bytes of it as it lies on a disk."""
        return stream.sealed_size(self.size)

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return -(-self.stored // FRAME)


def part_name(file: FileId) -> FileId:
    """Under which name what has come of *file* lies among the files."""
    return FileId(b32(label_hash(PART_LABEL, file.encode("ascii"))[:16]))


def fits(expected: Expected, offset: int, data: bytes) -> int | None:
    """Which frame of the file *data* is; `None` if it is none, or not what was sealed at that place."""
    index, odd = divmod(offset, FRAME)
    if odd or index >= expected.frames or len(data) != min(FRAME, expected.stored - offset):
        return None
    frames = Frames(expected.key, bound(expected.file))
    try:
        frames.open(index, data, last=index == expected.frames - 1)
    except BadStream:
        return None
    return index


def write(store: FileStore, file: FileId, pieces: Iterable[tuple[int, bytes]]) -> None:
    """Put proved frames (offset, bytes) in their places, and make them durable. Raises disk refusals."""
    path = store.path(part_name(file))
    with disk():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            for offset, data in pieces:
                done = 0
                while done < len(data):
                    done += os.pwrite(handle, memoryview(data)[done:], offset + done)
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_folder(path.parent)


def has_begun(store: FileStore, file: FileId) -> bool:
    """Whether anything of it lies here."""
    with disk():
        return store.path(part_name(file)).is_file()


def finish(store: FileStore, expected: Expected) -> bool:
    """Read it to its end and give it its name. False, and what came is gone, if it is not what its record says.

    Doing it again after it was cut off is no fault.
    """
    part, path = store.path(part_name(expected.file)), store.path(expected.file)
    with disk():
        if path.is_file():
            drop(store, expected.file)
            return True
        handle = os.open(part, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        with stream.Reader(handle, key=expected.key, aad=bound(expected.file)) as reader, disk():
            same = reader.size == expected.size and reader.check() == expected.sha256
    except BadStream:
        same = False
    if not same:
        drop(store, expected.file)
        return False
    with disk():
        part.rename(path)
        sync_folder(path.parent)
    return True


def drop(store: FileStore, file: FileId) -> None:
    """Overwrite and delete what has come; nothing is no fault."""
    wipe(store.path(part_name(file)))
