"""Blobs for others, kept to be handed on by whoever cannot read them. Each giver has only so much room.

They lie among the encrypted files, under names and keys of their own. When there are too many, what nobody of the team
signed for goes first; then the giver of most loses its oldest. So nobody can crowd out what others handed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from casebook.base.ids import FileId
from casebook.casework.book import Casebook
from casebook.journal import arrivals, log
from casebook.journal.arrivals import CarriedBlob
from casebook.sync.brought import Sealed
from casebook.sync.live import live
from casebook.sync.pack import Carried

ROOM: Final = 256 * 1024 * 1024
"""Bytes of blobs for others that one casebook keeps."""
HANDED_ON: Final = 5
"""How many sticks a blob for others goes on: who it is for never says so to whoever cannot read it."""
MOST_REMEMBERED: Final = 4096
"""Of so many blobs that were handed on often enough it is remembered: they are not kept again."""
NOBODY: Final = b""
"""In place of a giver: nobody of the team signed for it."""
_HANDED: Final = "handed-on/"


def known(book: Casebook) -> frozenset[bytes]:
    """The blobs that are kept, and those that were handed on often enough."""
    done = {bytes.fromhex(name) for name, count in _counts(book).items() if count >= HANDED_ON}
    return frozenset(done.union(each.id for each in arrivals.carried(book.db)))


def new_ones(book: Casebook, sealed: Iterable[Sealed]) -> list[Sealed]:
    """Those of *sealed* that are not kept yet, and were not long enough, each once."""
    sealed = list(sealed)
    here = known(book) if sealed else frozenset()
    return list({each.id: each for each in sealed if each.id not in here}.values())


def note_handed_on(book: Casebook, blobs: Iterable[bytes]) -> list[FileId]:
    """Each of *blobs* went on one more stick. Belongs inside a transaction.

    Returns the files of those that went on enough of them, which the caller removes after the commit.
    """
    over: list[FileId] = []
    here = {each.id: each.file for each in arrivals.carried(book.db)}
    counts = _counts(book)
    for blob in here.keys() & set(blobs):
        count = counts.get(blob.hex(), 0) + 1
        counts[blob.hex()] = count
        log.note(book.db, _HANDED + blob.hex(), count.to_bytes(2, "big"))
        if count >= HANDED_ON:
            arrivals.carry_no_more(book.db, blob)
            over.append(here.pop(blob))
    done = [name for name in counts if bytes.fromhex(name) not in here]
    gone = [name for name in done if counts[name] < HANDED_ON]  # it had to make room
    kept = len(done) - len(gone)
    finished = (name for name in done if counts[name] >= HANDED_ON)
    for name in (*gone, *islice(finished, max(kept - MOST_REMEMBERED, 0))):
        log.forget(book.db, _HANDED + name)
    return over


def _counts(book: Casebook) -> dict[str, int]:
    noted = log.noted_under(book.db, _HANDED)
    return {name: int.from_bytes(count, "big") for name, count in noted.items()}


def keep(book: Casebook, sealed: Iterable[Sealed], giver: bytes, room: int = ROOM) -> tuple[FileId, ...]:
    """Keep those that are new, handed over by *giver* (the key that signed for the pack, or nothing). Belongs inside a
    transaction.

    Returns the files of those that had to make room, which the caller removes after the commit. Raises disk refusals.
    """
    made: list[FileId] = []
    if giver not in live(book, book.own.compartment):
        giver = NOBODY  # a key is made in no time: only what the team took in is somebody
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
        largest = max(by_giver, key=lambda giver: (giver == NOBODY, by_giver[giver], giver))
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
