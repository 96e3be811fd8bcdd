"""The boxes between devices, held against HPKE by others: a vector, and a second implementation that meets it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import second_hpke
from casebook.vault import keys
from casebook.vault.faults import BoxDamaged


@pytest.fixture(scope="module")
def vector() -> dict[str, str | int]:
    path = Path(__file__).parents[2] / "vectors" / "hpke" / "mlkem768-x25519.json"
    found: dict[str, str | int] = json.loads(path.read_text())
    return found


def drawn(count: int, each: int) -> Iterator[list[bytes]]:
    """*count* lists of *each* inputs, as the vector's makers draw them."""
    source, at = hashlib.shake_128(b"").digest(count * each * 256), 0
    for _ in range(count):
        found = []
        for _ in range(each):
            length = source[at]
            found.append(source[at + 1 : at + 1 + length])
            at += 1 + length
        yield found


def test_the_second_implementation_meets_the_vector(vector: dict[str, str | int]) -> None:
    assert (vector["mode"], vector["kem_id"], vector["kdf_id"]) == (0, second_hpke.KEM, second_hpke.KDF)
    private = second_hpke.halves_of_seed(bytes.fromhex(str(vector["skRm"])))
    enc, info = (bytes.fromhex(str(vector[name])) for name in ("enc", "info"))
    context = second_hpke.receive(private, enc, info, int(vector["aead_id"]))
    sealed = b"".join(context.seal(aad, plain) for aad, plain in drawn(1000, 2))
    assert hashlib.shake_128(sealed).hexdigest(16) == vector["encryptions"]
    exported = b"".join(context.export(name, length) for length, (name,) in enumerate(drawn(1000, 1)))
    assert hashlib.shake_128(exported).hexdigest(16) == vector["exports"]


@pytest.mark.parametrize("size", [0, 1, 32, 5000])
def test_what_we_seal_the_second_implementation_opens(size: int) -> None:
    private, public = keys.make_exchange()
    plain, info = os.urandom(size), b"what it is for\0" + os.urandom(9)
    box = keys.seal(public, plain, info)
    assert len(box) == second_hpke.ENC + size + 16
    enc, ciphertext = box[: second_hpke.ENC], box[second_hpke.ENC :]
    assert second_hpke.receive(private, enc, info).open(b"", ciphertext) == plain


@pytest.mark.parametrize("size", [0, 1, 32, 5000])
def test_what_the_second_implementation_seals_we_open(size: int) -> None:
    private, public = keys.make_exchange()
    plain, info = os.urandom(size), b"what it is for\0"
    enc, context = second_hpke.send(public, info)
    box = enc + context.seal(b"", plain)
    assert keys.unseal(private, box, info) == plain
    for wrong in (b"", b"what it was for\0"):
        with pytest.raises(BoxDamaged):
            keys.unseal(private, box, wrong)
    with pytest.raises(BoxDamaged):
        keys.unseal(private, enc + context.seal(b"", plain), info)
