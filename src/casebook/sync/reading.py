"""Reading a stick: what of it is for this casebook, opened and taken apart, and nothing taken yet.

A file is known by its first bytes: letters under the team's carrier key, packs under an epoch key that is here or in
one of those letters. What opens is parsed in the jail, by a child that is given no key. All else is counted and left
alone: it may be somebody else's. Nothing in the casebook changes.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from casebook.base.errors import Damaged
from casebook.base.ids import FeedId, FileId
from casebook.base.progress import Progress
from casebook.casework.book import Casebook
from casebook.casework.incoming import Offered
from casebook.jail import launch
from casebook.journal import accepting, arrivals, attached, log, receipts
from casebook.journal.entry import BadEntry, check_entry, decode_header, entry_id
from casebook.sync import (
    carrying,
    epochs,
    items,
    leftover,
    lettercarrying,
    letterframes,
    letters,
    pieces,
    stick,
)
from casebook.sync.brought import Brought, Pack, Piece, Sealed, Signed, Unread
from casebook.sync.directory import blob_id
from casebook.sync.items import BlobIndex, CameEntry, Rest, Split
from casebook.sync.letterframes import LettersDamaged
from casebook.sync.medium import Fault
from casebook.sync.pack import BadPack, Carried, Key, Opened, Reader, recognise
from casebook.sync.receipts import receipt_id
from casebook.sync.stick import Found
from casebook.vault.faults import FileMissing

MOST_AT_ONCE: Final = 512 * 1024 * 1024
"""Bytes of packs that are held in memory at once. A stick with more is read again once these were taken."""

Run = Callable[..., Split]


def read(
    book: Casebook,
    place: Path,
    progress: Progress | None = None,
    *,
    run: Run = launch.run,
    recovered: bool = False,
    most: int = MOST_AT_ONCE,
) -> Brought:
    """Everything on the stick at *place* that is new for this casebook. Changes nothing.

    *recovered*: also what a repair of the stick's file system left. *run* takes a blob apart: `launch.run`. Raises
    refusals of the stick, `NoConfinement`, `Cancelled`, disk refusals; no other thing that lies on a stick.
    """
    return _Reading(book, place, progress or Progress(), run, most).read(recovered=recovered)


class _Reading:
    """A stick half read."""

    def __init__(self, book: Casebook, place: Path, progress: Progress, run: Run, most: int) -> None:
        self._book, self._place, self._progress, self._run = book, place, progress, run
        self._room = most
        self._held = _Held(book)
        self._unread = Unread()
        self._more = False
        self._frames: deque[bytes] = deque(maxlen=lettercarrying.MOST)

    def read(self, *, recovered: bool) -> Brought:
        found = stick.look(self._place, recovered=recovered)
        self._count(others=found.foreign)
        heads = list(self._heads(found.files))
        found_letters = (file for file, head in heads if letters.recognises(self._book, head))
        keys = list(dict.fromkeys(self._letters(found_letters)))
        known = [Key(epoch.hash, epoch.key) for epoch in epochs.known(self._book)]
        known += [Key(epochs.hash_of(key), key) for key in keys]
        marks = leftover.marks(self._book, keys)
        packs = []
        for done, (file, head) in enumerate(heads):
            self._progress.step("reading-packs", done, len(heads))
            if letters.recognises(self._book, head):
                continue
            key = recognise(head, known)
            if key is None and leftover.is_one(head, marks):
                self._count(joinings=1)
            elif key is None:
                self._count(others=1)
            elif self._room <= 0:
                self._more = True
            else:
                with self._passing():
                    packs += self._pack(file, key, known)
        more = self._more or found.more
        return Brought(tuple(packs), tuple(keys), self._unread, more, tuple(self._frames))

    def _count(
        self, *, others: int = 0, damaged: int = 0, newer: int = 0, held: int = 0, joinings: int = 0
    ) -> None:
        was = self._unread
        self._unread = replace(
            was,
            others=was.others + others,
            damaged=was.damaged + damaged,
            newer=was.newer + newer,
            held=was.held + held,
            joinings=was.joinings + joinings,
        )

    def _heads(self, files: Iterable[Found]) -> Iterator[tuple[Found, bytes]]:
        """Each file with its first bytes. One that cannot be read is no reason to leave the others."""
        for file in files:
            self._progress.step("looking-at-stick")
            with self._passing():
                yield file, stick.head(self._place, file)

    @contextlib.contextmanager
    def _passing(self) -> Iterator[None]:
        """A fault of one file is counted; one of the stick is raised."""
        try:
            yield
        except Fault:
            if not self._place.is_dir():
                raise
            self._count(damaged=1)

    def _letters(self, files: Iterable[Found]) -> Iterator[bytes]:
        opening = letters.Opening(self._book)
        for file in files:
            with self._passing(), stick.stage(self._place, file, self._progress) as staged:
                try:
                    data = staged.file.read(items.MOST_ITEM)
                    yield from opening.open(data)
                    self._frames.extend(letterframes.split(data))
                except LettersDamaged:
                    self._count(damaged=1)

    # ---------------------------------------------------------------------------------- one pack

    def _pack(self, file: Found, key: Key, keys: list[Key]) -> list[Pack]:
        """The pack, if it holds anything that is not here and opens."""
        with stick.stage(self._place, file, self._progress) as staged:
            try:
                reader = Reader(staged.file, key)
            except BadPack:
                self._count(damaged=1)
                return []
            blobs = [self._blob(reader, at, keys) for at in range(len(reader.blobs))]
            torn, giver = reader.torn or not staged.whole, reader.giver
        if all(isinstance(blob, _HeldBlob) for blob in blobs) and not torn:
            self._count(held=1)
            return []
        parts = [blob for blob in blobs if isinstance(blob, Pack)]
        if not parts:
            self._count(damaged=1)
            return []
        made = _together(file.name, giver, parts, torn=torn)
        self._room -= sum(len(piece.data) for piece in made.pieces) + staged.size
        return [made]

    def _blob(self, reader: Reader, at: int, keys: list[Key]) -> Pack | _HeldBlob | None:
        lying = reader.blobs[at]
        first = reader.blob(lying, keys, most=1)
        if isinstance(first, Carried):
            # By its bytes, whatever it is called: nobody keeps a blob away by handing over another under its id.
            name = blob_id(first.data)
            if self._held.carries(name):
                return _HeldBlob()
            return Pack("", sealed=(Sealed(name, first.data),))
        if first is None:
            return None
        if lying.frames > 1:
            index = self._split(first)
            if index is not None and index.index is not None and self._held.has(index.index):
                return _HeldBlob()
            opened = reader.blob(lying, keys)
            assert isinstance(opened, Opened)
            first = opened
        split = self._split(first)
        if split is None or split.index is None:
            return None
        if self._held.has(split.index):
            return _HeldBlob()
        if split.newer:
            self._count(newer=1)
        return self._parts(split.index, split, torn=not first.whole or split.rest is Rest.TORN)

    def _split(self, opened: Opened) -> Split | None:
        """The blob taken apart in the jail; `None` where that did not go well, which is the blob's doing."""
        try:
            return items.parted(opened.plain, run=self._run, progress=self._progress)
        except Damaged:
            return None

    def _parts(self, index: BlobIndex, split: Split, *, torn: bool) -> Pack:
        offered = []
        for came in split.entries:
            try:
                offered.append(_offered(came))
            except BadEntry:
                self._count(damaged=1)
        newest = (Signed(each.header, each.signature) for each in index.ranges if each.header)
        found = (Piece(FileId(each.file), each.offset, each.data) for each in split.pieces)
        return Pack("", b"", tuple(offered), tuple(found), tuple(newest), (), torn=torn, newer=split.newer)


class _HeldBlob:
    """A blob of which everything is here."""


def _offered(came: CameEntry) -> Offered:
    """An entry as it is offered, held against itself. Raises `BadEntry`."""
    given = came.parts if came.parts is not None else (None,) * len(decode_header(came.header).commitments)
    check_entry(came.header, given)
    return Offered(came.header, came.signature, given)


def _together(name: str, giver: bytes, parts: list[Pack], *, torn: bool) -> Pack:
    """The blobs of one pack, which are taken in one transaction."""
    return Pack(
        name,
        giver,
        tuple(each for part in parts for each in part.entries),
        tuple(each for part in parts for each in part.pieces),
        tuple(each for part in parts for each in part.newest),
        tuple(each for part in parts for each in part.sealed),
        torn=torn or any(part.torn for part in parts),
        newer=sum(part.newer for part in parts),
    )


# --------------------------------------------------------------------------------- what is here already


class _Held:
    """What of an index is in the casebook, so that a blob need not be read on. Each feed is looked up once."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._reach: dict[FeedId, int] = {}
        self._awaited = pieces.names_awaited(book)
        self._compartments = arrivals.compartments_of_feeds(book.db)
        self._carried = carrying.known(book)

    def carries(self, blob: bytes) -> bool:
        """Whether a blob for others is kept, or was handed on often enough."""
        return blob in self._carried

    def has(self, index: BlobIndex) -> bool:
        """Whether everything a blob tells of is here in full, and was acknowledged."""
        return all(self._has_range(each) for each in index.ranges) and all(
            self._has_piece(each) for each in index.pieces
        )

    def _has_range(self, of: items.Range) -> bool:
        feed = FeedId(of.feed)
        if feed not in self._compartments:
            return False
        if of.header and not accepting.has(self._book.db, entry_id(of.header)):
            return False
        return self._reached(feed) >= of.last

    def _reached(self, feed: FeedId) -> int:
        """Up to where it is held: of our own feed what we wrote, of others what our receipts say is here in full."""
        if feed not in self._reach:
            own = self._book.own.public
            for each in receipts.feeds_in(self._book.db, self._compartments[feed]):
                end = log.feed_end(self._book.db, each.id)
                written = 0 if end is None else end.seq - 1
                self._reach[each.id] = written if each.public == own else self._in_full(each, own)
        return self._reach[feed]

    def _in_full(self, feed: receipts.Feed, own: bytes) -> int:
        """What our receipts say, and receipts of others that followed: to those alone nobody answers."""
        db = self._book.db
        known = receipts.reached(db, own, feed)
        if feed.fork:
            return known.trunk
        chatter = receipt_id(feed.public, self._compartments[feed.id])
        since = receipts.news(db, feed, known, lambda _: False).rows
        answered = all(receipts.says_only(db, row, chatter) for row in since)
        return since[-1].seq if since and answered else known.trunk

    def _has_piece(self, of: items.PieceRange) -> bool:
        name = FileId(of.file)
        if name not in self._awaited:
            try:
                return self._book.safe.files.has(name) or attached.is_contested(self._book.db, name)
            except FileMissing:
                return True  # no name of a file: nothing here could want it
        here = pieces.frames_here(self._book, name)
        first, count = of.offset // items.MOST_PIECE, -(-of.length // items.MOST_PIECE)
        return count <= len(here) and here.issuperset(range(first, first + count))
