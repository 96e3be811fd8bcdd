"""Files we write: complete or absent, and for nobody's eyes but the owner's."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make a rename in *folder* durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, chunks: bytes | Iterable[bytes], *, mode: int = 0o600) -> None:
    """Write *path* so that it holds all of *chunks* or does not change at all.

    A randomly named file in the same folder is written, synced, and renamed over *path*. It is removed on
    any failure, `OSError` and cancellation included; the failure is raised on.
    """
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
    try:
        with os.fdopen(handle, "wb") as stream:
            for chunk in (chunks,) if isinstance(chunks, bytes) else chunks:
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    sync_folder(path.parent)


def make_private_folder(path: Path) -> None:
    """Make *path* (which must not exist) for the owner alone."""
    path.mkdir(mode=0o700)
    sync_folder(path.parent)
