"""Large contents in sealed frames: nothing to be cut, swapped or flipped unseen, any place read at once.

The form (docs/formats/files.md) is the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár
(2015) with AES-256-GCM: frame *n* is sealed under the nonce *n* (11 bytes, big endian) ‖ *last* (0 or 1).
A key therefore seals one content, once. Inside the frames stand the length (u64, big endian), the content,
and zeros up to the Padmé size, so that the size on disk tells the content's size only roughly.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casebook.base.errors import Damaged

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer  # a name of the type checker's, not there when the program runs

TAG: Final = 16
"""Bytes a frame grows by when it is sealed."""
FRAME: Final = 256 * 1024
"""Bytes of a frame as it lies on disk, its tag included; only the last one may be shorter."""
LENGTH: Final = 8
"""Bytes before the content that say how long it is."""
_STEP: Final = 1024 * 1024


class StreamProblem(StrEnum):
    """What is wrong with a stream."""

    SHORT = "short"
    FRAME = "frame"
    LENGTH = "length"
    PADDING = "padding"


@dataclass(eq=False)
class BadStream(Damaged):
    """A stream was cut, changed, or sealed under another key or name; *frame* is the place."""

    problem: StreamProblem
    frame: int


def padme(size: int) -> int:
    """The size to pad *size* bytes to: at most 12 % more, and few distinct sizes.

    Padmé (Nikitin et al., PURBs, 2019, §4.2): the lowest bits of a size are rounded away, as many as leave
    only the O(log log size) leading bits that a floating-point mantissa of that size would have.
    """
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    rounded = (1 << (exponent - exponent.bit_length())) - 1
    return (size + rounded) & ~rounded


def sealed_size(size: int, frame: int = FRAME) -> int:
    """Bytes that *size* bytes of content take once `write` has sealed them."""
    padded = padme(LENGTH + size)
    return padded + max(1, -(-padded // (frame - TAG))) * TAG


class Frames:
    """Seals and opens single frames: for streams whose start must be usable without their end."""

    def __init__(self, key: bytes, aad: bytes) -> None:
        """*key*: 32 bytes that never seal anything else. *aad*: a label, then the name of what is sealed."""
        self._cipher = AESGCM(key)
        self._aad = aad

    def seal(self, index: int, plaintext: bytes, *, last: bool) -> bytes:
        """The sealed frame *index*: `TAG` bytes longer than *plaintext*."""
        return self._cipher.encrypt(_nonce(index, last=last), plaintext, self._aad)

    def open(self, index: int, sealed: bytes, *, last: bool) -> bytes:
        """The plaintext of frame *index*. Raises `BadStream` if it is not exactly what was sealed there."""
        if len(sealed) < TAG:
            raise BadStream(StreamProblem.SHORT, index)
        try:
            return self._cipher.decrypt(_nonce(index, last=last), sealed, self._aad)
        except InvalidTag:
            raise BadStream(StreamProblem.FRAME, index) from None


def _nonce(index: int, *, last: bool) -> bytes:
    return index.to_bytes(11, "big") + bytes([last])


@dataclass(frozen=True, slots=True)
class Written:
    """What was sealed: the length and the SHA-256 of the content, without length field and padding."""

    size: int
    sha256: bytes


def write(handle: int, chunks: Iterable[bytes], *, key: bytes, aad: bytes, frame: int = FRAME) -> Written:
    """Seal *chunks* (of any sizes) into *handle*, an empty file open for writing, from its first byte.

    Memory stays flat: two frames, whatever the content. The length stands in the first frame, so that frame
    is written last; a file whose writing was cut off does not open. Syncing is the caller's business.
    """
    frames = Frames(key, aad)
    digest = hashlib.sha256()
    room = frame - TAG
    first, index, size = b"", 0, 0
    pending = bytearray(LENGTH)

    def flush() -> None:
        # A full frame is sealed only once something follows it: the last one carries the last flag.
        nonlocal first, index
        while len(pending) > room:
            full = bytes(pending[:room])
            del pending[:room]
            if index:
                _put(handle, frames.seal(index, full, last=False), index * frame)
            else:
                first = full
            index += 1

    for piece in _pieces(chunks):
        digest.update(piece)
        size += len(piece)
        pending += piece
        flush()
    for zeros in _zeros(padme(LENGTH + size) - LENGTH - size):
        pending += zeros
        flush()
    length = size.to_bytes(LENGTH, "big")
    if index == 0:
        first = bytes(pending)
    else:
        _put(handle, frames.seal(index, bytes(pending), last=True), index * frame)
    _put(handle, frames.seal(0, length + first[LENGTH:], last=index == 0), 0)
    return Written(size, digest.digest())


def _pieces(chunks: Iterable[bytes]) -> Iterator[memoryview]:
    for chunk in chunks:
        view = memoryview(chunk)
        for start in range(0, len(view), _STEP):
            yield view[start : start + _STEP]


def _zeros(count: int) -> Iterator[bytes]:
    while count:
        step = min(count, _STEP)
        yield bytes(step)
        count -= step


def _put(handle: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        done = os.pwrite(handle, view, offset)
        view, offset = view[done:], offset + done


class Reader(io.RawIOBase):
    """The content of a stream as a seekable file for reading; one frame is kept in memory.

    Opening proves the key, the name, the length and that nothing was cut off: the first and the last frame
    are opened. Every other frame is proved when it is read; `check` proves all of them.
    """

    def __init__(self, handle: int, *, key: bytes, aad: bytes, frame: int = FRAME) -> None:
        """Takes *handle* over: it is closed with the reader, and also if the stream does not open.

        Raises `BadStream`.
        """
        self._handle = handle
        self._frames = Frames(key, aad)
        self._frame = frame
        self._at = 0
        self._kept: tuple[int, bytes] = (-1, b"")
        self.size = 0
        """Bytes of content."""
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        stored = os.fstat(self._handle).st_size
        self._count = max(1, -(-stored // self._frame))
        self._padded = stored - self._count * TAG
        if self._padded < LENGTH or stored - (self._count - 1) * self._frame <= TAG:
            raise BadStream(StreamProblem.SHORT, self._count - 1)
        self._load(self._count - 1)
        self.size = int.from_bytes(self._load(0)[:LENGTH], "big")
        if padme(LENGTH + self.size) != self._padded:
            raise BadStream(StreamProblem.LENGTH, 0)

    def _load(self, index: int) -> bytes:
        """The plaintext of frame *index*."""
        if self._kept[0] != index:
            last = index == self._count - 1
            room = self._padded - index * (self._frame - TAG) + TAG if last else self._frame
            sealed = _get(self._handle, room, index * self._frame, index)
            self._kept = (index, self._frames.open(index, sealed, last=last))
        return self._kept[1]

    def check(self) -> bytes:
        """Prove every frame and the padding. Returns the SHA-256 of the content; raises `BadStream`."""
        digest = hashlib.sha256()
        room = self._frame - TAG
        end = LENGTH + self.size
        for index in range(self._count):
            plain = self._load(index)
            start = index * room
            digest.update(memoryview(plain)[max(LENGTH - start, 0) : max(end - start, 0)])
            if any(plain[max(end - start, 0) :]):
                raise BadStream(StreamProblem.PADDING, index)
        return digest.digest()

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill *buffer* from the present place, wholly unless the content ends. Raises `BadStream`."""
        if self.closed:
            msg = "read of a closed stream"
            raise ValueError(msg)
        target = memoryview(buffer).cast("B")
        room = self._frame - TAG
        done = 0
        while done < len(target) and self._at < self.size:
            index, start = divmod(LENGTH + self._at, room)
            count = min(len(target) - done, self.size - self._at, room - start)
            target[done : done + count] = self._load(index)[start : start + count]
            done += count
            self._at += count
        return done

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place in the content; beyond its end nothing is read."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            msg = "place before the start"
            raise ValueError(msg)
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """The present place in the content."""
        return self._at

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def close(self) -> None:
        """Forget the frame in memory and close the descriptor."""
        if not self.closed:
            self._kept = (-1, b"")
            os.close(self._handle)
        super().close()


def _get(handle: int, count: int, offset: int, index: int) -> bytes:
    parts = []
    while count:
        part = os.pread(handle, count, offset)
        if not part:
            raise BadStream(StreamProblem.SHORT, index)
        parts.append(part)
        count, offset = count - len(part), offset + len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
