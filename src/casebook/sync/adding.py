"""One file being added to a stick: written under its final name, synced as it grows, read back and compared."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.sync import medium

SYNC_EVERY: Final = 8 << 20
MTIME_NS: Final = 946_728_000 * 10**9
"""2000-01-01 12:00 UTC: the time every file and directory of ours bears, in every zone a time FAT can say."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file of this session: *frames* were written, the first *synced* of them reached the medium for certain.

    *whole*: all of them, to the end. *safe*: how many were read back as they were written (-1: not looked at).
    """

    name: str
    frames: int
    synced: int
    whole: bool
    safe: int = -1


class Adding:
    """One file being written: how far, and what each frame was."""

    def __init__(self) -> None:
        self.name = ""
        self.size = 0
        self.whole = False
        self._handle = -1
        self._synced = 0
        self._safe = -1
        self._digests: list[tuple[int, bytes]] = []

    def create(self, name: str, folder: int) -> None:
        """Under its final name, where nothing is yet. Raises `FileExistsError`."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self._handle = os.open(name, flags, 0o600, dir_fd=folder)
        self.name = name

    def add(self, frame: bytes) -> None:
        """Write one frame, and sync where the time has come. Raises `OSError`."""
        view = memoryview(frame)
        while view:
            done = os.write(self._handle, view)
            view = view[done:]
        self._digests.append((len(frame), hashlib.sha256(frame).digest()))
        before, self.size = self.size, self.size + len(frame)
        if before // SYNC_EVERY != self.size // SYNC_EVERY:
            self._sync()

    def finish(self) -> None:
        """The constant time, then the last sync, which carries it too."""
        os.utime(self._handle, ns=(MTIME_NS, MTIME_NS))
        self._sync()

    def _sync(self) -> None:
        os.fsync(self._handle)
        self._synced = len(self._digests)

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            handle, self._handle = self._handle, -1
            with contextlib.suppress(OSError):
                os.close(handle)

    def compare(self, folder: int) -> Iterator[int]:
        """Counts the frames that are on the medium as they were written; yields bytes read."""
        self._safe = 0
        try:
            handle = os.open(self.name, medium.READ, dir_fd=folder)
        except OSError:
            return
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            for size, digest in self._digests:
                if hashlib.sha256(medium.up_to(handle, size)).digest() != digest:
                    return
                self._safe += 1
                yield size
        except OSError:
            return
        finally:
            os.close(handle)

    def written(self) -> Written:
        """How far it is."""
        return Written(self.name, len(self._digests), self._synced, self.whole, self._safe)
