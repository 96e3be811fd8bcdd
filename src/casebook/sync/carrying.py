"""Blobs for others, kept to be handed on by whoever cannot read them. Each giver has only so much room.

They lie among the encrypted files, under names and keys of their own. When there are too many, the giver of most
loses its oldest: nobody can crowd out what others handed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from casebook.base.ids import FileId
from casebook.casework.book import Casebook
from casebook.journal import arrivals
from casebook.journal.arrivals import CarriedBlob
from casebook.sync.brought import Sealed
from casebook.sync.pack import Carried

ROOM: Final = 256 * 1024 * 1024
"""Bytes of blobs for others that one casebook keeps."""


def new_ones(book: Casebook, sealed: Iterable[Sealed]) -> list[Sealed]:
    """Those of *sealed* that are not kept yet, each once."""
    here = {each.id for each in arrivals.carried(book.db)}
    return list({each.id: each for each in sealed if each.id not in here}.values())


def keep(book: Casebook, sealed: Iterable[Sealed], giver: bytes, room: int = ROOM) -> tuple[FileId, ...]:
    """Keep those that are new. Belongs inside a transaction.

    Returns the files of those that had to make room, which the caller removes after the commit. Raises disk refusals.
    """
    made: list[FileId] = []
    try:
        for each in new_ones(book, sealed):
            stored = book.safe.files.put((each.data,))
            made.append(stored.id)
            arrivals.carry(book.db, CarriedBlob(each.id, giver, len(each.data), stored.id, stored.key))
        return _make_room(book, room)
    except BaseException:
        for file in made:
            book.safe.files.remove(file)
        raise


def _make_room(book: Casebook, room: int) -> tuple[FileId, ...]:
    kept = arrivals.carried(book.db)
    by_giver = Counter[bytes]()
    for each in kept:
        by_giver[each.giver] += each.size
    gone = []
    while sum(by_giver.values()) > room:
        largest = max(by_giver, key=lambda giver: (by_giver[giver], giver))
        oldest = next(each for each in kept if each.giver == largest)
        kept.remove(oldest)
        by_giver[largest] -= oldest.size
        arrivals.carry_no_more(book.db, oldest.id)
        gone.append(oldest.file)
    return tuple(gone)


def to_hand_on(book: Casebook) -> Iterator[Carried]:
    """The blobs kept for others, the oldest first, read as they are asked for. One whose file is gone is left out."""
    for each in arrivals.carried(book.db):
        if book.safe.files.has(each.file):
            with book.safe.files.open(each.file, each.key) as reader:
                yield Carried(each.id, reader.read())


def kept(book: Casebook) -> tuple[CarriedBlob, ...]:
    """What is kept for others, the oldest first: how much, and whose."""
    return tuple(arrivals.carried(book.db))
