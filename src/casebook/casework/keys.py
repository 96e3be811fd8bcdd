"""Whose passphrases open the casebook, and changing that: every act is one rekey, the whole casebook written anew.

A slot survives an act only if its passphrase was typed in it, for nobody else can lock the new key in it. Whoever
sits at the table types theirs into *others*; all other slots are emptied, and the act says whose they were. Every
passphrase typed is tried first: a survivor's slip of the finger refuses the act and locks nobody out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from casebook.base.errors import Refused
from casebook.base.progress import Progress
from casebook.casework.book import REKEY_DUE, Casebook
from casebook.journal import log
from casebook.vault import safe
from casebook.vault.faults import TooManyPassphrases
from casebook.vault.keys import Kdf, passphrase_bytes
from casebook.vault.slots import SLOTS, Opening


@dataclass(eq=False)
class NoSuchWay(Refused):
    """Nobody's passphrase is kept under that label."""


@dataclass(eq=False)
class LabelTaken(Refused):
    """Somebody else's passphrase is kept under that label already."""


@dataclass(eq=False)
class WayTyped(Refused):
    """The passphrase that should be removed was typed as one that goes on opening."""


@dataclass(eq=False)
class PassphraseTwice(Refused):
    """The same passphrase, with the same key file, stands for two people in one act."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way in: whose (empty = whoever made the casebook), with a key file or not.

    *mine* is the one this session was opened with.
    """

    number: int
    label: str
    key_file: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What an act did besides: whose passphrases open nothing any more because they were not typed in it.

    Not among them: the one that was removed on purpose.
    """

    emptied: tuple[str, ...]


def ways(book: Casebook) -> tuple[Way, ...]:
    """Whose passphrases open it, in the order of the slots."""
    mine = book.safe.slot
    return tuple(Way(s.number, s.label, s.key_file, s.number == mine) for s in book.safe.slots())


def check(book: Casebook, opening: Opening) -> Way:
    """The way in that *opening* is: one slow derivation.

    Raises `WrongPassphrase`, `EmptyPassphrase`, `PassphraseNotText`, `KeysDamaged`, `KeysDisagree`,
    `KeysExchanged`.
    """
    number = book.safe.slot_of(opening)
    found = next((way for way in ways(book) if way.number == number), None)
    # A slot the table does not know was written by a version that knew no labels.
    return found or Way(number, "", bool(opening.key_file), number == book.safe.slot)


# --------------------------------------------------------------------------------------- acts
# All of them take the passphrase of whoever acts (*current*) and of those present (*others*), write with a cost of
# *kdf* (`None` measures this machine), can be cancelled until the keys change, raise as `check` and `safe.rekey`
# do, and leave the casebook as it was when they raise. They belong outside a transaction.


def change(
    book: Casebook,
    current: Opening,
    new: Opening,
    *,
    others: Sequence[Opening] = (),
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> Rekeyed:
    """*new* takes the place of *current*: its passphrase and its key file, or none, count from now on.

    Without a label of its own it keeps the old one's. Raises `LabelTaken`, `PassphraseTwice`.
    """
    typed = _typed(book, current, others, progress)
    mine = replace(new, label=new.label or typed[0][0].label)
    _refuse_label(mine.label, [way for way, _ in typed[1:]])
    return _rekey(book, typed, [mine, *_survivors(typed)[1:]], kdf=kdf, progress=progress)


def add(
    book: Casebook,
    current: Opening,
    new: Opening,
    *,
    others: Sequence[Opening] = (),
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> Rekeyed:
    """*new* opens it too, under its label. Raises `LabelTaken`, `PassphraseTwice`, `TooManyPassphrases`."""
    if len(others) + 2 > SLOTS:
        raise TooManyPassphrases(len(others) + 2, SLOTS)
    typed = _typed(book, current, others, progress)
    _refuse_label(new.label, [way for way, _ in typed])
    return _rekey(book, typed, [*_survivors(typed), new], kdf=kdf, progress=progress)


def remove(
    book: Casebook,
    current: Opening,
    label: str,
    *,
    others: Sequence[Opening] = (),
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> Rekeyed:
    """The passphrase kept under *label* opens it no more. Raises `NoSuchWay`, `WayTyped`."""
    if label not in {way.label for way in ways(book)}:
        raise NoSuchWay
    typed = _typed(book, current, others, progress)
    if label in {way.label for way, _ in typed}:
        raise WayTyped
    return _rekey(book, typed, _survivors(typed), removed=label, kdf=kdf, progress=progress)


def rekey(
    book: Casebook,
    current: Opening,
    *,
    others: Sequence[Opening] = (),
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> Rekeyed:
    """New keys under the same passphrases: after an erasure, before travel, after a stick was lost."""
    typed = _typed(book, current, others, progress)
    return _rekey(book, typed, _survivors(typed), kdf=kdf, progress=progress)


def set_recovery(
    book: Casebook,
    current: Opening,
    public: bytes | None,
    *,
    others: Sequence[Opening] = (),
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> Rekeyed:
    """The recovery key whose public half is *public* (32 bytes, X25519) opens it, and no earlier one.

    `None`: no recovery any more. Raises `BadPublicKey`.
    """
    typed = _typed(book, current, others, progress)
    return _rekey(book, typed, _survivors(typed), recovery=(public,), kdf=kdf, progress=progress)


# --------------------------------------------------------------------------------------- how

_Typed = list[tuple[Way, Opening]]


def _typed(book: Casebook, current: Opening, others: Sequence[Opening], progress: Progress | None) -> _Typed:
    """Every passphrase typed in the act, with the way in that it is; whoever acts stands first."""
    found: _Typed = []
    for opening in (current, *others):
        (progress or Progress()).step("checking-passphrases", len(found), 1 + len(others))
        found.append((check(book, opening), opening))
    if len({way.number for way, _ in found}) < len(found):
        raise PassphraseTwice
    return found


def _survivors(typed: _Typed) -> list[Opening]:
    return [replace(opening, label=way.label) for way, opening in typed]


def _refuse_label(label: str, beside: Sequence[Way]) -> None:
    if label in {way.label for way in beside}:
        raise LabelTaken


def _rekey(
    book: Casebook,
    typed: _Typed,
    openings: Sequence[Opening],
    *,
    removed: str | None = None,
    recovery: tuple[bytes | None] | None = None,
    kdf: Kdf | None,
    progress: Progress | None,
) -> Rekeyed:
    if len({(passphrase_bytes(o.passphrase), o.key_file) for o in openings}) < len(openings):
        raise PassphraseTwice
    numbers = {way.number for way, _ in typed}
    emptied = [w.label for w in ways(book) if w.number not in numbers and w.label != removed]
    first, *others = openings
    book.safe = safe.rekey(
        book.safe,
        first.passphrase,
        key_file=first.key_file,
        label=first.label,
        others=others,
        recovery_public=recovery[0] if recovery else None,
        drop_recovery=recovery == (None,),
        kdf=kdf,
        progress=progress or Progress(),
    )
    with book.db.transaction():
        log.forget(book.db, REKEY_DUE)
    return Rekeyed(tuple(emptied))
