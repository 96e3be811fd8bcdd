"""What a program did to the world outside its memory, as `strace` saw it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    *("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg", "sendmmsg"),
    *("openat", "open", "creat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"),
    *("mkdir", "mkdirat", "socket", "connect", "execve", "mmap", "sendfile", "splice"),
    *("copy_file_range", "io_uring_setup"),
)
WRITES = frozenset(CALLS[:8])
NAMES = frozenset(CALLS[8:20])
UNSEEN = frozenset({"sendfile", "splice", "copy_file_range", "io_uring_setup"})
"""Calls that carry bytes past the eyes of this test: the program makes none of them."""
_LINE = re.compile(rb"^(\d+) +(\w+)\((.*)$", re.DOTALL)
_STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"(\.\.\.)?', re.DOTALL)
_PLACE = re.compile(rb"^\d+<([^>]*)>")


@dataclass(frozen=True)
class Call:
    """One system call: the process, its name, its arguments as printed, the strings among them as bytes."""

    pid: int
    name: str
    arguments: bytes
    strings: tuple[bytes, ...]
    cut: bool

    @property
    def place(self) -> str:
        """What the first descriptor leads to: a path, ``pipe:[…]``, ``socket:[…]``; empty if it is none."""
        found = _PLACE.match(self.arguments)
        return _plain(found[1]).decode(errors="replace") if found else ""


def _plain(text: bytes) -> bytes:
    """What strace wrote with C's escapes."""
    return text.decode("latin-1").encode("latin-1").decode("unicode_escape").encode("latin-1")


def watched(log: Path) -> Sequence[str]:
    """The command that runs another one and writes what it does into *log*."""
    options = ("-f", "-y", "-v", "-s", "2097152", "--seccomp-bpf", "-e", "signal=none")
    return ("strace", *options, "-e", f"trace={','.join(CALLS)}", "-o", str(log))


def calls(log: Path) -> Iterator[Call]:
    """Every call in *log*, once: where it begins, which is where its arguments stand."""
    for line in log.read_bytes().splitlines():
        found = _LINE.match(line)
        if found is not None and found[2].decode() in CALLS:
            strings = [(_plain(text), bool(cut)) for text, cut in _STRING.findall(found[3])]
            yield Call(
                int(found[1]),
                found[2].decode(),
                found[3],
                tuple(text for text, _ in strings),
                any(cut for _, cut in strings),
            )
