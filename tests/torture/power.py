"""The disk as it may be after the power went: made from the list that tests/torture/powerloss.c writes.

What a file held when it was last synced is there; of what was written since, any part may be missing. The same of
the names in a folder. Nothing else is assumed: neither that the older change survives the younger one, nor that
syncing a file keeps its name, nor that a write is whole.
"""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_LINE = struct.Struct("<cQQII")
_SECTOR = 512


@dataclass(frozen=True)
class Change:
    """One line of the list. The acknowledgements of the program are among them, with kind ``A``."""

    kind: str
    inode: int
    number: int
    first: bytes
    second: bytes


def changes(path: Path) -> Iterator[Change]:
    """The list, in order; what the kill cut short is left out."""
    data = path.read_bytes()
    at = 0
    while at + _LINE.size <= len(data):
        kind, inode, number, n, m = _LINE.unpack_from(data, at)
        at += _LINE.size
        if at + n + m > len(data):
            return
        yield Change(kind.decode(), inode, number, data[at : at + n], data[at + n : at + n + m])
        at += n + m


@dataclass
class Inode:
    """A file or a folder: what is surely on the disk, and what was changed since the last sync.

    Of a file: bytes, and writes (offset, bytes) or cuts (size, None). Of a folder: names, and entries made (name,
    inode) or taken away (name, None).
    """

    is_folder: bool
    data: bytearray = field(default_factory=bytearray)
    names: dict[str, Inode] = field(default_factory=dict)
    pending: list[tuple[Any, Any]] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.pending:
            self.apply(change)
        self.pending.clear()

    def apply(self, change: tuple[Any, Any]) -> None:
        where, what = change
        if self.is_folder:
            if what is None:
                self.names.pop(where, None)
            else:
                self.names[where] = what
        elif what is None:
            del self.data[where:]
            self.data.extend(bytes(where - len(self.data)))
        else:
            self.data.extend(bytes(max(0, where - len(self.data))))
            self.data[where : where + len(what)] = what

    def now(self) -> Inode:
        """As the running program sees it."""
        seen = Inode(self.is_folder, bytearray(self.data), dict(self.names))
        for change in self.pending:
            seen.apply(change)
        return seen


class Disk:
    """Everything under one folder, as the list goes on. *deaf*: a disk on which a sync does nothing."""

    def __init__(self, root: Path, *, deaf: bool = False) -> None:
        self.root = root
        self.deaf = deaf
        self._by_number: dict[int, Inode] = {}
        self._top = self._read(root)

    def _read(self, path: Path) -> Inode:
        inode = Inode(path.is_dir())
        self._by_number[path.stat().st_ino] = inode
        if inode.is_folder:
            inode.names = {child.name: self._read(child) for child in path.iterdir()}
        else:
            inode.data[:] = path.read_bytes()
        return inode

    def _folder(self, path: bytes) -> tuple[Inode, str]:
        """The folder a path leads to and the name in it, as the running program sees them."""
        *parts, name = Path(path.decode()).relative_to(self.root).parts
        folder = self._top
        for part in parts:
            folder = folder.now().names[part]
        return folder, name

    def do(self, change: Change) -> None:
        """Carry out one line of the list."""
        match change.kind:
            case "C" | "M":
                inode = self._by_number[change.inode] = Inode(change.kind == "M")
                self._name(change.first, inode)
            case "W":
                self._by_number[change.inode].pending.append((change.number, change.first))
            case "T":
                self._by_number[change.inode].pending.append((change.number, None))
            case "S" if not self.deaf:
                self._by_number[change.inode].sync()
            case "R" | "L":
                folder, name = self._folder(change.first)
                self._name(change.second, folder.now().names[name])
                if change.kind == "R":
                    self._name(change.first, None)
            case "U":
                self._name(change.first, None)

    def _name(self, path: bytes, inode: Inode | None) -> None:
        folder, name = self._folder(path)
        folder.pending.append((name, inode))

    def write_out(self, to: Path, keep: random.Random | None, share: float = 1.0) -> None:
        """The disk after the power went, in a new folder *to*: of what was not synced, about *share* survives.

        *keep* `None`: nothing was lost.
        """
        done: dict[int, Inode] = {}
        self._write(self._top, to, keep, share, done)

    def _write(
        self, inode: Inode, to: Path, keep: random.Random | None, share: float, done: dict[int, Inode]
    ) -> None:
        if id(inode) not in done:
            after = Inode(inode.is_folder, bytearray(inode.data), dict(inode.names))
            for where, what in inode.pending:
                if keep is None or keep.random() < share:
                    torn = (
                        keep is not None and not inode.is_folder and what is not None and keep.random() < 0.2
                    )
                    after.apply((where, _torn(where, what, keep) if torn and keep else what))
            done[id(inode)] = after
        after = done[id(inode)]  # a file with two names has lost the same under both
        if after.is_folder:
            to.mkdir(mode=0o700)
            for name, child in after.names.items():
                self._write(child, to / name, keep, share, done)
        else:
            to.write_bytes(after.data)
            to.chmod(0o600)


def _torn(where: int, what: bytes, chance: random.Random) -> bytes:
    """The first sectors of a write."""
    whole = chance.randrange(len(what) // _SECTOR + 1) * _SECTOR
    return what[: max(0, whole - where % _SECTOR)]


def lines(change: Change, rest: bytes) -> tuple[list[dict[str, Any]], bytes]:
    """The acknowledgements in what was written to descriptor 1 so far, and the beginning of the next one."""
    *whole, rest = (rest + change.first).split(b"\n")
    return [json.loads(line) for line in whole], rest
