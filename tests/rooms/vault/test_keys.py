"""Keys: what a passphrase costs, what a label separates, which public keys are none."""

from __future__ import annotations

import itertools

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.base.secret import Secret
from casebook.formats.ed25519 import WeakKey, WrongSignature
from casebook.vault import keys
from casebook.vault.faults import (
    BadPublicKey,
    BoxDamaged,
    EmptyPassphrase,
    KdfOutOfBounds,
    NotEnoughMemory,
    PassphraseNotText,
)
from casebook.vault.keys import CHEAPEST, DEAREST, LEAST_NEW, Kdf

# ------------------------------------------------------------------ derivation


@pytest.mark.parametrize(
    ("seconds", "iterations"), [(0.0001, 20), (0.1, 20), (0.3, 10), (0.75, 4), (1.0, 3), (30.0, 3)]
)
def test_calibration_raises_the_work_until_a_try_takes_a_second(seconds: float, iterations: int) -> None:
    ticks = itertools.count(0, seconds)
    made = keys.calibrate(clock=lambda: next(ticks))
    assert made == Kdf(256 * 1024, iterations, 2)
    assert made.check() == made


def test_the_vector_of_the_format() -> None:
    derived = keys.derive(Secret("ferry lantern orchard"), bytes(range(32)), CHEAPEST)
    assert derived.hex() == "d39b550a280e41ad956453a9833156fec571841178380a71149ac1eb0d95be64"
    assert (
        keys.expand(derived, b"casebook/head/1\0").hex()
        == "8d5dc91c8de46639a3a64fde93822d74063cb9b97d7db9c977b1da115b9fced9"
    )


def test_out_of_bounds_is_refused_before_the_passphrase_is_looked_at() -> None:
    for asked in (Kdf(DEAREST.memory_kib + 1, 1, 2), Kdf(CHEAPEST.memory_kib, 1, 99)):
        with pytest.raises(KdfOutOfBounds):
            keys.derive(Secret(""), bytes(32), asked)
    assert LEAST_NEW.check() == LEAST_NEW


def test_no_memory_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    class Short:
        def __init__(self, **_asked: object) -> None:
            pass

        def derive(self, _secret: bytes) -> bytes:
            raise MemoryError

    monkeypatch.setattr(keys, "Argon2id", Short)
    with pytest.raises(NotEnoughMemory) as caught:
        keys.derive(Secret("ferry"), bytes(32), CHEAPEST)
    assert caught.value.kib == 64 * 1024


def test_what_is_no_passphrase() -> None:
    with pytest.raises(EmptyPassphrase):
        keys.passphrase_bytes(Secret(""))
    with pytest.raises(PassphraseNotText):
        keys.passphrase_bytes(Secret(b"\xff\xfe"))


@given(st.text(min_size=1))
def test_normal_form_is_reached_once(text: str) -> None:
    try:
        Secret(text)
    except UnicodeEncodeError:
        return
    once = keys.passphrase_bytes(Secret(text))
    assert keys.passphrase_bytes(Secret(once)) == once


def test_labels_and_contexts_separate() -> None:
    made = {
        keys.expand(b"k" * 32, label, context)
        for label in (b"casebook/a/1\0", b"casebook/b/1\0")
        for context in (b"", b"\0", b"x")
    }
    assert len(made) == 6
    assert len(keys.expand(b"k" * 32, b"casebook/a/1\0", length=64)) == 64


# ------------------------------------------------------------------ signatures


def test_signatures() -> None:
    private, public = keys.make_signing()
    signature = keys.sign(private, b"casebook/test/1\0message")
    keys.verify(public, signature, b"casebook/test/1\0message")
    for wrong in (b"casebook/test/1\0massage", b""):
        with pytest.raises(WrongSignature):
            keys.verify(public, signature, wrong)
    with pytest.raises(WrongSignature):
        keys.verify(keys.make_signing()[1], signature, b"casebook/test/1\0message")


def test_a_key_that_fits_every_message_is_refused() -> None:
    public = b"\x01" + bytes(31)
    with pytest.raises(WeakKey):
        keys.verify(public, public + bytes(32), b"anything")
    with pytest.raises(WeakKey):
        keys.check_public(public)
    assert keys.check_public(keys.make_signing()[1])


# ------------------------------------------------------------------ boxes


def test_what_is_sealed_to_a_device_opens_there_alone() -> None:
    private, public = keys.make_exchange()
    assert (
        (len(private), len(public)) == (keys.EXCHANGE_PRIVATE_SIZE, keys.EXCHANGE_PUBLIC_SIZE) == (96, 1216)
    )
    box = keys.seal(public, b"an epoch key", b"casebook/test/1\0")
    assert keys.unseal(private, box, b"casebook/test/1\0") == b"an epoch key"
    for key, what, info in (
        (keys.make_exchange()[0], box, b"casebook/test/1\0"),
        (private, box, b"casebook/test/2\0"),
        (private, box[:-1] + bytes([box[-1] ^ 1]), b"casebook/test/1\0"),
        (private, box[:40], b"casebook/test/1\0"),
        (private, b"", b"casebook/test/1\0"),
    ):
        with pytest.raises(BoxDamaged):
            keys.unseal(key, what, info)


@settings(max_examples=30)
@given(st.integers(0, 1119), st.integers(1, 255))
def test_a_changed_box_never_opens(offset: int, flip: int) -> None:
    private, public = keys.make_exchange()
    box = bytearray(keys.seal(public, b"x" * 32, b"i"))
    box[offset] ^= flip
    with pytest.raises(BoxDamaged):
        keys.unseal(private, bytes(box), b"i")


def test_public_keys_nobody_honest_makes() -> None:
    _, public = keys.make_exchange()
    assert keys.check_exchange_public(public) == public
    for bad in (b"", public[:-1], public + b"x", public[:-32] + bytes(32), b"\xff" * 1184 + public[-32:]):
        with pytest.raises(BadPublicKey):
            keys.check_exchange_public(bad)


def test_recovery_boxes() -> None:
    private = X25519PrivateKey.generate().private_bytes_raw()
    box = keys.seal_to_recovery(keys.make_recovery_public(private), b"k" * 32, b"i")
    unused = keys.seal_to_recovery(None, b"k" * 32, b"i")
    assert len(box) == len(unused) == 80
    assert keys.unseal_from_recovery(private, box, b"i") == b"k" * 32
    with pytest.raises(BoxDamaged):
        keys.unseal_from_recovery(private, unused, b"i")
    for bad in (bytes(32), b"short"):
        with pytest.raises(BadPublicKey):
            keys.seal_to_recovery(bad, b"k" * 32, b"i")
