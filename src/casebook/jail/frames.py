"""What goes over the pipes between the program and a confined child.

The request stands first on the child's standard input: its length in four bytes (big-endian), then one
MessagePack map. The child answers in frames: one byte of kind, the length of the body in four bytes, the
body. Progress and read frames may come first; exactly one answer, failure or crash comes last.

A read frame asks for a piece of a source the child cannot open itself: which, from where, how much (`ASK`).
The reply goes over the child's standard input, its length in four bytes first, and is as long as was asked
unless the source ends. One question stands at a time. The side that reads believes nothing.
"""

from __future__ import annotations

import enum
import struct
from dataclasses import dataclass

HEAD = struct.Struct(">BI")
SMALL = 1 << 16
"""Bytes of the body of any frame that is not the answer, at most."""
LENGTH = struct.Struct(">I")
"""What stands before the request, and before every piece of a source."""
ASK = struct.Struct(">BQI")
"""A question for a piece: number of the source, offset, count."""
PIECE = 1 << 18
"""Bytes of a piece, at most."""
ANSWER_FD = 1
"""Where the child writes its frames."""


class Frame(enum.IntEnum):
    """The kinds of frame."""

    PROGRESS = 1
    """``[stage, done, total]``."""
    ANSWER = 2
    """The result, as MessagePack of its type."""
    FAILURE = 3
    """A leaf of our errors: ``["module:Class", {field: value}]``."""
    CRASH = 4
    """An exception that is none of ours: ``[class name, ["file.py:line", …]]``."""
    MEMORY = 5
    """Out of memory; no body."""
    READ = 6
    """A question for a piece of a source (`ASK`)."""


LAST = frozenset((Frame.ANSWER, Frame.FAILURE, Frame.CRASH, Frame.MEMORY))
"""The kinds of which exactly one ends the conversation."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the child is to do, sent as a MessagePack map."""

    parent: int
    target: str
    argument: bytes
    files: tuple[int, ...]
    sources: tuple[int, ...]
    """Their sizes."""
    memory: int
    cpu_s: int
    open_files: int


def frame(kind: Frame, body: bytes = b"") -> bytes:
    """One frame, ready to be written."""
    return HEAD.pack(kind, len(body)) + body
