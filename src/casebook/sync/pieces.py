"""Attachments that come in pieces: what is awaited, which pieces fit, and the file once it is whole.

A piece is one frame of the encrypted file as it lies with whoever gave it. It is proved under the key of the record
before it is kept, so that nothing has to be thrown away later because one frame in the midst of it was false.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from casebook.base.ids import FileId, RecordId
from casebook.casework import evidence
from casebook.casework.book import Casebook
from casebook.journal import arrivals, attached
from casebook.journal.fold import Life
from casebook.sync.brought import Piece
from casebook.vault import arriving
from casebook.vault.arriving import Expected


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that a record names and that is not here in full: *here* of its *frames* have come."""

    record: RecordId
    file: FileId
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
        for file, pieces in self.writes.items():
            arriving.write(book.safe.files, file, pieces)


def expected(book: Casebook, wanted: Collection[FileId]) -> dict[FileId, tuple[RecordId, Expected]]:
    """Of *wanted*, those that a piece of evidence names, as its record describes them."""
    found: dict[FileId, tuple[RecordId, Expected]] = {}
    for file in sorted(wanted):
        for record in attached.naming(book.db, file):
            now = book.get(record)
            if now is None or now.kind != "evidence" or now.state.life is Life.DELETED:
                continue
            for value in now.values("file"):
                kept = evidence.kept_in(record, value)
                if kept is not None and kept.file == file:
                    found.setdefault(file, (record, Expected(file, kept.key, kept.size, kept.sha256)))
    return found


def forget_lost(book: Casebook) -> None:
    """Where what came of a file is gone (a restored casebook has the note, not the frames), nothing of it has come.

    Belongs inside a transaction.
    """
    for file, here in arrivals.awaited(book.db).items():
        if here and not arriving.has_begun(book.safe.files, file):
            arrivals.note_frames(book.db, file, b"")


def await_new(book: Casebook, records: Iterable[RecordId]) -> None:
    """Note the files that *records* name and that are not here. Belongs inside a transaction."""
    missing = []
    for record in records:
        now = book.get(record)
        if now is None or now.kind != "evidence":
            continue
        for value in now.values("file"):
            kept = evidence.kept_in(record, value)
            if kept is not None and not book.safe.files.has(kept.file):
                missing.append(kept.file)
    arrivals.await_files(book.db, missing)


def fit(book: Casebook, pieces: Collection[Piece]) -> Fitting:
    """Which of *pieces* are what a record awaits; noted as here. Belongs inside a transaction.

    What is of no awaited file is passed over: it is here, or nobody has said what it is. What does not fit is refused.
    """
    fitting = Fitting()
    awaited = arrivals.awaited(book.db) if pieces else {}
    wanted = expected(book, {piece.file for piece in pieces} & awaited.keys())
    here = {file: _have(told, awaited[file]) for file, (_, told) in wanted.items()}
    for piece in pieces:
        if piece.file not in wanted:
            continue
        index = arriving.fits(wanted[piece.file][1], piece.offset, piece.data)
        if index is None:
            fitting.refused += 1
        elif index not in here[piece.file]:
            here[piece.file].add(index)
            fitting.writes[piece.file].append((piece.offset, piece.data))
    for file in fitting.writes:
        arrivals.note_frames(book.db, file, _bits(here[file]))
        if len(here[file]) == wanted[file][1].frames:
            fitting.whole.append(file)
    return fitting


def settle(book: Casebook) -> tuple[FileId, ...]:
    """Give files that have come in full their names, and forget those that nobody awaits any more.

    Returns those that are whole now. What an earlier run was cut off in is done now. Raises disk refusals.
    """
    awaited = arrivals.awaited(book.db)
    wanted = expected(book, awaited.keys())
    done: list[FileId] = []
    again: list[FileId] = []
    gone = sorted(awaited.keys() - wanted.keys())
    for file, (_, told) in wanted.items():
        if book.safe.files.has(file):
            arriving.drop(book.safe.files, file)
            done.append(file)
        elif len(_have(told, awaited[file])) == told.frames:
            (done if arriving.finish(book.safe.files, told) else again).append(file)
    for file in gone:
        arriving.drop(book.safe.files, file)
    if done or again or gone:
        with book.db.transaction():
            for file in (*done, *gone):
                arrivals.await_no_more(book.db, file)
            for file in again:
                arrivals.note_frames(book.db, file, b"")
    return tuple(done)


def incomplete(book: Casebook) -> tuple[Wanted, ...]:
    """Every file that records name and that has not come in full, the smallest first."""
    awaited = arrivals.awaited(book.db)
    found = [
        Wanted(record, file, told.size, len(_have(told, awaited[file])), told.frames)
        for file, (record, told) in expected(book, awaited.keys()).items()
    ]
    return tuple(sorted(found, key=lambda each: (each.size, each.file)))


def frames_here(book: Casebook, file: FileId) -> frozenset[int]:
    """The frames of an awaited file that have come: none of them has to be given again."""
    told = expected(book, {file}).get(file)
    awaited = arrivals.awaited(book.db)
    return frozenset() if told is None or file not in awaited else frozenset(_have(told[1], awaited[file]))


def _have(told: Expected, here: bytes) -> set[int]:
    """The frames that are noted as here."""
    return {n for n in range(8 * len(here)) if here[n // 8] >> n % 8 & 1 and n < told.frames}


def _bits(frames: Collection[int]) -> bytes:
    found = bytearray(max(frames, default=-1) // 8 + 1)
    for n in frames:
        found[n // 8] |= 1 << n % 8
    return bytes(found)
