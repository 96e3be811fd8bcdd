"""Notices and receipts as files: each with its signature beside it, both or none."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from casebook.base.files import write_whole
from casebook.bundle import notices
from casebook.bundle.notices import Signed
from casebook.vault.faults import disk

LONGEST: Final = notices.MOST + 1
"""What is longer than any of them is refused by its reader."""


def beside(path: Path) -> Path:
    """Where the signature of *path* lies."""
    return path.with_name(f"{path.name}{notices.SIGNATURE}")


def has_signature(path: Path) -> bool:
    """Whether one lies beside it."""
    return beside(path).is_file()


def write(made: Signed, to: Path) -> None:
    """A signed file and its signature, both or none. Raises disk refusals."""
    with disk():
        write_whole(to, made.data)
        try:
            write_whole(beside(to), made.signature)
        except BaseException:
            to.unlink(missing_ok=True)
            raise


def read(path: Path) -> tuple[bytes, bytes]:
    """A file and its signature, as far as `LONGEST` of each. Raises disk refusals."""
    return read_file(path, LONGEST), read_file(beside(path), LONGEST)


def read_file(path: Path, most: int) -> bytes:
    """At most *most* bytes of a regular file. Raises disk refusals, for a pipe or a device too."""
    with disk():
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OSError
            return stream.read(most)
