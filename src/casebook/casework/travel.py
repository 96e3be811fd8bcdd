"""Travelling: the whole casebook is sealed for somebody else, then wiped; a small new one may go on the road.

The order keeps it safe: the sealed copy is made and verified, then the small casebook, and only then is the old one
wiped. Cut off anywhere, the old casebook still opens, or the sealed copy is complete; `casebook wipe` ends what was
cut off later. Nothing is dropped from the old casebook in part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import closure, sealing, smaller, snapshot, wiping
from casebook.casework.book import Casebook
from casebook.casework.closure import Closure, Named
from casebook.casework.sealing import PlaceInside, Sealed
from casebook.casework.smaller import Small
from casebook.casework.wiping import Before
from casebook.formats import age
from casebook.vault.faults import FolderNotEmpty, disk
from casebook.vault.keys import Kdf
from casebook.vault.slots import Opening
from casebook.vault.wiping import Wiped


@dataclass(eq=False)
class DraftsLeft(Refused):
    """So many drafts stand unsaved, and no copy holds them: save them or give them up first."""

    count: int


@dataclass(frozen=True, slots=True, repr=False)
class Road:
    """The small casebook that is wanted: what to take, where to, and what shall open it."""

    chosen: tuple[RecordId, ...]
    folder: Path
    opening: Opening
    kdf: Kdf | None = None
    named: Named | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Look:
    """What travelling would do: everything a person has to see before saying yes.

    *recipients* with the twelve words of each, to be compared by voice. *taken*: what the small casebook would
    hold; `None` if none is wanted.
    """

    before: Before
    recipients: tuple[tuple[str, tuple[str, ...]], ...]
    taken: Closure | None


@dataclass(frozen=True, slots=True)
class Travelled:
    """What was done, in order."""

    sealed: Sealed
    small: Small | None
    wiped: Wiped


def look(
    book: Casebook,
    recipients: Sequence[str],
    keep: Iterable[RecordId] = (),
    named: Named | None = None,
    progress: Progress | None = None,
) -> Look:
    """What would happen. Writes nothing. Raises `BadRecipient`, `RecipientOpensHere`, `NothingToKeep`, `Damaged`."""
    progress = progress or Progress()
    wanted = sealing.check_recipients(book, recipients, progress)
    keep = tuple(keep)
    taken = closure.closure(snapshot.take(book, progress), keep, named) if keep else None
    words = tuple((recipient, age.recipient_words(recipient)) for recipient in wanted)
    return Look(wiping.before(book), words, taken)


def travel(
    book: Casebook,
    to: Path,
    recipients: Sequence[str],
    *,
    road: Road | None = None,
    drop_drafts: bool = False,
    progress: Progress | None = None,
) -> Travelled:
    """Seal the whole casebook to the file *to*, make the small one if wanted, then wipe the whole.

    Until the wipe begins everything can be cancelled, and what was made is taken away again, except a sealed copy
    that is complete. The book is closed from the wipe on. Raises `DraftsLeft`, `PlaceInside`, `SealedFileThere`,
    `BadRecipient`, `RecipientOpensHere`, `NothingToKeep`, `FolderNotEmpty`, and as `sealing.seal`, `smaller.make`
    and `wiping.wipe` do.
    """
    progress = progress or Progress()
    count = wiping.before(book).drafts
    if count and not drop_drafts:
        raise DraftsLeft(count)
    sealing.check_recipients(book, recipients, progress)
    sealing.check_place(book, to)
    if road is not None:
        check_road(book, to, road.folder)
    now = snapshot.take(book, progress)
    taken = None if road is None else closure.closure(now, road.chosen, road.named)
    sealed = sealing.seal(book, to, recipients, progress)
    small = None
    if road is not None and taken is not None:
        small = smaller.make(book, now, taken, road.folder, road.opening, kdf=road.kdf, progress=progress)
    return Travelled(sealed, small, wiping.wipe(book, progress))


def check_road(book: Casebook, to: Path, folder: Path) -> None:
    """Raise `PlaceInside` or `FolderNotEmpty` unless the small casebook can be made in *folder*."""
    if sealing.is_inside(folder, book.safe.folder) or sealing.is_inside(book.safe.folder, folder):
        raise PlaceInside("small")
    if sealing.is_inside(to, folder):
        raise PlaceInside("sealed")
    with disk():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise FolderNotEmpty(1)
