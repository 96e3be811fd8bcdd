"""What goes over the pipes between the program and a confined child.

The request is one MessagePack array on the child's standard input, ended by the end of the pipe. The child
answers in frames: one byte of kind, the length of the body in four bytes (big-endian), the body. Progress
frames may come first; exactly one answer, failure or crash comes last. The side that reads believes nothing.
"""

from __future__ import annotations

import enum
import struct
from dataclasses import dataclass

HEAD = struct.Struct(">BI")
SMALL = 1 << 16
"""Bytes of the body of any frame that is not the answer, at most."""
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


@dataclass(frozen=True, slots=True)
class Request:
    """What the child is to do, sent as a MessagePack map."""

    parent: int
    target: str
    argument: bytes
    files: tuple[int, ...]
    memory: int
    cpu_s: int
    open_files: int


def frame(kind: Frame, body: bytes = b"") -> bytes:
    """One frame, ready to be written."""
    return HEAD.pack(kind, len(body)) + body
