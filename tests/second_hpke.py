"""HPKE once more, from RFC 9180 and the X-Wing draft; ML-KEM, X25519 and the ciphers are the library's.

It shares nothing with `casebook.vault.keys`, and answers questions that one cannot be asked: one of a row of messages,
exported secrets, another cipher.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

KEM, KDF = 0x647A, 0x0001
CIPHERS = {2: AESGCM, 3: ChaCha20Poly1305}
XWING_LABEL = bytes.fromhex("5c2e2f2f5e5c")
ENC = 1088 + 32


@dataclass
class Context:
    """What both sides have after the keys were exchanged: messages are sealed in a row."""

    key: bytes
    base_nonce: bytes
    exporter: bytes
    aead: int
    seq: int = 0

    def seal(self, aad: bytes, plaintext: bytes) -> bytes:
        return CIPHERS[self.aead](self.key).encrypt(self._nonce(), plaintext, aad)

    def open(self, aad: bytes, ciphertext: bytes) -> bytes:
        return CIPHERS[self.aead](self.key).decrypt(self._nonce(), ciphertext, aad)

    def _nonce(self) -> bytes:
        number = int.from_bytes(self.base_nonce, "big") ^ self.seq
        self.seq += 1
        return number.to_bytes(12, "big")

    def export(self, context: bytes, length: int) -> bytes:
        return _labeled_expand(_suite(self.aead), self.exporter, b"sec", context, length)


def halves_of_seed(seed: bytes) -> bytes:
    """The private halves (ML-KEM seed 64, X25519 32) that an X-Wing seed of 32 bytes stands for."""
    return hashlib.shake_256(seed).digest(96)


def receive(private: bytes, enc: bytes, info: bytes, aead: int = 2) -> Context:
    """The receiver's context: *private* as halves, 64 ‖ 32 bytes."""
    return _schedule(_decapsulate(private, enc), info, aead)


def send(public: bytes, info: bytes, aead: int = 2) -> tuple[bytes, Context]:
    """What is sent along (1,120 bytes), and the sender's context: *public* as halves, 1,184 ‖ 32 bytes."""
    lattice = mlkem.MLKEM768PublicKey.from_public_bytes(public[:1184])
    ephemeral, theirs = x25519.X25519PrivateKey.generate(), public[1184:]
    secret, ciphertext = lattice.encapsulate()
    point = ephemeral.public_key().public_bytes_raw()
    shared = _combine(
        secret, ephemeral.exchange(x25519.X25519PublicKey.from_public_bytes(theirs)), point, theirs
    )
    return ciphertext + point, _schedule(shared, info, aead)


def _decapsulate(private: bytes, enc: bytes) -> bytes:
    assert (len(private), len(enc)) == (96, ENC)
    secret = mlkem.MLKEM768PrivateKey.from_seed_bytes(private[:64]).decapsulate(enc[:1088])
    own = x25519.X25519PrivateKey.from_private_bytes(private[64:])
    shared = own.exchange(x25519.X25519PublicKey.from_public_bytes(enc[1088:]))
    return _combine(secret, shared, enc[1088:], own.public_key().public_bytes_raw())


def _combine(lattice: bytes, curve: bytes, point: bytes, public: bytes) -> bytes:
    return hashlib.sha3_256(lattice + curve + point + public + XWING_LABEL).digest()


def _suite(aead: int) -> bytes:
    return b"HPKE" + KEM.to_bytes(2, "big") + KDF.to_bytes(2, "big") + aead.to_bytes(2, "big")


def _schedule(shared: bytes, info: bytes, aead: int) -> Context:
    suite = _suite(aead)
    context = b"\0" + _labeled_extract(suite, b"", b"psk_id_hash", b"")
    context += _labeled_extract(suite, b"", b"info_hash", info)
    secret = _labeled_extract(suite, shared, b"secret", b"")
    return Context(
        _labeled_expand(suite, secret, b"key", context, 32),
        _labeled_expand(suite, secret, b"base_nonce", context, 12),
        _labeled_expand(suite, secret, b"exp", context, 32),
        aead,
    )


def _labeled_extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def _labeled_expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    found, last = b"", b""
    for number in range(1, -(-length // 32) + 1):
        last = hmac.digest(prk, last + labeled + bytes([number]), "sha256")
        found += last
    return found[:length]
