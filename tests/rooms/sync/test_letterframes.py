"""Letters: all alike, opened by those they are for, and nothing to be read in them by anybody else."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import example, given, settings
from hypothesis import strategies as st

import second_hpke
import second_pack
from casebook.sync import letterframes
from casebook.sync.epochs import hash_of
from casebook.sync.letterframes import (
    FRAME_SIZE,
    HEAD_SIZE,
    LETTER_SIZE,
    SLOTS,
    Addressed,
    LettersDamaged,
    frames,
    is_letters,
    opened,
    seal,
    slots_of,
    unseal,
)
from casebook.vault import keys

CARRIER = bytes(range(32))


class Device:
    """A device with some one-time keys."""

    def __init__(self, count: int = 1) -> None:
        self.public = os.urandom(32)
        self.pairs = [keys.make_exchange() for _ in range(count)]
        self.openers = [
            lambda box, info, private=private: keys.unseal(private, box, info) for private, _ in self.pairs
        ]

    def letter(self, key: bytes, which: int = 0) -> Addressed:
        return Addressed(self.public, self.pairs[which][1], key)

    def reads(self, frame: bytes, carrier: bytes = CARRIER) -> list[bytes]:
        return list(opened(carrier, frame, self.public, self.openers))


def test_a_letter_is_opened_by_whom_it_is_for() -> None:
    leila, amina, key = Device(), Device(), os.urandom(32)
    letter = seal(leila.letter(key))
    assert len(letter) == LETTER_SIZE == 1168
    assert unseal(letter, leila.public, leila.openers) == key
    assert unseal(letter, amina.public, amina.openers) is None
    assert unseal(letter, amina.public, leila.openers) is None


def test_a_key_somebody_else_gave_out_as_their_own_opens_nothing() -> None:
    leila, liar = Device(), Device()
    letter = seal(Addressed(liar.public, leila.pairs[0][1], os.urandom(32)))
    assert unseal(letter, leila.public, leila.openers) is None


@pytest.mark.parametrize("count", [1, 2, SLOTS - 1, SLOTS, SLOTS + 1])
def test_a_frame_has_one_size_and_one_number_of_slots(count: int) -> None:
    leila, sent = Device(), [os.urandom(32) for _ in range(count)]
    made = frames(CARRIER, [leila.letter(key) for key in sent], os.urandom)
    assert [len(frame) for frame in made] == [FRAME_SIZE] * -(-count // SLOTS)
    assert {len(slots_of(CARRIER, frame)) for frame in made} == {SLOTS} == {56}
    assert {len(slot) for frame in made for slot in slots_of(CARRIER, frame)} == {LETTER_SIZE}
    found = [key for frame in made for key in leila.reads(frame)]
    assert sorted(found) == sorted(sent)


def test_no_letters_make_no_frame() -> None:
    assert frames(CARRIER, [], os.urandom) == []


def test_each_opens_exactly_its_own() -> None:
    team = [Device(2) for _ in range(5)]
    sent = {device.public: [os.urandom(32) for _ in range(2)] for device in team}
    letters = [device.letter(sent[device.public][which], which) for device in team for which in range(2)]
    (frame,) = frames(CARRIER, letters, os.urandom)
    for device in team:
        assert sorted(device.reads(frame)) == sorted(sent[device.public])
    assert Device(2).reads(frame) == []


def test_without_its_one_time_key_nothing_opens() -> None:
    leila, key = Device(2), os.urandom(32)
    (frame,) = frames(CARRIER, [leila.letter(key, 0)], os.urandom)
    del leila.openers[0]
    assert leila.reads(frame) == []


def test_the_place_of_a_letter_tells_nothing() -> None:
    leila = Device()
    places = set()
    for _ in range(12):
        (frame,) = frames(CARRIER, [leila.letter(bytes(32))], os.urandom)
        read = [unseal(slot, leila.public, leila.openers) for slot in slots_of(CARRIER, frame)]
        places.add(next(place for place, key in enumerate(read) if key is not None))
    assert len(places) > 3


# ------------------------------------------------------------------------------------------ outsiders


def chi_square(data: bytes) -> float:
    """Pearson's statistic of the bytes against even odds: 255 degrees of freedom."""
    expected, counts = len(data) / 256, Counter(data)
    return sum((counts[each] - expected) ** 2 / expected for each in range(256))


LIKELY = range(150, 400)
"""Random bytes fall outside in one of some millions of trials, on either side."""


def test_who_lacks_the_carrier_key_sees_random_bytes() -> None:
    leila = Device()
    many = b""
    for count in (1, 5, SLOTS):
        for _ in range(4):
            (frame,) = frames(CARRIER, [leila.letter(bytes(32))] * count, os.urandom)
            assert int(chi_square(frame)) in LIKELY
            assert not is_letters(os.urandom(32), frame)
            many += frame
    assert int(chi_square(many)) in LIKELY
    # No eight bytes stand twice: neither within one frame nor in two of them.
    assert len({many[at : at + 8] for at in range(0, len(many), 8)}) == len(many) // 8


def test_who_has_the_carrier_key_sees_slots_that_are_alike() -> None:
    """A device that was removed keeps the carrier key: it can count slots, and there are always as many."""
    leila = Device()
    used = slots_of(CARRIER, frames(CARRIER, [leila.letter(bytes(32))] * SLOTS, os.urandom)[0])
    one = slots_of(CARRIER, frames(CARRIER, [leila.letter(bytes(32))], os.urandom)[0])
    for slots in (used, one):
        assert int(chi_square(b"".join(slots))) in LIKELY
        assert len(set(slots)) == SLOTS


# ------------------------------------------------------------------------------------------ hostile bytes


@pytest.fixture(scope="module")
def sample() -> tuple[Device, bytes]:
    device = Device()
    return device, frames(CARRIER, [device.letter(bytes(32))], os.urandom)[0]


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, FRAME_SIZE - 1), bit=st.integers(0, 7))
@example(place=0, bit=0)
@example(place=FRAME_SIZE - 1, bit=7)
def test_a_flipped_bit_is_refused(sample: tuple[Device, bytes], place: int, bit: int) -> None:
    device, frame = sample
    altered = bytearray(frame)
    altered[place] ^= 1 << bit
    assert is_letters(CARRIER, altered) == (place >= HEAD_SIZE)
    with pytest.raises(LettersDamaged):
        device.reads(bytes(altered))


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=200), cut=st.integers(0, FRAME_SIZE - 1))
def test_anything_else_is_refused(sample: tuple[Device, bytes], data: bytes, cut: int) -> None:
    device, frame = sample
    for hostile in (data, frame[:cut], frame + data + b"x", data + frame[: FRAME_SIZE - len(data) - 1]):
        assert not is_letters(CARRIER, data[:HEAD_SIZE])
        with pytest.raises(LettersDamaged):
            device.reads(hostile)


@settings(max_examples=25, deadline=None)
@given(slot=st.binary(min_size=LETTER_SIZE, max_size=LETTER_SIZE), zeros=st.integers(0, LETTER_SIZE))
def test_a_member_who_writes_rubbish_into_the_slots_harms_nobody(
    sample: tuple[Device, bytes], slot: bytes, zeros: int
) -> None:
    device, _ = sample
    assert unseal(slot, device.public, device.openers) is None
    assert unseal(bytes(zeros) + slot[zeros:], device.public, device.openers) is None
    good = seal(device.letter(bytes(32)))
    assert unseal(good[:1088] + bytes(32) + good[1120:], device.public, device.openers) is None


def test_two_frames_do_not_mix(sample: tuple[Device, bytes]) -> None:
    device, one = sample
    (two,) = frames(CARRIER, [device.letter(bytes(32))], os.urandom)
    for cut in (32, 64, FRAME_SIZE // 2):
        with pytest.raises(LettersDamaged):
            device.reads(one[:cut] + two[cut:])


def test_a_letter_holds_thirty_two_bytes() -> None:
    with pytest.raises(ValueError, match="32"):
        seal(Device().letter(bytes(31)))
    assert letterframes.KEY_SIZE == 32


# ------------------------------------------------------------------------------------------ for ever

VECTORS = Path(__file__).parents[2] / "vectors" / "letters"


def test_a_frame_of_version_1_opens_for_ever() -> None:
    told = json.loads((VECTORS / "letters.json").read_text())
    frame, carrier = (VECTORS / "frame.DAT").read_bytes(), bytes.fromhex(told["carrier"])
    assert is_letters(carrier, frame[:HEAD_SIZE])
    for device in told["devices"]:
        private = bytes.fromhex(device["private"])
        openers = [lambda box, info, private=private: keys.unseal(private, box, info)]
        found = sorted(opened(carrier, frame, bytes.fromhex(device["signing"]), openers))
        assert [key.hex() for key in found] == device["keys"]
        assert sorted(hash_of(key).hex() for key in found) == device["hashes"]


def test_a_second_reader_made_from_the_document_reads_the_same() -> None:
    told = json.loads((VECTORS / "letters.json").read_text())
    frame = (VECTORS / "frame.DAT").read_bytes()
    contents = second_pack.layer(frame, b"casebook/letters/1\0", 65536, [bytes.fromhex(told["carrier"])])
    assert contents is not None
    (content,) = contents
    assert len(content) == 56 * 1168 + 48
    assert content[56 * 1168 :] == bytes(48)
    for device in told["devices"]:
        private, info = (
            bytes.fromhex(device["private"]),
            b"casebook/letter/1\0" + bytes.fromhex(device["signing"]),
        )
        found = []
        for at in range(0, 56 * 1168, 1168):
            letter = content[at : at + 1168]
            with contextlib.suppress(InvalidTag):
                found.append(second_hpke.receive(private, letter[:1120], info).open(b"", letter[1120:]))
        assert sorted(key.hex() for key in found) == device["keys"]
        hashes = sorted(hashlib.sha256(b"casebook/epoch/1\0" + key).hexdigest() for key in found)
        assert hashes == device["hashes"]
