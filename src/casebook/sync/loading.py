"""From what is selected to packs: which entries and pieces go into which pack, in the order in which they are of use.

Entries go before files, the team's before those of circles, small files before large ones; of each feed nothing goes
before what it follows. So whatever a torn stick gives is of use by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from casebook.base.ids import RandomBytes
from casebook.casework.book import Casebook
from casebook.casework.device import DEVICE_KEY
from casebook.formats.stream import FRAME as PIECE
from casebook.journal import receipts
from casebook.sync import items, pack
from casebook.sync.directory import Hand
from casebook.sync.items import BlobIndex, PieceRange, Range
from casebook.sync.pack import Blob, Carried, Composition, Key
from casebook.sync.selecting import Attachment, Going, Selection, parts_for

_LONGEST_HEADER: Final = 4096
_ROOM_FOR_HEADERS: Final = 256 * 1024
"""Bytes of headers told beside the entries of a blob; its index holds at most 1 MiB."""
_A_PIECE_RANGE: Final = 80
_AN_INDEX: Final = 128
_A_RANGE: Final = 64


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a blob, and what is on the stick once it is: an entry, or the last piece of a file."""

    data: bytes = field(repr=False)
    entry: Going | None = None
    piece: PieceRange | None = None
    file: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """One pack, sealed. *blobs*: the items of each of its blobs, in their order; none for a carried one."""

    made: Composition
    blobs: tuple[tuple[Item, ...], ...]
    carried: tuple[bytes, ...]

    def light(self) -> Load:
        """The same without the bytes of its items: what is remembered of a pack once it is being written."""
        blobs = tuple(tuple(replace(item, data=b"") for item in own) for own in self.blobs)
        return replace(self, blobs=blobs)

    def within(self, frames: int) -> Iterator[Item]:
        """The items that are complete in the first *frames* frames of the pack."""
        for own, count in zip(self.blobs, self.made.items_within(frames), strict=True):
            yield from own[:count]


class Loading:
    """Fills pack after pack. *keys*: what each compartment is written under."""

    def __init__(self, book: Casebook, keys: Mapping[bytes, Key], team: bytes) -> None:
        self._book, self._team = book, keys[team]
        self._keys = dict(keys)
        self._random: RandomBytes = book.random
        self._hand = Hand(book.own.public, lambda message: book.safe.keyring.sign(DEVICE_KEY, message))
        self._blobs: list[_Filling] = []
        self._carried: list[Carried] = []

    def loads(self, selections: Sequence[Selection], carried: Iterable[Carried] = ()) -> Iterator[Load]:
        """The packs that *selections* (the team's first) fill, then blobs for others. One is in memory at a time."""
        for selection in selections:
            key = self._keys[selection.compartment]
            older = key if selection.apart is None else Key(selection.apart.hash, selection.apart.key)
            for item in self._entries(selection):
                apart = item.entry is not None and item.entry.apart
                yield from self._put(selection.compartment, older if apart else key, item, is_file=False)
        for selection in selections:
            for item in self._pieces(selection.pieces):
                key = self._keys[selection.compartment]
                yield from self._put(selection.compartment, key, item, is_file=True)
        for each in carried:
            if not self._fits((), each):
                yield from self._close()
            self._carried.append(each)
        yield from self._close()

    def _entries(self, selection: Selection) -> Iterator[Item]:
        for going in selection.entries:
            entry = receipts.entry_at(self._book.db, going.number)
            parts = parts_for(entry, whole=going.whole)
            yield Item(items.entry(entry.header_bytes, entry.signature, parts), entry=going)

    def _pieces(self, files: Iterable[Attachment]) -> Iterator[Item]:
        """Each file piece by piece: a piece is one of its frames, which a reader can prove by itself."""
        for each in files:
            with self._book.safe.files.path(each.place).open("rb") as stream:
                offset = 0
                while data := stream.read(PIECE):
                    piece = PieceRange(each.file.file, offset, len(data))
                    offset += len(data)
                    made = items.piece(each.file.file, piece.offset, data)
                    yield Item(made, piece=piece, file=each if offset >= each.stored else None)

    def _put(self, compartment: bytes, key: Key, item: Item, *, is_file: bool) -> Iterator[Load]:
        """Add an item to the pack; the pack before it, if that is full."""
        last = self._blobs[-1] if self._blobs else None
        fresh = last is None or (last.compartment, last.key, last.is_file) != (compartment, key, is_file)
        if fresh:
            self._blobs.append(_Filling(self._book, compartment, key, is_file=is_file))
        if not self._fits((self._blobs[-1].with_item(item),)):
            if fresh:
                self._blobs.pop()
            yield from self._close()
            self._blobs.append(_Filling(self._book, compartment, key, is_file=is_file))
        self._blobs[-1].add(item)

    def _fits(self, last: Sequence[int], beside: Carried | None = None) -> bool:
        sizes = [blob.size for blob in self._blobs]
        if last:
            sizes[-1:] = last
        carried = [len(each.data) for each in (*self._carried, *([beside] if beside else ()))]
        return pack.fits(sizes, carried)

    def _close(self) -> Iterator[Load]:
        """The pack as it is, if anything is in it."""
        if not self._blobs and not self._carried:
            return
        blobs = [blob.sealed() for blob in self._blobs]
        made = Composition([*blobs, *self._carried], self._team, self._random, self._hand)
        held = (*(tuple(blob.items) for blob in self._blobs), *(() for _ in self._carried))
        yield Load(made, held, tuple(each.id for each in self._carried))
        self._blobs, self._carried = [], []


class _Filling:
    """A blob that is being filled: entries of one compartment, or pieces of its files."""

    def __init__(self, book: Casebook, compartment: bytes, key: Key, *, is_file: bool) -> None:
        self.compartment, self.key, self.is_file = compartment, key, is_file
        self.items: list[Item] = []
        self._newest = () if is_file else tuple(newest(book, compartment))
        room = _AN_INDEX + _A_RANGE * len(self._newest)
        self.size = room + len(items.index(BlobIndex(compartment, self._newest)))

    def with_item(self, item: Item) -> int:
        """The size once *item* is in it, its place in the index included."""
        return self.size + len(item.data) + (_A_PIECE_RANGE if item.piece else 0)

    def add(self, item: Item) -> None:
        self.size = self.with_item(item)
        self.items.append(item)

    def sealed(self) -> Blob:
        """The blob, ready to be sealed."""
        held: dict[bytes, tuple[int, int]] = {}
        for going in (item.entry for item in self.items if item.entry is not None):
            first, last = held.get(going.feed, (going.seq, going.seq))
            held[going.feed] = min(first, going.seq), max(last, going.seq)
        ends = {(each.feed, each.last): each for each in self._newest}
        ranges = list(self._newest)
        for feed, (first, last) in held.items():
            end = ends.get((feed, last))
            if end is not None:
                ranges.remove(end)
            header, signature = (b"", b"") if end is None else (end.header, end.signature)
            ranges.append(Range(feed, first, last, header, signature))
        pieces: list[PieceRange] = []
        for piece in (item.piece for item in self.items if item.piece is not None):
            before = pieces[-1] if pieces else None
            if before is not None and (before.file, before.offset + before.length) == (
                piece.file,
                piece.offset,
            ):
                pieces[-1] = PieceRange(before.file, before.offset, before.length + piece.length)
            else:
                pieces.append(piece)
        index = BlobIndex(self.compartment, tuple(ranges), tuple(pieces))
        return Blob(self.key, index, (item.data for item in self.items))


def newest(book: Casebook, compartment: bytes) -> Iterator[Range]:
    """Of each feed of a compartment its last entry, with the signed header as far as there is room: an old copy of
    that device's casebook, which lacks it, learns from it that it is one.
    """
    room = _ROOM_FOR_HEADERS
    for feed in receipts.feeds_in(book.db, compartment):
        for head in receipts.tips(book.db, feed):
            header, signature = receipts.signed(book.db, head.head)
            told = len(header) <= min(_LONGEST_HEADER, room)
            room -= len(header) if told else 0
            yield Range(feed.id, head.seq, head.seq, header if told else b"", signature if told else b"")


def need(selections: Iterable[Selection], others: int = 0) -> int:
    """About how many bytes packs of *selections* and *others* bytes besides take at most."""
    size = others
    for selection in selections:
        frames = 2 + bool(selection.pieces) * 2
        size += selection.bytes + 64 * len(selection.entries) + frames * pack.FRAME
    return size + size // 8 + 2 * pack.FRAME
