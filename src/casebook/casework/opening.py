"""Making a casebook, and opening one: its tables are brought to the form of this version before anything is shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from casebook.base import resources
from casebook.base.ids import RandomBytes, new_record_id
from casebook.base.moment import HybridClock, WallClock, system_clock
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import awaiting, whereabouts
from casebook.casework.book import Casebook, Saved, here
from casebook.casework.device import begin_feed, own_in
from casebook.journal import erasure, log, projection
from casebook.journal.entry import Change, Op
from casebook.search import index
from casebook.vault import migrate, safe
from casebook.vault.backups import before_migration
from casebook.vault.keys import Kdf
from casebook.vault.safe import Safe
from casebook.vault.slots import Opening

T = TypeVar("T")

MIGRATIONS: Final = ((1, "0001-journal.sql"), (2, "0002-quarantine.sql"), (3, "0003-exchange.sql"))


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

    def found(vault: Safe) -> Casebook:
        return _found(vault, name, author, HybridClock(wall), random)

    return make_empty(
        folder, passphrase, found, key_file=key_file, kdf=kdf, progress=progress or Progress(), random=random
    )


def make_empty(
    folder: Path,
    passphrase: Secret,
    then: Callable[[Safe], T],
    *,
    key_file: bytes,
    kdf: Kdf | None,
    progress: Progress,
    random: RandomBytes,
) -> T:
    """Make a new safe with the journal's empty tables, and do *then* with it; if that raises, nothing is left of it."""
    existed = folder.exists()
    vault = safe.create(folder, passphrase, key_file=key_file, kdf=kdf, random=random, progress=progress)
    try:
        prepare(vault)
        projection.ensure_current(vault.db, progress)
        index.ensure_current(vault.db, progress)
        return then(vault)
    except BaseException:
        vault.close()
        for leftover in [*folder.rglob("*")][::-1]:
            leftover.rmdir() if leftover.is_dir() else leftover.unlink()
        if not existed:
            folder.rmdir()
        raise


def _finish_founding(vault: Safe, wall: WallClock, random: RandomBytes) -> None:
    """A casebook whose making was cut off before its first entry gets that entry now. Raises `AwaitingWelcome`."""
    awaiting.check_founded(vault.db)
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

    Raises `WrongPassphrase`, `AlreadyOpen`, `NewerFormat`, `AwaitingWelcome` or a `Damaged` leaf that names the file.
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
        own = own_in(vault.db)
        clock = HybridClock(wall, log.last_hybrid(vault.db, own.feeds.values()))
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


def prepare(vault: Safe, backup: Callable[[], object] | None = None) -> None:
    """Bring the durable tables to the form of this version; *backup* is made before any of them changes."""
    sql = [(number, resources.beside(log.__file__, "migrations", file)) for number, file in MIGRATIONS]
    migrate.run(vault.db, sql, backup=backup)
