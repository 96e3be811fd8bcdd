"""Folders that are complete or absent, and folders of copies going for good."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from casebook.base import log
from casebook.base.errors import CasebookError
from casebook.base.files import sync_folder
from casebook.vault.faults import FolderNotEmpty, disk
from casebook.vault.place import wipe

BUSY: Final = ".busy"
"""Held in an unfinished folder while somebody works in it."""
_PART_FOLDER: Final = re.compile(r"\.[0-9a-f]{16}\.part")


@contextlib.contextmanager
def whole_folder(to: Path) -> Iterator[Path]:
    """A hidden folder beside *to* that becomes *to* at the end, or leaves nothing if anything is raised.

    *to* must be new, or an empty folder. What a kill left beside it is removed first. Raises `FolderNotEmpty`,
    disk refusals.
    """
    with disk():
        entries = sum(1 for _ in to.iterdir()) if to.is_dir() else int(to.exists() or to.is_symlink())
    if entries:
        raise FolderNotEmpty(entries)
    remove_leftovers(to.parent)
    part = to.with_name(f".{secrets.token_hex(8)}.part")
    with disk():
        part.mkdir(mode=0o700)
    try:
        busy = _hold(part)
        try:
            yield part
            with disk():
                (part / BUSY).unlink()
                sync_folder(part)
                part.rename(to)
                sync_folder(to.parent)
        finally:
            os.close(busy)
    except BaseException:
        _remove_quietly(part)
        raise


def _hold(part: Path) -> int:
    with disk():
        handle = os.open(part / BUSY, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException:
            os.close(handle)
            raise
    return handle


def remove_leftovers(folder: Path) -> int:
    """Remove what interrupted copies left in *folder*; one that is being written now is left. How many went."""
    with disk():
        found = [path for path in folder.iterdir() if _PART_FOLDER.fullmatch(path.name) and _is_folder(path)]
    gone = 0
    for part in found:
        try:
            handle = os.open(part / BUSY, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            continue  # nothing says that it is ours
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove_quietly(part)
            gone += 1
        except BlockingIOError:
            continue
        finally:
            os.close(handle)
    return gone


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _remove_quietly(folder: Path) -> None:
    """What is unfinished goes; where it cannot, why the work failed is what has to be told."""
    try:
        remove_copy(folder)
    except CasebookError as error:
        log.note("unfinished copy stays", error=error)


def remove_copy(folder: Path) -> None:
    """Delete a copy: whatever lies in it loose is overwritten first, its files lose this name.

    A file may be one and the same with a later copy's (a hard link), so its blocks are left as they are: its key
    stood in the database. One that is gone already is no fault. Raises disk refusals.
    """
    with disk():
        try:
            entries = sorted(folder.iterdir(), key=lambda path: path.name == BUSY)
        except FileNotFoundError:
            return
    for entry in entries:
        if _is_folder(entry):
            with disk():
                for file in entry.iterdir():
                    file.unlink()
                entry.rmdir()
        elif entry.is_symlink():
            with disk():
                entry.unlink()
        else:
            wipe(entry)
    with disk():
        folder.rmdir()
        sync_folder(folder.parent)
