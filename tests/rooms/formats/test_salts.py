"""Salts: one secret, one salt a place, nothing shared."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.formats.salts import SALT, Path, derived_filler, derived_salt

SECRET = bytes(range(32))
paths = st.lists(st.text("ab./1\0", max_size=3) | st.integers(0, 300), max_size=4).map(tuple)


def test_the_bytes_are_those_of_the_document() -> None:
    """The path ("text", 0, "s") is the MessagePack array 93, a4 "text", 00, a1 "s"."""
    packed = b"\x93\xa4text\x00\xa1s"
    expected = hmac.new(SECRET, b"casebook/salt/1\0" + packed, hashlib.sha256).digest()
    assert derived_salt(SECRET)(("text", 0, "s")) == expected[:16]
    decoy = hmac.new(SECRET, b"casebook/decoy/1\0" + b"\x92\x91\xa4text\x05", hashlib.sha256).digest()
    assert derived_filler(SECRET)(("text",), 5) == decoy


@given(paths, paths)
def test_two_places_have_two_salts(one: Path, other: Path) -> None:
    salt = derived_salt(SECRET)
    assert len(salt(one)) == SALT
    assert (salt(one) == salt(other)) is (one == other)
    assert salt(one) != derived_salt(bytes(32))(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a.b",), ("a", "b")), (("1",), (1,)), (("", "a"), ("a", "")), ((), ("",)), ((1, 0), (10,))],
)
def test_places_that_look_alike(one: Path, other: Path) -> None:
    assert derived_salt(SECRET)(one) != derived_salt(SECRET)(other)


@given(paths, st.integers(0, 100), st.integers(0, 100))
def test_decoys_are_no_salts_and_differ(path: Path, one: int, other: int) -> None:
    filler = derived_filler(SECRET)
    assert (filler(path, one) == filler(path, other)) is (one == other)
    assert filler(path, one)[:SALT] != derived_salt(SECRET)(path)
