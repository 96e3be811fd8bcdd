"""The safe: a folder with its keys, its encrypted database and its encrypted files, open for one process.

Made by `create`, opened by `unlock`, given new keys by `rekey`. Locking is not a function of it: the caller
closes it and the process replaces itself (`casebook.base.process`).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from casebook.base import log
from casebook.base.encode import b32
from casebook.base.errors import Cancelled, CasebookError
from casebook.base.files import write_whole
from casebook.base.ids import RandomBytes
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault import carving, keyring, ledger, renewal, slots, slottable
from casebook.vault import head as heads
from casebook.vault.database import Database
from casebook.vault.faults import DatabaseMissing, KeysExchanged, disk
from casebook.vault.files import FileStore
from casebook.vault.keyring import Keyring
from casebook.vault.keys import Kdf, calibrate, expand
from casebook.vault.place import Place
from casebook.vault.slots import Mend, Opening

_SCHEMA: Final = keyring.SCHEMA + renewal.SCHEMA + ledger.SCHEMA + slottable.SCHEMA


@dataclass(eq=False, repr=False)
class Safe:
    """An open safe: keys and connection, in memory only. It belongs to the thread that opened it."""

    folder: Path
    db: Database
    files: FileStore
    head: heads.HeadFile
    keyring: Keyring
    hot_journal: bool
    """A transaction had not ended when the safe was last closed: the book must run the full check."""
    mended: Mend | None
    """The file `keys` had a damaged copy, and it was mended from its twin."""
    strangers: tuple[str, ...]
    """Databases in the folder that this safe knows nothing of; they are left alone."""
    slot: int
    """The number of the slot it was opened with; -1 after the recovery key."""
    emptied: tuple[str, ...] = ()
    """After a rekey: the labels of slots whose passphrase was not typed in it and that are empty now."""
    name: str = field(kw_only=True)
    """The database's random name."""
    kdf: Kdf = field(kw_only=True)
    """What one guess at the passphrase costs."""
    _key: Secret = field(kw_only=True)
    _lock: int = field(kw_only=True)

    def subkey(self, label: bytes) -> bytes:
        """A key for one purpose, 32 bytes. *label* ends in NUL and stands in docs/formats/labels.md."""
        return expand(self._key.reveal(), label)

    def carved(self, progress: Progress) -> Iterator[carving.Carved]:
        """Every row of the database that can be read past its trees and broken pages: see `vault.carving`."""
        return carving.rows(self.db.path, self._key, progress)

    def recovery_public(self) -> bytes | None:
        """The recovery key's public half, if recovery is set up."""
        return slottable.recovery_public(self.db)

    def slots(self) -> tuple[slottable.Slot, ...]:
        """The slots in use, in their order."""
        return slottable.slots(self.db)

    def slot_labels(self) -> tuple[str, ...]:
        """Whose passphrases open this safe, in the order of the slots."""
        return tuple(slot.label for slot in self.slots())

    def slot_of(self, opening: Opening) -> int:
        """The number of the slot that *opening* opens now: one slow derivation, as at every opening.

        Raises `WrongPassphrase`, `KeysDamaged`, `KeysDisagree`, `KeysExchanged`, and as `slots.derive` does.
        """
        key, number = slots.open_slot(slots.read(self.folder / "keys").block, opening)
        if key != self._key:
            raise KeysExchanged
        return number

    def hand_over_lock(self) -> int:
        """The descriptor that holds the folder, for the safe that takes this one's place."""
        lock, self._lock = self._lock, -1
        return lock

    def close(self) -> None:
        """Close the database, forget the key, let go of the folder. Closing twice is allowed."""
        self.db.close()
        self._key.wipe()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


# ------------------------------------------------------------------ creating


def create(
    folder: Path,
    passphrase: Secret,
    *,
    key_file: bytes = b"",
    label: str = "",
    kdf: Kdf | None = None,
    random: RandomBytes = os.urandom,
    progress: Progress,
) -> Safe:
    """A new safe in *folder*, which must be new or empty; complete, or nothing of it is left.

    *key_file* is the SHA-256 of a key file, if one is used; *kdf* `None` measures this machine. Raises
    `FolderNotEmpty`, `EmptyPassphrase`, `PassphraseNotText`, `AlreadyOpen`, `NotEnoughMemory`, `EngineUnsafe`,
    disk refusals, `Cancelled`.
    """
    place = Place(folder)
    existed = folder.exists()
    place.prepare_new()
    with contextlib.ExitStack() as undo:
        if not existed:
            undo.callback(_remove_quietly, folder.rmdir)
        lock = place.take_lock()
        undo.callback(os.close, lock)
        undo.callback(_remove_quietly, lambda: place.lock.unlink(missing_ok=True))
        place.remove_leftovers_of_creation()
        undo.callback(_remove_quietly, place.remove_leftovers_of_creation)
        progress.step("deriving-key")
        kdf = kdf or calibrate()
        key, name = Secret(random(slots.KEY_SIZE)), b32(random(16))
        openings = (Opening(passphrase, key_file, label),)
        keys = slots.make(key, name, openings, kdf=kdf, recovery_public=None, random=random)
        progress.step("making-database")
        with disk():
            place.files.mkdir(mode=0o700)
        db = Database.create(place.database(name), key)
        undo.callback(db.close)
        with db.transaction():
            db.script(_SCHEMA)
            slottable.note(db, openings, None)
        safe = _assemble(place, db, key, lock=lock, name=name, kdf=kdf, slot=0)
        safe.head.write(heads.NOTHING_YET)
        progress.step("making-keys")
        with disk():
            write_whole(place.keys, keys)
        undo.pop_all()
    log.note("safe created", memory_kib=kdf.memory_kib, iterations=kdf.iterations)
    return safe


def adopt(
    folder: Path,
    name: str,
    key: Secret,
    openings: Sequence[Opening],
    *,
    recovery: bytes | None = None,
    kdf: Kdf | None = None,
    random: RandomBytes = os.urandom,
    progress: Progress,
) -> Safe:
    """A safe around the database *name* that lies in *folder* under *key* already, and is locked by nothing yet.

    What restoring ends with: the file `keys` is made for *openings* and for the recovery key the database knows,
    or else *recovery*; `head` says that nothing was saved, and the book catches it up. Raises as `create` does.
    """
    place = Place(folder)
    with contextlib.ExitStack() as undo:
        lock = place.take_lock()
        undo.callback(os.close, lock)
        db = Database.open(place.database(name), key)
        undo.callback(db.close)
        with db.transaction():
            db.script(_SCHEMA)
            slottable.widen(db)
        progress.step("deriving-key")
        kdf = kdf or calibrate()
        recovery = slottable.recovery_public(db) or recovery
        keys = slots.make(key, name, openings, kdf=kdf, recovery_public=recovery, random=random)
        with db.transaction():
            slottable.note(db, openings, recovery)
        safe = _assemble(place, db, key, lock=lock, name=name, kdf=kdf, slot=0)
        safe.head.write(heads.NOTHING_YET)
        progress.step("making-keys")
        with disk():
            write_whole(place.keys, keys)
        undo.pop_all()
    log.note("safe adopted", memory_kib=kdf.memory_kib, iterations=kdf.iterations)
    return safe


def _remove_quietly(remove: Callable[[], object]) -> None:
    """Undo a step of a creation that failed: the failure is what is told, and a leftover harms nobody."""
    try:
        remove()
    except (OSError, CasebookError) as error:
        log.note("leftover of a creation stays", error=error)


def _assemble(
    place: Place,
    db: Database,
    key: Secret,
    *,
    lock: int,
    name: str,
    kdf: Kdf,
    slot: int,
    hot_journal: bool = False,
    mended: Mend | None = None,
    head: heads.HeadFile | None = None,
) -> Safe:
    head = head or heads.HeadFile(place.head, expand(key.reveal(), heads.LABEL))
    db.before_writing = head.claim
    return Safe(
        place.folder,
        db,
        FileStore(place.files),
        head,
        Keyring(db),
        hot_journal,
        mended,
        tuple(other for other in place.databases() if other != name),
        slot,
        _key=key,
        _lock=lock,
        name=name,
        kdf=kdf,
    )


# ------------------------------------------------------------------ opening


def unlock(folder: Path, passphrase: Secret, *, key_file: bytes = b"", progress: Progress) -> Safe:
    """Open the safe in *folder*.

    Raises `NotACasebook`, `AlreadyOpen`, `WrongPassphrase`, `EmptyPassphrase`, `PassphraseNotText`,
    `NotEnoughMemory`, `NewerFormat`, disk refusals, `Cancelled`; `KeysDamaged`, `KeysDisagree`, `KdfOutOfBounds`,
    `KeysExchanged`, `DatabaseMissing`, `DatabasePlaintext`, `DatabaseForeign`, `DatabaseDamaged`, `EngineUnsafe`.
    Whether the database went back is for the book to ask (`HeadFile.settle`), which knows how far its journal has
    come.
    """
    return _open(folder, lambda block: slots.open_slot(block, Opening(passphrase, key_file)), progress)


def unlock_by_recovery(folder: Path, private: bytes, *, progress: Progress) -> Safe:
    """Open the safe with the recovery key (32 bytes, X25519). Raises `WrongRecoveryKey` and as `unlock`."""
    return _open(folder, lambda block: (slots.unlock_by_recovery(block, private), -1), progress)


def _open(folder: Path, find_key: Callable[[slots.Block], tuple[Secret, int]], progress: Progress) -> Safe:
    place = Place(folder)
    place.check_exists()
    with contextlib.ExitStack() as undo:
        lock = place.take_lock()
        undo.callback(os.close, lock)
        read = slots.read(place.keys)
        block = read.block
        if not place.database(block.database).is_file():
            raise DatabaseMissing(len(place.databases()))
        progress.step("deriving-key")
        key, slot = find_key(block)
        progress.step("opening-database")
        hot_journal = place.has_hot_journal(block.database)
        db = Database.open(place.database(block.database), key)
        undo.callback(db.close)
        with db.transaction():
            db.script(_SCHEMA)
            slottable.widen(db)
        _tidy(place, read)
        renewal.end(place, db, heads.HeadFile(place.head, expand(key.reveal(), heads.LABEL)))
        safe = _assemble(
            place,
            db,
            key,
            lock=lock,
            name=block.database,
            kdf=block.kdf,
            slot=slot,
            hot_journal=hot_journal,
            mended=read.mend,
        )
        undo.pop_all()
    log.note("safe opened", hot_journal=hot_journal, mended=read.mend is not None)
    return safe


def _tidy(place: Place, read: slots.KeyFile) -> None:
    """Put right what needs no decision: the modes, half-written files, the damaged copy in `keys`."""
    with contextlib.suppress(OSError):  # a stick without owners and modes keeps its own
        if place.folder.stat().st_mode & 0o077:
            place.folder.chmod(0o700)
    place.remove_parts()
    with disk():
        # What copies folders may drop an empty one. A file that should be in it is missed by `check`, by its name.
        place.files.mkdir(mode=0o700, exist_ok=True)
    if read.mend is not None:
        place.exchange_keys(slots.twice(read.block.raw))


# ------------------------------------------------------------------ new keys


def rekey(
    safe: Safe,
    passphrase: Secret,
    *,
    key_file: bytes = b"",
    label: str = "",
    others: Sequence[Opening] = (),
    recovery_public: bytes | None = None,
    drop_recovery: bool = False,
    kdf: Kdf | None = None,
    random: RandomBytes = os.urandom,
    progress: Progress,
) -> Safe:
    """The same casebook under new keys: every change of keys is this one.

    *passphrase* and *others* are all that will open it; every other slot is emptied (`Safe.emptied`). The recovery
    box is renewed from the public key the safe keeps; *recovery_public* sets or changes it, and *drop_recovery*
    leaves none. *safe* is closed when this returns, and unchanged and open when it raises. Not inside a
    transaction. The new safe counts as opened with *passphrase*, which is in slot 0.

    A new database is written under a new key and a new name and checked; renaming the new `keys` over the old is
    the one moment of change; then the old `keys` and the old database are overwritten. Interrupted anywhere: the
    old passphrase opens, or the new one does; what is left over goes at the next `unlock`.

    Raises as `create` does, and `ChangedBeneath`, `HeadMissing`, `HeadDamaged`, `DatabaseDamaged`,
    `TooManyPassphrases`, `BadPublicKey`.
    """
    place = Place(safe.folder)
    safe.head.confirm()  # what is wrong with it is told before anything is changed
    openings = (Opening(passphrase, key_file, label), *others)
    recovery = None if drop_recovery else recovery_public or safe.recovery_public()
    emptied = tuple(whose for whose in safe.slot_labels() if whose not in {each.label for each in openings})
    key, name = Secret(random(slots.KEY_SIZE)), b32(random(16))
    progress.step("deriving-key")
    kdf = kdf or calibrate()
    keys = slots.make(key, name, openings, kdf=kdf, recovery_public=recovery, random=random)
    with contextlib.ExitStack() as undo:
        undo.callback(_forget_next, place, safe, name)
        renewal.announce(safe.db, name)
        db = renewal.copy(safe.db, place.database(name), key, progress)
        undo.callback(db.close)
        progress.step("noting-change")
        with db.transaction():
            renewal.note_origin(db, previous=safe.name, previous_head_key=safe.subkey(heads.LABEL))
            slottable.note(db, openings, recovery)
        progress.step("changing-keys")
        renewal.exchange_keys(place, keys)
        undo.pop_all()
    head = heads.HeadFile(place.head, expand(key.reveal(), heads.LABEL))
    _end_with_new_keys(place, safe, db, head, progress)
    after = _assemble(place, db, key, lock=safe.hand_over_lock(), name=name, kdf=kdf, slot=0, head=head)
    safe.close()
    after.emptied = emptied
    return after


def _end_with_new_keys(
    place: Place, old: Safe, db: Database, head: heads.HeadFile, progress: Progress
) -> None:
    """What follows the change. It cannot be cancelled; what fails here is done at the next opening."""
    try:
        _tell(progress, "changing-head")
        head.write(old.head.read())
        old.db.close()
        _tell(progress, "overwriting-database")
        renewal.end(place, db, head)
        _tell(progress, "rekeyed")
    except CasebookError as error:
        log.note("rekey to be ended at next opening", error=error)


def _tell(progress: Progress, stage: str) -> None:
    with contextlib.suppress(Cancelled):
        progress.step(stage)


def _forget_next(place: Place, safe: Safe, name: str) -> None:
    """A rekey failed before the change: its database goes, and the safe is as it was."""
    try:
        place.wipe_database(name)
        renewal.forget(safe.db)
    except CasebookError as error:
        log.note("leftover of a rekey stays until next opening", error=error)
