"""Writing a stick: first told in people's words, then written, read back, and told what is safe on it.

`offer` changes nothing. `write` makes keys where somebody came or went since, selects again, and writes: letters, then
packs. A stick that is pulled out or full holds a beginning that is of use; the rest is selected again next time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from casebook.base.errors import Refused
from casebook.base.progress import Progress
from casebook.casework.authors import Author, of_key
from casebook.casework.book import Casebook
from casebook.journal import compartments as places
from casebook.journal import log, quarantine
from casebook.sync import carrying, epochs, lettercarrying, letters, loading, selecting
from casebook.sync.live import live
from casebook.sync.loading import Load, Loading
from casebook.sync.medium import Fault
from casebook.sync.pack import FRAME, Carried, Key
from casebook.sync.selecting import Attachment, Selection, Wish
from casebook.sync.stick import Safe, Session

TOLD: Final = 2
"""On how many sticks a receipt goes by itself: nobody answers it, so nothing says that it arrived. It goes along later
whenever there is something else to write, as long as somebody is not known to hold it."""
_TOLD: Final = "receipts-told"
_NUMBER: Final = 8


@dataclass(eq=False)
class NothingToWrite(Refused):
    """Everybody this casebook could write for is known to have everything."""


@dataclass(eq=False)
class NobodyToWriteFor(Refused):
    """No other device belongs to the team, or none of those that were chosen does."""


class Sort(StrEnum):
    """What a file is, as people count them."""

    PHOTO = "photo"
    VIDEO = "video"
    SOUND = "sound"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Count:
    """How many files of one sort, and how many bytes they have."""

    sort: Sort
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What a stick would carry. *people*: for whom. *bytes*: of files and changes, before they are sealed.

    *files* and *left_out* are counted by sort; *large* are the files left out, to choose from. *news*: there is
    something to write, if only that everything arrived.
    """

    people: tuple[Author, ...]
    changes: int
    files: tuple[Count, ...]
    bytes: int
    left_out: tuple[Count, ...]
    large: tuple[Attachment, ...]
    news: bool
    wish: Wish = field(default_factory=Wish)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of writing. *changes* of *of_changes* are safe on the stick, and *files* of *of_files*.

    *fault* is what ended it before its time: the stick was full, or pulled out. *folder* is the session's directory.
    """

    folder: str
    changes: int
    of_changes: int
    files: int
    of_files: int
    bytes: int
    fault: Fault | None = None

    @property
    def whole(self) -> bool:
        """Everything that was to be written is safe."""
        return self.fault is None and (self.changes, self.files) == (self.of_changes, self.of_files)


def sort_of(mime: str) -> Sort:
    """What people call a file of that kind."""
    return {"image": Sort.PHOTO, "video": Sort.VIDEO, "audio": Sort.SOUND}.get(
        mime.partition("/")[0], Sort.FILE
    )


# ------------------------------------------------------------------------------------------ before


def offer(book: Casebook, for_devices: Iterable[bytes] | None = None, wish: Wish | None = None) -> Offer:
    """What a stick would carry for everybody, or for *for_devices*. Changes nothing. Raises `NobodyToWriteFor`."""
    wish = wish or Wish(None if for_devices is None else frozenset(for_devices))
    found = _selections(book, wish)
    if not found:
        raise NobodyToWriteFor
    due = [each for one in found for each in one.pieces]
    left_out = [each for one in found for each in one.left_out]
    lacking = frozenset(device for one in found for device in one.devices)
    return Offer(
        tuple(of_key(book, device) for device in sorted(lacking)),
        sum(one.changes for one in found),
        _counted(due),
        sum(one.bytes for one in found),
        _counted(left_out),
        tuple(left_out),
        _has_news(book, found, wish) or bool(letters.pending(book)),
        wish,
    )


def _selections(book: Casebook, wish: Wish) -> list[Selection]:
    """What is missing in every compartment this device belongs to and others do too, the team's first."""
    line = quarantine.line(book.db)
    everywhere = (places.team(book.db), *places.others(book.db))
    found = (selecting.missing(book, each, wish=wish, line=line) for each in everywhere)
    return [each for each in found if each.devices]


def _has_news(book: Casebook, found: Iterable[Selection], wish: Wish) -> bool:
    """Whether any of it is more than receipts that were on sticks by themselves. Chosen devices get those, too."""
    told = 0 if wish.devices is not None or wish.again else _told(book)[0]
    return any(
        one.pieces or any(not each.receipt or each.number > told for each in one.entries) for one in found
    )


def _told(book: Casebook) -> list[int]:
    """Of the last sticks, the earliest first, the newest entry that was here when each was written."""
    noted = log.noted(book.db, _TOLD)
    found = [int.from_bytes(noted[at : at + _NUMBER], "big") for at in range(0, len(noted), _NUMBER)]
    return [0] * (TOLD - len(found)) + found


def _note_told(book: Casebook, written: Iterable[Selection]) -> None:
    """One more stick holds everything that was to be written."""
    newest = max((each.number for one in written for each in one.entries), default=0)
    with book.db.transaction():
        numbers = [*_told(book)[1:], max(newest, _told(book)[-1])]
        log.note(book.db, _TOLD, b"".join(each.to_bytes(_NUMBER, "big") for each in numbers))


def _counted(files: Iterable[Attachment]) -> tuple[Count, ...]:
    number, size = Counter[Sort](), Counter[Sort]()
    for each in files:
        sort = sort_of(each.file.mime)
        number[sort] += 1
        size[sort] += each.file.size
    return tuple(Count(sort, number[sort], size[sort]) for sort in Sort if number[sort])


# ------------------------------------------------------------------------------------------ writing


def write(book: Casebook, place: Path, offered: Offer, progress: Progress | None = None) -> Outcome:
    """Write a stick as *offered* says, and read it back. What is in the casebook by now goes along, too.

    Raises `NothingToWrite`, `NobodyToWriteFor`, `StickTooSmall` and other refusals of the stick before anything was
    written, refusals of the casebook, `Cancelled`: then what was complete stays on the stick.
    """
    progress = progress or Progress()
    keys, selections = _keys(book, offered.wish)
    frames = letters.frames(book)
    carried = list(_to_hand_on(book, offered.wish))
    busy = [one for one in selections if one.entries or one.pieces]
    if not _has_news(book, busy, offered.wish) and not frames and not carried:
        raise NothingToWrite
    frames += _letters_to_hand_on(book, offered.wish)
    others = FRAME * len(frames) + sum(len(each.data) for each in carried)
    with Session.begin(place, book.random, need=loading.need(busy, others)) as session:
        writing = _Writing(session, progress, loading.need(busy, others))
        writing.run(frames, Loading(book, keys, book.own.compartment).loads(busy, carried))
        session.check(progress)
        done = session.end()
    if carried:
        _note_handed_on(book, writing.handed(done))
    outcome = writing.outcome(done, busy)
    if outcome.whole and offered.wish.devices is None:
        _note_told(book, busy)
    return outcome


def _keys(book: Casebook, wish: Wish) -> tuple[dict[bytes, Key], list[Selection]]:
    """What every compartment in which something goes is written under, made anew where somebody came or went, and what
    goes then: the entries that announce new keys, too.

    The team's always: it is the outer layer of every pack.
    """
    team, found = places.team(book.db), _selections(book, wish)
    wanted = {one.compartment for one in found if one.entries or one.pieces} | {team}
    before = log.heads(book.db)
    made = {each: epochs.ensure(book, each) for each in sorted(wanted, key=lambda one: (one != team, one))}
    if log.heads(book.db) != before:
        found = _selections(book, wish)
    return {each: Key(epoch.hash, epoch.key) for each, epoch in made.items()}, found


class _Writing:
    """A session half written: which items each file of it holds."""

    def __init__(self, session: Session, progress: Progress, total: int) -> None:
        self._session, self._progress, self._total = session, progress, total
        self._loads: list[Load] = []
        self._letters = 0
        self._fault: Fault | None = None

    def run(self, frames: Sequence[bytes], loads: Iterator[Load]) -> None:
        """Write until everything is written, or the stick takes no more."""
        try:
            for frame in frames:
                self._letters += 1
                self._session.write((frame,), self._progress, total=self._total)
            for load in loads:
                self._loads.append(load.light())
                self._session.write(load.made.frames(), self._progress, total=self._total)
        except Fault as fault:
            self._fault = fault

    def handed(self, done: Safe) -> list[bytes]:
        """The blobs for others that are safe on the stick."""
        packs = done.files[self._letters :]
        return [
            blob
            for load, file in zip(self._loads, packs, strict=False)
            if file.whole and file.safe == file.frames
            for blob in load.carried
        ]

    def outcome(self, done: Safe, selections: Sequence[Selection]) -> Outcome:
        """What is safe, counted from what was read back."""
        packs = done.files[self._letters :]
        changes, files, size = 0, 0, 0
        pieces: Counter[str] = Counter()
        for load, file in zip(self._loads, packs, strict=False):
            for item in load.within(max(file.safe, 0)):
                changes += item.entry is not None and item.entry.change
                pieces[item.piece.file if item.piece else ""] += item.piece.length if item.piece else 0
            size += max(file.safe, 0) * FRAME
        due = [each for one in selections for each in one.pieces]
        files = sum(pieces[each.file.file] == each.stored for each in due)
        return Outcome(
            done.folder,
            changes,
            sum(one.changes for one in selections),
            files,
            len(due),
            size + FRAME * sum(file.safe > 0 for file in done.files[: self._letters]),
            self._fault,
        )


# ------------------------------------------------------------------------------------------ for others


def _to_hand_on(book: Casebook, wish: Wish) -> Iterator[Carried]:
    """Blobs that this device cannot read, as long as there is somebody besides it and whoever gave them."""
    if wish.devices is None and len(live(book, places.team(book.db))) > 2:
        yield from carrying.to_hand_on(book)


def _letters_to_hand_on(book: Casebook, wish: Wish) -> list[bytes]:
    """Frames of letters that are for others: never a reason for a stick of their own."""
    if wish.devices is not None:
        return []
    with epochs.transaction(book):
        return lettercarrying.to_hand_on(book)


def _note_handed_on(book: Casebook, blobs: Iterable[bytes]) -> None:
    """Count on how many sticks each went, and keep those no longer that were on enough of them."""
    with book.db.transaction():
        over = carrying.note_handed_on(book, blobs)
    for file in over:
        book.safe.files.remove(file)
