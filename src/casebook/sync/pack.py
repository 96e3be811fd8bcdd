"""Packs: what a stick carries. Random-looking frames, in an outer layer for the team, each circle's blob in its own.

The start of a pack is of use without its end, because a stick is pulled out when somebody has to leave. The bytes
are those of docs/formats/pack.md. What an entry is, this file does not know.
"""

from __future__ import annotations

import hmac
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from casebook.base.errors import Damaged
from casebook.base.ids import RandomBytes
from casebook.formats.stream import TAG, BadStream, Frames, padme
from casebook.sync import directory, items
from casebook.sync.directory import Directory, Hand, Lying, blob_id
from casebook.sync.items import BlobIndex
from casebook.vault.keys import expand

FRAME: Final = 64 * 1024
"""Bytes of a frame as it lies on the stick."""
MOST_FRAMES: Final = 1024
"""Frames of a pack: 64 MiB."""
HEAD: Final = 64
"""Bytes before the first frame: salt and tag. Enough to recognise a pack."""
PACK_LABEL: Final = b"casebook/pack/1\0"
BLOB_LABEL: Final = b"casebook/blob/1\0"
_SALT: Final = 32
_LENGTH: Final = 4


class PackProblem(StrEnum):
    """What is wrong with a pack."""

    SHORT = "short"
    FRAME = "frame"
    DIRECTORY = "directory"


@dataclass(eq=False)
class BadPack(Damaged):
    """The start of a pack does not open, or says what cannot be; *frame* is the place."""

    problem: PackProblem
    frame: int = 0


@dataclass(frozen=True, slots=True)
class Key:
    """A transport key: *hash* names it in the journal, *key* is its 32 bytes."""

    hash: bytes
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Blob:
    """What a pack brings to one compartment: under *key*, the index, then items as `items` encodes them."""

    key: Key
    index: BlobIndex
    items: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Carried:
    """A blob this device cannot open, whole, under the id it came with: to be brought to whom it is for."""

    id: bytes
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """The decrypted start of a blob, for `items.split`. *whole*: every frame of it opened."""

    id: bytes
    key: Key
    plain: bytes = field(repr=False)
    whole: bool


class Source(Protocol):
    """A file open for reading."""

    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Go to a place; returns it."""

    def read(self, count: int, /) -> bytes | None:
        """As many bytes as there are, at most *count*."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer of encryption: salt ‖ tag ‖ frames of *frame* bytes, the first one `HEAD` bytes shorter."""

    label: bytes
    frame: int

    def keys(self, key: Key, salt: bytes) -> tuple[bytes, bytes]:
        """The tag that commits to *key*, and the key of the frames."""
        both = expand(key.key, self.label, salt, length=64)
        return both[:32], both[32:]

    def recognise(self, head: bytes, keys: Iterable[Key]) -> Key | None:
        if len(head) < HEAD:
            return None
        salt, tag = head[:_SALT], head[_SALT:HEAD]
        return next((key for key in keys if hmac.compare_digest(self.keys(key, salt)[0], tag)), None)

    def room(self, index: int) -> int:
        """Bytes of content in frame *index*."""
        return self.frame - TAG - (HEAD if index == 0 else 0)

    def frames_for(self, size: int) -> int:
        """How many frames *size* bytes need, before padding."""
        return max(1, -(-(size + HEAD) // (self.frame - TAG)))

    def sealed(self, key: Key, salt: bytes, content: Iterable[bytes]) -> Iterator[bytes]:
        """The layer piece by piece, each of `frame` bytes, padded to a Padmé number of them."""
        tag, frames_key = self.keys(key, salt)
        frames = Frames(frames_key, self.label)
        pending, count = bytearray(), 0

        def piece(*, last: bool) -> bytes:
            room = self.room(count)
            plain = bytes(pending[:room]).ljust(room, b"\0")
            del pending[:room]
            return (salt + tag if count == 0 else b"") + frames.seal(count, plain, last=last)

        for each in content:
            pending += each
            # A full frame is sealed only once something follows it: the last one carries the last flag.
            while len(pending) > self.room(count):
                yield piece(last=False)
                count += 1
        total = padme(count + 1)
        while count < total:
            yield piece(last=count == total - 1)
            count += 1

    def opener(self, key: Key, salt: bytes) -> Frames:
        return Frames(self.keys(key, salt)[1], self.label)


_OUTER: Final = _Layer(PACK_LABEL, FRAME)
_INNER: Final = _Layer(BLOB_LABEL, FRAME - TAG)
"""A frame of a blob fills one frame of the pack, so that a torn pack loses no more than its torn frame."""


def recognise(head: bytes, keys: Iterable[Key]) -> Key | None:
    """Which of *keys* a pack is under, from its first `HEAD` bytes; `None` if none of them."""
    return _OUTER.recognise(head, keys)


# ------------------------------------------------------------------------------------------------ writing


def fits(sizes: Sequence[int], carried: Sequence[int] = ()) -> bool:
    """Whether blobs of so many bytes (index and items) and carried ones of so many go into one pack."""
    frames = sum(padme(_INNER.frames_for(size + _LENGTH)) for size in sizes)
    return 1 + frames + sum(size // _INNER.frame for size in carried) <= MOST_FRAMES


class Composition:
    """One pack, sealed in memory (at most 64 MiB): its frames, and what is complete in the first so many of them.

    The frames are let go of as they are handed out, so they are handed out once; the counts stay.
    """

    def __init__(
        self,
        blobs: Sequence[Blob | Carried],
        team: Key,
        random: RandomBytes = os.urandom,
        hand: Hand | None = None,
    ) -> None:
        """Blobs stand in the order given: what matters most, first. `ValueError` unless they `fits`.

        *hand*: who answers for the blobs in it to whoever cannot open them.
        """
        self._team, self._random, self._hand = team, random, hand
        self._ends: list[list[int]] = []
        self._counts: list[int] = []
        self._blobs: list[tuple[bytes, list[bytes]]] = []
        for blob in blobs:
            self._blobs.append(self._carried(blob) if isinstance(blob, Carried) else self._sealed(blob))
            self._counts.append(len(self._blobs[-1][1]))
            if self._used > MOST_FRAMES:
                raise ValueError("more than a pack holds")
        self.count = padme(self._used)
        """Frames of the pack."""

    @property
    def _used(self) -> int:
        return 1 + sum(self._counts)

    @property
    def size(self) -> int:
        """Bytes of the pack."""
        return self.count * FRAME

    def _carried(self, blob: Carried) -> tuple[bytes, list[bytes]]:
        count, odd = divmod(len(blob.data), _INNER.frame)
        if odd or count == 0 or len(blob.id) != 16:
            raise ValueError("no whole blob")
        self._ends.append([])
        return blob.id, [blob.data[at * _INNER.frame : (at + 1) * _INNER.frame] for at in range(count)]

    def _sealed(self, blob: Blob) -> tuple[bytes, list[bytes]]:
        ends: list[int] = []
        self._ends.append(ends)

        def content() -> Iterator[bytes]:
            at = 0
            for number, each in enumerate((items.index(blob.index), *_checked(blob.items))):
                at += len(each)
                if number:
                    ends.append(at)
                yield each
            yield bytes(_LENGTH)

        frames: list[bytes] = []
        for frame in _INNER.sealed(blob.key, self._random(_SALT), content()):
            frames.append(frame)
            if len(frames) + self._used > MOST_FRAMES:
                raise ValueError("more than a pack holds")
        return self._random(16), frames

    def frames(self) -> Iterator[bytes]:
        """The pack, `FRAME` bytes at a time. `ValueError` the second time."""
        blobs, self._blobs = self._blobs, []
        if len(blobs) != len(self._counts):
            raise ValueError("handed out before")
        first = items.framed(directory.written(blobs, self._hand)).ljust(_OUTER.room(0), b"\0")
        return _OUTER.sealed(self._team, self._random(_SALT), _after(first, _let_go(blobs)))

    def items_within(self, frames: int) -> tuple[int, ...]:
        """For each blob how many of its items are complete in the first *frames* frames of the pack."""
        found, at = [], 1
        for own, ends in zip(self._counts, self._ends, strict=True):
            whole = min(max(frames - at, 0), own)
            content = whole * (_INNER.frame - TAG) - (HEAD if whole else 0)
            found.append(sum(end <= content for end in ends))
            at += own
        return tuple(found)


def _checked(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Items as they are, one after another: one without bytes would be read as the end of them all."""
    for row in rows:
        length = len(row) - _LENGTH
        if not 0 < length <= items.MOST_ITEM or int.from_bytes(row[:_LENGTH], "big") != length:
            raise ValueError("no item that a reader takes")
        yield row


def _let_go(blobs: list[tuple[bytes, list[bytes]]]) -> Iterator[bytes]:
    """Every frame of every blob, in order; what was handed out is not kept."""
    blobs.reverse()
    while blobs:
        _, frames = blobs.pop()
        frames.reverse()
        while frames:
            yield frames.pop()


def compose(blobs: Sequence[Blob | Carried], team: Key, random: RandomBytes = os.urandom) -> Iterator[bytes]:
    """The frames of one pack. `ValueError` where it would be too large: ask `fits` first."""
    return Composition(blobs, team, random).frames()


# ------------------------------------------------------------------------------------------------ reading


class Reader:
    """A pack under a key it was recognised by. One frame is in memory besides what is returned."""

    def __init__(self, source: Source, key: Key) -> None:
        """Opens the first frame. Raises `BadPack`; what *source* raises goes on."""
        self._source = source
        self._size = source.seek(0, os.SEEK_END)
        head = self._piece(0, HEAD)
        if len(head) < HEAD:
            raise BadPack(PackProblem.SHORT)
        if recognise(head, [key]) is None:
            raise BadPack(PackProblem.FRAME)
        self._frames = _OUTER.opener(key, head[:_SALT])
        plain = self._first()
        told = _directory(plain)
        self.blobs = told.blobs()
        self.giver = told.giver
        """The key of who signed for what lies in it; nothing where nobody did, or the signature does not hold."""
        self._signed = told.signed
        self.count = padme(1 + sum(each.frames for each in self.blobs))
        """Frames a whole pack has."""

    @property
    def torn(self) -> bool:
        """Whether frames are missing at the end."""
        return self._size < self.count * FRAME

    def blob(self, lying: Lying, keys: Iterable[Key], *, most: int | None = None) -> Opened | Carried | None:
        """What can be read of a blob, up to the first frame that does not open.

        `Opened` under one of *keys*, at most *most* frames of it (1 is enough for the index of a short one);
        `Carried` if none fits and it is whole; `None` if it is of no use: for others, and torn; or not even begun.
        """
        frames = self._lying(lying, lying.frames)
        first = next(frames, b"")
        key = _INNER.recognise(first, keys)
        if key is None:
            data = b"".join((first, *frames))
            whole = len(data) == lying.frames * _INNER.frame
            return Carried(lying.id, data) if whole and self._is_that(lying, data) else None
        opener = _INNER.opener(key, first[:_SALT])
        plain: list[bytes] = []
        for index, sealed in enumerate(_after(first[HEAD:], frames)):
            if most is not None and index == most:
                break
            try:
                plain.append(opener.open(index, sealed, last=index == lying.frames - 1))
            except BadStream:
                break
        return Opened(lying.id, key, b"".join(plain), len(plain) == lying.frames)

    def _is_that(self, lying: Lying, data: bytes) -> bool:
        """In a pack that somebody signed, an id is of these bytes."""
        return not self._signed or blob_id(data) == lying.id

    def good_frames(self) -> int:
        """How many frames open, from the first on, until one does not; `count` if all do."""
        for index in range(1, self.count):
            if self._open(index) is None:
                return index
        return self.count

    def _lying(self, lying: Lying, count: int) -> Iterator[bytes]:
        for index in range(lying.first, lying.first + count):
            plain = self._open(index)
            if plain is None:
                return
            yield plain

    def _first(self) -> bytes:
        sealed = self._piece(HEAD, FRAME - HEAD)
        if len(sealed) < FRAME - HEAD:
            raise BadPack(PackProblem.SHORT)
        for last in (False, True):  # only a pack of nothing has its directory in its last frame
            try:
                return self._frames.open(0, sealed, last=last)
            except BadStream:
                continue
        raise BadPack(PackProblem.FRAME)

    def _open(self, index: int) -> bytes | None:
        sealed = self._piece(index * FRAME, FRAME)
        try:
            return self._frames.open(index, sealed, last=index == self.count - 1)
        except BadStream:
            return None

    def _piece(self, offset: int, count: int) -> bytes:
        self._source.seek(offset)
        found = bytearray()
        while len(found) < count and (part := self._source.read(count - len(found))):
            found += part
        return bytes(found)


def _after(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _directory(plain: bytes) -> Directory:
    """What a pack says it holds. Raises `BadPack`."""
    length = int.from_bytes(plain[:_LENGTH], "big")
    data, padding = plain[_LENGTH : _LENGTH + length], plain[_LENGTH + length :]
    found = directory.read(data)
    if found is None or any(padding) or 1 + sum(frames for _, frames in found.rows) > MOST_FRAMES:
        raise BadPack(PackProblem.DIRECTORY)
    return found


def reader_of(data: bytes, key: Key) -> Reader:
    """A reader of a pack that is in memory."""
    return Reader(io.BytesIO(data), key)
