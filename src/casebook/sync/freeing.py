"""Making room on a stick: which packs every live device is known to hold, so that they may be taken off it.

Nothing is taken off by itself, and nothing that cannot be read here: it may be the last copy for somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from casebook.base.errors import Damaged, Refused
from casebook.base.ids import FeedId, FileId
from casebook.base.progress import Progress
from casebook.casework.book import Casebook
from casebook.jail import launch
from casebook.journal import attached, log, receipts
from casebook.journal.entry import entry_id
from casebook.sync import epochs, items, letters, stick
from casebook.sync import receipts as said
from casebook.sync.items import BlobIndex, PieceRange, Range
from casebook.sync.live import live
from casebook.sync.pack import BadPack, Key, Opened, Reader, recognise
from casebook.sync.reading import Run
from casebook.sync.stick import Found


@dataclass(eq=False)
class NothingToFree(Refused):
    """No pack on the stick is known to be held by everybody. Nothing was taken off it."""


@dataclass(frozen=True, slots=True)
class Free:
    """Packs and letters that may go, each with its first bytes, and how many bytes they take."""

    packs: tuple[tuple[Found, bytes], ...]
    bytes: int


def look(book: Casebook, place: Path, progress: Progress | None = None, *, run: Run = launch.run) -> Free:
    """What on the stick everybody has. Changes nothing. Raises refusals of the stick, `NoConfinement`, `Cancelled`."""
    return _Looking(book, place, progress or Progress(), run).look()


def free(book: Casebook, place: Path, progress: Progress | None = None, *, run: Run = launch.run) -> Free:
    """Take that off the stick. Raises `NothingToFree` and as `look`."""
    progress = progress or Progress()
    found = look(book, place, progress, run=run)
    if not found.packs:
        raise NothingToFree
    stick.free(place, found.packs, progress)
    return found


class _Looking:
    def __init__(self, book: Casebook, place: Path, progress: Progress, run: Run) -> None:
        self._book, self._place, self._progress, self._run = book, place, progress, run
        self._keys = [Key(epoch.hash, epoch.key) for epoch in epochs.known(book)]
        self._all_told = not letters.pending(book)

    def look(self) -> Free:
        found = stick.look(self._place).files
        packs = []
        for done, file in enumerate(found):
            self._progress.step("looking-at-packs", done, len(found))
            head = stick.head(self._place, file)
            # Which letters are in a file of them, nobody can tell: who has every key in force needs none.
            is_letters = letters.recognises(self._book, head)
            if self._all_told if is_letters else self._everybody_has(file, head):
                packs.append((file, head))
        return Free(tuple(packs), sum(file.size for file, _ in packs))

    def _everybody_has(self, file: Found, head: bytes) -> bool:
        key = recognise(head, self._keys)
        if key is None:
            return False
        with stick.stage(self._place, file, self._progress) as staged:
            try:
                reader = Reader(staged.file, key)
            except BadPack:
                return False
            return bool(reader.blobs) and all(self._has_blob(reader, at) for at in range(len(reader.blobs)))

    def _has_blob(self, reader: Reader, at: int) -> bool:
        opened = reader.blob(reader.blobs[at], self._keys)
        if not isinstance(opened, Opened) or not opened.whole:
            return False
        try:
            split = items.parted(opened.plain, run=self._run, progress=self._progress)
        except Damaged:
            return False
        return split.index is not None and split.newer == 0 and self._has(split.index)

    def _has(self, index: BlobIndex) -> bool:
        devices = live(self._book, index.compartment)
        feeds = {feed.id: feed for feed in receipts.feeds_in(self._book.db, index.compartment)}
        return all(self._has_range(devices, feeds, each) for each in index.ranges) and all(
            self._has_file(devices, feeds, index.compartment, each) for each in index.pieces
        )

    def _has_range(self, devices: frozenset[bytes], feeds: dict[FeedId, receipts.Feed], of: Range) -> bool:
        feed = feeds.get(FeedId(of.feed))
        if feed is None:
            return False
        entry = entry_id(of.header) if of.header else None
        return all(
            self._reach(device, feed).covers(of.last, entry)
            if entry is not None
            else self._reach(device, feed).trunk >= of.last
            for device in devices
        )

    def _has_file(
        self,
        devices: frozenset[bytes],
        feeds: dict[FeedId, receipts.Feed],
        compartment: bytes,
        of: PieceRange,
    ) -> bool:
        """Everybody knows of the file, and nobody asks for it."""
        file = FileId(of.file)
        told = attached.descriptions(self._book.db, file)
        names = {file, *(each.beside for each in told)}
        if any(names.intersection(said.wants(self._book, device, compartment)) for device in devices):
            return False
        naming = [
            entry
            for record in attached.naming(self._book.db, file)
            for told in log.parts_of(self._book.db, record)
            if (named := attached.file_in(told.change)) is not None
            and named.file == file
            and (entry := log.entry(self._book.db, told.entry)) is not None
        ]
        return bool(naming) and all(
            (feed := feeds.get(entry.header.feed)) is not None
            and self._reach(device, feed).covers(entry.header.seq, entry.id)
            for entry in naming
            for device in devices
        )

    def _reach(self, device: bytes, feed: receipts.Feed) -> receipts.Reach:
        return receipts.reached(self._book.db, device, feed)
