"""What an import did, in facts: who brought what, and what it leaves to decide. The same before it and after it.

Everything is read from the casebook as it stands once the import is in it: in a rehearsal that is taken back, or for
good. So what is told before can never differ from what is told after.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum

from casebook.base.errors import Damaged
from casebook.base.ids import EntryId, FeedId, FileId, RecordId
from casebook.casework.authors import Author
from casebook.casework.conflicts import Conflict
from casebook.journal.fold import Life
from casebook.sync.brought import Pack, Unread
from casebook.sync.stale import Claimed, Fork


@dataclass(frozen=True, slots=True, repr=False)
class Changed:
    """A record that looks different now. *is_new*: nothing of it was here before. *life*: as it stands now.

    *kind* is empty, and so are *code* and *title*, where all of it was erased.
    """

    record: RecordId
    kind: str
    code: str
    title: str
    is_new: bool
    life: Life


@dataclass(frozen=True, slots=True, repr=False)
class FromDevice:
    """What one device wrote and this stick brought; *carriers* are the other devices in whose packs it came."""

    author: Author
    carriers: tuple[Author, ...]
    changes: int
    records: tuple[Changed, ...]
    cases: int


@dataclass(frozen=True, slots=True, repr=False)
class Ordered:
    """A new order to erase: it hides at once, and destroys here once this person confirms it."""

    order: EntryId
    author: Author | None
    target: Changed
    unit: str | None
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """Changes that came before what they build on: *arrived* of them; *missing* earlier ones of *author* lack."""

    author: Author
    arrived: int
    missing: int


@dataclass(frozen=True, slots=True, repr=False)
class Aside:
    """Changes of *author* that are kept and do not count, that were here and count no more, or that count again."""

    author: Author
    quarantined: int = 0
    withdrawn: int = 0
    released: int = 0


class Arrived(Enum):
    """How much of an attachment is here."""

    WHOLE = "whole"
    PARTLY = "partly"
    NOT = "not"
    """Nothing of it: it was too large to come unasked, or lies on another stick."""


@dataclass(frozen=True, slots=True, repr=False)
class Attachment:
    """A file of a record that came, or of which pieces came. *size*: of its content, in bytes."""

    target: Changed
    file: FileId
    size: int
    arrived: Arrived


@dataclass(frozen=True, slots=True)
class Before:
    """What stood in the casebook before an import: what is there afterwards and not here, came with it."""

    entries: int
    conflicts: frozenset[tuple[RecordId, str]]
    orders: frozenset[EntryId]
    forks: frozenset[FeedId]
    removed: bool


@dataclass(frozen=True, slots=True, repr=False)
class Refusal:
    """A pack that was left out whole, by its name on the stick, and why."""

    pack: str
    fault: Damaged


@dataclass
class Applied:
    """What was taken: new entries, in whose packs each came, what had to be left, and packs that were left out whole.

    *quarantined*, *withdrawn* and *released* are those of `incoming.Taken`; *whole*: files that are here in full now.
    """

    entries: list[EntryId] = field(default_factory=list)
    carriers: dict[EntryId, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    left: list[Pack] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    quarantined: list[EntryId] = field(default_factory=list)
    withdrawn: list[EntryId] = field(default_factory=list)
    released: list[EntryId] = field(default_factory=list)
    clocks: set[FeedId] = field(default_factory=set)
    whole: list[FileId] = field(default_factory=list)
    learnt: set[bytes] = field(default_factory=set)
    copied: bool = False
    pieces: int = 0
    unfit: int = 0
    carried: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is here that was not before."""
        here = (self.entries, self.learnt, self.pieces, self.carried, self.copied)
        return not any(here)

    def add(self, step: Applied) -> None:
        """The same with what one more transaction did."""
        for entry, givers in step.carriers.items():
            self.carriers[entry] |= givers
        for name in ("entries", "left", "quarantined", "withdrawn", "released", "whole"):
            getattr(self, name).extend(getattr(step, name))
        self.clocks |= step.clocks
        self.learnt |= step.learnt
        self.copied = self.copied or step.copied
        self.pieces += step.pieces
        self.unfit += step.unfit
        self.carried += step.carried


@dataclass(frozen=True, slots=True, repr=False)
class Came:
    """What an import did, or would do.

    *conflicts*, *orders* and *forks* are those that were not there before; *deciding*: the record of each conflict.
    *strangers*: changes of devices that nobody here has named. *clocks*: devices whose times lie over a day ahead of
    ours. *claims*: receipts that claim more of our entries than we wrote. *copied*: proof that this casebook is an old
    copy, which may not write on. *removed*: this very device was removed from the team. *newer*: parts that a newer
    version wrote. *torn*: packs whose end is missing. *refused*: packs left out whole. *unfit*: pieces of files that
    did not fit. *carried*: sealed blobs for others. *keys*: epoch keys that were learnt. *more*: the stick holds more,
    to be read next.
    """

    devices: tuple[FromDevice, ...]
    cases: int
    conflicts: tuple[Conflict, ...]
    deciding: tuple[Changed, ...]
    deleted: tuple[Changed, ...]
    orders: tuple[Ordered, ...]
    aside: tuple[Aside, ...]
    waiting: tuple[Waiting, ...]
    strangers: int
    attachments: tuple[Attachment, ...]
    clocks: tuple[Author, ...]
    forks: tuple[Fork, ...]
    claims: tuple[Claimed, ...]
    copied: bool
    removed: bool
    newer: int
    torn: int
    refused: tuple[Refusal, ...]
    unfit: int
    carried: int
    keys: int
    unread: Unread
    more: bool

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing new for this casebook, nor for others."""
        said = (self.devices, self.orders, self.aside, self.attachments, self.forks, self.waiting)
        return not (
            any(said)
            or self.copied
            or self.removed
            or self.carried
            or self.keys
            or self.strangers
            or self.refused
            or self.more
        )
