"""Wiping a casebook's folder: first what opens it, then all the rest. docs/formats/safe.md.

The order is the promise. Once `keys` is overwritten, read back from the medium and found to open nothing, the
database and every file are noise, whatever happens afterwards; the rest of the work only takes the noise away.
The first bytes of the overwritten `keys` say that a wipe was begun, so that one that was cut off can be ended
without a passphrase, which could not be proved any more.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final

from casebook.base import log
from casebook.base.errors import Cancelled, CasebookError, Damaged
from casebook.base.files import sync_folder
from casebook.base.progress import Progress
from casebook.vault import ledger, slots
from casebook.vault.faults import KeysDamaged, NewerFormat, NotACasebook, WipeBegun, disk
from casebook.vault.place import NAME, PART, Place

_PASSES: Final = 2
_BLOCK: Final = 4096
_STEP: Final = 1 << 20


@dataclass(eq=False, repr=False)
class KeysNotOverwritten(Damaged):
    """The medium took new bytes for `keys` and gives others back: nobody can say that it holds the old no more."""


class Found(StrEnum):
    """How a folder stands before it is wiped."""

    WHOLE = "whole"
    BEGUN = "begun"


class ReadBack(StrEnum):
    """How `keys` was read back: past the system's memory of the file, or as well as the file system allows."""

    MEDIUM = "medium"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Wiped:
    """What was wiped.

    *files* and *bytes* that were overwritten and deleted; *strangers*: names of what lay in the folder and is not
    the casebook's, left alone; of these *keys_beside* look like copies of `keys`; *left*: how many of the
    casebook's own files could not be overwritten or deleted (they open with nothing); *gone*: the folder itself
    is no more.
    """

    files: int
    bytes: int
    strangers: tuple[str, ...]
    keys_beside: tuple[str, ...]
    left: int
    gone: bool
    read_back: ReadBack


def look(folder: Path) -> Found:
    """Whether this is a casebook, or what an interrupted wipe left of one. Raises `NotACasebook`, disk refusals."""
    place = Place(folder)
    with disk():
        if not folder.is_dir():
            raise NotACasebook
        begun = place.keys.is_file() and _is_marked(place.keys)
        # After `keys` itself went, nothing but the held file and empty folders was left to remove.
        rest = {entry.name for entry in folder.iterdir()}
        ended = bool(rest) and rest <= {place.lock.name, place.files.name} and not _holds_files(place.files)
    if begun or ended:
        return Found.BEGUN
    place.check_exists()
    return Found.WHOLE


def _is_marked(path: Path) -> bool:
    """Marked, and neither of the two copies in it is whole."""
    with path.open("rb") as stream:
        data = stream.read(slots.FILE_SIZE + 1)
    with contextlib.suppress(Damaged, NewerFormat):
        try:
            slots.parse(data)
        except WipeBegun:
            return True
    return False


def _holds_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _opens_nothing(data: bytes) -> bool:
    try:
        slots.parse(data)
    except (KeysDamaged, WipeBegun):
        return True
    except (Damaged, NewerFormat):
        return False
    return False


def wipe(folder: Path, progress: Progress, *, lock: int = -1) -> Wiped:
    """Wipe the casebook in *folder*. Nothing brings it back.

    *lock* is the descriptor that holds the folder, taken over; else it is taken here. Cancelling counts until the
    first byte of `keys` is overwritten, and not any more after it. Interrupted later, by whatever: nothing opens,
    and the same call again ends it. Raises `AlreadyOpen`, `ReadOnlyPlace`, `DiskFault` with `keys` as it was;
    `KeysNotOverwritten`.
    """
    place = Place(folder)
    held = lock if lock >= 0 else place.take_lock()
    try:
        progress.step("wiping-keys")
        read_back = _end_keys(place)
        work = _Work(place, progress)
        work.run()
        gone = work.end()
    finally:
        os.close(held)
    beside = tuple(name for name in work.strangers if _looks_like_keys(folder / name))
    log.note("casebook wiped", files=work.files, left=work.left)
    return Wiped(
        work.files, work.bytes, tuple(work.strangers), beside, work.left, gone=gone, read_back=read_back
    )


def _end_keys(place: Place) -> ReadBack:
    """Overwrite `keys` where it lies, and prove that nothing can be opened with what stands there now."""
    with disk():
        try:
            handle = os.open(place.keys, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            return ReadBack.SYSTEM
        try:
            size = max(os.fstat(handle).st_size, slots.FILE_SIZE)
            for _ in range(_PASSES):
                now = slots.WIPED + os.urandom(size - len(slots.WIPED))
                written = os.pwrite(handle, now, 0)
                while written < size:
                    written += os.pwrite(handle, now[written:], written)
                os.fsync(handle)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            how, back = _read_back(place.keys, size)
        finally:
            os.close(handle)
    if back != now or not _opens_nothing(back):
        raise KeysNotOverwritten
    return how


def _read_back(path: Path, size: int) -> tuple[ReadBack, bytes]:
    """The file as the medium has it (O_DIRECT, into aligned memory), or else as the system gives it."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_DIRECT)
        try:
            with mmap.mmap(-1, -(-size // _BLOCK) * _BLOCK) as room:
                count = os.preadv(handle, [room], 0)
                if count == size:
                    return ReadBack.MEDIUM, room[:size]
        finally:
            os.close(handle)
    return ReadBack.SYSTEM, path.read_bytes()


def _looks_like_keys(path: Path) -> bool:
    """A copy of `keys` somebody put aside: it holds whole copies of a block."""
    try:
        with path.open("rb") as stream:
            data = stream.read(slots.FILE_SIZE + 1)
    except OSError:
        return False
    return not _opens_nothing(data)


@dataclass
class _Work:
    """What follows once nothing opens any more. It cannot be stopped, and goes on past what fails."""

    place: Place
    progress: Progress
    strangers: list[str] = field(default_factory=list)
    files: int = 0
    bytes: int = 0
    left: int = 0
    total: int = 0
    done: int = 0

    def run(self) -> None:
        """Overwrite and delete everything of the casebook's but `keys` and `lock`."""
        ours = sorted(self._ours(self.place.folder), key=self._rank)
        self.total = sum(_size(path) for path in ours)
        for path in ours:
            self._try(partial(self._remove, path))
        folders = (*self._copies(), self.place.folder / ledger.OWN_PLACE, self.place.files)
        for folder in folders:
            self._try(partial(_remove_empty, folder))

    def end(self) -> bool:
        """The mark, the held file, the folder: last, so that what is cut off before can be ended. True: all gone."""
        if self.left:
            return False
        self._try(self._remove_mark)
        self._try(lambda: self.place.lock.unlink(missing_ok=True))
        if self.strangers or self.left:
            return False
        self._try(self.place.folder.rmdir)
        with contextlib.suppress(OSError):
            sync_folder(self.place.folder.parent)
        return not self.place.folder.exists()

    def _rank(self, path: Path) -> int:
        """What may open something goes first: unfinished and old `keys`, cards of backups made in here."""
        return 0 if path.name in {"keys.old", ledger.CARD} or PART.fullmatch(path.name) else 1

    def _ours(self, folder: Path) -> Iterator[Path]:
        with disk():
            entries = sorted(folder.iterdir())
        copies = set(self._copies())
        for entry in entries:
            if entry in {self.place.keys, self.place.lock}:
                continue
            if entry == self.place.files or entry in copies:
                yield from self._inside(entry)
            elif entry.name == ledger.OWN_PLACE and _is_folder(entry):
                self._note_strangers(path for path in entry.iterdir() if path not in copies)
                for copy in (path for path in copies if path.parent == entry):
                    yield from self._inside(copy)
            elif _is_ours(entry) or entry in {self.place.head, self.place.old_keys}:
                yield entry
            else:
                self._note_strangers((entry,))

    def _inside(self, folder: Path) -> Iterator[Path]:
        """Files of ours in `files/`, or in a copy made in the casebook's own folder."""
        if not _is_folder(folder):
            self._note_strangers((folder,))
            return
        for entry in sorted(folder.iterdir()):
            if _is_folder(entry) and entry.name == "files" and folder != self.place.files:
                yield from self._inside(entry)
            elif _is_ours(entry) or (folder != self.place.files and entry.name in {ledger.CARD, ".busy"}):
                yield entry
            else:
                self._note_strangers((entry,))

    def _copies(self) -> list[Path]:
        """Copies in the casebook's own folder: of before a migration, and what an interrupted journey left."""
        folders = [self.place.folder, self.place.folder / ledger.OWN_PLACE]
        found = [entry for folder in folders if _is_folder(folder) for entry in folder.iterdir()]
        return [
            path
            for path in found
            if _is_folder(path) and (NAME.fullmatch(path.name) or PART.fullmatch(path.name))
        ]

    def _note_strangers(self, paths: Iterator[Path] | tuple[Path, ...]) -> None:
        names = (str(path.relative_to(self.place.folder)) for path in paths)
        self.strangers += [name for name in names if name not in self.strangers]

    def _try(self, act: Callable[[], object]) -> None:
        try:
            with disk():
                act()
        except CasebookError as error:
            self.left += 1
            log.note("not wiped", error=error)

    def _remove(self, path: Path) -> None:
        """Overwrite, unless other names lead to the same blocks: those may be another backup's. Then delete."""
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            return
        try:
            about = os.fstat(handle)
            shared = about.st_nlink > 1 and path.parent.name == "files"
            if not shared:
                self._overwrite(handle, about.st_size)
        finally:
            os.close(handle)
        path.unlink()
        self.files += 1
        self.bytes += about.st_size

    def _remove_mark(self) -> None:
        """The name first, then the blocks: a file `keys` without the mark would be one that nobody can end."""
        try:
            handle = os.open(self.place.keys, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            return
        try:
            size = os.fstat(handle).st_size
            self.place.keys.unlink()
            self._overwrite(handle, size)
        finally:
            os.close(handle)
        self.files += 1
        self.bytes += size

    def _overwrite(self, handle: int, size: int) -> None:
        left = size
        while left > 0:
            count = os.write(handle, os.urandom(min(left, _STEP)))
            left -= count
            self.done += count
            self._tell()
        os.fsync(handle)

    def _tell(self) -> None:
        with contextlib.suppress(Cancelled):
            self.progress.step("wiping", min(self.done, self.total), self.total)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_ours(path: Path) -> bool:
    """A regular file under a name that the safe gives: a database, its journal, an encrypted or unfinished file."""
    with contextlib.suppress(OSError):
        name = path.name.removesuffix("-journal")
        return stat.S_ISREG(path.lstat().st_mode) and bool(NAME.fullmatch(name) or PART.fullmatch(name))
    return False


def _size(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.lstat().st_size
    return 0


def _remove_empty(folder: Path) -> None:
    """A folder of ours, once nothing of anybody else is in it."""
    inner = folder / "files"
    for each in (inner, folder):
        if _is_folder(each) and not any(each.iterdir()):
            each.rmdir()
