"""Copies of a whole safe under a key of their own: what backups, sealed copies and restoring are made of.

A copy is a folder with a database and `files/`, and nothing that opens it. No block of it ever held a private
key of the device or anything that was being typed. docs/formats/backup.md.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from casebook.base import log
from casebook.base.encode import b32
from casebook.base.errors import CasebookError, Damaged
from casebook.base.files import sync_folder
from casebook.base.ids import FileId, RandomBytes
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault import renewal
from casebook.vault.database import Database
from casebook.vault.faults import FileChanged, FileMissing, FolderNotEmpty, NotACopy, disk
from casebook.vault.files import FileStore
from casebook.vault.place import NAME, Place, wipe
from casebook.vault.safe import Safe
from casebook.vault.whole import BUSY

LEFT_OUT: Final = ("private_key", "kept_secret", "draft", "carried", "safe_slot", "safe_rekey")
"""Tables no copy holds a row of: the device's keys and secrets, what was being typed, how this one safe is locked."""

_CHUNK: Final = 1 << 20

Holds = Callable[[FileStore, FileId], None]
"""Reads a file of the copy to its end. Raises a `Damaged` leaf unless it is what it has to be."""
Look = Callable[[Database], None]
"""Asks the reopened copy's database whether it holds what it has to. Raises a `Damaged` leaf if not."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A finished copy: the name of its database, its files, and all its bytes.

    *lost*: files that should be in it and could not be read whole, neither here nor in an earlier copy.
    """

    database: str
    files: int
    bytes: int
    lost: tuple[FileId, ...] = ()


# ------------------------------------------------------------------ making one


def export_copy(
    safe: Safe,
    folder: Path,
    key: Secret,
    *,
    name: str | None = None,
    wanted: Collection[FileId] | None = None,
    earlier: Sequence[Path] = (),
    spare: Sequence[Path] = (),
    holds: Holds | None = None,
    look: Look | None = None,
    random: RandomBytes = os.urandom,
    progress: Progress,
) -> Copied:
    """Copy *safe* into *folder* (new or empty) under *key*, 32 random bytes, and verify it by reopening it.

    The database goes through a passing copy under a key nobody keeps, in which what no copy may hold is
    deleted; only what is left is written under *key*. *wanted* are the files that belong to it (`None`: all that
    lie in the safe). A file is taken from the first of the folders *earlier* that has it whole (as a hard link
    where the disk allows it), else copied from the safe, else from one of the folders *spare*; *holds* judges it,
    or else it is held against the safe's own. A file that cannot be had whole is named in `Copied.lost` and is no
    reason to have no copy.

    Raises `FolderNotEmpty`, `DatabaseDamaged`, what *look* raises, disk refusals, `Cancelled`. What it began
    is left to the caller: see `casebook.vault.whole.whole_folder`. Not inside a transaction.
    """
    with disk():
        folder.mkdir(mode=0o700, exist_ok=True)
        there = sum(entry.name != BUSY for entry in folder.iterdir())
    if there:
        raise FolderNotEmpty(there)
    name = name or b32(random(16))
    _copy_database(safe.db, folder, name, key, look=look, random=random, progress=progress)
    place = Place(folder)
    with disk():
        place.files.mkdir(mode=0o700)
    sources = _Sources(safe.folder / "files", tuple(earlier), tuple(spare), holds)
    lost = []
    names = sorted(safe.files.ids() if wanted is None else wanted)
    for done, file in enumerate(names):
        progress.step("copying-files", done, len(names))
        if not sources.take(file, place.files, progress):
            lost.append(file)
    with disk():
        sync_folder(place.files)
        sync_folder(folder)
        size = sum(path.stat().st_size for path in (place.database(name), *place.files.iterdir()))
    return Copied(name, len(names) - len(lost), size, tuple(lost))


def _copy_database(
    db: Database,
    folder: Path,
    name: str,
    key: Secret,
    *,
    look: Look | None,
    random: RandomBytes,
    progress: Progress,
) -> None:
    passing_key, passing = Secret(random(32)), folder / f".{secrets.token_hex(8)}.part"
    try:
        progress.step("copying-database")
        with db.stoppable(progress):
            db.export(passing, passing_key)
        with contextlib.closing(Database.open(passing, passing_key)) as step:
            _leave_out(step)
            _write_database(step, folder / name, key, look, progress)
    finally:
        _wipe_database(passing)
        passing_key.wipe()


def _leave_out(db: Database) -> None:
    here = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    with db.transaction():
        for table in LEFT_OUT:
            if table in here:
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours


def _write_database(source: Database, path: Path, key: Secret, look: Look | None, progress: Progress) -> None:
    """The database once more, under another key, opened again and held against *source*."""
    progress.step("copying-database")
    with source.stoppable(progress):
        source.export(path, key)
    progress.step("verifying-copy")
    with contextlib.closing(Database.open(path, key)) as copy:
        copy.check_integrity(progress)
        renewal.compare(source, copy)
        if look is not None:
            look(copy)
    with disk():
        _journal(path).unlink(missing_ok=True)


def _journal(path: Path) -> Path:
    """Where the engine keeps the rollback journal of the database at *path*."""
    return path.with_name(path.name + "-journal")


def _wipe_database(path: Path) -> None:
    """A passing copy goes whatever happens; where its disk is gone, it is a copy under a key nobody has."""
    try:
        wipe(path)
        wipe(_journal(path))
    except CasebookError as error:
        log.note("passing copy stays", error=error)


# ------------------------------------------------------------------ files


@dataclass(frozen=True, slots=True)
class _Sources:
    """Where the files of a copy come from, and who says whether one is whole."""

    live: Path
    earlier: tuple[Path, ...]
    spare: tuple[Path, ...]
    holds: Holds | None

    def take(self, name: FileId, to: Path, progress: Progress) -> bool:
        """Put the file into the folder *to*; false if no source has it whole."""
        linked = [folder / name for folder in self.earlier if self._looks_right(folder / name)]
        copied = [self.live / name, *(folder / name for folder in self.spare)]
        return any(self._put(path, to, name, link=True, progress=progress) for path in linked) or any(
            self._put(path, to, name, link=False, progress=progress) for path in copied
        )

    def _looks_right(self, path: Path) -> bool:
        """Whether an earlier copy has a file of the right size: cheap to ask before it is read."""
        with contextlib.suppress(OSError):
            return path.is_file() and (
                not (self.live / path.name).is_file()
                or path.stat().st_size == (self.live / path.name).stat().st_size
            )
        return False

    def _put(self, source: Path, to: Path, name: FileId, *, link: bool, progress: Progress) -> bool:
        target = to / name
        try:
            if not (link and _linked(source, target)):
                copy_file(source, target, progress)
            self._judge(FileStore(to), name)
        except Damaged as damage:
            log.note("file not copied", error=damage)
            with disk():
                target.unlink(missing_ok=True)
            return False
        return True

    def _judge(self, store: FileStore, name: FileId) -> None:
        if self.holds is not None:
            self.holds(store, name)
        elif not _same(self.live / name, store.path(name)):
            raise FileChanged(name)


def _linked(source: Path, target: Path) -> bool:
    """A second name for the same blocks, where the disk is the same and knows such names."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        return False
    return True


def copy_file(source: Path, target: Path, progress: Progress) -> None:
    """Copy an encrypted file as it is, few bytes in memory at a time; *target* must not exist.

    What cannot be read of *source* is damage: `FileMissing`, `FileChanged`. What cannot be written is refused.
    """
    name = FileId(source.name)
    try:
        reading = os.open(source, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        raise FileMissing(name) from None
    try:
        size = os.fstat(reading).st_size
        with disk():
            writing = os.open(
                target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
            )
        try:
            done = 0
            while chunk := _read(reading, name):
                progress.step("copying-file", done, size)
                with disk():
                    _write_all(writing, chunk)
                done += len(chunk)
            with disk():
                os.fsync(writing)
                # What is read back to verify it comes from the medium then, not from memory.
                os.posix_fadvise(writing, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(writing)
    finally:
        os.close(reading)


def _read(handle: int, name: FileId) -> bytes:
    try:
        return os.read(handle, _CHUNK)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        raise FileChanged(name) from None


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _same(one: Path, other: Path) -> bool:
    with disk():
        try:
            if one.samefile(other):
                return True
            with one.open("rb") as first, other.open("rb") as second:
                while True:
                    chunk = first.read(_CHUNK)
                    if chunk != second.read(_CHUNK):
                        return False
                    if not chunk:
                        return True
        except FileNotFoundError:
            return False


# ------------------------------------------------------------------ reading one


def database_in(folder: Path) -> str:
    """The name of the one database that lies in a copy. Raises `NotACopy`, disk refusals."""
    with disk():
        if not folder.is_dir():
            raise NotACopy
    names = Place(folder).databases()
    if len(names) != 1:
        raise NotACopy
    return names[0]


def import_copy(
    source: Path,
    key: Secret,
    folder: Path,
    new_key: Secret,
    *,
    random: RandomBytes = os.urandom,
    progress: Progress,
) -> Copied:
    """Take the copy in *source*, which *key* opens, into *folder* under *new_key*.

    The copy itself is only read, never opened in place: it may lie on a medium that takes no writing, and it
    stays what it is. Its files are copied one by one; one that cannot be read is named in `Copied.lost`.
    Raises `NotACopy`, `DatabaseForeign`, `DatabaseDamaged`, disk refusals, `Cancelled`.
    """
    name, place = b32(random(16)), Place(folder)
    passing = folder / f".{secrets.token_hex(8)}.part"
    try:
        _copy_as_it_is(source / database_in(source), passing, progress)
        with contextlib.closing(Database.open(passing, key)) as step:
            step.check_integrity(progress)
            _leave_out(step)
            _write_database(step, place.database(name), new_key, None, progress)
    finally:
        _wipe_database(passing)
    with disk():
        place.files.mkdir(mode=0o700)
        files = source / "files"
        names = sorted(path.name for path in files.iterdir()) if files.is_dir() else []
    lost = []
    ours = [FileId(each) for each in names if NAME.fullmatch(each)]
    for done, file in enumerate(ours):
        progress.step("copying-files", done, len(ours))
        try:
            copy_file(files / file, place.files / file, progress)
        except Damaged as damage:
            log.note("file not restored", error=damage)
            with disk():
                (place.files / file).unlink(missing_ok=True)
            lost.append(file)
    with disk():
        sync_folder(place.files)
        size = sum(path.stat().st_size for path in (place.database(name), *place.files.iterdir()))
    return Copied(name, len(ours) - len(lost), size, tuple(lost))


def _copy_as_it_is(source: Path, target: Path, progress: Progress) -> None:
    progress.step("reading-copy")
    try:
        copy_file(source, target, progress)
    except FileMissing:
        raise NotACopy from None
