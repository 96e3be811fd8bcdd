"""The sealed copy: the whole casebook in one age file that only somebody else's key opens. docs/formats/sealed-copy.md.

What is sealed is a copy as a backup holds it, without device keys and drafts, under a key that stands nowhere but
inside. It is verified before it counts: read back from the disk and decrypted whole, by a key made for that alone
and forgotten (docs/decisions/017-a-sealed-copy-is-opened-once.md).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from casebook.base.encode import b32
from casebook.base.errors import Damaged, Refused
from casebook.base.files import sync_folder
from casebook.base.ids import FileId
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import check
from casebook.casework.book import Casebook
from casebook.formats import age, sealed
from casebook.formats.sealed import Item, Unpacker
from casebook.journal import drafts, log
from casebook.vault import copying
from casebook.vault.database import Database
from casebook.vault.faults import DatabaseDamaged, disk
from casebook.vault.files import FileStore
from casebook.vault.place import NAME
from casebook.vault.slots import KEY_SIZE
from casebook.vault.whole import remove_copy, whole_folder

_STEP: Final = 1 << 20
_LARGEST_KEY_FILE: Final = 1 << 20
"""Attached files up to this size are searched for private keys: an identity file has less than a kibibyte."""


@dataclass(eq=False)
class RecipientOpensHere(Refused):
    """The private key of the recipient *number* (from 1) is in this casebook: the copy would open with it.

    *where*: ``device``, ``record``, ``draft`` or ``file``.
    """

    number: int
    where: str


@dataclass(eq=False)
class SealedFileThere(Refused):
    """There is a file where the sealed copy should go."""


@dataclass(eq=False)
class PlaceInside(Refused):
    """A place outside of the casebook's own folder is needed, for that is wiped. *what*: ``sealed``, ``small``."""

    what: str


@dataclass(eq=False)
class CopyIncomplete(Damaged):
    """So many attached *files* cannot be read whole, so no copy can be said to hold everything."""

    files: int


@dataclass(eq=False)
class SealedDiffers(Damaged):
    """Read back and decrypted, the sealed copy is not what was sealed. It was taken away again."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed copy, verified. *size* and *sha256* of the file as it lies there; *files* attached, *entries* saved."""

    path: Path
    size: int
    sha256: bytes
    files: int
    entries: int


# ------------------------------------------------------------------ whose key it is


def check_recipients(book: Casebook, recipients: Sequence[str], progress: Progress) -> tuple[str, ...]:
    """The recipients, each of whose private keys is looked for in the casebook: in its keyring, every text ever
    written that is not erased, drafts, and attached files of the size of a key.

    Raises `BadRecipient`, `RecipientOpensHere`.
    """
    wanted = tuple(age.parse_recipient(text) for text in recipients)
    if not wanted:
        raise age.BadRecipient(age.RecipientProblem.NONE)
    own = book.safe.keyring.curve_publics()
    for number, recipient in enumerate(wanted, 1):
        if age.point_of(recipient) in own:
            raise RecipientOpensHere(number, "device")
    for where, data in _texts(book, progress):
        for identity in age.private_keys_in(data):
            if identity.recipient in wanted:
                raise RecipientOpensHere(wanted.index(identity.recipient) + 1, where)
    return wanted


def _texts(book: Casebook, progress: Progress) -> Iterator[tuple[str, bytes]]:
    for entry in log.entries(book.db):
        for part in entry.parts:
            if part is not None:
                yield "record", part
    for draft in drafts.drafts(book.db):
        yield "draft", draft.text.encode()
    for kept in check.known_files(book, progress):
        if kept.size <= _LARGEST_KEY_FILE:
            with (
                contextlib.suppress(Damaged),
                book.safe.files.open(kept.file, kept.key, kept.beside) as reader,
            ):
                yield "file", reader.read()


# ------------------------------------------------------------------ making one


def seal(book: Casebook, to: Path, recipients: Sequence[str], progress: Progress) -> Sealed:
    """Write the whole casebook to *to*, for *recipients*, and verify it; complete, or nothing is there.

    Raises `BadRecipient`, `RecipientOpensHere`, `SealedFileThere`, `PlaceInside`, `CopyIncomplete`,
    `SealedDiffers`, disk refusals, `Cancelled`.
    """
    wanted = check_recipients(book, recipients, progress)
    check_place(book, to)
    throwaway = age.Identity.made()
    key = Secret(book.random(KEY_SIZE))
    with _passing_copy(book, key, progress) as (folder, items):
        part = to.with_name(f".{secrets.token_hex(8)}.part")
        try:
            plain = hashlib.sha256()
            contents = _packed(folder, key, items, plain, progress)
            _encrypt(part, contents, (*wanted, throwaway.recipient))
            size, digest = _verify(part, throwaway, items, plain.digest(), progress)
            _name(part, to)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
    key.wipe()
    return Sealed(to, size, digest, len(items) - 1, log.heads(book.db).count)


def check_place(book: Casebook, to: Path) -> None:
    """Raise `PlaceInside` or `SealedFileThere` unless a sealed copy can be written to *to*."""
    if is_inside(to, book.safe.folder):
        raise PlaceInside("sealed")
    check_free(to)


def check_free(to: Path) -> None:
    """Raise `SealedFileThere` if anything has that name."""
    if to.exists() or to.is_symlink():
        raise SealedFileThere


def is_inside(path: Path, folder: Path) -> bool:
    """Whether *path* is *folder* or lies anywhere below it."""
    with disk():
        return path.resolve().is_relative_to(folder.resolve())


def _name(part: Path, to: Path) -> None:
    """Give the finished file its name, and not over anything: what appeared there meanwhile is somebody's."""
    with disk():
        try:
            os.link(part, to, follow_symlinks=False)
        except FileExistsError:
            raise SealedFileThere from None
        except OSError:  # FAT and some networks have no second names
            check_free(to)
            part.rename(to)
        part.unlink(missing_ok=True)
        sync_folder(to.parent)


@contextlib.contextmanager
def _passing_copy(book: Casebook, key: Secret, progress: Progress) -> Iterator[tuple[Path, list[Item]]]:
    """A copy in the casebook's own folder, under *key*, that goes again; its files are the safe's own by a second
    name where the disk knows such names. What an interruption leaves of it goes next time, or with the wipe.
    """
    for leftover in _leftovers(book.safe.folder):
        remove_copy(leftover)
    files = check.files_in(book.db, book.safe.files, progress)
    heads = log.heads(book.db)

    def holds(store: FileStore, name: FileId) -> None:
        progress.step("checking-files")
        store.verify(files[name].file, files[name].key, size=files[name].size, sha256=files[name].sha256)

    def look(copy: Database) -> None:
        if log.heads(copy) != heads:
            raise DatabaseDamaged((), 1)

    target = book.safe.folder / b32(book.random(16))
    try:
        with whole_folder(target) as part:
            copied = copying.export_copy(
                book.safe,
                part,
                key,
                wanted=files,
                earlier=(book.safe.folder / "files",),
                holds=holds,
                look=look,
                random=book.random,
                progress=progress,
            )
            if copied.lost:
                raise CopyIncomplete(len(copied.lost))
        yield target, _items(target, copied.database)
    finally:
        remove_copy(target)


def _leftovers(folder: Path) -> list[Path]:
    with disk():
        return [path for path in folder.iterdir() if NAME.fullmatch(path.name) and path.is_dir()]


def _items(folder: Path, database: str) -> list[Item]:
    with disk():
        files = sorted((folder / "files").iterdir())
        return [Item(path.name, path.stat().st_size) for path in (folder / database, *files)]


def _packed(
    folder: Path, key: Secret, items: Sequence[Item], digest: hashlib._Hash, progress: Progress
) -> Iterator[bytes]:
    """The container, told to *digest* as it goes by."""
    total, done = sealed.size_of(items), 0

    def contents(item: Item) -> Iterator[bytes]:
        path = folder / item.name if item is items[0] else folder / "files" / item.name
        with disk(), path.open("rb", buffering=0) as stream:
            while chunk := stream.read(_STEP):
                yield chunk

    for piece in sealed.pack(key.reveal(), items, contents):
        progress.step("sealing-copy", done, total)
        digest.update(piece)
        done += len(piece)
        yield piece


def _encrypt(part: Path, contents: Iterable[bytes], recipients: Sequence[str]) -> None:
    with disk():
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as stream:
            age.encrypt_stream(age.Chunks(contents), cast("BinaryIO", stream), recipients)
            stream.flush()
            os.fsync(stream.fileno())
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@dataclass
class _Compared:
    """A sink that keeps nothing: that the contents are whole, `Unpacker` has proved by the time `end` is called."""

    ended: bool = False

    def key(self, key: bytes) -> None:
        """Not kept."""

    def begin(self, item: Item, *, first: bool) -> None:
        """Not kept."""

    def write(self, data: bytes) -> None:
        """Not kept."""

    def end(self) -> None:
        self.ended = True


class Hashed:
    """Bytes on their way into an `Unpacker`, hashed, and told to whoever waits."""

    def __init__(self, inner: Unpacker, total: int, progress: Progress) -> None:
        self._inner, self._total, self._progress = inner, total, progress
        self.digest = hashlib.sha256()
        self._done = 0

    def write(self, data: bytes, /) -> int:
        """More of the container. Raises `Cancelled`, `BadSealedCopy`, what the sink raises."""
        self._progress.step("verifying-sealed", self._done, self._total)
        self.digest.update(data)
        self._done += len(data)
        return self._inner.write(data)


def _verify(
    part: Path, identity: age.Identity, items: Sequence[Item], plain: bytes, progress: Progress
) -> tuple[int, bytes]:
    """Read the file back, decrypt all of it, take it apart. Its size and SHA-256; raises `SealedDiffers`."""
    compared = _Compared()
    unpacker = Unpacker(compared)
    sink = Hashed(unpacker, sealed.size_of(items), progress)
    try:
        with disk(), part.open("rb") as stream:
            identity.decrypt_stream(stream, sink)
            unpacker.finish()
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").digest()
            size = os.fstat(stream.fileno()).st_size
    except (age.AgeDamaged, age.NotForThisIdentity, sealed.BadSealedCopy):
        raise SealedDiffers from None
    if not compared.ended or unpacker.items != tuple(items) or sink.digest.digest() != plain:
        raise SealedDiffers
    return size, digest
