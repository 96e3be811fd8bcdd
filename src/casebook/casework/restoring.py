"""Restoring: a copy of a casebook becomes a casebook again, in another folder, under new keys, as a new device.

The copy holds no private key, so nobody can go on writing the old feeds: they stay readable and trusted, because
the new device's first entry names the key that signed them. docs/formats/backup.md.
"""

from __future__ import annotations

import os
from pathlib import Path

from casebook.base.ids import RandomBytes
from casebook.base.moment import WallClock, system_clock
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import check, identity, incoming
from casebook.casework.book import REKEY_DUE, Casebook
from casebook.casework.opening import opened
from casebook.journal import log
from casebook.vault import copying, ledger, safe
from casebook.vault.keys import Kdf
from casebook.vault.safe import Safe
from casebook.vault.slots import KEY_SIZE, Opening
from casebook.vault.whole import whole_folder


def restore(
    copy: Path,
    key: Secret,
    to: Path,
    opening: Opening,
    *,
    kdf: Kdf | None = None,
    progress: Progress | None = None,
    wall: WallClock = system_clock,
    random: RandomBytes = os.urandom,
) -> Casebook:
    """Restore the copy in the folder *copy*, which *key* opens, into *to*, which must be new or empty.

    The casebook it returns is open under *opening* and under keys of its own; it is complete, or nothing of it is
    left. It is a new device with a new feed. Every order to erase that is found in the copy is obeyed, and pages,
    journal and tables are verified before it is there at all. An attached file the copy had lost or that is
    damaged stops nothing: `check.examine` names it. *copy* is not written to.

    Raises `NotACopy`, `FolderNotEmpty`, `DatabaseForeign` (another key), the `Damaged` leaf of whatever does not
    hold, `NewerFormat`, disk refusals, `Cancelled`.
    """
    progress = progress or Progress()
    with whole_folder(to) as part:
        new_key = Secret(random(KEY_SIZE))
        copied = copying.import_copy(copy, key, part, new_key, random=random, progress=progress)
        vault = safe.adopt(
            part, copied.database, new_key, (opening,), kdf=kdf, random=random, progress=progress
        )
        try:
            _become_new(vault, copy, progress, wall, random)
        finally:
            vault.close()
    # As its owner will open it: what was typed does open it.
    vault = safe.unlock(to, opening.passphrase, key_file=opening.key_file, progress=progress)
    book = opened(vault, progress=progress, wall=wall, random=random)
    identity.stay(book)  # the folder got its name only now
    return book


def _become_new(vault: Safe, copy: Path, progress: Progress, wall: WallClock, random: RandomBytes) -> None:
    with vault.db.transaction():
        # The pages are new, so what was due in the casebook the copy was made of is not due here.
        log.forget(vault.db, REKEY_DUE)
        ledger.note_restored(vault.db, copy, copying.database_in(copy), wall())
    book = opened(vault, progress=progress, wall=wall, random=random)
    identity.renew(book)
    incoming.obey(book, incoming.pending_orders(book))
    check.check_journal(book, progress)
