"""Recovery of a casebook: shares made, proved, renewed, and used when no passphrase is left.

Making shares is a change of keys: the recovery box is sealed to the new public half, and everything is
written anew under a new key. So older shares open nothing that comes after.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from casebook.base.encode import pack
from casebook.base.errors import Refused
from casebook.base.ids import RandomBytes
from casebook.base.moment import WallClock, system_clock
from casebook.base.progress import Progress
from casebook.casework import keys
from casebook.casework.book import REKEY_DUE, Casebook
from casebook.casework.opening import opened
from casebook.journal import log
from casebook.vault import recovery, safe
from casebook.vault.faults import WrongRecoveryKey
from casebook.vault.keys import Kdf, passphrase_bytes
from casebook.vault.recovery import Proof, PublicHalves
from casebook.vault.slots import Opening

_SHEET: Final = "recovery-sheet/"


@dataclass(eq=False)
class SharesOfAnother(Refused):
    """The shares are whole and open another casebook, or opened this one before newer shares were made."""


@dataclass(eq=False)
class NoRecovery(Refused):
    """No shares open this casebook: none were made, or recovery was taken away again."""


@dataclass(frozen=True, slots=True)
class Shares:
    """New shares, to be written down by hand. They are in force once `enact` or `make` has returned.

    *words* holds 20 words for each share, in the order of their numbers; it is never logged or kept.
    """

    words: tuple[str, ...] = field(repr=False)
    threshold: int
    set_name: str
    """The first two words, the same on all shares of this set."""
    public: PublicHalves = field(repr=False)
    emptied: tuple[str, ...] = ()
    """Whose passphrases open the casebook no more, because they were not typed in the act."""

    @property
    def fingerprint_words(self) -> tuple[str, ...]:
        """The 12 words of the recovery sheet."""
        return self.public.words()


@dataclass(frozen=True, slots=True)
class Status:
    """How recovery stands. Where it is not set up the rest is empty; so it is where the sheet is not known.

    The sheet is not known where a recovery key was set by other means than `enact`.
    """

    set_up: bool
    fingerprint_words: tuple[str, ...] = ()
    threshold: int = 0
    count: int = 0
    set_name: str = ""
    made_ms: int = 0
    admin: bytes = b""
    """The paper admin's public half (Ed25519), which stands first in the roster of a team founded here."""


class _Sheet(msgspec.Struct, array_like=True, frozen=True):
    """What the casebook keeps of the shares that are in force, in its encrypted table of notes."""

    recovery: bytes
    admin: bytes
    threshold: int
    count: int
    set_name: str
    made_ms: int


# ----------------------------------------------------------------------------------------------- making


def prepare(
    threshold: int, count: int, *, random: RandomBytes = os.urandom, progress: Progress | None = None
) -> Shares:
    """Shares of a new seed, not in force yet: a screen shows them first, and asks some of them back.

    Raises `BadShareCounts`, leaves of the jail, `Cancelled`.
    """
    recovery.check_counts(threshold, count)
    seed = recovery.new_seed(random)
    try:
        words = recovery.split(seed, threshold, count, progress=progress)
        made = recovery.from_seed(seed)
    finally:
        seed.wipe()
    made.wipe()
    return Shares(words, threshold, " ".join(words[0].split()[:2]), made.public)


def enact(
    book: Casebook,
    current: Opening,
    shares: Shares,
    *,
    others: Sequence[Opening] = (),
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> Shares:
    """Put prepared shares in force: a rekey. All earlier shares open nothing that comes after.

    The same shares with `emptied` filled in. Raises as `keys.set_recovery` does; then the casebook and the
    earlier shares are as they were. Belongs outside a transaction.
    """
    before = book.safe.recovery_public()
    public = shares.public
    sheet = _Sheet(
        public.recovery,
        public.admin,
        shares.threshold,
        len(shares.words),
        shares.set_name,
        book.clock.now().wall_ms,
    )
    # Noted first, under the name of the new public half: whichever half is in force after an interruption, its
    # sheet is known.
    _note(book, sheet)
    try:
        done = keys.set_recovery(book, current, public.recovery, others=others, kdf=kdf, progress=progress)
    except BaseException:
        _forget(book, public.recovery)
        raise
    if before is not None:
        _forget(book, before)
    return Shares(shares.words, shares.threshold, shares.set_name, public, done.emptied)


def make(
    book: Casebook,
    current: Opening,
    threshold: int,
    count: int,
    *,
    others: Sequence[Opening] = (),
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> Shares:
    """`prepare` and `enact` in one; making shares again renews them. Raises as both do."""
    shares = prepare(threshold, count, random=book.random, progress=progress)
    return enact(book, current, shares, others=others, kdf=kdf, progress=progress)


def withdraw(
    book: Casebook,
    current: Opening,
    *,
    others: Sequence[Opening] = (),
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> keys.Rekeyed:
    """No shares open the casebook any more. A rekey; raises as `keys.set_recovery` does, and `NoRecovery`."""
    before = book.safe.recovery_public()
    if before is None:
        raise NoRecovery
    done = keys.set_recovery(book, current, None, others=others, kdf=kdf, progress=progress)
    _forget(book, before)
    return done


def _name(public: bytes) -> str:
    return f"{_SHEET}{public.hex()[:16]}"


def _note(book: Casebook, sheet: _Sheet) -> None:
    with book.db.transaction():
        log.note(book.db, _name(sheet.recovery), pack(sheet))


def _forget(book: Casebook, public: bytes) -> None:
    with book.db.transaction():
        log.forget(book.db, _name(public))


# -------------------------------------------------------------------------------------- asking and proving


def status(book: Casebook) -> Status:
    """Whether shares open this casebook, and what stands on their sheet."""
    public = book.safe.recovery_public()
    if public is None:
        return Status(set_up=False)
    noted = log.noted(book.db, _name(public))
    if not noted:
        return Status(set_up=True)
    sheet = msgspec.msgpack.decode(noted, type=_Sheet)
    words = PublicHalves(sheet.recovery, sheet.admin).words()
    return Status(
        True, words, sheet.threshold, sheet.count, sheet.set_name, made_ms=sheet.made_ms, admin=sheet.admin
    )


def drill(texts: Sequence[str], *, sheet: Sequence[str] = (), progress: Progress | None = None) -> Proof:
    """Prove shares by making their public halves again: opens nothing, needs no casebook.

    With the 12 words of a *sheet* raises `AnotherSheet` where they differ. Raises as `recovery.combine` does.
    """
    return recovery.drill(texts, sheet=sheet, progress=progress)


def drill_here(book: Casebook, texts: Sequence[str], *, progress: Progress | None = None) -> Proof:
    """The same, and that these shares open this casebook. Raises `NoRecovery`, `SharesOfAnother`."""
    public = book.safe.recovery_public()
    if public is None:
        raise NoRecovery
    proof = recovery.drill(texts, progress=progress)
    if proof.public.recovery != public:
        raise SharesOfAnother
    return proof


# ----------------------------------------------------------------------------------------------- opening


def open_with_shares(
    folder: Path,
    texts: Sequence[str],
    new: Opening,
    *,
    kdf: Kdf | None = None,
    progress: Progress | None = None,
    wall: WallClock = system_clock,
    random: RandomBytes = os.urandom,
) -> Casebook:
    """Open the casebook in *folder* with its shares, and at once rekey it: only *new* opens it from then on.

    Every other passphrase is emptied (`book.safe.emptied`); the shares go on opening it. Raises as
    `recovery.combine`, `open_book` and `safe.rekey` do, and `SharesOfAnother`; if it raises before the keys
    changed, the casebook is closed and as it was.
    """
    progress = progress or Progress()
    passphrase_bytes(new.passphrase)  # what cannot be a passphrase is told before anything is opened
    found = recovery.combine(texts, progress=progress)
    recovered = recovery.from_seed(found.seed)
    found.seed.wipe()
    try:
        vault = safe.unlock_by_recovery(folder, recovered.recovery_private.reveal(), progress=progress)
    except WrongRecoveryKey:
        raise SharesOfAnother from None
    finally:
        recovered.wipe()
    book = opened(vault, progress=progress, wall=wall, random=random)
    try:
        _begin_anew(book, new, kdf, progress)
    except BaseException:
        book.close()
        raise
    return book


def _begin_anew(book: Casebook, new: Opening, kdf: Kdf | None, progress: Progress) -> None:
    book.safe = safe.rekey(
        book.safe,
        new.passphrase,
        key_file=new.key_file,
        label=new.label,
        kdf=kdf,
        progress=progress,
    )
    with book.db.transaction():
        log.forget(book.db, REKEY_DUE)
