"""The folder of a casebook: what lies in it, who holds it, and how leftovers go. It knows no keys.

`keys`, the database (random name), `head`, `files/`, and `lock`, which is empty and only held. While `keys` is
exchanged, and after a crash in the midst of it, the old one stands beside it as `keys.old`.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
from pathlib import Path
from typing import Final

from casebook.base.files import sync_folder, write_whole
from casebook.vault.faults import AlreadyOpen, FolderNotEmpty, IsABackup, NotACasebook, disk

NAME: Final = re.compile(r"[a-z2-7]{26}")
"""How the database and every file are named: 26 characters of base 32."""
PART: Final = re.compile(r"\.[0-9a-f]{16}\.part")
"""How a file is called while it is being written."""
_JOURNAL: Final = "-journal"
_OVERWRITE: Final = 1 << 20


class Place:
    """The paths inside one casebook's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = folder / "keys"
        self.old_keys = folder / "keys.old"
        self.head = folder / "head"
        self.lock = folder / "lock"
        self.files = folder / "files"

    def database(self, name: str) -> Path:
        """Where the database of that name stands."""
        return self.folder / name

    def journal(self, name: str) -> Path:
        """Where the database's rollback journal stands, if there is one."""
        return self.folder / (name + _JOURNAL)

    def has_hot_journal(self, name: str) -> bool:
        """Whether a transaction did not end: its journal is emptied when it does."""
        with disk():
            journal = self.journal(name)
            return journal.exists() and journal.stat().st_size > 0

    def databases(self) -> tuple[str, ...]:
        """The names of all databases that stand here, sorted."""
        with disk():
            names = sorted(entry.name for entry in self.folder.iterdir() if entry.is_file())
        return tuple(name for name in names if NAME.fullmatch(name))

    # -------------------------------------------------------------- making and holding

    def prepare_new(self) -> None:
        """Make the folder, or take an empty one; what an interrupted creation left is removed.

        Raises `FolderNotEmpty`, disk refusals.
        """
        with disk():
            if not self.folder.exists():
                self.folder.mkdir(mode=0o700)
                sync_folder(self.folder.parent)
                return
            if not self.folder.is_dir():
                raise FolderNotEmpty(1)
            entries = list(self.folder.iterdir())
            if self.keys in entries or not all(self._is_leftover(entry) for entry in entries):
                raise FolderNotEmpty(len(entries))
            self.folder.chmod(0o700)

    def remove_leftovers_of_creation(self) -> None:
        """Remove what a creation made that did not come to its end. Only while holding the lock."""
        with disk():
            for name in self.databases():
                self.wipe_database(name)
            self.head.unlink(missing_ok=True)
            self.remove_parts()
            with contextlib.suppress(FileNotFoundError):
                self.files.rmdir()

    def check_exists(self) -> None:
        """Raise `NotACasebook` if there is no file `keys` here; `IsABackup` if it is a backup, or holds some."""
        with disk():
            if self.keys.is_file():
                return
            if self.is_backup() or any(Place(entry).is_backup() for entry in self._generations()):
                raise IsABackup
            raise NotACasebook

    def is_backup(self) -> bool:
        """Whether this looks like a backup: a database and its files, with no `keys` and no `head`."""
        if self.keys.exists() or self.head.exists() or not self.files.is_dir():
            return False
        return len(self.databases()) == 1

    def _generations(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return [entry for entry in self.folder.iterdir() if NAME.fullmatch(entry.name) and entry.is_dir()]

    def take_lock(self) -> int:
        """Hold the casebook until the returned descriptor is closed. Raises `AlreadyOpen`, disk refusals.

        The system lets go of it when the process ends, however it ends; children are started without it.
        """
        with disk():
            handle = self._open_lock()
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                raise AlreadyOpen from None
            except BaseException:
                os.close(handle)
                raise
        return handle

    def _open_lock(self) -> int:
        """The file that is held. Where nothing can be written it is held all the same, to be read from."""
        how = os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            return os.open(self.lock, os.O_RDWR | os.O_CREAT | how, 0o600)
        except OSError as error:
            if error.errno not in {errno.EROFS, errno.EACCES}:
                raise
            try:
                return os.open(self.lock, os.O_RDONLY | how)
            except FileNotFoundError:
                raise error from None

    # -------------------------------------------------------------- cleaning

    def remove_parts(self) -> None:
        """Remove files that were being written when the process died; none was ever whole."""
        with disk():
            for folder in (self.folder, self.files):
                if not folder.is_dir():
                    continue
                for entry in folder.iterdir():
                    if PART.fullmatch(entry.name) and not entry.is_dir():
                        entry.unlink()

    def exchange_keys(self, keys: bytes) -> None:
        """Rename a new `keys` over the old, and overwrite the old one's blocks. Raises disk refusals.

        The old one stays reachable until it is overwritten: by a second name where the file system has links,
        so that `wipe_old_keys` can end at the next opening what a crash cut off; by its descriptor everywhere.
        """
        with disk():
            handle = os.open(self.keys, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                self._name_old_keys()
                write_whole(self.keys, keys)
                # Only here, where the renaming is on the disk: else a power failure could leave neither.
                overwrite(handle)
            finally:
                os.close(handle)
                self.wipe_old_keys()

    def _name_old_keys(self) -> None:
        """A second name for `keys`. FAT and some networks have no links: there the descriptor has to do."""
        self.wipe_old_keys()
        with contextlib.suppress(OSError):
            os.link(self.keys, self.old_keys, follow_symlinks=False)
            sync_folder(self.folder)

    def wipe_old_keys(self) -> None:
        """Overwrite and delete `keys.old`, unless it holds what `keys` holds: then it is one file with two names.

        They are compared by what they hold, for not every file system gives one file one number.
        """
        with disk():
            try:
                same = self.old_keys.read_bytes() == self.keys.read_bytes()
            except FileNotFoundError:
                return
            # What stands in `keys` now must stand there after a power failure too.
            sync_folder(self.folder)
            if same:
                self.old_keys.unlink()
                sync_folder(self.folder)
                return
        wipe(self.old_keys)

    def wipe_database(self, name: str) -> None:
        """Overwrite and delete a database and its journal; one that is gone already is no fault."""
        for path in (self.database(name), self.journal(name)):
            wipe(path)

    def _is_leftover(self, entry: Path) -> bool:
        name = entry.name
        database = name.removesuffix(_JOURNAL)
        if entry == self.files:
            return entry.is_dir() and not any(entry.iterdir())
        return entry in {self.head, self.lock} or NAME.fullmatch(database) is not None or _is_part(name)


def _is_part(name: str) -> bool:
    return PART.fullmatch(name) is not None


def wipe(path: Path) -> None:
    """Overwrite with random bytes, sync, delete. A file that is gone already is no fault.

    On flash and on copying file systems the old blocks may survive: what makes them worthless is the new key.
    """
    with disk():
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            return
        try:
            overwrite(handle)
        finally:
            os.close(handle)
        path.unlink()
        sync_folder(path.parent)


def overwrite(handle: int) -> None:
    """Random bytes over everything the open file holds, from its beginning, and synced. Raises `OSError`."""
    left = os.lseek(handle, 0, os.SEEK_END)
    os.lseek(handle, 0, os.SEEK_SET)
    while left > 0:
        left -= os.write(handle, os.urandom(min(left, _OVERWRITE)))
    os.fsync(handle)
