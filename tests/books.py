"""Casebooks for tests: real ones in a temporary folder, opened cheaply, and what teammates hand each other."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from casebook.base.ids import RandomBytes, RecordId
from casebook.base.moment import WallClock
from casebook.base.secret import Secret
from casebook.casework import identity
from casebook.casework.book import Casebook
from casebook.casework.device import DEVICE_KEY
from casebook.casework.incoming import Offered, Taken, take_in
from casebook.casework.opening import create_book, open_book
from casebook.casework.touched import Verb
from casebook.journal import log
from casebook.journal.entry import Change, Op
from casebook.vault import keys, slots
from casebook.vault.keys import CHEAPEST, Kdf

PASSPHRASE = "ferry lantern orchard"
START_MS = 1_750_000_000_000


@functools.cache
def _derived(passphrase: bytes, salt: bytes, kdf: Kdf) -> bytes:
    return keys.derive(Secret(passphrase), salt, kdf)


@contextmanager
def derived_once() -> Iterator[None]:
    """Within it, the same passphrase and salt are derived once in a test run: opening costs milliseconds."""
    with mock.patch.object(slots, "derive", lambda p, salt, kdf: _derived(p.reveal(), salt, kdf)):
        yield


class Wall:
    """A clock a test sets. It moves on by one millisecond each time it is read."""

    def __init__(self, ms: int = START_MS) -> None:
        self.ms = ms

    def __call__(self) -> int:
        self.ms += 1
        return self.ms


def make(folder: Path, name: str = "", *, wall: WallClock | None = None) -> Casebook:
    """A new casebook of a device called *name*."""
    return create_book(
        folder,
        Secret(PASSPHRASE),
        name="Harbour Group" if name else "",
        author=name,
        kdf=CHEAPEST,
        wall=wall or Wall(),
    )


def reopen(folder: Path, *, wall: WallClock | None = None, random: RandomBytes = os.urandom) -> Casebook:
    """Open a casebook that was closed, or was copied from one: then nobody uses the other, as far as this one knows."""
    book = open_book(folder, Secret(PASSPHRASE), wall=wall or Wall(), random=random)
    identity.stay(book)
    return book


def reopen_with(folder: Path, passphrase: str) -> Casebook:
    """Open a casebook that has a passphrase of its own."""
    return open_book(folder, Secret(passphrase), wall=Wall())


def copy(book_folder: Path, to: Path) -> Path:
    """Copy a closed casebook's folder."""
    shutil.copytree(book_folder, to)
    return to


def moved(book_folder: Path, to: Path) -> Path:
    """A copy of a closed casebook's folder that counts as the only one."""
    copy(book_folder, to)
    with derived_once():
        reopen(to).close()
    return to


def enrol(book: Casebook, other: Casebook) -> None:
    """Name another device in this casebook, so that its entries are taken in."""
    public = other.safe.keyring.public(DEVICE_KEY)
    now = book.get(other.own.device)
    seen = () if now is None else now.seen("signing")
    book.record(Verb.SET_UP, [Change(other.own.device, "device", "signing", Op.SET, public, seen)])


def team(books: Iterable[Casebook]) -> None:
    """Make every one of *books* know every other, and hold the same entries."""
    everyone = list(books)
    for book in everyone:
        for other in everyone:
            if other is not book:
                enrol(book, other)
    meet(everyone)


def offers(book: Casebook) -> list[Offered]:
    """Everything a casebook holds, as it would be handed over."""
    return [Offered(e.header_bytes, e.signature, e.parts) for e in log.entries(book.db)]


def give(giver: Casebook, taker: Casebook) -> Taken:
    """Hand over everything."""
    return take_in(taker, offers(giver))


def meet(books: Iterable[Casebook]) -> None:
    """Exchange until nobody has anything new for anybody."""
    everyone = list(books)
    while any(_round(everyone)):
        pass


def _round(everyone: list[Casebook]) -> list[int]:
    """Everybody gives to everybody once; how much was new each time."""
    return [len(give(a, b).entries) for a in everyone for b in everyone if a is not b]


def the(book: Casebook, kind: str) -> list[RecordId]:
    """The ids of all live records of a kind."""
    rows = book.db.execute("SELECT id FROM record WHERE kind = ? AND life <> 1 ORDER BY id", (kind,))
    return [RecordId(bytes(row[0])) for row in rows]


def team_bytes(book: Casebook) -> bytes:
    """Every byte of what stands in the team's compartment: headers and parts."""
    rows = book.db.execute(
        "SELECT entry.header, part.bytes FROM entry JOIN feed ON feed.n = entry.feed"
        " LEFT JOIN part ON part.entry = entry.n WHERE feed.compartment = ?",
        (book.own.compartment,),
    )
    return b"".join(bytes(header) + bytes(part or b"") for header, part in rows)


# --------------------------------------------------------------------------- what lies on the disk, decrypted

PAGE = 4096
RESERVED = 80
"""At the end of each page: 16 bytes of initialisation vector, 64 of HMAC-SHA512."""


def pages(path: Path, key: bytes) -> Iterator[bytes]:
    """Every page of a SQLCipher 4 database, free ones and slack included, decrypted without the engine.

    AES-256-CBC with the raw key; the first 16 bytes of the first page are the salt, and are not encrypted.
    """
    data = path.read_bytes()
    for start in range(0, len(data) - PAGE + 1, PAGE):
        page = data[start : start + PAGE]
        vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
        body = page[16 if start == 0 else 0 : PAGE - RESERVED]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
        yield decryptor.update(body) + decryptor.finalize()


def raw(book: Casebook) -> bytes:
    """All decrypted pages of an open casebook's database, and its journal file as it lies there."""
    path = book.db.path
    journal = path.with_name(path.name + "-journal")
    left = journal.read_bytes() if journal.exists() else b""
    return b"".join(pages(path, book.safe._key.reveal())) + left
