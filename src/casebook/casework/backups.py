"""Backups that were made: listed, verified, forgotten, restored; and when the next one is due.

Where a backup and its card lie stands in the ledger of the casebook that made it. docs/formats/backup.md.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

from casebook.base import log as notes
from casebook.base.errors import Damaged, Refused
from casebook.base.ids import FileId, RandomBytes
from casebook.base.moment import DAY_MS, WallClock, system_clock
from casebook.base.progress import Progress
from casebook.casework import cardkeeping, check, restoring
from casebook.casework.book import Casebook
from casebook.casework.cardkeeping import Keeping, NoSuchCard
from casebook.journal import erasure, log
from casebook.vault import backups as cards
from casebook.vault import ledger
from casebook.vault.copying import database_in
from casebook.vault.database import Database
from casebook.vault.faults import DatabaseDamaged, NotACopy, disk
from casebook.vault.files import FileStore
from casebook.vault.keys import Kdf
from casebook.vault.ledger import Generation, Plan
from casebook.vault.place import NAME
from casebook.vault.slots import Mend, Opening


@dataclass(eq=False)
class BackupNotThere(Refused):
    """The backup, or its card, is not where the ledger says: its medium may not be here."""


@dataclass(eq=False)
class NoSuchBackup(Refused):
    """The ledger holds no backup of that name."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A generation as it stands now.

    *reachable*, *card_reachable*: the medium is here and it lies on it. *holds_erased*: something was erased since
    it was made, and its card may still open it. *unfinished*: its making was cut off, or it never was verified.
    *keeping*: where its card is known to be, if teammates keep it.
    """

    generation: Generation
    reachable: bool
    card_reachable: bool
    holds_erased: bool
    keeping: Keeping | None = None

    @property
    def is_relied_on(self) -> bool:
        """Whether what opens it will be there when this casebook is not: teammates who keep a card hold it."""
        return self.keeping is None or self.keeping.is_relied_on

    @property
    def unfinished(self) -> bool:
        """Whether it never was verified: its making was cut off at the very end."""
        return self.generation.verified_ms == 0


@dataclass(frozen=True, slots=True)
class Verified:
    """What reading a backup to its end found. *damaged*: files that are missing or do not open.

    *card*: what is damaged in one of the two copies inside its card; the other one opens it.
    """

    name: str
    entries: int
    files: int
    damaged: tuple[FileId, ...]
    card: Mend | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A backup should be made: the plan, the newest one there is, and how many whole days ago it was made.

    *days* is -1 where the last one lies in the future: the clock was set back, so nobody can tell.
    """

    plan: Plan
    last: Generation | None
    days: int


# ------------------------------------------------------------------ what there is


def backups(book: Casebook) -> tuple[Backup, ...]:
    """Every backup this casebook made and has not forgotten, newest first. Looks at each medium."""
    orders = len(erasure.obeyed(book.db))
    return tuple(_standing(book, one, one.orders < orders) for one in ledger.ledger(book.db))


def _standing(book: Casebook, one: Generation, erased_since: bool) -> Backup:  # noqa: FBT001 - the one thing asked
    if not one.in_team:
        return Backup(one, one.reachable, one.card_reachable, erased_since)
    kept = cardkeeping.keeping(book, one.name)
    return Backup(one, one.reachable, kept.here, erased_since and not kept.is_gone, kept)


def card_of(book: Casebook, one: Generation) -> Path | bytes:
    """What opens it: its card's file, or what teammates keep too. Raises `BackupNotThere`."""
    if not one.in_team:
        return one.card
    try:
        return cardkeeping.find(book, one.name).data
    except NoSuchCard:
        raise BackupNotThere from None


def note(book: Casebook, one: Generation) -> None:
    """Keep a generation in the ledger, over what stood there of it."""
    with book.db.transaction():
        ledger.note(book.db, one)


def drop(book: Casebook, one: Generation) -> None:
    """Strike a generation from the ledger."""
    with book.db.transaction():
        ledger.drop(book.db, one.name)


def plan(book: Casebook) -> Plan | None:
    """When and where backups shall be made."""
    return ledger.plan(book.db)


def set_plan(book: Casebook, wanted: Plan | None) -> None:
    """Change that; it is the computer's own setting and travels to no teammate. `None`: no plan any more."""
    with book.db.transaction():
        ledger.set_plan(book.db, wanted)


def due(book: Casebook) -> Due | None:
    """Whether a backup should be made by now. `None` as well where there is no plan: see `check.examine`."""
    found = plan(book)
    if found is None:
        return None
    last = next((one for one in ledger.ledger(book.db) if one.verified_ms), None)
    if last is None:
        return Due(found, None, 0)
    now = book.clock.now().wall_ms
    if last.made_ms > now + DAY_MS:
        return Due(found, last, -1)
    days = max(0, now - last.made_ms) // DAY_MS
    # The entry that gave the team its card came after it.
    changed = log.heads(book.db).count != last.entries + last.in_team
    return Due(found, last, days) if days >= found.days and changed else None


def find(book: Casebook, name: str) -> Generation:
    """The generation of that name, or whose name begins so. Raises `NoSuchBackup`."""
    matching = [one for one in ledger.ledger(book.db) if name and one.name.startswith(name)]
    if len(matching) != 1:
        raise NoSuchBackup
    return matching[0]


def found_in(place: Path) -> tuple[Path, ...]:
    """The folders of all backups that lie in *place*, of whatever casebook, newest first by the disk's clock.

    *place* itself, if it is a backup. For somebody who has no ledger any more. Raises `NotACopy`: there is none.
    """
    with contextlib.suppress(NotACopy):
        database_in(place)
        return (place,)
    if not ledger.is_place(place):
        raise NotACopy
    with disk():
        found = [
            entry
            for entry in place.iterdir()
            if NAME.fullmatch(entry.name) and (entry / entry.name).is_file()
        ]
        found.sort(key=lambda entry: ((entry / entry.name).stat().st_mtime_ns, entry.name), reverse=True)
    if not found:
        raise NotACopy
    return tuple(found)


# ------------------------------------------------------------------ verifying


def verify(book: Casebook, name: str, opening: Opening, progress: Progress | None = None) -> Verified:
    """Read one of this casebook's backups to its end, and note that in the ledger if everything holds.

    Raises `NoSuchBackup`, `BackupNotThere`, and as `verify_copy`.
    """
    one = find(book, name)
    if not one.reachable or not (one.in_team or one.card_reachable):
        raise BackupNotThere
    found = verify_copy(one.folder, opening, card_of(book, one), progress)
    if not found.damaged:
        note(book, replace(one, verified_ms=book.clock.now().wall_ms))
    return found


def verify_copy(
    folder: Path, opening: Opening, card: Path | bytes | None = None, progress: Progress | None = None
) -> Verified:
    """Read the backup in *folder* to its end: every page, chain, signature, commitment and file.

    Nothing is written to it. Raises as `backups.key_of`; `DatabaseForeign`, `DatabaseDamaged` and the journal's
    `Damaged` leaves. Files are all read; what is wrong with them is in the answer.
    """
    progress = progress or Progress()
    key = cards.key_of(folder, opening, card)
    path = folder / database_in(folder)
    with disk():
        journal = path.with_name(path.name + "-journal")
        if journal.exists() and journal.stat().st_size > 0:
            # Nobody writes into a backup; opening it would roll back into it whatever somebody put here.
            raise DatabaseDamaged((), 1)
    progress.step("opening-database")
    with contextlib.closing(Database.open(path, key)) as copy:
        copy.check_integrity(progress)
        store = FileStore(folder / "files")
        files = check.files_in(copy, store, progress)
        entries = log.heads(copy).count
    damaged = []
    for done, (place, found) in enumerate(files.items()):
        progress.step("checking-files", done, len(files))
        try:
            store.verify(found.file, found.key, size=found.size, sha256=found.sha256)
        except Damaged as damage:
            notes.note("file in a backup", error=damage)
            damaged.append(place)
    return Verified(path.name, entries, len(files), tuple(damaged), cards.mend_of(folder, card))


# ------------------------------------------------------------------ going


def forget(book: Casebook, name: str) -> None:
    """Destroy a backup, its card first, and strike it from the ledger.

    One that somebody deleted already is struck. Raises `NoSuchBackup`, `BackupNotThere` (backup or card is on a
    medium that is not here: nothing is touched), disk refusals.
    """
    one = find(book, name)
    with disk():
        gone = ledger.is_place(one.place) and not one.folder.exists()
    with_it = one.card_place is None and not one.in_team
    card_here = one.card_reachable or one.in_team
    if not (card_here and (one.reachable or gone)) and not (gone and with_it):
        raise BackupNotThere
    cards.destroy(one)
    if one.in_team:
        cardkeeping.let_go(book, one.name)
    drop(book, one)


def strike(book: Casebook, name: str) -> None:
    """Take a person's word that a backup and its card are destroyed. Raises `NoSuchBackup`."""
    drop(book, find(book, name))


# ------------------------------------------------------------------ restoring


def damage_of_card(folder: Path, card: Path | None = None) -> Mend | None:
    """What is damaged in one of the two copies inside the card of the backup in *folder*. Raises as `restore`."""
    return cards.mend_of(folder, card)


def restore(
    folder: Path,
    to: Path,
    opening: Opening,
    *,
    card: Path | None = None,
    kdf: Kdf | None = None,
    progress: Progress | None = None,
    wall: WallClock = system_clock,
    random: RandomBytes = os.urandom,
) -> Casebook:
    """Restore the backup in *folder* into *to*; the passphrase that opens its card opens the new casebook.

    *card*: its file, or the folder it lies in; `None` with the backup. Raises as `backups.key_of` and
    `restoring.restore`.
    """
    key = cards.key_of(folder, opening, card)
    return restoring.restore(folder, key, to, opening, kdf=kdf, progress=progress, wall=wall, random=random)


def restore_by_recovery(
    folder: Path,
    private: bytes,
    to: Path,
    opening: Opening,
    *,
    card: Path | None = None,
    kdf: Kdf | None = None,
    progress: Progress | None = None,
    wall: WallClock = system_clock,
    random: RandomBytes = os.urandom,
) -> Casebook:
    """The same with the recovery key's private half (32 bytes, X25519); *opening* is the new casebook's first."""
    key = cards.key_by_recovery(folder, private, card)
    return restoring.restore(folder, key, to, opening, kdf=kdf, progress=progress, wall=wall, random=random)
