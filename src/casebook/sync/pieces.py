"""Attachments that come in pieces: what is awaited, which pieces fit, and the file once it is whole.

A piece is one frame of the encrypted file as it lies with whoever gave it. It is proved under the key of the record
before it is kept, so that nothing has to be thrown away later because one frame in the midst of it was false.

A name and what one record says of it is what is put together: where records contradict each other about one name, each
of their contents comes into a place of its own, and none keeps another from coming.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from casebook.base.ids import FileId, RecordId
from casebook.casework.book import Casebook
from casebook.formats.stream import FRAME, BadStream
from casebook.journal import arrivals, attached, log
from casebook.journal.attached import File
from casebook.sync.brought import Piece
from casebook.vault import arriving
from casebook.vault.arriving import Expected
from casebook.vault.faults import FileChanged, FileMissing

_LOOKED: Final = "looked-for-files"
"""Up to which entry it was asked which files are named and not here."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that a record names and that is not here in full: *here* of its *frames* have come.

    *place*: under which name it will lie here.
    """

    record: RecordId
    file: FileId
    place: FileId
    size: int
    here: int
    frames: int


@dataclass
class Fitting:
    """Pieces that belong in their places, to be written before the transaction ends; and the files then whole."""

    writes: dict[FileId, list[tuple[int, bytes]]] = field(default_factory=lambda: defaultdict(list))
    whole: list[FileId] = field(default_factory=list)
    refused: int = 0

    def write(self, book: Casebook) -> None:
        """Put them on the disk. Raises disk refusals: then the transaction must not be committed."""
        for place, pieces in self.writes.items():
            arriving.write(book.safe.files, place, pieces)


def expected(book: Casebook, places: Collection[FileId]) -> dict[FileId, tuple[RecordId, Expected]]:
    """Of *places*, those that a piece of evidence has a file for, as it describes it."""
    found = _described(book, places)
    return {place: (told.record, _as_told(told)) for place, told in sorted(found.items())}


def _described(book: Casebook, places: Collection[FileId]) -> dict[FileId, File]:
    """What is to lie at each of *places*; nothing for those that nobody describes any more."""
    found: dict[FileId, File] = {}
    for place in places:
        for told in attached.descriptions(book.db, place):
            found.setdefault(attached.place(book.db, told), told)
    if not found.keys() >= set(places):
        # What a record said before it was changed leads back to its name only by way of that.
        for name in attached.contested(book.db):
            for told in attached.descriptions(book.db, name):
                found.setdefault(attached.place(book.db, told), told)
    return {place: found[place] for place in places if place in found}


def _as_told(told: File) -> Expected:
    return Expected(told.file, told.key, told.size, told.sha256)


def forget_lost(book: Casebook) -> None:
    """Where what came of a file is gone (a restored casebook has the note, not the frames), nothing of it has come.

    Belongs inside a transaction.
    """
    for place, here in arrivals.awaited(book.db).items():
        if here and not arriving.has_begun(book.safe.files, place):
            arrivals.note_frames(book.db, place, b"")


def look_again(book: Casebook) -> None:
    """Note what this casebook itself brought back since it last asked: somebody undid a change, or admitted what stood
    aside, and the file it names never came. Belongs inside a transaction.
    """
    await_new(book, attached.named_since(book.db, int.from_bytes(log.noted(book.db, _LOOKED), "big")))


def looked(book: Casebook) -> None:
    """What is named by now was asked for, here or as it came. Belongs inside a transaction."""
    log.note(book.db, _LOOKED, attached.last_entry(book.db).to_bytes(8, "big"))


def await_new(book: Casebook, records: Iterable[RecordId]) -> None:
    """Note the files that *records* name and that are not here. Belongs inside a transaction."""
    missing: list[FileId] = []
    for record in records:
        now = book.get(record)
        if now is None or now.kind != "evidence":
            continue
        for value in now.values("file"):
            named = attached.file_of(record, value)
            if named is not None:
                missing += _missing(book, named.file)
    arrivals.await_files(book.db, missing)


def _missing(book: Casebook, name: FileId) -> Iterator[FileId]:
    """Where what is said of *name* belongs, and does not lie. Belongs inside a transaction."""
    told = attached.descriptions(book.db, name)
    _settle_name(book, name, told)
    for each in told:
        place = attached.place(book.db, each)
        if not book.safe.files.has(place):
            yield place


# ----------------------------------------------------------------------- several contents of one name


def _settle_name(book: Casebook, name: FileId, told: Sequence[File]) -> None:
    """If *told* contradict each other: to which of them what lies under *name*, or began to come there, belongs.

    Belongs inside a transaction. Once settled it stays.
    """
    contents = list({each.beside: each for each in told}.values())
    if len(contents) > 1 and not attached.is_contested(book.db, name):
        attached.give_name(book.db, _holder(book, name, contents))


def _holder(book: Casebook, name: FileId, contents: Sequence[File]) -> File:
    if book.safe.files.has(name):
        fit = [each for each in contents if _opens(book, each)]
        if len(fit) > 1:  # who knows one key can make a file whose ends open under two
            fit = [each for each in fit if _is_it(book, each)]
        return (fit or contents)[0]
    here = arrivals.awaited(book.db).get(name, b"")
    if here:
        index = min(_numbers(here))
        data = arriving.frame(book.safe.files, name, index)
        fit = [each for each in contents if arriving.fits(_as_told(each), index * FRAME, data) is not None]
        return (fit or contents)[0]
    return contents[0]


def _opens(book: Casebook, told: File) -> bool:
    try:
        with book.safe.files.open(told.file, told.key) as reader:
            return reader.size == told.size
    except (BadStream, FileMissing):
        return False


def _is_it(book: Casebook, told: File) -> bool:
    try:
        book.safe.files.verify(told.file, told.key, size=told.size, sha256=told.sha256)
    except (BadStream, FileChanged, FileMissing):
        return False
    return True


# ------------------------------------------------------------------------------------------- pieces


def fit(book: Casebook, pieces: Collection[Piece]) -> Fitting:
    """Which of *pieces*, those of one pack, are what a record awaits; noted as here. Belongs inside a transaction.

    What is of no awaited file is passed over: it is here, or nobody has said what it is. What does not fit is refused.
    """
    fitting = Fitting()
    awaited = arrivals.awaited(book.db) if pieces else {}
    wanted = {name: _wanted(book, name, awaited) for name in {piece.file for piece in pieces} if awaited}
    came: dict[FileId, dict[int, bytes]] = defaultdict(dict)
    for piece in pieces:
        each = wanted.get(piece.file, _NOTHING)
        fits = False
        for place, told in each.places.items():
            index = arriving.fits(told, piece.offset, piece.data)
            if index is not None:
                came[place].setdefault(index, piece.data)
                fits = True
        # It may well be a piece of the content that is here, beside which another description is waiting.
        fitting.refused += bool(each.places) and not fits and not each.has_come
    all_told = {place: told for each in wanted.values() for place, told in each.places.items()}
    for place, frames in came.items():
        _keep(book, fitting, all_told[place], place, frames, _numbers(awaited[place]))
    return fitting


def _keep(
    book: Casebook, fitting: Fitting, told: Expected, place: FileId, came: dict[int, bytes], here: set[int]
) -> None:
    """Keep what *came* of one file in one pack, beside what of it is *here*.

    Who knows its key can seal frames of it that are false, and only the whole file shows that they are. So a pack that
    has all of it is judged by itself: what came before does not spoil it, and nothing of it is kept if it is false.
    """
    if len(came) == told.frames:
        if not arriving.is_whole(told, came):
            fitting.refused += len(came)
            return
        here.clear()
    new = sorted(came.keys() - here)
    if new:
        fitting.writes[place] += [(index * FRAME, came[index]) for index in new]
        here.update(new)
        arrivals.note_frames(book.db, place, _bits(here))
    if len(here) == told.frames:
        fitting.whole.append(place)


@dataclass(frozen=True, slots=True)
class _Awaited:
    """Of one name: what is awaited, and where; and whether another content of it is here."""

    places: Mapping[FileId, Expected]
    has_come: bool


_NOTHING: Final = _Awaited({}, has_come=False)


def _wanted(book: Casebook, name: FileId, awaited: Collection[FileId]) -> _Awaited:
    told = attached.descriptions(book.db, name)
    _settle_name(book, name, told)
    places: dict[FileId, Expected] = {}
    for each in told:
        places.setdefault(attached.place(book.db, each), _as_told(each))
    waiting = {place: told for place, told in places.items() if place in awaited}
    return _Awaited(waiting, has_come=len(waiting) < len(places))


def settle(book: Casebook) -> tuple[FileId, ...]:
    """Put files that have come in full in their places, and forget those that nobody awaits any more.

    Returns the places of those that are whole now. What an earlier run was cut off in is done now. Raises disk
    refusals.
    """
    awaited = arrivals.awaited(book.db)
    wanted = expected(book, awaited.keys())
    done: list[FileId] = []
    again: list[FileId] = []
    gone = sorted(awaited.keys() - wanted.keys())
    for place, (_, told) in wanted.items():
        if book.safe.files.has(place):
            arriving.drop(book.safe.files, place)
            done.append(place)
        elif _come(told, awaited[place]) == told.frames:
            (done if arriving.finish(book.safe.files, told, place) else again).append(place)
    for place in gone:
        arriving.drop(book.safe.files, place)
    if done or again or gone:
        with book.db.transaction():
            for place in done:
                arrivals.await_no_more(book.db, place)
            for place in gone:
                arrivals.await_no_more(book.db, place, never_came=log.holds(book.db, place))
            for place in again:
                arrivals.note_frames(book.db, place, b"")
    return tuple(done)


def incomplete(book: Casebook) -> tuple[Wanted, ...]:
    """Every file that records name and that has not come in full, the smallest first."""
    awaited = arrivals.awaited(book.db)
    found = [
        Wanted(record, told.file, place, told.size, _come(told, awaited[place]), told.frames)
        for place, (record, told) in expected(book, awaited.keys()).items()
    ]
    return tuple(sorted(found, key=lambda each: (each.size, each.place)))


def frames_here(book: Casebook, name: FileId) -> frozenset[int]:
    """The frames of an awaited file that have come: none of them has to be given again.

    Where several contents of that name are awaited, those that each of them has.
    """
    awaited = arrivals.awaited(book.db)
    told = (attached.place(book.db, each) for each in attached.descriptions(book.db, name))
    here = [_numbers(awaited[place]) for place in told if place in awaited]
    return frozenset[int]().union(*here[:1]).intersection(*here)


def names_awaited(book: Casebook) -> frozenset[FileId]:
    """The names of all files that are awaited, whichever content of theirs is."""
    return frozenset(told.file for told in _described(book, arrivals.awaited(book.db).keys()).values())


def _come(told: Expected, here: bytes) -> int:
    """How many frames are noted as here."""
    return (int.from_bytes(here, "little") & (1 << min(told.frames, arriving.MOST_FRAMES)) - 1).bit_count()


def _numbers(here: bytes) -> set[int]:
    """The frames that are noted as here."""
    return {8 * at + bit for at, byte in enumerate(here) if byte for bit in range(8) if byte >> bit & 1}


def _bits(frames: Collection[int]) -> bytes:
    found = bytearray(max(frames, default=-1) // 8 + 1)
    for n in frames:
        found[n // 8] |= 1 << n % 8
    return bytes(found)
