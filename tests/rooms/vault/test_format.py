"""A second reader, written from docs/formats/safe.md alone: it uses nothing of ours to open the vectors."""

from __future__ import annotations

import hashlib
import hmac
import struct
import unicodedata
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casebook.base.secret import Secret
from casebook.vault import head, slots
from casebook.vault.head import HeadState
from casebook.vault.keys import CHEAPEST, make_recovery_public
from casebook.vault.slots import Opening

VECTORS = Path(__file__).parents[2] / "vectors" / "safe"
DATABASE_KEY = bytes(range(0xA0, 0xC0))
RECOVERY = bytes(range(0x40, 0x60))
NAME = "abcdefghijklmnopqrstuvwxyz"
STATE = (1204, 1_763_144_400_000, bytes(range(0xC0, 0xE0)))
OPENINGS = [
    ("ferry lantern orchard", b"", 0),
    ("walnut cafe\u0301", hashlib.sha256(b"brass").digest(), 1),
]


def hkdf(key: bytes, info: bytes, length: int = 32) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=info).derive(key)


def block_of(file: bytes) -> bytes:
    assert len(file) == 1740
    copies = file[:870], file[870:]
    assert copies[0] == copies[1]
    assert hashlib.sha256(copies[0][:838]).digest() == copies[0][838:]
    return file[:838]


def open_slot(block: bytes, passphrase: str, key_file: bytes, number: int) -> bytes:
    salt, memory, passes, lanes = struct.unpack_from(">32sIII", block, 16)
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    derived = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory).derive(typed)
    both = hkdf(derived + key_file, b"casebook/slot/1\0" + bytes([number]), 64)
    slot = block[86 + 80 * number :][:80]
    assert slot[:32] == both[32:]
    return AESGCM(both[:32]).decrypt(bytes(12), slot[32:], block[:86])


@pytest.mark.parametrize(("passphrase", "key_file", "number"), OPENINGS)
def test_a_slot(passphrase: str, key_file: bytes, number: int) -> None:
    block = block_of((VECTORS / "keys").read_bytes())
    assert block[:16] == b"casebook/keys/1\0"
    assert block[60:86] == NAME.encode()
    assert open_slot(block, passphrase, key_file, number) == DATABASE_KEY


def test_the_recovery_box() -> None:
    block = block_of((VECTORS / "keys").read_bytes())
    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    private = X25519PrivateKey.from_private_bytes(RECOVERY)
    info = b"casebook/recovery/1\0" + block[:86]
    assert suite.decrypt(block[726:806], private, info) == DATABASE_KEY


def test_the_mac() -> None:
    block = block_of((VECTORS / "keys").read_bytes())
    key = hkdf(DATABASE_KEY, b"casebook/keys/1\0")
    assert hmac.digest(key, block[:806], "sha256") == block[806:]


def test_the_head() -> None:
    box = (VECTORS / "head").read_bytes()
    label = b"casebook/head/1\0"
    plain = AESGCM(hkdf(DATABASE_KEY, label)).decrypt(box[:12], box[12:], label)
    assert len(box) == 1024
    assert struct.unpack(">QQ32s", plain[:48]) == STATE
    assert plain[48:] == bytes(996 - 48)


def test_our_own_reader_agrees() -> None:
    block = slots.parse((VECTORS / "keys").read_bytes()).block
    assert (block.kdf, block.database) == (CHEAPEST, NAME)
    for passphrase, key_file, _ in OPENINGS:
        assert slots.unlock(block, Opening(Secret(passphrase), key_file)).reveal() == DATABASE_KEY
    assert slots.unlock_by_recovery(block, RECOVERY).reveal() == DATABASE_KEY
    key = hkdf(DATABASE_KEY, b"casebook/head/1\0")
    assert head.unseal((VECTORS / "head").read_bytes(), key) == HeadState(*STATE)


def test_what_we_write_now_is_what_the_vectors_are() -> None:
    """The random parts apart: a new file of the same secrets opens with the reader above."""
    made = slots.make(
        Secret(DATABASE_KEY),
        NAME,
        [Opening(Secret(passphrase), key_file) for passphrase, key_file, _ in OPENINGS],
        kdf=CHEAPEST,
        recovery_public=make_recovery_public(RECOVERY),
    )
    block = block_of(made)
    for passphrase, key_file, number in OPENINGS:
        assert open_slot(block, passphrase, key_file, number) == DATABASE_KEY
    assert block[48:86] == (VECTORS / "keys").read_bytes()[48:86]
