"""Recovery: one seed on paper, in shares, from which a recovery key and the paper admin are made.

The casebook keeps public halves only. The seed is in this process while shares are made, and while a
casebook is opened with them; it is split and put together in a short-lived confined child, which gets it
through a pipe. docs/formats/recovery.md.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casebook.base.encode import label_hash, pack
from casebook.base.errors import Refused
from casebook.base.ids import RandomBytes
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.formats import wordlist
from casebook.jail import launch
from casebook.jail.limits import Limits
from casebook.vault.keys import expand, make_recovery_public
from casebook.vault.recovery_child import Joined, Splitting
from casebook.vault.shares import MOST, BadShareCounts, Seen, ShareOfAnotherKind

T = TypeVar("T")

KEY_LABEL: Final = b"casebook/recovery-key/1\0"
ADMIN_LABEL: Final = b"casebook/paper-admin/1\0"
SHEET_LABEL: Final = b"casebook/recovery-sheet/1\0"
SEED_SIZE: Final = 16
_LIMITS: Final = Limits(answer=64 * 1024)


@dataclass(eq=False)
class AnotherSheet(Refused):
    """The shares are whole, and they are not those of the recovery sheet; *word* is the first that differs."""

    word: int


@dataclass(frozen=True, slots=True)
class PublicHalves:
    """What the casebook keeps: an X25519 and an Ed25519 public key, 32 bytes each."""

    recovery: bytes
    admin: bytes

    def words(self) -> tuple[str, ...]:
        """The 12 words of the recovery sheet. They tell nothing of the seed, and may be read aloud."""
        return wordlist.words_of(label_hash(SHEET_LABEL, self.recovery, self.admin))


@dataclass(frozen=True, slots=True)
class Recovered:
    """Both key pairs. The private halves are never stored."""

    recovery_private: Secret
    admin_private: Secret
    public: PublicHalves

    def wipe(self) -> None:
        """Forget the private halves as well as Python allows."""
        self.recovery_private.wipe()
        self.admin_private.wipe()


@dataclass(frozen=True, slots=True)
class Combined:
    """What shares made: the seed, how many are needed, which set they are, and the shares' own numbers."""

    seed: Secret
    threshold: int
    set_name: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What a drill proves: these *given* shares, of which *threshold* are needed, lead to these public halves."""

    public: PublicHalves = field(repr=False)
    threshold: int
    given: int
    set_name: str
    numbers: tuple[int, ...]

    @property
    def fingerprint_words(self) -> tuple[str, ...]:
        """To be compared with the recovery sheet."""
        return self.public.words()


def new_seed(random: RandomBytes = os.urandom) -> Secret:
    """128 random bits."""
    return Secret(random(SEED_SIZE))


def from_seed(seed: Secret) -> Recovered:
    """Both key pairs of a seed, by HKDF-SHA256."""
    recovery = expand(seed.reveal(), KEY_LABEL)
    admin = expand(seed.reveal(), ADMIN_LABEL)
    public = Ed25519PrivateKey.from_private_bytes(admin).public_key().public_bytes_raw()
    return Recovered(Secret(recovery), Secret(admin), PublicHalves(make_recovery_public(recovery), public))


def check_counts(threshold: int, count: int) -> None:
    """Raise `BadShareCounts` unless it is 1 of 1, or 2 to *count* of at most 16.

    SLIP-39 forbids one of several: every such share would be the whole secret.
    """
    if not (threshold == count == 1 or 2 <= threshold <= count <= MOST):
        raise BadShareCounts(threshold, count)


def split(seed: Secret, threshold: int, count: int, *, progress: Progress | None = None) -> tuple[str, ...]:
    """*count* shares of 20 words, any *threshold* of which make the seed. Raises `BadShareCounts`."""
    check_counts(threshold, count)
    wanted = Splitting(seed.reveal(), threshold, count)
    return _in_child("split", msgspec.msgpack.encode(wanted), tuple[str, ...], progress)


def look(texts: Sequence[str], *, progress: Progress | None = None) -> tuple[Seen, ...]:
    """What each share says of itself, to be told while others are still being typed.

    Raises `UnknownShareWords`, `ShareLength`, `ShareMisspelt`, `ShareOfAnotherKind`.
    """
    return _in_child("look", pack(list(texts)), tuple[Seen, ...], progress)


def combine(texts: Sequence[str], *, progress: Progress | None = None) -> Combined:
    """The seed of shares as somebody typed them. Raises the errors of `casebook.vault.shares`."""
    found = _in_child("combine", pack(list(texts)), Joined, progress)
    if len(found.seed) != SEED_SIZE:
        raise ShareOfAnotherKind(1)
    return Combined(Secret(found.seed), found.threshold, found.set_name, found.numbers)


def drill(texts: Sequence[str], *, sheet: Sequence[str] = (), progress: Progress | None = None) -> Proof:
    """Prove shares without opening anything. With a *sheet* (its 12 words) raises `AnotherSheet` if it differs.

    Raises as `combine` does. The private halves are made and thrown away.
    """
    found = combine(texts, progress=progress)
    recovered = from_seed(found.seed)
    found.seed.wipe()
    recovered.wipe()
    proof = Proof(recovered.public, found.threshold, len(found.numbers), found.set_name, found.numbers)
    if sheet:
        compare(proof.fingerprint_words, sheet)
    return proof


def compare(words: Sequence[str], sheet: Sequence[str]) -> None:
    """Raise `AnotherSheet` unless both are the same 12 words; four letters of each are enough."""
    for place, word in enumerate(words):
        typed = sheet[place].strip().casefold() if place < len(sheet) else ""
        if not (word == typed or (len(typed) >= 4 and word.startswith(typed))):
            raise AnotherSheet(place + 1)
    if len(sheet) > len(words):
        raise AnotherSheet(len(words) + 1)


def _in_child(name: str, argument: bytes, answer: type[T], progress: Progress | None) -> T:
    target = f"casebook.vault.recovery_child:{name}"
    return launch.run(target, argument, answer=answer, limits=_LIMITS, progress=progress)
