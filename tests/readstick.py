"""What somebody finds on a stick: every file opened with what their casebook knows, letters first, then packs.

A short reading for the tests of writing; the program's own is `casebook.sync.reading`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from casebook.casework.book import Casebook
from casebook.casework.incoming import Offered, Taken, take_in
from casebook.journal import compartments
from casebook.sync import epochs, items, letters, pack, receipts, stick
from casebook.sync.items import BlobIndex, CamePiece
from casebook.sync.pack import Carried, Key, Opened


@dataclass
class Found:
    """What could be opened. *sealed*: blobs under keys that are not here; *packs*: sizes of the packs recognised."""

    entries: list[Offered] = field(default_factory=list)
    indexes: list[BlobIndex] = field(default_factory=list)
    pieces: list[CamePiece] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    sealed: list[Carried] = field(default_factory=list)
    packs: list[int] = field(default_factory=list)
    unknown: int = 0


def read(book: Casebook, place: Path) -> Found:
    """Everything on the stick that this casebook can open."""
    found = Found()
    files = sorted(stick.look(place).files, key=lambda each: each.size)
    data = [(place / each.folder / each.name).read_bytes() for each in files]
    rest = []
    for each in data:
        if letters.recognises(book, each[: pack.HEAD]):
            found.keys += letters.open_frames(book, each)
        else:
            rest.append(each)
    known = [Key(one.hash, one.key) for one in epochs.known(book)]
    known += [Key(epochs.hash_of(key), key) for key in found.keys]
    for each in rest:
        _read_pack(found, each, known)
    return found


def _read_pack(found: Found, data: bytes, known: Iterable[Key]) -> None:
    key = pack.recognise(data[: pack.HEAD], known)
    if key is None:
        found.unknown += 1
        return
    found.packs.append(len(data))
    reader = pack.reader_of(data, key)
    for lying in reader.blobs:
        opened = reader.blob(lying, known)
        if isinstance(opened, Carried):
            found.sealed.append(opened)
        elif isinstance(opened, Opened):
            split = items.parted(opened.plain, run=items.here)
            assert split.index is not None
            found.indexes.append(split.index)
            found.pieces += split.pieces
            for one in split.entries:
                if one.parts is not None:
                    found.entries.append(Offered(one.header, one.signature, one.parts))


def take(book: Casebook, place: Path) -> Taken:
    """Read a stick and take all of it, and say so in a receipt in each compartment."""
    found = read(book, place)
    taken = take_in(book, found.entries)
    with book.db.transaction():
        epochs.learn(book, found.keys)
        receipts.append(book, [book.own.compartment, *compartments.others(book.db)])
    book.anchor()
    return taken
