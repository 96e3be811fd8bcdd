"""The open casebook: the one way to write, and the one place where a save becomes durable.

`Casebook.record` signs, appends, projects, indexes and commits in one transaction, then moves the head on;
only then is the save acknowledged. Verbs live in files of their own and take the book first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from casebook.base import resources
from casebook.base.errors import Refused
from casebook.base.ids import ActId, FeedId, FileId, RandomBytes, RecordId, new_record_id
from casebook.base.moment import HybridClock, WallClock, system_clock
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import whereabouts
from casebook.casework.device import DEVICE_KEY, Own, begin_feed
from casebook.casework.touched import Touched, Verb
from casebook.journal import current, drafts, erasure, log, projection
from casebook.journal.current import Record
from casebook.journal.entry import Change, Entry, Op, Stamp
from casebook.journal.fold import ERASE_KIND, ORDER_UNIT, Order
from casebook.model.evidence import FILE
from casebook.search import index
from casebook.vault import migrate, safe
from casebook.vault.backups import before_migration
from casebook.vault.database import Database
from casebook.vault.faults import DiskFault, DiskFull, ReadOnlyPlace
from casebook.vault.head import HeadState
from casebook.vault.keys import Kdf
from casebook.vault.safe import Safe
from casebook.vault.slots import Opening

ORGANISATION_KEY: Final = "organisation"
REKEY_DUE: Final = "rekey-due"
COPIED: Final = "copied"
"""Noted in the casebook once entries of its own device came from elsewhere."""
MIGRATIONS: Final = ((1, "0001-journal.sql"),)
Targets = Sequence[tuple[RecordId, str | None]]
"""Records, or units of them, that an order is about."""


@dataclass(eq=False)
class NoSuchRecord(Refused):
    """There is no record with that id, or all of it was erased."""


@dataclass(eq=False)
class NothingToErase(Refused):
    """Nothing of the record lies at that place, so an order to erase would destroy nothing."""


@dataclass(eq=False)
class SavedUnanchored(Refused):
    """What was written is saved, but the disk did not take the file `head`.

    Until it does, nobody could tell an older copy of the database from this one; the next save or opening
    moves it on.
    """


@dataclass(eq=False)
class CasebookCopied(Refused):
    """Entries signed by this very device came from elsewhere: the casebook was copied or restored.

    It can be read. Before it writes again it has to become a new device (`identity.renew`).
    """


@dataclass(frozen=True, slots=True)
class Saved:
    """How far the journal had come when the casebook was opened: shown first after unlocking.

    *moved*: it lies in another place than before, and nobody has said whether it was moved or copied.
    """

    entries: int
    wall_ms: int
    checked: bool
    moved: bool = False


class Casebook:
    """An open casebook. Belongs to the thread that opened it."""

    def __init__(self, vault: Safe, own: Own, clock: HybridClock, random: RandomBytes, saved: Saved) -> None:
        self.safe = vault
        self.own = own
        self.clock = clock
        self.random = random
        self.saved = saved

    @property
    def db(self) -> Database:
        """The encrypted database, for the rooms that hold SQL."""
        return self.safe.db

    def new_id(self) -> RecordId:
        """An id for a new record."""
        return new_record_id(self.clock.now().wall_ms, self.random)

    def new_act(self) -> ActId:
        """An id for a larger act."""
        return ActId(self.random(16))

    @property
    def writable(self) -> bool:
        """Whether entries can be signed here: false for a copy, and until it is said whether this is one."""
        return not self.saved.moved and not log.noted(self.db, COPIED)

    @property
    def rekey_due(self) -> bool:
        """Whether content was destroyed since the keys were last changed: old disk blocks still hold it under them."""
        return bool(log.noted(self.db, REKEY_DUE))

    def get(self, record: RecordId) -> Record | None:
        """A record as it stands, deleted ones included."""
        return current.get(self.db, record)

    def need(self, record: RecordId) -> Record:
        """A record that has to be there. Raises `NoSuchRecord`."""
        found = self.get(record)
        if found is None:
            raise NoSuchRecord
        return found

    def record(
        self,
        verb: Verb,
        changes: Sequence[Change],
        *,
        act: ActId | None = None,
        beside: Sequence[Change] = (),
        drafts_done: Sequence[tuple[RecordId, str]] = (),
    ) -> Touched:
        """Save *changes* as one act, with undo; the only way anything is written.

        *beside* are changes of the same act that must stand in another entry, because they give a second
        value to a unit (undoing the settlement of a conflict brings both values back).

        Returns after the transaction is committed and the head has moved. Nothing happens if there is
        nothing to change. Raises `Refused` (disk full, too large, `ChangedBeneath`) with nothing written.
        """
        if not changes:
            return Touched(verb, frozenset(), frozenset(), None)
        if act is None and (beside or log.needs_several(changes)):
            act = self.new_act()
        with self.db.transaction():
            made = self.append(verb, changes, act)
            if beside:
                made += self.append(verb, beside, act)
            for record, unit in drafts_done:
                drafts.drop(self.db, record, [unit])
        self.anchor()
        return self._touched(verb, changes, made, act)

    def erase(self, record: RecordId, unit: str | None, reason: str, also: Targets = ()) -> Touched:
        """Order an erasure and destroy here what it covers: hidden everywhere, gone on this device.

        *also*: what could confirm the erased content, and goes with it, whether anything of it is here or not.
        Raises `NoSuchRecord`, `NothingToErase`. Old pages stay readable under the present key until the next rekey.
        """
        kinds = frozenset((self.need(record).kind, ERASE_KIND))
        act = self.new_act() if also else None
        orders: list[Order] = []
        with self.db.transaction():
            ids = [self.new_id() for _ in (record, *also)]
            for order, (each, path) in zip(ids, ((record, unit), *also), strict=True):
                change = Change(order, ERASE_KIND, ORDER_UNIT, Op.SET, (each, path, reason))
                orders.append(Order(self.append(Verb.ERASE, [change], act)[0].id, each, path, reason))
            destroyed = self.destroy(orders)
            if not any(change.record == record for change in destroyed.changes):
                raise NothingToErase
        self.remove_files(destroyed)
        self.anchor()
        return Touched(Verb.ERASE, frozenset((record, *ids)), kinds, orders[0].entry, act or b"")

    def destroy(self, orders: Iterable[Order]) -> erasure.Destroyed:
        """Destroy what *orders* cover, sign that, and show what is left. Belongs inside a transaction.

        `remove_files` has to follow the commit.
        """
        done = [erasure.destroy(self.db, order, self.new_id) for order in orders]
        acknowledgements = tuple(change for each in done for change in each.acknowledgements)
        if acknowledgements:
            self.append(Verb.ERASED, acknowledgements, None)
        changes = tuple(change for each in done for change in each.changes)
        if changes:
            log.note(self.db, REKEY_DUE, b"1")
        self.refresh({change.record for change in changes})
        return erasure.Destroyed(acknowledgements, changes)

    def remove_files(self, destroyed: erasure.Destroyed) -> None:
        """Remove the encrypted files whose keys were destroyed, unless a value that stays names them too.

        After the commit: a crash before it would leave a record without its file; after it, only a stray
        file for which nobody holds a key.
        """
        for name in sorted({name for change in destroyed.changes for name in _files_in(change)}):
            if not log.holds(self.db, name):
                self.safe.files.remove(name)

    def anchor(self) -> None:
        """Move the head to where the journal stands. Raises `SavedUnanchored` if the disk does not take it."""
        try:
            self.safe.head.write(here(self.safe))
        except (DiskFull, DiskFault, ReadOnlyPlace):
            raise SavedUnanchored from None

    def close(self) -> None:
        """Close the safe. The memory of this process still holds what was shown: see `base.process.replace`."""
        self.safe.close()

    def append(self, verb: Verb, changes: Sequence[Change], act: ActId | None) -> list[Entry]:
        """Sign, append, project and index; for the files of this room, inside a transaction of theirs.

        Raises `CasebookCopied`, `MovedOrCopied`.
        """
        if log.noted(self.db, COPIED):
            raise CasebookCopied
        if self.saved.moved:
            raise whereabouts.MovedOrCopied
        stamp = Stamp(self.clock.now(), verb.value, act)
        made = log.append(self.db, self._writer(), changes, stamp)
        hidden = projection.note_orders(self.db, made)
        self.refresh({change.record for change in changes} | hidden)
        return made

    def refresh(self, records: Iterable[RecordId]) -> None:
        """Fold *records* again and write their rows and words. Belongs inside a transaction."""
        index.apply(self.db, projection.apply(self.db, sorted(records)))

    def _writer(self) -> log.Writer:
        return log.Writer(self.own.feed, lambda data: self.safe.keyring.sign(DEVICE_KEY, data), self.random)

    def _touched(
        self, verb: Verb, changes: Sequence[Change], made: Sequence[Entry], act: ActId | None
    ) -> Touched:
        return Touched(
            verb,
            frozenset(change.record for change in changes),
            frozenset(change.kind for change in changes),
            made[-1].id,
            act or made[-1].id[:16],
        )


def _files_in(change: Change) -> tuple[FileId, ...]:
    """The encrypted file a change names, if it is the file of a piece of evidence."""
    if (change.kind, change.unit) != ("evidence", "file"):
        return ()
    name = FILE.part(change.value, "file")
    return (FileId(name),) if isinstance(name, str) else ()


# --------------------------------------------------------------------------------------- make and open


def create_book(
    folder: Path,
    passphrase: Secret,
    *,
    key_file: bytes = b"",
    name: str = "",
    author: str = "",
    kdf: Kdf | None = None,
    progress: Progress | None = None,
    wall: WallClock = system_clock,
    random: RandomBytes = os.urandom,
) -> Casebook:
    """Make a new casebook in *folder*, which must not exist, and open it.

    *key_file* is the SHA-256 of a key file (`keyfiles.digest`), if one is used. *name* is the organisation's
    or the casebook's name, *author* a code name for whoever writes here. With no *kdf*, the cost of a try is
    measured on this machine. Raises `Refused` with nothing left behind.
    """
    progress = progress or Progress()
    existed = folder.exists()
    vault = safe.create(folder, passphrase, key_file=key_file, kdf=kdf, random=random, progress=progress)
    try:
        prepare(vault)
        projection.ensure_current(vault.db, progress)
        index.ensure_current(vault.db, progress)
        return _found(vault, name, author, HybridClock(wall), random)
    except BaseException:
        vault.close()
        for leftover in [*folder.rglob("*")][::-1]:
            leftover.rmdir() if leftover.is_dir() else leftover.unlink()
        if not existed:
            folder.rmdir()
        raise


def _finish_founding(vault: Safe, wall: WallClock, random: RandomBytes) -> None:
    """A casebook whose making was cut off before its first entry gets that entry now."""
    if not log.noted(vault.db, "device"):
        for key in vault.keyring.names():
            vault.keyring.destroy(key)
        projection.ensure_current(vault.db, Progress())
        index.ensure_current(vault.db, Progress())
        _found(vault, "", "", HybridClock(wall), random)


def _found(vault: Safe, name: str, author: str, clock: HybridClock, random: RandomBytes) -> Casebook:
    """The first entry: this device, and how the book is set up."""
    now = clock.now()
    device, setting = new_record_id(now.wall_ms, random), new_record_id(now.wall_ms, random)
    changes = [Change(device, "device", "name", Op.SET, author or "1")]
    changes += [Change(setting, "setting", "organisation", Op.SET, name)] if name else []
    changes += [Change(setting, "setting", "author", Op.SET, author)] if author else []
    with vault.db.transaction():
        own = begin_feed(vault, device, random(16), changes, now=now, random=random)
        whereabouts.settle(vault.db, whereabouts.here(vault.folder), random)
    book = Casebook(vault, own, clock, random, Saved(1, now.wall_ms, False))
    book.anchor()
    return book


def open_book(
    folder: Path,
    passphrase: Secret,
    *,
    key_file: bytes = b"",
    progress: Progress | None = None,
    wall: WallClock = system_clock,
    random: RandomBytes = os.urandom,
) -> Casebook:
    """Open the casebook in *folder*; *key_file* is the SHA-256 of a key file, if one is used.

    Raises `WrongPassphrase`, `AlreadyOpen`, `NewerFormat` (refused) or a `Damaged` leaf that names the file.
    Where a rollback journal was found, the whole journal is verified before anything is shown.
    """
    progress = progress or Progress()
    vault = safe.unlock(folder, passphrase, key_file=key_file, progress=progress)
    typed = Opening(passphrase, key_file)
    return opened(vault, progress=progress, wall=wall, random=random, typed=typed)


def opened(
    vault: Safe,
    *,
    progress: Progress,
    wall: WallClock,
    random: RandomBytes,
    typed: Opening | None = None,
) -> Casebook:
    """The casebook in an unlocked safe, whichever way that was unlocked; the safe is closed if it raises.

    Before the durable tables are brought to a newer form, a backup is made that *typed* opens; without it none is
    (the copy it was restored from is there still). Raises as `open_book` does after the unlocking.
    """

    def back_up() -> None:
        entries, orders = log.heads(vault.db).count, len(erasure.obeyed(vault.db))
        assert typed is not None
        before_migration(
            vault, typed, entries=entries, orders=orders, now_ms=wall(), random=random, progress=progress
        )

    try:
        prepare(vault, back_up if typed is not None else None)
        _finish_founding(vault, wall, random)
        now = here(vault)
        vault.head.settle(now)
        rebuilt = projection.ensure_current(vault.db, progress)
        index.ensure_current(vault.db, progress, rebuild=rebuilt)
        own = Own(
            RecordId(log.noted(vault.db, "device")),
            FeedId(log.noted(vault.db, "feed")),
            log.noted(vault.db, "compartment"),
        )
        clock = HybridClock(wall, log.last_hybrid(vault.db, own.feed))
        moved = whereabouts.moved(vault.db, whereabouts.here(vault.folder), random)
        saved = Saved(now.counter, now.wall_ms, vault.hot_journal, moved)
        book = Casebook(vault, own, clock, random, saved)
        if vault.hot_journal:
            from casebook.casework import check  # noqa: PLC0415 - check asks questions of an open book

            check.check(book, progress)
    except BaseException:
        vault.close()
        raise
    return book


def here(vault: Safe) -> HeadState:
    """What the head file should hold, as far as the database knows."""
    now = log.heads(vault.db)
    return HeadState(now.count, log.last_wall_ms(vault.db), now.hash)


def prepare(vault: Safe, backup: Callable[[], object] | None = None) -> None:
    """Bring the durable tables to the form of this version; *backup* is made before any of them changes."""
    sql = [(number, resources.beside(log.__file__, "migrations", file)) for number, file in MIGRATIONS]
    migrate.run(vault.db, sql, backup=backup)
