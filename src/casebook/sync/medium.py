"""The medium under a stick: its faults as ours, directories by handle, no link on the way, names that mean nothing."""

from __future__ import annotations

import base64
import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RandomBytes

FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_TRIES: Final = 16
_NO_SYNC: Final = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}
_FULL: Final = {errno.ENOSPC, errno.EDQUOT}
_CLOSED: Final = {errno.EROFS, errno.EACCES, errno.EPERM}
_GONE: Final = {
    errno.ENOENT,
    errno.ENOTDIR,
    errno.ENODEV,
    errno.ENXIO,
    errno.ENOTCONN,
    errno.ECONNABORTED,
    errno.ESTALE,
    errno.ESHUTDOWN,
}


class Fault(Refused):
    """What a stick may do to those who write on it or read it."""


@dataclass(eq=False)
class StickTooSmall(Fault):
    """*needed* bytes are to be written, *free* are there. Nothing was written."""

    needed: int
    free: int


@dataclass(eq=False)
class StickFull(Fault):
    """It took no more. What was there before is untouched."""


@dataclass(eq=False)
class StickClosed(Fault):
    """It may not be written to, or not be read: a switch on it, its mount, or rights of somebody else."""


@dataclass(eq=False)
class StickGone(Fault):
    """It is not there, or not there any more."""


@dataclass(eq=False)
class StickBroken(Fault):
    """It failed to read or write; *code* is the system's name of the fault, like ``EIO``."""

    code: str


@contextlib.contextmanager
def faults() -> Iterator[None]:
    """The system's errors as ours."""
    try:
        yield
    except OSError as fault:
        number = fault.errno or 0
        if number in _FULL:
            raise StickFull from None
        if number in _CLOSED:
            raise StickClosed from None
        if number in _GONE:
            raise StickGone from None
        raise StickBroken(errno.errorcode.get(number, "")) from None


@contextlib.contextmanager
def folder(place: Path, name: str) -> Iterator[int]:
    """A handle of *place*, or of the directory *name* in it, which is no link. Raises `OSError`."""
    handle = os.open(place, FOLDER)
    try:
        if name:
            top, handle = handle, os.open(name, FOLDER | os.O_NOFOLLOW, dir_fd=handle)
            os.close(top)
        yield handle
    finally:
        os.close(handle)


def open_file(place: Path, below: str, name: str) -> int:
    """A regular file for reading, reached over no link. Raises `OSError`."""
    with folder(place, below) as handle:
        try:
            found = os.open(name, READ, dir_fd=handle)
        except OSError as fault:
            if fault.errno == errno.ELOOP:
                raise FileNotFoundError(errno.ENOENT, "a link") from None
            raise
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        raise FileNotFoundError(errno.ENOENT, "no file")
    return found


def up_to(handle: int, count: int) -> bytes:
    """The next *count* bytes, fewer at the end. Raises `OSError`."""
    found = bytearray()
    while len(found) < count and (part := os.read(handle, count - len(found))):
        found += part
    return bytes(found)


def made(make: Callable[[str], None], random: RandomBytes) -> str:
    """Have something made under a random name that nothing has yet: 8 letters and digits. Raises `OSError`."""
    for _ in range(_TRIES):
        name = base64.b32encode(random(5)).decode("ascii")
        try:
            make(name)
        except FileExistsError:
            continue
        return name
    raise FileExistsError(errno.EEXIST, "every name is taken")


def sync_folder(handle: int) -> None:
    """What was made in a directory reaches the medium, where its file system can be asked for that."""
    try:
        os.fsync(handle)
    except OSError as fault:
        if fault.errno not in _NO_SYNC:
            raise
