"""Encrypted files that come in pieces: each frame is proved when it comes, and the whole file then takes its name.

What has come so far lies among the files under a name derived from the file's. Which frames those are, the caller
keeps; a frame that was written and not noted is written again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from casebook.base.encode import b32, label_hash
from casebook.base.files import sync_folder
from casebook.base.ids import FileId
from casebook.formats import stream
from casebook.formats.stream import FRAME, LENGTH, BadStream, Frames
from casebook.vault.faults import disk
from casebook.vault.files import FileStore, bound
from casebook.vault.place import wipe

PART_LABEL: Final = b"casebook/arriving/1\0"
MOST_FRAMES: Final = 1 << 20
"""Frames of a file that comes in pieces: 256 GiB. Nobody has to keep count of more, whatever a record says."""


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


def part_name(place: FileId) -> FileId:
    """Under which name what has come of the file that is to lie at *place* lies among the files."""
    return FileId(b32(label_hash(PART_LABEL, place.encode("ascii"))[:16]))


def fits(expected: Expected, offset: int, data: bytes) -> int | None:
    """Which frame of the file *data* is; `None` if it is none, or not what was sealed at that place."""
    index, odd = divmod(offset, FRAME)
    if odd or index >= min(expected.frames, MOST_FRAMES) or len(data) != min(FRAME, expected.stored - offset):
        return None
    frames = Frames(expected.key, bound(expected.file))
    try:
        frames.open(index, data, last=index == expected.frames - 1)
    except BadStream:
        return None
    return index


def is_whole(expected: Expected, sealed: Mapping[int, bytes]) -> bool:
    """Whether these frames are all of the file, and what was sealed in them is what its record says."""
    if sealed.keys() != set(range(expected.frames)):
        return False
    frames = Frames(expected.key, bound(expected.file))
    content = bytearray()
    try:
        for index in range(expected.frames):
            content += frames.open(index, sealed[index], last=index == expected.frames - 1)
    except BadStream:
        return False
    end = LENGTH + expected.size
    same = hashlib.sha256(memoryview(content)[LENGTH:end]).digest() == expected.sha256
    return same and int.from_bytes(content[:LENGTH], "big") == expected.size and not any(content[end:])


def write(store: FileStore, place: FileId, pieces: Iterable[tuple[int, bytes]]) -> None:
    """Put proved frames (offset, bytes) where they belong, and make them durable. Raises disk refusals."""
    path = store.path(part_name(place))
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


def has_begun(store: FileStore, place: FileId) -> bool:
    """Whether anything of it lies here."""
    with disk():
        return store.path(part_name(place)).is_file()


def frame(store: FileStore, place: FileId, index: int) -> bytes:
    """Frame *index* of what has come, as it lies here; nothing where nothing does."""
    with disk():
        try:
            with store.path(part_name(place)).open("rb") as part:
                part.seek(index * FRAME)
                return part.read(FRAME)
        except FileNotFoundError:
            return b""


def finish(store: FileStore, expected: Expected, place: FileId) -> bool:
    """Read it to its end and put it at *place*. False, and what came is gone, if it is not what its record says.

    Doing it again after it was cut off is no fault.
    """
    part, path = store.path(part_name(place)), store.path(place)
    with disk():
        if path.is_file():
            drop(store, place)
            return True
        handle = os.open(part, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        with stream.Reader(handle, key=expected.key, aad=bound(expected.file)) as reader, disk():
            same = reader.size == expected.size and reader.check() == expected.sha256
    except BadStream:
        same = False
    if not same:
        drop(store, place)
        return False
    with disk():
        part.rename(path)
        sync_folder(path.parent)
    return True


def drop(store: FileStore, place: FileId) -> None:
    """Overwrite and delete what has come; nothing is no fault."""
    wipe(store.path(part_name(place)))
