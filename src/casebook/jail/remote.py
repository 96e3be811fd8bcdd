"""A source the child cannot open, as a seekable file: every piece of it is asked of the parent."""

from __future__ import annotations

import io
import os
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from casebook.jail.frames import PIECE

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer  # a name of the type checker's, not there when the program runs

KEPT: Final = 16
"""Pieces kept, the ones used last: readers of indexed files go back and forth between a few places."""


class RemoteFile(io.RawIOBase):
    """*size* bytes, of which ``ask(offset, count)`` gives a piece."""

    def __init__(self, ask: Callable[[int, int], bytes], size: int) -> None:
        self._ask = ask
        self._size = size
        self._at = 0
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    def _piece(self, number: int) -> bytes:
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number]
        start = number * PIECE
        piece = self._ask(start, min(PIECE, self._size - start))
        self._kept[number] = piece
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return piece

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill *buffer* from the present place, wholly unless the source ends."""
        target = memoryview(buffer).cast("B")
        done = 0
        while done < len(target) and self._at < self._size:
            number, start = divmod(self._at, PIECE)
            part = self._piece(number)[start : start + len(target) - done]
            if not part:
                break  # the source is shorter than it was said to be
            target[done : done + len(part)] = part
            done += len(part)
            self._at += len(part)
        return done

    def readall(self) -> bytes:
        """Everything from the present place on, in one go: the inherited way asks in small steps."""
        rest = bytearray(max(0, self._size - self._at))
        done = self.readinto(rest)
        return bytes(memoryview(rest)[:done])

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place; beyond the end nothing is read."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            msg = "place before the start"
            raise ValueError(msg)
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """The present place."""
        return self._at

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True
