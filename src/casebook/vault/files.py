"""Encrypted files by random name: put, read from any place, verify, remove. docs/formats/safe.md §4.

A file's key, size and hash stand in the record that holds it; here lie only a random name and sealed frames.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from casebook.base.encode import b32, label_hash, pack
from casebook.base.files import sync_folder
from casebook.base.ids import FileId, RandomBytes
from casebook.formats import stream
from casebook.vault.faults import FileChanged, FileMissing, disk
from casebook.vault.place import NAME, wipe

LABEL: Final = b"casebook/file/1\0"
DESCRIBED_LABEL: Final = b"casebook/described/1\0"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a record must keep of a file to read it again; without the key it is noise."""

    id: FileId
    key: bytes = field(repr=False)
    size: int
    sha256: bytes


class FileStore:
    """The folder `files/` of an open safe."""

    def __init__(self, folder: Path, random: RandomBytes = os.urandom) -> None:
        self._folder = folder
        self._random = random

    def put(self, chunks: Iterable[bytes]) -> StoredFile:
        """Encrypt *chunks* (an open binary file serves) into a new file, whole or not at all.

        Nothing of it is written in clear. Raises disk refusals; what *chunks* raises, goes on.
        """
        name, key = FileId(b32(self._random(16))), self._random(32)
        part = self._folder / f".{secrets.token_hex(8)}.part"
        with disk():
            handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                written = stream.write(handle, chunks, key=key, aad=bound(name))
                os.fsync(handle)
                part.rename(self._folder / name)
            except BaseException:
                with contextlib.suppress(OSError):
                    part.unlink()
                raise
            finally:
                os.close(handle)
            sync_folder(self._folder)
        return StoredFile(name, key, written.size, written.sha256)

    def open(self, name: FileId, key: bytes, beside: FileId | None = None) -> stream.Reader:
        """The content as a seekable file for reading; frames are decrypted as they are read.

        *beside*: the file as its record describes it (`described`). Raises `FileMissing`, `stream.BadStream`, disk
        refusals.
        """
        place = name if beside is None else self.place(name, beside)
        with disk():
            try:
                handle = os.open(self.path(place), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            except FileNotFoundError:
                raise FileMissing(name) from None
            return stream.Reader(handle, key=key, aad=bound(name))

    def verify(self, name: FileId, key: bytes, *, size: int, sha256: bytes) -> None:
        """Read all of it and compare. Raises `FileMissing`, `stream.BadStream`, `FileChanged`."""
        with self.open(name, key, described(name, key, size, sha256)) as reader, disk():
            if reader.size != size or reader.check() != sha256:
                raise FileChanged(name)

    def opens(self, name: FileId, key: bytes) -> bool:
        """Whether a file of that name lies here, its two ends whole, under *key*. Raises disk refusals."""
        try:
            with self.open(name, key):
                return True
        except (FileMissing, stream.BadStream):
            return False

    def remove(self, name: FileId) -> None:
        """Overwrite and delete it; one that is gone already is no fault. Its key goes with the record."""
        wipe(self.path(name))

    def ids(self) -> tuple[FileId, ...]:
        """The names of all files that lie here, sorted."""
        with disk():
            names = sorted(entry.name for entry in self._folder.iterdir())
        return tuple(FileId(name) for name in names if NAME.fullmatch(name))

    def has(self, name: FileId) -> bool:
        """Whether a file of that name lies here. Raises `FileMissing` for what is no name of a file."""
        with disk():
            return self.path(name).is_file()

    def place(self, name: FileId, beside: FileId) -> FileId:
        """Under which name the content lies that *name* is described to have: where another content came to lie
        under *name*, it lies under *beside*.
        """
        return beside if self.has(beside) else name

    def path(self, name: FileId) -> Path:
        """Where the file of that name lies, or would. Raises `FileMissing` for what is no name of a file."""
        if NAME.fullmatch(name) is None:
            # A name comes from a record, perhaps a teammate's: it never leads out of the folder.
            raise FileMissing(name)
        return self._folder / name


def described(name: FileId, key: bytes, size: int, sha256: bytes) -> FileId:
    """What names a file together with what a record says of it.

    A second record may say something else of the same name: each content then has a place of its own.
    """
    return FileId(b32(label_hash(DESCRIBED_LABEL, pack([name, key, size, sha256]))[:16]))


def bound(name: FileId) -> bytes:
    """A file put under another's name does not open."""
    return LABEL + name.encode("ascii")
