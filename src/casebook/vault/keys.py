"""Keys: from a passphrase, from one another, and what is signed or sealed with them.

Everything here is a function of its arguments and of a source of randomness; nothing is stored. Private keys
are kept by `casebook.vault.keyring`.
"""

from __future__ import annotations

import functools
import math
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casebook.base.errors import Damaged
from casebook.base.secret import Secret
from casebook.formats import ed25519
from casebook.vault.faults import (
    BadPublicKey,
    BoxDamaged,
    EmptyPassphrase,
    KdfOutOfBounds,
    NotEnoughMemory,
    PassphraseNotText,
)

# ------------------------------------------------------------------ from a passphrase


@dataclass(frozen=True, slots=True)
class Kdf:
    """What one guess at a passphrase costs: parameters of Argon2id (RFC 9106), memory in KiB."""

    memory_kib: int
    iterations: int
    lanes: int

    def check(self) -> Kdf:
        """Itself, if within the bounds a reader accepts. Raises `KdfOutOfBounds`; allocates nothing."""
        if (
            CHEAPEST.memory_kib <= self.memory_kib <= DEAREST.memory_kib
            and CHEAPEST.iterations <= self.iterations <= DEAREST.iterations
            and 1 <= self.lanes <= DEAREST.lanes
        ):
            return self
        raise KdfOutOfBounds(self.memory_kib, self.iterations, self.lanes)


CHEAPEST: Final = Kdf(64 * 1024, 1, 2)
"""The least a reader accepts; casebooks of tests and demonstrations are made with it."""
DEAREST: Final = Kdf(1024 * 1024, 20, 8)
LEAST_NEW: Final = Kdf(256 * 1024, 3, 2)
"""The least a casebook is made with."""
TRY_SECONDS: Final = 1.0


def calibrate(clock: Callable[[], float] = time.perf_counter) -> Kdf:
    """Parameters with which one try takes about a second on this machine, never below `LEAST_NEW`."""
    start = clock()
    derive(Secret(b"how long does one try take?"), bytes(32), LEAST_NEW)
    one_pass = max(clock() - start, 1e-3) / LEAST_NEW.iterations
    wanted = math.ceil(TRY_SECONDS / one_pass)
    iterations = min(max(wanted, LEAST_NEW.iterations), DEAREST.iterations)
    return Kdf(LEAST_NEW.memory_kib, iterations, LEAST_NEW.lanes)


def passphrase_bytes(passphrase: Secret) -> bytes:
    """The passphrase as the KDF gets it: NFKC, so that every keyboard's spelling of it opens.

    Raises `EmptyPassphrase`, `PassphraseNotText`.
    """
    try:
        typed = passphrase.reveal().decode()
    except UnicodeDecodeError:
        raise PassphraseNotText from None
    if not typed:
        raise EmptyPassphrase
    return unicodedata.normalize("NFKC", typed).encode()


def derive(passphrase: Secret, salt: bytes, kdf: Kdf) -> bytes:
    """32 bytes by Argon2id. Raises `KdfOutOfBounds` before allocating, `NotEnoughMemory`."""
    kdf.check()
    secret = passphrase_bytes(passphrase)
    try:
        return Argon2id(
            salt=salt, length=32, iterations=kdf.iterations, lanes=kdf.lanes, memory_cost=kdf.memory_kib
        ).derive(secret)
    except MemoryError:
        raise NotEnoughMemory(kdf.memory_kib) from None


def expand(key: bytes, label: bytes, context: bytes = b"", *, length: int = 32) -> bytes:
    """A key for one purpose: HKDF-SHA256 (RFC 5869), no salt, info = *label* ‖ *context*.

    *label* ends in NUL and stands in docs/formats/labels.md, so no context can turn it into another label.
    """
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=label + context).derive(key)


# ------------------------------------------------------------------ signatures


def make_signing() -> tuple[bytes, bytes]:
    """A new Ed25519 key: private seed and public key, 32 bytes each."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def sign(private: bytes, message: bytes) -> bytes:
    """The 64-byte Ed25519 signature (RFC 8032)."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


class OneTimeKey:
    """An Ed25519 key that signs once. Its private half never leaves this object, and goes with the signature.

    With *seed* (32 bytes), always the same key: for whoever has to make the same bytes again.
    """

    def __init__(self, seed: bytes | None = None) -> None:
        made = Ed25519PrivateKey.generate() if seed is None else Ed25519PrivateKey.from_private_bytes(seed)
        self.public = made.public_key().public_bytes_raw()
        self._private: Ed25519PrivateKey | None = made

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature of *message*; a second one is refused (`ValueError`), being a mistake of ours."""
        if self._private is None:
            raise ValueError("the key is spent")
        private, self._private = self._private, None
        return private.sign(message)


def check_public(public: bytes) -> bytes:
    """The Ed25519 public key itself. Raises `WeakKey`: wrong length, not canonical, or of small order.

    To be called wherever a key is read from outside: the library accepts all of these.
    """
    ed25519.check_public(public)
    return public


def verify(public: bytes, signature: bytes, message: bytes) -> None:
    """Raise `WeakKey` or `WrongSignature` (of `casebook.formats.ed25519`) unless *signature* is good."""
    ed25519.verify(public, signature, message)


@functools.lru_cache(maxsize=8192)
def holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether *signature* is good, by a key that is one. Remembered: words about keys are weighed at every change."""
    try:
        verify(public, signature, message)
    except Damaged:
        return False
    return True


# ------------------------------------------------------------------ boxes between devices (HPKE, RFC 9180)

_EXCHANGE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_RECOVERY: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_SEED: Final = 64
_MLKEM_PUBLIC: Final = 1184
EXCHANGE_PRIVATE_SIZE: Final = _SEED + 32
EXCHANGE_PUBLIC_SIZE: Final = _MLKEM_PUBLIC + 32
RECOVERY_BOX_OVERHEAD: Final = 32 + 16


def make_exchange() -> tuple[bytes, bytes]:
    """A new hybrid key pair ML-KEM-768 + X25519 as halves: private seed 64 ‖ 32, public 1184 ‖ 32.

    The library cannot serialise the hybrid key objects themselves, hence the halves.
    """
    lattice, curve = mlkem.MLKEM768PrivateKey.generate(), x25519.X25519PrivateKey.generate()
    return (
        lattice.private_bytes_raw() + curve.private_bytes_raw(),
        lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw(),
    )


def check_exchange_public(public: bytes) -> bytes:
    """The hybrid public key itself. Raises `BadPublicKey`: wrong length, no lattice key, small order."""
    _hybrid_public(public)
    return public


def seal(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """A box only the holder of *public*'s private half can open. Raises `BadPublicKey`."""
    return _EXCHANGE.encrypt(plaintext, _hybrid_public(public), info)


def unseal(private: bytes, box: bytes, info: bytes) -> bytes:
    """What was sealed with the same *info*. Raises `BoxDamaged`."""
    return opener(private)(box, info)


def opener(private: bytes) -> Callable[[bytes, bytes], bytes]:
    """`unseal` for many boxes: the key is made of its halves once, which takes as long as a box."""
    key = MLKEM768X25519PrivateKey(
        mlkem.MLKEM768PrivateKey.from_seed_bytes(private[:_SEED]),
        x25519.X25519PrivateKey.from_private_bytes(private[_SEED:]),
    )

    def open_box(box: bytes, info: bytes) -> bytes:
        try:
            return _EXCHANGE.decrypt(box, key, info)
        except (InvalidTag, ValueError):
            raise BoxDamaged from None

    return open_box


def _hybrid_public(public: bytes) -> MLKEM768X25519PublicKey:
    if len(public) != EXCHANGE_PUBLIC_SIZE:
        raise BadPublicKey
    try:
        lattice = mlkem.MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC])
    except ValueError:
        raise BadPublicKey from None
    return MLKEM768X25519PublicKey(lattice, _curve_public(public[_MLKEM_PUBLIC:]))


def _curve_public(public: bytes) -> x25519.X25519PublicKey:
    """The X25519 key; a point of small order, with which every exchange gives zeros, is refused."""
    if len(public) != 32:
        raise BadPublicKey
    key = x25519.X25519PublicKey.from_public_bytes(public)
    try:
        x25519.X25519PrivateKey.generate().exchange(key)
    except ValueError:
        raise BadPublicKey from None
    return key


def make_curve() -> tuple[bytes, bytes]:
    """A new X25519 key: private and public half, 32 bytes each."""
    private = x25519.X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def make_recovery_public(private: bytes) -> bytes:
    """The public half of a recovery key (X25519)."""
    return x25519.X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_to_recovery(public: bytes | None, plaintext: bytes, info: bytes) -> bytes:
    """A recovery box; for `None` one to a key thrown away at once, which looks the same."""
    key = x25519.X25519PrivateKey.generate().public_key() if public is None else _curve_public(public)
    return _RECOVERY.encrypt(plaintext, key, info)


def unseal_from_recovery(private: bytes, box: bytes, info: bytes) -> bytes:
    """What was sealed to the recovery key. Raises `BoxDamaged`."""
    try:
        return _RECOVERY.decrypt(box, x25519.X25519PrivateKey.from_private_bytes(private), info)
    except (InvalidTag, ValueError):
        raise BoxDamaged from None
