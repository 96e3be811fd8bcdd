"""Wiping this copy of the casebook, and what has to be said before it: what goes, and what remains elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from casebook.base.progress import Progress
from casebook.casework import backups
from casebook.casework.backups import Backup
from casebook.casework.book import ORGANISATION_KEY, Casebook
from casebook.formats import sshsig
from casebook.journal import current, drafts, log
from casebook.model.all_kinds import HOUSEHOLD, KINDS, ORDERS
from casebook.vault import slots, wiping
from casebook.vault.place import Place
from casebook.vault.slots import Opening
from casebook.vault.wiping import Found, Wiped


@dataclass(frozen=True, slots=True, repr=False)
class Before:
    """What a wipe takes away, and where else it still stands.

    *records*, *entries*, *files*, *bytes* and *drafts* of this copy; *last_ms* its last save (ms since 1970,
    UTC). *backups* it knows of: they open with their cards and the passphrase of their day. *publisher*: the
    fingerprint of the key that signs bundles, which is in no backup and ends with this copy; empty if there is
    none. *disclosures*: bundles that left. *devices*: others that wrote entries here, and hold them too.
    """

    records: int
    entries: int
    last_ms: int
    files: int
    bytes: int
    drafts: int
    backups: tuple[Backup, ...]
    publisher: str
    disclosures: int
    devices: int


def before(book: Casebook) -> Before:
    """Facts for whoever is about to wipe. Writes nothing."""
    counts = current.counts(book.db)
    keyring = book.safe.keyring
    has_publisher = ORGANISATION_KEY in keyring.names()
    paths = (path for path in book.safe.folder.rglob("*") if path.is_file() and not path.is_symlink())
    return Before(
        records=sum(count for kind, count in counts.items() if kind in KINDS.keys() - HOUSEHOLD - ORDERS),
        entries=log.heads(book.db).count,
        last_ms=log.last_wall_ms(book.db),
        files=len(book.safe.files.ids()),
        bytes=sum(path.stat().st_size for path in paths),
        drafts=len(drafts.drafts(book.db)),
        backups=backups.backups(book),
        publisher=sshsig.fingerprint(keyring.public(ORGANISATION_KEY)) if has_publisher else "",
        disclosures=counts.get("disclosure", 0),
        devices=max(0, len(log.feeds(book.db)) - 1),
    )


def wipe(book: Casebook, progress: Progress | None = None) -> Wiped:
    """Wipe the open casebook. Whoever calls this has asked in plain words and has the passphrase's proof: it is open.

    The book is closed from the first step on, whatever comes. Raises `Cancelled` before anything was done, and as
    `vault.wiping.wipe` does.
    """
    progress = progress or Progress()
    progress.step("wiping-keys")
    folder, lock = book.safe.folder, book.safe.hand_over_lock()
    book.close()
    return wiping.wipe(folder, progress, lock=lock)


def wipe_unopened(folder: Path, opening: Opening, progress: Progress | None = None) -> Wiped:
    """Wipe a casebook that does not open any more, because it is damaged: the passphrase proves whose it is.

    Raises `WrongPassphrase`, `NotACasebook`, what reading `keys` raises, and as `vault.wiping.wipe` does.
    """
    place = Place(folder)
    place.check_exists()
    slots.unlock(slots.read(place.keys).block, opening).wipe()
    return wiping.wipe(folder, progress or Progress())


def finish(folder: Path, progress: Progress | None = None) -> Wiped:
    """End a wipe that was cut off (`found` says `Found.BEGUN`): nothing opens there any more, so nothing is asked."""
    if wiping.look(folder) is not Found.BEGUN:
        raise ValueError("nobody began to wipe this")  # a caller's mistake: a whole casebook is opened first
    return wiping.wipe(folder, progress or Progress())


def found(folder: Path) -> Found:
    """Whether a casebook stands there, or what a wipe left that was cut off. Raises `NotACasebook`, disk refusals."""
    return wiping.look(folder)
