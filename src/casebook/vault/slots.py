"""The file `keys`: the database key, locked by passphrases and by the recovery key. docs/formats/safe.md §1.

The same block stands in it twice, each with a checksum, so that an accident is told apart from a wrong
passphrase before the slow derivation, and mended from the twin. Nothing in it but random-looking bytes, the
magic, the cost of a try and the database's random name.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casebook.base.ids import RandomBytes
from casebook.base.secret import Secret
from casebook.vault.faults import (
    BoxDamaged,
    KeysDamaged,
    KeysDisagree,
    KeysExchanged,
    NewerFormat,
    TooManyPassphrases,
    WipeBegun,
    WrongPassphrase,
    WrongRecoveryKey,
    disk,
)
from casebook.vault.keys import (
    RECOVERY_BOX_OVERHEAD,
    Kdf,
    derive,
    expand,
    seal_to_recovery,
    unseal_from_recovery,
)
from casebook.vault.place import NAME

VERSION: Final = 1
MAGIC: Final = b"casebook/keys/1\0"
WIPED: Final = b"casebook/wiped/1\0"
"""What an overwritten `keys` begins with (`casebook.vault.wiping`); random bytes follow."""
SLOT_LABEL: Final = b"casebook/slot/1\0"
MAC_LABEL: Final = b"casebook/keys/1\0"
RECOVERY_LABEL: Final = b"casebook/recovery/1\0"

SLOTS: Final = 8
KEY_SIZE: Final = 32
_HEADER: Final = struct.Struct(">16s32sIII26s")
_COMMITMENT: Final = 32
_SLOT: Final = _COMMITMENT + KEY_SIZE + 16
_RECOVERY: Final = RECOVERY_BOX_OVERHEAD + KEY_SIZE
_BODY: Final = _HEADER.size + SLOTS * _SLOT + _RECOVERY
BLOCK_SIZE: Final = _BODY + 32
_COPY: Final = BLOCK_SIZE + 32
FILE_SIZE: Final = 2 * _COPY


@dataclass(frozen=True, slots=True)
class Opening:
    """One way in: a passphrase, with the SHA-256 of a key file where one is used.

    *label* says whose it is. It is kept in the encrypted database only.
    """

    passphrase: Secret
    key_file: bytes = b""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Mend:
    """What was wrong with the file `keys`, and could be put right from its twin.

    *copy* is 1 or 2; *offset* the first wrong byte of the whole file, *bits* the number of wrong bits in that
    copy; both -1 when the copy is not there in full or the file goes on beyond its end.
    """

    copy: int
    offset: int
    bits: int


@dataclass(frozen=True, slots=True)
class Block:
    """A whole and well-formed block; whether its parts belong together is known only after opening it."""

    raw: bytes
    salt: bytes
    kdf: Kdf
    database: str

    @property
    def header(self) -> bytes:
        """Everything up to the slots; bound to each slot and to the recovery box."""
        return self.raw[: _HEADER.size]

    def slot(self, number: int) -> bytes:
        """The bytes of one slot, used or not."""
        start = _HEADER.size + number * _SLOT
        return self.raw[start : start + _SLOT]

    @property
    def recovery(self) -> bytes:
        """The recovery box, used or not."""
        return self.raw[_BODY - _RECOVERY : _BODY]


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The file as read: its block, and what has to be mended."""

    block: Block
    mend: Mend | None


# ------------------------------------------------------------------ writing


def make(
    database_key: Secret,
    database: str,
    openings: Sequence[Opening],
    *,
    kdf: Kdf,
    recovery_public: bytes | None,
    random: RandomBytes = os.urandom,
) -> bytes:
    """The bytes of a file `keys` for *database_key*. The salt is always new; unused slots are random.

    Raises `TooManyPassphrases`, `EmptyPassphrase`, `PassphraseNotText`, `NotEnoughMemory`, `BadPublicKey`.
    """
    if not 0 < len(openings) <= SLOTS:
        raise TooManyPassphrases(len(openings), SLOTS)
    kdf.check()
    salt = random(32)
    header = _HEADER.pack(MAGIC, salt, kdf.memory_kib, kdf.iterations, kdf.lanes, database.encode("ascii"))
    filled = []
    for number, opening in enumerate(openings):
        derived = derive(opening.passphrase, salt, kdf)
        filled.append(_fill_slot(_slot_keys(derived, opening.key_file, number), header, database_key))
    filled += [random(_SLOT) for _ in range(SLOTS - len(filled))]
    box = seal_to_recovery(recovery_public, database_key.reveal(), RECOVERY_LABEL + header)
    body = header + b"".join(filled) + box
    return twice(body + _mac(body, database_key))


def twice(block: bytes) -> bytes:
    """The file holding *block*."""
    copy = block + hashlib.sha256(block).digest()
    return copy + copy


def _fill_slot(slot_keys: tuple[bytes, bytes], header: bytes, database_key: Secret) -> bytes:
    key, commitment = slot_keys
    # The nonce is fixed: the key is made from a salt that is never used for a second file, and from the
    # slot's number, so it seals this one message and no other.
    return commitment + AESGCM(key).encrypt(bytes(12), database_key.reveal(), header)


def _slot_keys(derived: bytes, key_file: bytes, number: int) -> tuple[bytes, bytes]:
    """Key and commitment of a slot. AES-GCM does not commit to its key; the commitment does it instead."""
    both = expand(derived + key_file, SLOT_LABEL, bytes([number]), length=64)
    return both[:32], both[32:]


def _mac(body: bytes, database_key: Secret) -> bytes:
    return hmac.digest(expand(database_key.reveal(), MAC_LABEL), body, "sha256")


# ------------------------------------------------------------------ reading


def read(path: Path) -> KeyFile:
    """The file `keys` at *path*, checked without any secret. Raises as `parse` does, and disk refusals."""
    with disk():
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        with os.fdopen(handle, "rb") as stream:
            return parse(stream.read(FILE_SIZE + 1))


def parse(data: bytes) -> KeyFile:
    """Find a whole copy, compare it with its twin, and read it.

    Raises `KeysDamaged`, `KeysDisagree`, `KdfOutOfBounds`, `NewerFormat`, `WipeBegun`.
    """
    first, second = data[:_COPY], data[_COPY:FILE_SIZE]
    good = [copy for copy in (first, second) if _whole(copy)]
    if not good:
        if data.startswith(WIPED):
            raise WipeBegun
        _refuse_newer(data)
        raise KeysDamaged(len(data), FILE_SIZE, _first_difference(first, second))
    if len(good) == 2 and first != second:
        raise KeysDisagree(_first_difference(first, second))
    return KeyFile(_parse_block(good[0][:BLOCK_SIZE]), _mend_needed(data, good[0]))


def _whole(copy: bytes) -> bool:
    return len(copy) == _COPY and hashlib.sha256(copy[:BLOCK_SIZE]).digest() == copy[BLOCK_SIZE:]


def _mend_needed(data: bytes, good: bytes) -> Mend | None:
    right = good + good
    if data == right:
        return None
    number = 1 if data[:_COPY] != good else 2
    if len(data) != FILE_SIZE:
        return Mend(number, -1, -1)
    wrong = [i for i in range(FILE_SIZE) if data[i] != right[i]]
    return Mend(number, wrong[0], sum((data[i] ^ right[i]).bit_count() for i in wrong))


def _first_difference(first: bytes, second: bytes) -> int:
    pairs = enumerate(zip(first, second, strict=False))
    return next((i for i, (one, other) in pairs if one != other), -1)


def _refuse_newer(data: bytes) -> None:
    found = re.match(rb"casebook/keys/([0-9]{1,3})\0", data)
    if found is not None and int(found[1]) > VERSION:
        raise NewerFormat("keys", int(found[1]), VERSION)


def _parse_block(raw: bytes) -> Block:
    magic, salt, memory_kib, iterations, lanes, name = _HEADER.unpack_from(raw)
    if magic != MAGIC:
        _refuse_newer(raw)
        raise KeysDamaged(FILE_SIZE, FILE_SIZE, -1)
    database = name.decode("ascii", errors="replace")
    if NAME.fullmatch(database) is None:
        raise KeysDamaged(FILE_SIZE, FILE_SIZE, -1)
    return Block(raw, salt, Kdf(memory_kib, iterations, lanes).check(), database)


# ------------------------------------------------------------------ opening


def unlock(block: Block, opening: Opening) -> Secret:
    """The database key. Raises as `open_slot` does."""
    return open_slot(block, opening)[0]


def open_slot(block: Block, opening: Opening) -> tuple[Secret, int]:
    """The database key, and the number of the slot that gave it.

    One slow derivation, then every slot is tried to the end, whichever opens: the time says nothing about
    which one, or how many, are used. Raises `WrongPassphrase`, `KeysExchanged`, `NotEnoughMemory`,
    `EmptyPassphrase`, `PassphraseNotText`.
    """
    derived = derive(opening.passphrase, block.salt, block.kdf)
    found, which = b"", -1
    for number in range(SLOTS):
        key, commitment = _slot_keys(derived, opening.key_file, number)
        opened = _try_slot(block.slot(number), key, commitment, block.header)
        found, which = (opened, number) if opened else (found, which)
    if not found:
        raise WrongPassphrase
    return _checked(block, Secret(found)), which


def _try_slot(slot: bytes, key: bytes, commitment: bytes, header: bytes) -> bytes:
    committed = hmac.compare_digest(slot[:_COMMITMENT], commitment)
    try:
        opened = AESGCM(key).decrypt(bytes(12), slot[_COMMITMENT:], header)
    except InvalidTag:
        opened = b""
    return opened if committed else b""


def unlock_by_recovery(block: Block, private: bytes) -> Secret:
    """The database key from the recovery box. Raises `WrongRecoveryKey`, `KeysExchanged`."""
    try:
        key = unseal_from_recovery(private, block.recovery, RECOVERY_LABEL + block.header)
    except BoxDamaged:
        raise WrongRecoveryKey from None
    return _checked(block, Secret(key))


def _checked(block: Block, database_key: Secret) -> Secret:
    if not hmac.compare_digest(_mac(block.raw[:_BODY], database_key), block.raw[_BODY:]):
        raise KeysExchanged
    return database_key
