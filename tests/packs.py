"""Packs for tests: invented rows of bytes, which a pack takes for entries and pieces."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casebook.sync import items, pack
from casebook.sync.directory import Hand
from casebook.sync.items import BlobIndex, PieceRange, Range, Split
from casebook.sync.pack import Blob, Carried, Composition, Key, Opened, Reader

TEAM = Key(b"t" * 32, hashlib.sha256(b"team").digest())
CIRCLE = Key(b"c" * 32, hashlib.sha256(b"circle").digest())
OTHER = Key(b"o" * 32, hashlib.sha256(b"other").digest())


def chance(seed: str) -> Callable[[int], bytes]:
    """A source of bytes that is the same each time; for tests and vectors alone."""
    count = 0

    def random(size: int) -> bytes:
        nonlocal count
        first, count = count + 1, count + -(-size // 32)
        rows = (hashlib.sha256(f"{seed} {number}".encode()).digest() for number in range(first, count + 1))
        return b"".join(rows)[:size]

    return random


@dataclass(frozen=True)
class Rows:
    """What goes into a blob, and what is expected to come out of it."""

    entries: tuple[tuple[bytes, bytes, tuple[bytes | None, ...] | None], ...]
    pieces: tuple[tuple[str, int, bytes], ...] = ()

    def encoded(self) -> list[bytes]:
        return [
            *(items.entry(header, signature, parts) for header, signature, parts in self.entries),
            *(items.piece(file, offset, data) for file, offset, data in self.pieces),
        ]

    def index(self, compartment: bytes) -> BlobIndex:
        ranges = (Range(b"f" * 32, 1, len(self.entries), *self.entries[-1][:2]),) if self.entries else ()
        pieces = tuple(PieceRange(file, offset, len(data)) for file, offset, data in self.pieces)
        return BlobIndex(compartment, ranges, pieces, b"g" * 32)


def rows(seed: str, sizes: Sequence[int], files: Sequence[int] = ()) -> Rows:
    """Entries with parts of those sizes, and one file for each size in *files*, in pieces."""
    random = chance(seed)
    entries = tuple(
        (random(120), random(64), (random(size // 2), None, random(size - size // 2))) for size in sizes
    )
    pieces = tuple(
        (f"file{number}", offset, random(min(items.MOST_PIECE, size - offset)))
        for number, size in enumerate(files)
        for offset in range(0, size, items.MOST_PIECE)
    )
    return Rows(entries, pieces)


def blob(of: Rows, key: Key, compartment: bytes = b"c" * 16) -> Blob:
    return Blob(key, of.index(compartment), of.encoded())


def composed(
    blobs: Iterable[Blob | Carried], seed: str = "pack", team: Key = TEAM, hand: Hand | None = None
) -> bytes:
    return b"".join(Composition(tuple(blobs), team, chance(seed), hand).frames())


def hand(name: str) -> Hand:
    """A device that hands packs over; the same for the same name."""
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
    return Hand(private.public_key().public_bytes_raw(), private.sign)


def opened(data: bytes, keys: Sequence[Key] = (TEAM, CIRCLE)) -> list[Opened | Carried | None]:
    """What a reader with those keys makes of a pack."""
    reader = Reader(io.BytesIO(data), keys[0])
    return [reader.blob(each, keys) for each in reader.blobs]


def taken(came: Opened | Carried | None) -> Split:
    """The items of a blob that opened."""
    assert isinstance(came, Opened)
    return items.parted(came.plain, run=items.here)


def small_pack(by: Hand | None = None) -> bytes:
    """One pack as a small team writes it: the team's blob, a circle's, one that is carried for others."""
    foreign = opened(composed([blob(rows("foreign", [900]), OTHER)], "foreign"))[0]
    assert isinstance(foreign, pack.Carried)
    team = rows("team", [300, 20_000, 4_000, 50_000], [30_000, 270_000])
    mine = [blob(team, TEAM, b"t" * 16), blob(rows("circle", [5_000] * 10), CIRCLE)]
    return composed([*mine, foreign], hand=by)
