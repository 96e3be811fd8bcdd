"""What to write: the entries and files that some live device is not known to hold, and nothing else.

What everybody holds is told by receipts (`journal.receipts`), feed by feed: so this reads what was written since the
furthest place all of them have reached, however large the casebook is. A stick that was lost left no receipt, so what
was on it is selected again. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import EntryId, FeedId, FileId
from casebook.casework.book import Casebook
from casebook.casework.touched import Verb
from casebook.journal import attached, log, quarantine, receipts
from casebook.journal.acts import Enrol, Heads, word_of
from casebook.journal.attached import File
from casebook.journal.authority import Line
from casebook.journal.entry import Entry
from casebook.journal.receipts import Feed, Reach, Row
from casebook.sync import epochs
from casebook.sync import receipts as said
from casebook.sync.epochs import Epoch
from casebook.sync.receipts import LARGE
from casebook.vault.database import Database

FIRST: Final = frozenset(("roster", "epoch"))
"""Kinds without which nothing else can be read or judged: what holds them goes before all else."""
FOR_EVERYBODY: Final = FIRST | frozenset(("receipt", "fork", "erase", "erased", "lost", "device", "circle"))
"""Kinds whose parts go to a device without a history too: who belongs, who holds what, and what must not come back."""
BY_ITSELF: Final = frozenset((Verb.FOUND, Verb.RECEIPT, Verb.EPOCH, Verb.ERASED))
"""What the program says by itself: not counted among the changes people made."""


@dataclass(frozen=True, slots=True)
class Going:
    """One entry to be written. *whole*: with all its parts; else with those for everybody alone.

    *change*: a person made it, and those it goes to will see it. *early*: it goes before all that is not. *apart*: it
    goes under a key that devices without a history do not have. *receipt*: it is one and says nothing else.
    """

    number: int
    feed: FeedId
    seq: int
    id: EntryId
    size: int
    whole: bool
    change: bool
    early: bool
    apart: bool = False
    receipt: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """An encrypted file to be written: *stored* bytes of it lie at *place* in `files/`. *large*: beyond the limit."""

    file: File
    place: FileId
    stored: int
    large: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """What to write for one compartment, in the order in which it is written. *devices*: for whom.

    *left_out*: large files that go only when somebody asks for them. *apart*: the key of the entries that go apart.
    """

    compartment: bytes
    devices: frozenset[bytes]
    entries: tuple[Going, ...] = ()
    pieces: tuple[Attachment, ...] = ()
    left_out: tuple[Attachment, ...] = ()
    apart: Epoch | None = None

    @property
    def changes(self) -> int:
        """How many changes people made are among the entries."""
        return sum(each.change for each in self.entries)

    @property
    def bytes(self) -> int:
        """Bytes of entries and files, before they are sealed and padded."""
        return sum(each.size for each in self.entries) + sum(each.stored for each in self.pieces)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants written. *devices*: for these alone, whatever else is missing elsewhere.

    *files* go along whatever their size. *limit*: bytes from which a file counts as large. *again*: everything, as if
    nothing had ever arrived (for a casebook that lost what it had).
    """

    devices: frozenset[bytes] | None = None
    files: frozenset[FileId] = frozenset()
    limit: int = LARGE
    again: bool = False


def missing(
    book: Casebook,
    compartment: bytes,
    for_devices: Iterable[bytes] | None = None,
    wish: Wish | None = None,
    line: Line | None = None,
) -> Selection:
    """What of *compartment* some live device (or one of *for_devices*) is not known to hold.

    Devices that were removed, or are no members there, are nobody to write for. *line*: who belongs, where the caller
    has asked already. Raises `BadEntry`.
    """
    wish = wish or Wish(None if for_devices is None else frozenset(for_devices))
    line = line or quarantine.line(book.db)
    everybody = frozenset(device.public for device in line.live(compartment))
    devices = everybody - {book.own.public}
    if wish.devices is not None:
        devices &= wish.devices
    if not devices or book.own.public not in everybody:
        return Selection(compartment, frozenset())
    return _Selecting(book, compartment, line, devices, wish).run()


class _Selecting:
    """One compartment half looked through."""

    def __init__(
        self, book: Casebook, compartment: bytes, line: Line, devices: frozenset[bytes], wish: Wish
    ) -> None:
        self._book, self._compartment, self._devices, self._wish = book, compartment, devices, wish
        live = line.live(compartment)
        self._before: Mapping[bytes, Heads] = {
            device.public: device.before for device in live if device.before is not None
        }
        whole = frozenset(device.public for device in live if device.before is None)
        self._apart = _older_key(book, compartment, whole) if self._before and not wish.again else None
        self._welcomed = _welcomed(book, compartment, line, devices)
        self._partly = (
            {} if wish.again else {each: said.partly_of(book, each, compartment) for each in devices}
        )
        self._asked = frozenset(file for device in devices for file in said.wants(book, device, compartment))
        self._entries: list[Going] = []
        self._files: dict[FileId, File] = {}

    def run(self) -> Selection:
        for feed in receipts.feeds_in(self._book.db, self._compartment):
            self._feed(feed)
        due, left_out = self._attachments()
        return Selection(
            self._compartment,
            self._devices,
            _in_order(self._entries),
            tuple(due),
            tuple(left_out),
            self._apart if any(each.apart for each in self._entries) else None,
        )

    def _feed(self, feed: Feed) -> None:
        """Everything of *feed* that one of the devices lacks."""
        db = self._book.db
        held = {
            device: receipts.NOTHING if self._wish.again else self._reached(device, feed)
            for device in self._devices
            if device != feed.public or self._wish.again
        }
        if not held:
            return
        before = {device: _up_to(db, feed, heads) for device, heads in self._before.items()}
        partly = {device: one.reach(db, feed) for device, one in self._partly.items() if one.lacks}
        for row in receipts.after(db, feed, min(reach.trunk for reach in held.values())):
            lacking = [device for device, reach in held.items() if not reach.covers(row.seq, row.id)]
            lacking = [
                device
                for device in lacking
                if device not in partly
                or not partly[device].covers(row.seq, row.id)
                or self._partly[device].wants(db, row)
            ]
            past = {device for device in before if before[device].covers(row.seq, row.id)}
            whole = [device for device in lacking if device not in past]
            apart = bool(past) and self._apart is not None and self._apart.devices.issuperset(whole)
            if whole:
                self._take(feed, row, whole=True, apart=apart)
            if lacking and (not whole or (apart and len(whole) < len(lacking))):
                self._take(feed, row, whole=False)

    def _reached(self, device: bytes, feed: Feed) -> Reach:
        welcomed = self._welcomed.get(device)
        db = self._book.db
        return receipts.reached(db, device, feed) if welcomed is None else _up_to(db, feed, welcomed)

    def _take(self, feed: Feed, row: Row, *, whole: bool, apart: bool = False) -> None:
        entry = receipts.entry_at(self._book.db, row.number)
        changes = [change for _, change in entry.changes()]
        stamp = entry.stamp()
        by_person = stamp is None or stamp.verb not in BY_ITSELF
        self._entries.append(
            Going(
                row.number,
                feed.id,
                row.seq,
                row.id,
                row.size if whole else len(entry.header_bytes) + len(entry.signature),
                whole,
                change=whole and by_person,
                early=any(change.kind in FIRST for change in changes),
                apart=apart,
                receipt=receipts.says_only(
                    self._book.db, row, said.receipt_id(feed.public, self._compartment)
                ),
            )
        )
        if whole and not receipts.stands_aside(self._book.db, row.number):
            for change in changes:
                file = attached.file_in(change)
                if file is not None:
                    self._files.setdefault(file.beside, file)

    def _attachments(self) -> tuple[list[Attachment], list[Attachment]]:
        """The files that go along, the smallest first, and the large ones that do not."""
        for name in self._asked | self._wish.files:
            # As a record of this compartment holds it: nobody is given another's file by asking for it.
            for file in said.files_named(self._book, self._compartment, name):
                self._files.setdefault(file.beside, file)
        due: list[Attachment] = []
        left_out: list[Attachment] = []
        wanted = self._asked | self._wish.files
        for file in self._files.values():
            place = attached.place(self._book.db, file)
            if not self._book.safe.files.has(place):
                continue
            stored = self._book.safe.files.path(place).stat().st_size
            large = file.size > self._wish.limit
            is_wanted = bool(wanted & {file.file, file.beside})
            (left_out if large and not is_wanted else due).append(Attachment(file, place, stored, large))
        return sorted(due, key=_by_size), sorted(left_out, key=_by_size)


def _by_size(one: Attachment) -> tuple[int, str]:
    return one.stored, one.place


def _welcomed(
    book: Casebook, compartment: bytes, line: Line, devices: Collection[bytes]
) -> Mapping[bytes, Heads]:
    """Of the devices nothing was heard from in the team yet: what their welcome brought them, which nobody enters
    without. Once they say something, that counts.
    """
    if line.root is None or compartment != line.root.compartment:
        return {}
    found = {}
    for device in line.devices:
        silent = (
            device.public in devices and said.said(book, device.public, compartment, receipts.HEADS) is None
        )
        entry = log.entry(book.db, device.enrolled) if silent and device.enrolled is not None else None
        for _, change in () if entry is None else entry.changes():
            word = word_of(change)
            if isinstance(word, Enrol) and word.public == device.public:
                found[device.public] = word.heads
    return found


def _up_to(db: Database, feed: Feed, heads: Heads) -> Reach:
    """What of *feed* lies at or before *heads*, as far as they are here."""
    return receipts.reach(
        db, feed, receipts.heads_among(db, feed, [head for each, head in heads if each == feed.id])
    )


def _older_key(book: Casebook, compartment: bytes, devices: frozenset[bytes]) -> Epoch | None:
    """A key that some of *devices* have and nobody else: the one that most of them do.

    It was written under before the others came. None of those who have it was removed since.
    """
    fit = [
        each for each in epochs.held(book, compartment) if each.entry is not None and each.devices <= devices
    ]
    return max(fit, key=lambda each: (len(each.devices), each.hash), default=None)


def _in_order(entries: Iterable[Going]) -> tuple[Going, ...]:
    """What goes apart, which is older; then of each feed what leads to its last early entry, then the rest.

    Nothing stands before what it follows, so the start of a pack is of use by itself.
    """
    entries = sorted(entries, key=lambda one: one.number)
    last: dict[FeedId, int] = {}
    for one in entries:
        if one.early:
            last[one.feed] = max(last.get(one.feed, 0), one.seq)
    return tuple(
        sorted(entries, key=lambda one: (not one.apart, one.seq > last.get(one.feed, 0), one.number))
    )


def parts_for(entry: Entry, *, whole: bool) -> tuple[bytes | None, ...]:
    """The parts that are written of an entry; those left out are `None` in their places."""
    if whole:
        return entry.parts
    kept = {place for place, change in entry.changes() if change.kind in FOR_EVERYBODY}
    if kept:
        kept.add(0)
    return tuple(part if place in kept else None for place, part in enumerate(entry.parts))
