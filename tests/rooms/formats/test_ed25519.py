"""Strict Ed25519: the points that would sign anything are refused."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from casebook.formats.ed25519 import WeakKey, WrongSignature, check_public, verify

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def point(y: int, *, negative: bool) -> tuple[int, int] | None:
    """The curve point with this y, by RFC 8032 §5.1.3."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P:
        return None
    return (P - x if (x & 1) != negative else x) % P, y


def double(p: tuple[int, int]) -> tuple[int, int]:
    x, y = p
    both = D * x * x * y * y
    return 2 * x * y * pow(1 + both, -1, P) % P, (y * y + x * x) * pow(1 - both, -1, P) % P


def test_the_refused_points_are_exactly_those_of_small_order() -> None:
    order_eight = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
    small = [0, 1, P - 1, order_eight, P - order_eight]
    for y in small:
        for sign in (0, 1):
            found = point(y, negative=bool(sign))
            assert found is not None
            assert double(double(double(found))) == (0, 1)
            with pytest.raises(WeakKey):
                check_public((y | sign << 255).to_bytes(32, "little"))


@pytest.mark.parametrize("y", range(P, 2**255))
def test_a_coordinate_not_in_its_shortest_form_is_refused(y: int) -> None:
    for sign in (0, 1):
        with pytest.raises(WeakKey):
            check_public((y | sign << 255).to_bytes(32, "little"))


def test_the_library_alone_would_have_accepted_any_message() -> None:
    """What the check is for: the neutral point "signs" everything."""
    neutral = (1).to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(neutral).verify(neutral + bytes(32), b"anything at all")
    with pytest.raises(WeakKey):
        verify(neutral, neutral + bytes(32), b"anything at all")


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=50), st.integers(0, 511))
def test_a_signature_holds_until_a_bit_changes(seed: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()
    signature = key.sign(message)
    verify(public, signature, message)
    with pytest.raises(WrongSignature):
        verify(public, signature, message + b"!")
    broken = bytearray(signature)
    broken[bit // 8] ^= 1 << bit % 8
    with pytest.raises(WrongSignature):
        verify(public, bytes(broken), message)


def test_a_signature_plus_the_group_order_is_refused() -> None:
    """RFC 8032 §5.1.7: S must be smaller than the order, or one signature has two spellings."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    signature = key.sign(b"text")
    order = 2**252 + 27742317777372353535851937790883648493
    other = signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    with pytest.raises(WrongSignature):
        verify(key.public_key().public_bytes_raw(), other, b"text")


@given(st.binary(max_size=40), st.binary(max_size=70), st.binary(max_size=5))
def test_nothing_else_is_raised(public: bytes, signature: bytes, message: bytes) -> None:
    with pytest.raises(WeakKey if len(public) != 32 else (WeakKey, WrongSignature)):
        verify(public, signature, message)
