"""A stick as a bag of packs: files are only ever added to it, and what lies there already is left alone.

Each session of writing makes one directory and, in it, files under their final names (a rename loses them on FAT).
What was written is synced, read back from the medium and compared before anybody is told that it is safe. Nothing
here knows what a pack holds; decisions/031 says why the steps are these.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Self

from casebook.base.ids import RandomBytes
from casebook.base.progress import Progress
from casebook.sync import medium
from casebook.sync.adding import MTIME_NS, Adding, Written
from casebook.sync.medium import FOLDER, Fault, StickTooSmall
from casebook.sync.pack import FRAME, HEAD, MOST_FRAMES

MOST_SEEN: Final = 200_000
"""Entries of directories looked at on one stick."""
MOST_FILES: Final = 20_000
"""Files that may be packs, on one stick."""
MOST_SIZE: Final = FRAME * MOST_FRAMES
SPARE: Final = 1 << 20
"""Bytes left free on a stick for what its file system writes beside our files."""
_NAME: Final = re.compile(r"[A-Z2-7]{8}", re.IGNORECASE | re.ASCII)
_FILE: Final = re.compile(r"[A-Z2-7]{8}\.DAT", re.IGNORECASE | re.ASCII)
_FOUND: Final = re.compile(r"FOUND\.[0-9]{3}", re.IGNORECASE)
_CHAIN: Final = re.compile(r"FILE[0-9]{4}\.CHK", re.IGNORECASE)
_SAVED: Final = re.compile(r"FSCK[0-9]{4}\.REC", re.IGNORECASE)
_HERE: Final = ""


# ------------------------------------------------------------------------------------------------ looking


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be a pack: the directory it lies in (empty: the stick itself), its name, its size."""

    folder: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Stick:
    """What lies on a stick, without a byte of it read: candidates by name, and how much else there is.

    *foreign* counts what does not look like ours, at the top and in our directories; *sessions* are our
    directories, *unreadable* those of them that the stick did not give. *more*: there is so much on it that not
    everything was looked at.
    """

    place: Path
    files: tuple[Found, ...]
    sessions: int
    foreign: int
    unreadable: int
    more: bool


def look(place: Path, *, recovered: bool = False) -> Stick:
    """List a stick, or the folder of one. Two levels, no links followed, nothing opened but directories.

    With *recovered*, what a repair of the file system left counts as well (`FOUND.000/FILE0000.CHK` by Windows,
    `FSCK0000.REC` by dosfstools): packs are known by their bytes. Raises `StickGone`, `StickBroken`, `StickClosed`.
    """
    looking = _Looking(recovered=recovered)
    with medium.faults():
        top = os.open(place, FOLDER)
        try:
            for name in looking.folder(top, _HERE, (_FILE, _SAVED) if recovered else (_FILE,)):
                looking.session(top, name)
        finally:
            os.close(top)
    files = tuple(sorted(looking.files, key=lambda found: (found.folder, found.name)))
    return Stick(place, files, looking.sessions, looking.foreign, looking.unreadable, looking.more)


class _Looking:
    def __init__(self, *, recovered: bool) -> None:
        self.files: list[Found] = []
        self.sessions = 0
        self.foreign = 0
        self.unreadable = 0
        self.more = False
        self._seen = 0
        self._folders = (_NAME, _FOUND) if recovered else (_NAME,)

    def folder(self, handle: int, name: str, wanted: Sequence[re.Pattern[str]]) -> list[str]:
        """Take the files of a directory; the directories in it that may be ours."""
        below = []
        with os.scandir(handle) as entries:
            for entry in entries:
                self._seen += 1
                if self._seen > MOST_SEEN or len(self.files) >= MOST_FILES:
                    self.more = True
                    break
                if entry.is_dir(follow_symlinks=False):
                    fits = not name and any(each.fullmatch(entry.name) for each in self._folders)
                    below.extend([entry.name] if fits else [])
                else:
                    fits = self._file(entry, name, wanted)
                self.foreign += not fits
        return sorted(below)

    def _file(self, entry: os.DirEntry[str], folder: str, wanted: Sequence[re.Pattern[str]]) -> bool:
        if not any(each.fullmatch(entry.name) for each in wanted):
            return False
        try:
            what = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return True  # gone while we looked: nothing of anybody's
        if not stat.S_ISREG(what.st_mode):
            return False
        self.files.append(Found(folder, entry.name, what.st_size))
        return True

    def session(self, top: int, name: str) -> None:
        """One directory that may be ours. What a broken file system does not give costs nothing of the others."""
        ours = _NAME.fullmatch(name) is not None
        self.sessions += ours
        try:
            handle = os.open(name, FOLDER | os.O_NOFOLLOW, dir_fd=top)
        except OSError:
            self.unreadable += 1
            return
        try:
            self.folder(handle, name, (_FILE,) if ours else (_CHAIN,))
        except OSError:
            self.unreadable += 1
        finally:
            os.close(handle)


# ------------------------------------------------------------------------------------------------ reading


def head(place: Path, found: Found) -> bytes:
    """The first bytes of a file, by which a pack is recognised; fewer if there are no more. Raises as `stage`."""
    with medium.faults():
        handle = medium.open_file(place, found.folder, found.name)
        try:
            return medium.up_to(handle, HEAD)
        finally:
            os.close(handle)


@dataclass(frozen=True, slots=True)
class Staged:
    """A copy of a file in memory, still encrypted. *whole*: the stick gave all of it."""

    file: BinaryIO
    size: int
    whole: bool

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()


def stage(place: Path, found: Found, progress: Progress | None = None) -> Staged:
    """Copy a file from the stick into an anonymous file in memory, at most `MOST_SIZE` bytes of it.

    A stick that fails in the middle gives what it gave until then. Raises `StickGone`, `StickBroken`,
    `StickClosed`, `Cancelled`.
    """
    progress = progress or Progress()
    with medium.faults():
        source = medium.open_file(place, found.folder, found.name)
    try:
        copy = os.fdopen(os.memfd_create("pack", os.MFD_CLOEXEC), "w+b", buffering=0)
        try:
            size, whole = 0, True
            while size < MOST_SIZE:
                progress.step("reading-stick", size, found.size)
                try:
                    piece = os.read(source, min(1 << 20, MOST_SIZE - size))
                except OSError:
                    if size == 0:
                        with medium.faults():
                            raise
                    whole = False
                    break
                if not piece:
                    break
                copy.write(piece)
                size += len(piece)
            copy.seek(0)
        except BaseException:
            copy.close()
            raise
        return Staged(copy, size, whole)
    finally:
        os.close(source)


# ------------------------------------------------------------------------------------------------ writing


def room(place: Path) -> int | None:
    """Bytes free on a stick; `None` where its file system does not say. Raises `StickGone`, `StickBroken`."""
    with medium.faults(), medium.folder(place, _HERE) as top:
        there = os.fstatvfs(top)
    return there.f_bavail * there.f_frsize if there.f_blocks else None


@dataclass(frozen=True, slots=True)
class Safe:
    """What a session left on the stick."""

    folder: str
    files: tuple[Written, ...]

    @property
    def whole(self) -> bool:
        """Every file was written to its end and read back."""
        return all(each.whole and each.safe == each.frames for each in self.files)


class Session:
    """One writing session: a new directory, and new files in it. Nothing else on the stick is touched."""

    def __init__(self, top: int, handle: int, folder: str, random: RandomBytes) -> None:
        self._top, self._handle, self.folder, self._random = top, handle, folder, random
        self._files: list[Adding] = []

    @classmethod
    def begin(cls, place: Path, random: RandomBytes = os.urandom, *, need: int = 0) -> Self:
        """Make the directory of a session that will write *need* bytes.

        Raises `StickTooSmall` before anything is made, `StickFull`, `StickClosed`, `StickGone`, `StickBroken`.
        """
        free = room(place)
        if free is not None and need + SPARE * (need > 0) > free:
            raise StickTooSmall(need, free)
        with medium.faults():
            top = os.open(place, FOLDER)
            try:
                name = medium.made(lambda name: os.mkdir(name, 0o700, dir_fd=top), random)
                medium.sync_folder(top)
                handle = os.open(name, FOLDER | os.O_NOFOLLOW, dir_fd=top)
            except BaseException:
                os.close(top)
                raise
        return cls(top, handle, name, random)

    def write(self, frames: Iterable[bytes], progress: Progress | None = None, *, total: int = 0) -> Written:
        """Add one file. It is synced every 8 MiB and at its end, and so is the directory.

        Raises `StickFull`, `StickGone`, `StickBroken`: what was written until then stays, as the start of a pack
        is of use, and `end` tells of it. If it is cancelled, or *frames* raises, the file is taken away again.
        *total* bytes are for the progress alone.
        """
        progress = progress or Progress()
        file = Adding()
        with medium.faults():
            medium.made(lambda name: file.create(f"{name}.DAT", self._handle), self._random)
        self._files.append(file)
        try:
            for frame in frames:
                progress.step("writing-stick", file.size, total)
                with medium.faults():
                    file.add(frame)
            with medium.faults():
                file.finish()
                medium.sync_folder(self._handle)
                file.whole = True
        except Fault:
            with contextlib.suppress(OSError):
                file.finish()
                medium.sync_folder(self._handle)
            raise
        except BaseException:
            self._files.remove(file)
            with contextlib.suppress(OSError):
                os.unlink(file.name, dir_fd=self._handle)
            raise
        finally:
            file.close()
        return file.written()

    def check(self, progress: Progress | None = None) -> tuple[Written, ...]:
        """Read everything back from the medium, not from the memory of this computer, and compare it.

        Raises `Cancelled` alone: a file that cannot be read is one of which nothing is safe.
        """
        progress = progress or Progress()
        total, done = sum(file.size for file in self._files), 0
        for file in self._files:
            for size in file.compare(self._handle):
                done += size
                progress.step("checking-stick", done, total)
        return self.files

    @property
    def files(self) -> tuple[Written, ...]:
        """What was written so far."""
        return tuple(file.written() for file in self._files)

    def end(self) -> Safe:
        """Give the directory its time, sync it, and let the stick go. Never raises for the medium."""
        with contextlib.suppress(OSError):
            os.utime(self._handle, ns=(MTIME_NS, MTIME_NS))
            medium.sync_folder(self._handle)
            medium.sync_folder(self._top)
        self.close()
        return Safe(self.folder, self.files)

    def close(self) -> None:
        """Let go of the stick, as `end` does, and tell nothing."""
        for name in ("_handle", "_top"):
            handle = getattr(self, name)
            if handle >= 0:
                setattr(self, name, -1)
                with contextlib.suppress(OSError):
                    os.close(handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def free(place: Path, packs: Iterable[tuple[Found, bytes]], progress: Progress | None = None) -> int:
    """Take away packs that everybody has, each named with its first `HEAD` bytes; how many there were.

    The one act that deletes: a file whose start is another, or whose name is not one of ours, stays. A directory of
    ours that is empty then goes too. Raises `StickClosed`, `StickGone`, `StickBroken`, `Cancelled`.
    """
    progress = progress or Progress()
    gone, folders = 0, set()
    for found, expected in packs:
        progress.step("freeing-stick", gone)
        named = _FILE.fullmatch(found.name) and (not found.folder or _NAME.fullmatch(found.folder))
        if not named or len(expected) != HEAD or head(place, found) != expected:
            continue
        with medium.faults(), medium.folder(place, found.folder) as handle:
            os.unlink(found.name, dir_fd=handle)
            medium.sync_folder(handle)
        gone += 1
        folders.add(found.folder)
    with medium.faults(), medium.folder(place, _HERE) as top:
        for name in sorted(folders - {_HERE}):
            with contextlib.suppress(OSError):  # not empty: something else lies there
                os.rmdir(name, dir_fd=top)
        medium.sync_folder(top)
    return gone
