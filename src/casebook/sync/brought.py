"""What came on a stick: opened and parsed, and not taken yet. And which of it somebody wants to take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from casebook.base.ids import FeedId, FileId
from casebook.casework.incoming import Offered


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """Part of an encrypted file, as it lies in the giver's casebook: *data* stands at *offset*."""

    file: FileId
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Signed:
    """A header whose entry need not have come along: the newest one of a feed that its giver holds."""

    header: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """What is for others: a blob under a key that is not here, by its random *id* (16 bytes)."""

    id: bytes
    data: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Pack:
    """One pack as far as it can be read. What is taken of it is taken in one transaction.

    *name* is what it is called on the stick; *giver* the key (32 bytes) of the device that signed for it, empty where
    none did. *torn*: its end is missing. *newer*: items of kinds this version does not know.
    """

    name: str
    giver: bytes = b""
    entries: tuple[Offered, ...] = ()
    pieces: tuple[Piece, ...] = ()
    newest: tuple[Signed, ...] = ()
    sealed: tuple[Sealed, ...] = ()
    torn: bool = False
    newer: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """Files of the stick that gave nothing, counted without a judgement.

    *others* are not ours: no key here recognises them, or they are no packs at all. *damaged* are packs of the team's
    of which nothing could be read. *newer* are written in a form that this version does not know. *held* are packs
    of which everything is here. *joinings* are files by which somebody was taken in: they opened once, for one person.
    """

    others: int = 0
    damaged: int = 0
    newer: int = 0
    held: int = 0
    joinings: int = 0


@dataclass(frozen=True, slots=True)
class Brought:
    """Everything a stick brought, in the order in which it is taken.

    *keys* stood in letters for this device; one is kept once the entry that announces it is here. *more*: there was
    more on it than fits into memory at once; it is read again once this was taken. *letters*: frames of them, to be
    handed on to others.
    """

    packs: tuple[Pack, ...]
    keys: tuple[bytes, ...] = field(default=(), repr=False)
    unread: Unread = field(default_factory=Unread)
    more: bool = False
    letters: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to take: only what *devices* (keys) wrote, nothing of those in *without*, and of a feed in *until* nothing
    past that number.

    Of each feed it is always a beginning: what stands later builds on what stands before it. *devices* `None`: all.
    """

    devices: frozenset[bytes] | None = None
    until: Mapping[FeedId, int] = field(default_factory=dict)
    without: frozenset[bytes] = frozenset()


EVERYTHING = Chosen()
