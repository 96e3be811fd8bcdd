"""What the door knows: which folder, and what is in it; and the ways in besides a passphrase, as work.

Never a passphrase that stays: what was typed is wiped once the work is over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.progress import Progress
from casebook.base.words import N_
from casebook.casework import backups, health, recovery, rescuing, unsealing, wiping
from casebook.casework.entering import Entered, How
from casebook.casework.health import Health
from casebook.gui.parts.typed import Typed
from casebook.vault import recovery as seeds
from casebook.vault.faults import IsABackup, disk
from casebook.vault.keys import Kdf
from casebook.vault.wiping import Found

KEYS_FILE = "keys"
IDENTITY_BYTES: Final = 64 * 1024
"""An age identity file is one line and a comment."""
Entering = Callable[[Progress], Entered]


class Standing(StrEnum):
    """What stands in a folder, as far as that can be told without a passphrase."""

    CASEBOOK = "casebook"
    WIPE_BEGUN = "wipe-begun"
    BACKUP = "backup"
    NOTHING = "nothing"


class Kind(StrEnum):
    """What a casebook is restored from, and with what."""

    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a way in
    SHARES = "shares"
    SEALED = "sealed"


def standing(folder: Path | None) -> Standing:
    """What *folder* looks like."""
    if folder is None:
        return Standing.NOTHING
    try:
        return Standing.WIPE_BEGUN if wiping.found(folder) is Found.BEGUN else Standing.CASEBOOK
    except IsABackup:
        return Standing.BACKUP
    except (CasebookError, OSError):  # what cannot be looked at is said when it is opened
        return Standing.CASEBOOK if is_casebook(folder) else Standing.NOTHING


def is_casebook(folder: Path) -> bool:
    """Whether *folder* looks like a casebook. Says nothing about whether it opens."""
    try:
        return (folder / KEYS_FILE).is_file()
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the screen. *folder* is missing on the first day; *again*: it was open and is locked now."""

    folder: Path | None = None
    again: bool = False

    @property
    def heading(self) -> str:
        """The message at the top, marked for translation."""
        if self.again:
            return N_("Locked")
        return N_("Open the casebook")

    @property
    def where(self) -> str:
        """The folder's own name; the way to it stays unsaid."""
        return self.folder.name if self.folder else ""


def problem_with(folder: Path | None) -> str:
    """Why that folder cannot be opened, marked for translation; empty if it may be tried."""
    if folder is None:
        return N_("Write which folder the casebook is in.")
    if not folder.is_dir():
        return N_("There is no such folder.")
    if not is_casebook(folder):
        return N_("There is no casebook in this folder.")
    return ""


# --------------------------------------------------------------------------------------- other ways in


def free_folder(home: Path, name: str) -> Path:
    """A folder for a new casebook beside the others: *name*, with a number if that is taken."""
    for number in range(1, 100):
        folder = home / (name if number == 1 else f"{name} {number}")
        if not folder.exists():
            return folder
    return home / name


def problem_with_new(folder: Path | None) -> str:
    """Why no casebook can be made in *folder*, marked for translation."""
    if folder is None or not folder.is_absolute():
        return N_("Write the new casebook’s folder, beginning with /.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        return N_("Something stands in the new folder already. Choose another name.")
    return ""


def by_shares(folder: Path, texts: Sequence[str], new: Typed, kdf: Kdf | None) -> Entering:
    """Open it with its recovery shares; only *new* opens it from then on."""

    def work(progress: Progress) -> Entered:
        opening = new.opening(progress, apart_from=folder)
        book = recovery.open_with_shares(folder, texts, opening, kdf=kdf, progress=progress)
        return Entered(book, How.SHARES)

    return work


@dataclass(frozen=True, slots=True)
class Source:
    """A backup's folder, its card if that lies apart, and where the casebook shall stand."""

    folder: Path
    card: Path | None
    to: Path


def restoring(source: Source, typed: Typed, kdf: Kdf | None) -> Entering:
    """Restore the newest backup there with the passphrase of its day."""

    def work(progress: Progress) -> Entered:
        [folder, *_] = backups.found_in(source.folder)
        opening = typed.opening(progress)
        book = backups.restore(folder, source.to, opening, card=source.card, kdf=kdf, progress=progress)
        return Entered(book, How.RESTORED)

    return work


def restoring_by_shares(source: Source, texts: Sequence[str], new: Typed, kdf: Kdf | None) -> Entering:
    """The same with recovery shares; *new* opens the new casebook."""

    def work(progress: Progress) -> Entered:
        [folder, *_] = backups.found_in(source.folder)
        opening = new.opening(progress, apart_from=source.to)
        found = seeds.from_seed(seeds.combine(texts, progress=progress).seed)
        try:
            book = backups.restore_by_recovery(
                folder,
                found.recovery_private.reveal(),
                source.to,
                opening,
                card=source.card,
                kdf=kdf,
                progress=progress,
            )
        finally:
            found.wipe()
        return Entered(book, How.RESTORED)

    return work


def unsealing_copy(path: Path, identity: Path, to: Path, new: Typed, kdf: Kdf | None) -> Entering:
    """Open a sealed copy with the private age key in the file *identity*."""

    def work(progress: Progress) -> Entered:
        with disk(), identity.open("rb") as stream:
            text = stream.read(IDENTITY_BYTES).decode(errors="replace")
        opening = new.opening(progress, apart_from=to)
        book = unsealing.open_sealed(path, text, to, opening, kdf=kdf, progress=progress)
        return Entered(book, How.RESTORED)

    return work


def examining(folder: Path, typed: Typed) -> Callable[[Progress], Health]:
    """Look at everything of a casebook that may not open, and leave it closed."""

    def work(progress: Progress) -> Health:
        book, found = health.examine_closed(folder, typed.opening(progress), progress)
        if book is not None:
            book.close()
        return found

    return work


def rescuing_to(folder: Path, typed: Typed, to: Path, kdf: Kdf | None) -> Entering:
    """Save all that still holds into a new casebook; *folder* is not changed."""

    def work(progress: Progress) -> Entered:
        opening = typed.opening(progress)
        book, saved = rescuing.rescue(folder, opening, to, kdf=kdf, progress=progress)
        return Entered(book, How.RESCUED, rescued=saved)

    return work
