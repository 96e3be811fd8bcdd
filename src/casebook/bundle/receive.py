"""What others hand in: a bundle, a notice, a receipt, an opening, an author slip. Kept apart, or refused.

A bundle is opened in the jail and verified there before any of it is looked at; one that was altered leaves nothing
behind. Its bytes are kept, encrypted, as they came; `casework.receiving` says what is kept beside them.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from casebook.base.errors import Damaged, Refused
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle import known as knowing
from casebook.bundle import reading
from casebook.bundle.known import Known
from casebook.bundle.reading import Read, Told
from casebook.bundle.trust import State, Trust
from casebook.bundle.verify import OtherSigner
from casebook.casework import disclosures, receiving, receiving_key
from casebook.casework.alike import Alike, alike
from casebook.casework.book import Casebook
from casebook.casework.evidence import CHUNK, NotAFile
from casebook.casework.receiving import Bundle, Received, Text
from casebook.casework.touched import Touched
from casebook.formats.age import Identity, NotForThisIdentity, Writes
from casebook.jail import launch
from casebook.vault.faults import disk

MOST: Final = 2 * 1024 * 1024 * 1024
"""Bytes of a bundle, encrypted or not: it is decrypted in memory."""
_AGE: Final = b"age-encryption.org/"


class Handed(StrEnum):
    """What a file that others handed in is, by its first bytes."""

    BUNDLE = "bundle"
    NOTICE = "notice"
    RECEIPT = "receipt"
    OPENING = "opening"
    AUTHOR_SLIP = "author-slip"


@dataclass(eq=False)
class TooLargeToReceive(Refused):
    """The file has *size* bytes; more than *most* are not taken in."""

    size: int
    most: int


@dataclass(eq=False)
class ChangedMeanwhile(Damaged):
    """The file is another than the one that was verified. Nothing was kept."""


@dataclass(eq=False)
class SignerRevoked(Refused):
    """The key that signed it was lost by its owner, and no list confirms this bundle. Nothing was kept."""

    signer: str


@dataclass(eq=False)
class OurOwnBundle(Refused):
    """It left here, as *disclosure*: what it says stands in this casebook already."""

    disclosure: RecordId


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record of the bundle that may be about somebody of ours."""

    number: int
    alike: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A bundle of which every point held, before anything of it is kept. *digest* is of the bytes judged.

    *before*: it came already, as that. *suggestions*: people who may be the same, and are never joined by it.
    """

    name: str
    encrypted: bool
    size: int
    digest: bytes
    read: Read
    trust: Trust
    before: Received | None
    suggestions: tuple[Suggestion, ...]


def what_is(path: Path) -> Handed:
    """What a file is, by its first bytes; what is none of the others is taken for a bundle. Raises `NotAFile`."""
    with _regular(path) as handle:
        start = os.pread(handle, 64 * 1024, 0)
    if start.startswith(b"casebook-opening/"):
        return Handed.OPENING
    if start.startswith(b"casebook-author-slip/"):
        return Handed.AUTHOR_SLIP
    if start.startswith(b"{"):
        return Handed.RECEIPT if b'"casebook-receipt/' in start else Handed.NOTICE
    return Handed.BUNDLE


# -------------------------------------------------------------------------------------------------- a bundle


def look(
    book: Casebook,
    path: Path,
    *,
    identities: Sequence[Identity] = (),
    expected: Collection[str] = (),
    known: Known | None = None,
    progress: Progress | None = None,
) -> Looked:
    """Verify a bundle in the jail and read what it says. Writes nothing.

    *identities* open it if it is encrypted, beside our own key; *expected* are fingerprints of which one must have
    signed it. Raises `NotAFile`, `TooLargeToReceive`, `NotForThisIdentity`, `AgeDamaged`, `OtherSigner`,
    `SignerRevoked`, `OurOwnBundle`, `TooMuchToKeep`, leaves of the jail, and whatever `verify.verify` raises.
    """
    progress = progress or Progress()
    with _opened(book, path, identities, progress) as (handle, encrypted):
        digest = _digest(handle)
        read = launch.run(
            reading.TASK, answer=Read, files=(handle,), limits=reading.LIMITS, progress=progress
        )
        size = os.fstat(handle).st_size
    read.check()
    if expected and read.verdict.signer not in expected:
        raise OtherSigner(read.verdict.signer, min(expected))
    trusted = (known or knowing.known(book)).judge(read.verdict)
    if trusted.state is State.REVOKED:
        raise SignerRevoked(read.verdict.signer)
    manifest = bytes.fromhex(read.verdict.manifest)
    for row in disclosures.disclosures(book):
        if disclosures.manifest_of(row) == manifest:
            raise OurOwnBundle(row.id)
    before = receiving.with_manifest(book, manifest)
    found = tuple(Suggestion(each.number, near) for each in read.records if (near := _alike(book, each)))
    return Looked(path.name, encrypted, size, digest, read, trusted, before, found)


def _alike(book: Casebook, told: Told) -> tuple[Alike, ...]:
    return alike(book, told.names) if told.kind in ("person", "list-entry") else ()


def keep(
    book: Casebook,
    path: Path,
    looked: Looked,
    *,
    identities: Sequence[Identity] = (),
    sender: str = "",
    progress: Progress | None = None,
) -> tuple[RecordId, Touched]:
    """Keep the bundle that was looked at. Returns the id of its source.

    Raises `ReceivedBefore`, `ChangedMeanwhile`, and what `look` raises of files; nothing is kept then.
    """
    progress = progress or Progress()
    with _opened(book, path, identities, progress) as (handle, _):
        if _digest(handle) != looked.digest:
            raise ChangedMeanwhile
        return receiving.keep(book, _to_keep(looked, sender), _checked(handle, looked, progress))


def _to_keep(looked: Looked, sender: str) -> Bundle:
    verdict = looked.read.verdict
    return Bundle(
        identifier=reading.line(verdict.identifier),
        manifest=bytes.fromhex(verdict.manifest),
        signer=verdict.signer,
        sender=sender,
        name=f"{reading.line(verdict.identifier) or verdict.manifest[:16]}.zip",
        texts=tuple(text for each in looked.read.records for text in _texts(each)),
    )


def _texts(told: Told) -> Iterator[Text]:
    name = " · ".join(told.names)[: reading.LONGEST_LINE]
    for place, piece in enumerate(told.pieces, 1):
        part = f" ({place})" if len(told.pieces) > 1 else ""
        yield Text(f"{told.number:04} {told.id}{part}", told.kind, name, piece)


def _checked(handle: int, looked: Looked, progress: Progress) -> Iterator[bytes]:
    """The bytes piece by piece; the last one only if all of them are those that were judged."""
    digest, done = hashlib.sha256(), 0
    for chunk in _pieces(handle):
        progress.step("encrypting-file", done, looked.size)
        done += len(chunk)
        digest.update(chunk)
        yield chunk
    if digest.digest() != looked.digest:
        raise ChangedMeanwhile


@contextlib.contextmanager
def _regular(path: Path) -> Iterator[int]:
    try:
        # Without waiting: a pipe nobody writes to would hold the program.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        raise NotAFile from None
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise NotAFile
        if about.st_size > MOST:
            raise TooLargeToReceive(about.st_size, MOST)
        yield handle
    finally:
        os.close(handle)


@contextlib.contextmanager
def _opened(
    book: Casebook, path: Path, identities: Sequence[Identity], progress: Progress
) -> Iterator[tuple[int, bool]]:
    """The plain archive as an open file: the file itself, or what it decrypts to, in memory alone."""
    with _regular(path) as handle:
        if os.pread(handle, len(_AGE), 0) != _AGE:
            yield handle, False
            return
        progress.step("opening-sealed")
        plain = os.memfd_create("bundle", os.MFD_CLOEXEC)
        try:
            _decrypt(book, handle, plain, identities)
            os.lseek(plain, 0, os.SEEK_SET)
            yield plain, True
        finally:
            os.close(plain)


def _decrypt(book: Casebook, handle: int, plain: int, identities: Sequence[Identity]) -> None:
    """With our own key, or the first of *identities* that opens it. Raises `NotForThisIdentity`, `AgeDamaged`."""
    ways: list[Callable[[BinaryIO, Writes], None]] = []
    if receiving_key.has_recipient(book):
        ways.append(partial(receiving_key.open_sealed, book))
    ways += [identity.decrypt_stream for identity in identities]
    for way in ways:
        os.lseek(handle, 0, os.SEEK_SET)
        os.lseek(plain, 0, os.SEEK_SET)
        os.ftruncate(plain, 0)
        with (
            contextlib.suppress(NotForThisIdentity),
            open(handle, "rb", closefd=False) as source,
            io.FileIO(plain, "w", closefd=False) as sink,
        ):
            way(source, sink)
            return
    raise NotForThisIdentity


def _pieces(handle: int) -> Iterator[bytes]:
    at = 0
    with disk():
        while chunk := os.pread(handle, CHUNK, at):
            at += len(chunk)
            yield chunk


def _digest(handle: int) -> bytes:
    digest = hashlib.sha256()
    for chunk in _pieces(handle):
        digest.update(chunk)
    os.lseek(handle, 0, os.SEEK_SET)
    return digest.digest()
