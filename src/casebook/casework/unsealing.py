"""Opening a sealed copy: with the private key of a recipient it becomes a casebook again, as a new device.

docs/formats/sealed-copy.md.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from casebook.base.encode import b32
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import restoring
from casebook.casework.book import Casebook
from casebook.casework.sealing import Hashed
from casebook.formats import age
from casebook.formats.sealed import Item, Unpacker
from casebook.vault.faults import FolderNotEmpty, disk
from casebook.vault.keys import Kdf
from casebook.vault.slots import Opening
from casebook.vault.whole import remove_copy, whole_folder


def open_sealed(
    path: Path,
    identity_text: str,
    to: Path,
    opening: Opening,
    *,
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> Casebook:
    """Make a casebook in *to* (new or empty) of the sealed copy at *path*; it is a new device, as after a restore.

    *identity_text* is what an age identity file holds. Raises `BadIdentity`, `NotForThisIdentity`, `AgeDamaged`,
    `BadSealedCopy`, `FolderNotEmpty`, what `restoring.restore` raises, disk refusals, `Cancelled`; nothing is left
    then.
    """
    progress = progress or Progress()
    identities = age.parse_identities(identity_text)
    with disk():
        if to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise FolderNotEmpty(1)
    copy = to.absolute().with_name(b32(os.urandom(16)))
    try:
        with whole_folder(copy) as part:
            key = _unpack(path, identities, part, progress)
        return restoring.restore(copy, key, to, opening, kdf=kdf, progress=progress)
    finally:
        remove_copy(copy)


def _unpack(path: Path, identities: Sequence[age.Identity], folder: Path, progress: Progress) -> Secret:
    for identity in identities:
        sink = _Folder(folder)
        unpacker = Unpacker(sink)
        try:
            with disk(), contextlib.closing(sink), path.open("rb") as stream:
                size = os.fstat(stream.fileno()).st_size
                identity.decrypt_stream(stream, Hashed(unpacker, size, progress))
                unpacker.finish()
        except age.NotForThisIdentity:
            continue
        return sink.secret
    raise age.NotForThisIdentity


class _Folder:
    """A sink that writes a copy's folder. Names were proved by the reader: none leads out of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: BinaryIO | None = None
        self.secret = Secret(b"")

    def key(self, key: bytes) -> None:
        self.secret = Secret(key)
        (self._folder / "files").mkdir(mode=0o700)

    def begin(self, item: Item, *, first: bool) -> None:
        self.close()
        place = self._folder if first else self._folder / "files"
        how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
        self._open = os.fdopen(os.open(place / item.name, how, 0o600), "wb")

    def write(self, data: bytes) -> None:
        assert self._open is not None
        self._open.write(data)

    def end(self) -> None:
        self.close()

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
