"""The file `keys`: every accident named and mended, every exchange seen, every way in and no other."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from casebook.base.errors import Damaged
from casebook.base.secret import Secret
from casebook.vault import slots
from casebook.vault.faults import (
    KdfOutOfBounds,
    KeysDamaged,
    KeysDisagree,
    KeysExchanged,
    NewerFormat,
    TooManyPassphrases,
    WrongPassphrase,
    WrongRecoveryKey,
)
from casebook.vault.keys import CHEAPEST, Kdf, make_recovery_public
from casebook.vault.slots import BLOCK_SIZE, FILE_SIZE, SLOTS, Mend, Opening

NAME = "abcdefghijklmnopqrstuvwxyz"
KEY = Secret(bytes(range(32)))
COPY = FILE_SIZE // 2
SLOTS_START = 86
SLOT = 80


def opening(text: str = "ferry lantern orchard", key_file: bytes = b"") -> Opening:
    return Opening(Secret(text), key_file)


def make(*openings: Opening, key: Secret = KEY, recovery: bytes | None = None) -> bytes:
    return slots.make(key, NAME, openings or (opening(),), kdf=CHEAPEST, recovery_public=recovery)


@pytest.fixture(scope="module")
def made() -> bytes:
    return make()


def resealed(block: bytes) -> bytes:
    """The file somebody writes who can count checksums and knows no key."""
    return slots.twice(block)


# ------------------------------------------------------------------ accidents


def test_every_flipped_bit_is_named_and_mended_from_the_twin(made: bytes) -> None:
    whole = slots.parse(made)
    assert whole.mend is None
    for offset in range(FILE_SIZE):
        for bit in range(8):
            data = bytearray(made)
            data[offset] ^= 1 << bit
            read = slots.parse(bytes(data))
            assert read.block == whole.block
            assert read.mend == Mend(1 if offset < COPY else 2, offset, 1)
            assert slots.twice(read.block.raw) == made


@given(first=st.integers(0, COPY - 1), second=st.integers(COPY, FILE_SIZE - 1), flips=st.integers(1, 255))
def test_both_copies_damaged_is_said_and_never_read(made: bytes, first: int, second: int, flips: int) -> None:
    data = bytearray(made)
    data[first] ^= flips
    data[second] ^= flips
    with pytest.raises((KeysDamaged, NewerFormat)) as caught:
        slots.parse(bytes(data))
    if isinstance(caught.value, KeysDamaged):
        same_place = first == second - COPY
        assert caught.value.differs_at == (-1 if same_place else min(first, second - COPY))


def test_the_damage_is_told_before_any_derivation(made: bytes, tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(made[: COPY // 2])
    with pytest.raises(KeysDamaged) as caught:
        slots.read(tmp_path / "keys")
    assert (caught.value.size, caught.value.expected) == (COPY // 2, FILE_SIZE)


def test_truncated_anywhere(made: bytes) -> None:
    whole = slots.parse(made).block
    for size in range(FILE_SIZE):
        if size >= COPY:
            read = slots.parse(made[:size])
            assert read.block == whole
            assert read.mend == Mend(2, -1, -1)
        else:
            with pytest.raises(KeysDamaged):
                slots.parse(made[:size])


def test_something_appended_is_mended(made: bytes) -> None:
    read = slots.parse(made + b"x")
    assert read.mend is not None
    assert slots.twice(read.block.raw) == made


@given(st.binary(max_size=2 * FILE_SIZE))
def test_anything_else_is_damaged_and_nothing_worse(data: bytes) -> None:
    with pytest.raises(KeysDamaged):
        slots.parse(data)


# ------------------------------------------------------------------ what others may write


def test_two_whole_copies_that_differ(made: bytes) -> None:
    other = make()
    with pytest.raises(KeysDisagree) as caught:
        slots.parse(made[:COPY] + other[COPY:])
    assert caught.value.differs_at == 16


@pytest.mark.torture("T16", "keys of a later version are refused, and named as that")
def test_a_newer_version_is_told_apart_from_damage(made: bytes) -> None:
    newer = made[:BLOCK_SIZE].replace(b"keys/1\0", b"keys/2\0", 1)
    with pytest.raises(NewerFormat) as caught:
        slots.parse(resealed(newer))
    assert (caught.value.what, caught.value.found, caught.value.known) == ("keys", 2, 1)
    with pytest.raises(NewerFormat):
        slots.parse(b"casebook/keys/12\0 of another length")


@pytest.mark.parametrize(
    "asked",
    [
        Kdf(64 * 1024 - 1, 1, 2),
        Kdf(1024 * 1024 + 1, 1, 2),
        Kdf(64 * 1024 * 1024, 1, 2),
        Kdf(2**32 - 1, 2**32 - 1, 2**32 - 1),
        Kdf(64 * 1024, 0, 2),
        Kdf(64 * 1024, 21, 2),
        Kdf(64 * 1024, 1, 0),
        Kdf(64 * 1024, 1, 9),
    ],
)
def test_unreasonable_work_is_refused_before_anything_is_allocated(made: bytes, asked: Kdf) -> None:
    numbers = b"".join(n.to_bytes(4, "big") for n in (asked.memory_kib, asked.iterations, asked.lanes))
    block = made[:48] + numbers + made[60:BLOCK_SIZE]
    with pytest.raises(KdfOutOfBounds) as caught:
        slots.parse(resealed(block))
    assert caught.value.memory_kib == asked.memory_kib


@pytest.mark.parametrize("name", [b"../../../../../tmp/whatever", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", bytes(26)])
def test_a_database_name_that_leads_elsewhere(made: bytes, name: bytes) -> None:
    with pytest.raises(KeysDamaged):
        slots.parse(resealed(made[:60] + name[:26] + made[SLOTS_START:BLOCK_SIZE]))


def test_any_changed_byte_with_right_checksums_is_seen(made: bytes) -> None:
    """One per part: salt, cost, name, the slot used, an unused one, the recovery box, the MAC."""
    parts = {
        20: WrongPassphrase,
        55: WrongPassphrase,
        62: WrongPassphrase,
        SLOTS_START: WrongPassphrase,
        SLOTS_START + 40: WrongPassphrase,
        SLOTS_START + SLOT + 3: KeysExchanged,
        SLOTS_START + 8 * SLOT + 3: KeysExchanged,
        BLOCK_SIZE - 1: KeysExchanged,
    }
    for offset, expected in parts.items():
        block = bytearray(made[:BLOCK_SIZE])
        block[offset] ^= 2
        with pytest.raises(expected):
            slots.unlock(slots.parse(resealed(bytes(block))).block, opening())


def test_a_slot_of_an_older_file_is_seen() -> None:
    """Somebody puts a slot back whose passphrase was taken away: other salt, so it never opens."""
    older = make(opening("first"), opening("second"))
    newer = make(opening("first"))
    second = slice(SLOTS_START + SLOT, SLOTS_START + 2 * SLOT)
    block = bytearray(newer[:BLOCK_SIZE])
    block[second] = older[:BLOCK_SIZE][second]
    read = slots.parse(resealed(bytes(block))).block
    with pytest.raises(KeysExchanged):
        slots.unlock(read, opening("first"))
    with pytest.raises(WrongPassphrase):
        slots.unlock(read, opening("second"))


# ------------------------------------------------------------------ ways in


def test_every_passphrase_opens_and_no_other() -> None:
    ways = [opening("one"), opening("two", bytes(32)), opening("three")]
    block = slots.parse(make(*ways)).block
    for way in ways:
        assert slots.unlock(block, way) == KEY
    for wrong in (
        opening("One"),
        opening("two"),
        opening("one", bytes(32)),
        opening("one "),
        opening(" one"),
    ):
        with pytest.raises(WrongPassphrase):
            slots.unlock(block, wrong)


def test_eight_slots_and_no_more() -> None:
    ways = [opening(f"number {i}") for i in range(SLOTS)]
    block = slots.parse(make(*ways)).block
    assert slots.unlock(block, ways[-1]) == KEY
    for count in (0, SLOTS + 1):
        with pytest.raises(TooManyPassphrases):
            slots.make(KEY, NAME, [opening()] * count, kdf=CHEAPEST, recovery_public=None)


def test_a_slot_moved_to_another_number_does_not_open(made: bytes) -> None:
    block = bytearray(made[:BLOCK_SIZE])
    first, second = slice(SLOTS_START, SLOTS_START + SLOT), slice(SLOTS_START + SLOT, SLOTS_START + 2 * SLOT)
    block[first], block[second] = block[second], block[first]
    with pytest.raises(WrongPassphrase):
        slots.unlock(slots.parse(resealed(bytes(block))).block, opening())


@pytest.mark.parametrize(
    ("typed", "typed_elsewhere"),
    [("Å café", "A\u030a cafe\u0301"), ("Қайрат йод", "Қаи\u0306рат и\u0306од"), ("ﬁnal №1", "final No1")],
)
def test_another_keyboards_spelling_opens(typed: str, typed_elsewhere: str) -> None:
    assert typed != typed_elsewhere
    assert slots.unlock(slots.parse(make(opening(typed))).block, opening(typed_elsewhere)) == KEY


@pytest.mark.parametrize("text", [" leading", "نص عربي", "🦓 🌊", "a" * 10_000, "with\0nul", "х"])
def test_unusual_passphrases(text: str) -> None:
    assert slots.unlock(slots.parse(make(opening(text))).block, opening(text)) == KEY


def test_recovery_opens_with_its_key_alone(made: bytes) -> None:
    private = X25519PrivateKey.generate().private_bytes_raw()
    block = slots.parse(make(recovery=make_recovery_public(private))).block
    assert slots.unlock_by_recovery(block, private) == KEY
    with pytest.raises(WrongRecoveryKey):
        slots.unlock_by_recovery(block, os.urandom(32))
    with pytest.raises(WrongRecoveryKey):
        slots.unlock_by_recovery(slots.parse(made).block, private)


# ------------------------------------------------------------------ what it tells


def test_the_same_key_twice_gives_nothing_in_common_but_the_header(made: bytes) -> None:
    other = make()
    assert made[:16] == other[:16] == b"casebook/keys/1\0"
    assert made[48:SLOTS_START] == other[48:SLOTS_START]
    for start in (16, *range(SLOTS_START, BLOCK_SIZE - 8, 8)):
        assert made[start : start + 8] != other[start : start + 8]


def test_the_key_is_nowhere_in_it(made: bytes) -> None:
    assert KEY.reveal() not in made
    assert KEY.reveal()[:8] not in made


def test_no_error_says_more_than_its_name(made: bytes) -> None:
    with pytest.raises(WrongPassphrase) as caught:
        slots.unlock(slots.parse(made).block, opening("a wrong one"))
    assert repr(caught.value) == str(caught.value) == "WrongPassphrase"
    with pytest.raises(Damaged) as damaged:
        slots.parse(b"")
    assert repr(damaged.value) == "KeysDamaged"
