"""Encryption to people: the real `age` opens it, and only recipients of one kind are taken."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from casebook.base.errors import CasebookError
from casebook.formats import age
from casebook.formats.age import BadRecipient, RecipientProblem

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def bech32(name: str, data: bytes, *, spare: int = 0) -> str:
    """BIP-173, for recipients no key generator makes."""
    bits = -(-len(data) * 8 // 5)
    number = int.from_bytes(data, "big") << (bits * 5 - len(data) * 8) | spare
    values = [number >> 5 * place & 31 for place in reversed(range(bits))]
    check = 1
    head = [ord(c) >> 5 for c in name] + [0] + [ord(c) & 31 for c in name]
    for value in head + values + [0] * 6:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= part if top >> i & 1 else 0
    check ^= 1
    return name + "1" + "".join(LETTERS[v] for v in values + [check >> 5 * (5 - i) & 31 for i in range(6)])


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two recipients by their public text, each with the file of the private key, made by `age-keygen`."""
    found = {}
    for name in ("one", "two"):
        path = tmp_path_factory.mktemp("age") / name
        subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
        public = subprocess.run(["age-keygen", "-y", path], check=True, capture_output=True, text=True).stdout
        found[public.strip()] = path
    return found


def opened(sealed: bytes, identity: Path) -> bytes | None:
    done = subprocess.run(["age", "-d", "-i", identity], input=sealed, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None


@pytest.mark.parametrize("size", [0, 1, 65_536, 200_001])
def test_every_recipient_opens_it_with_stock_age(people: dict[str, Path], size: int) -> None:
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    sealed = age.encrypt(content, list(people))
    assert all(opened(sealed, identity) == content for identity in people.values())


def test_nobody_else_opens_it_and_no_flipped_bit_passes(people: dict[str, Path]) -> None:
    (one, one_key), (_, two_key) = people.items()
    sealed = age.encrypt(b"for one", [one])
    assert opened(sealed, one_key) == b"for one"
    assert opened(sealed, two_key) is None
    for place in (0, 30, len(sealed) // 2, len(sealed) - 1):
        broken = bytearray(sealed)
        broken[place] ^= 1
        assert opened(bytes(broken), one_key) is None


def test_a_large_content_goes_from_file_to_file(people: dict[str, Path]) -> None:
    content = bytes(3_000_000)
    sink = io.BytesIO()
    age.encrypt_stream(io.BytesIO(content), sink, list(people))
    assert opened(sink.getvalue(), next(iter(people.values()))) == content


def test_the_file_names_nobody(people: dict[str, Path]) -> None:
    for recipient in people:
        sealed = age.encrypt(b"x", [recipient])
        number = 0
        for letter in recipient[4:-6]:
            number = number << 5 | LETTERS.index(letter)
        assert recipient.encode() not in sealed
        assert (number >> 4).to_bytes(32, "big") not in sealed


def test_a_recipient_named_twice_is_one(people: dict[str, Path]) -> None:
    one = next(iter(people))
    assert age.encrypt(b"x", [one, one.upper(), f" {one}\n"]).count(b"-> X25519 ") == 1
    assert age.encrypt(b"x", list(people)).count(b"-> X25519 ") == 2


def test_a_recipient_has_one_spelling(people: dict[str, Path]) -> None:
    for recipient in people:
        assert age.parse_recipient(recipient) == recipient
        assert age.parse_recipient(f"  {recipient.upper()}\r\n") == recipient
        assert len(age.recipient_words(recipient)) == 12
        assert age.recipient_words(recipient) == age.recipient_words(recipient.upper())
    one, two = people
    assert age.recipient_words(one) != age.recipient_words(two)


GOOD = bech32("age", bytes(range(32)))
SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBtWiUF7Eg0+BaXkOMG32xvvT7cOZvpZoK9LMByCIYMT someone@example.org"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "malformed"),
        ("age1", "malformed"),
        ("somebody@example.org", "malformed"),
        (GOOD[:-1], "malformed"),
        (GOOD[:-1] + ("q" if GOOD[-1] != "q" else "p"), "malformed"),
        (GOOD[:10] + GOOD[10:].upper(), "malformed"),
        (GOOD + " " + GOOD, "malformed"),
        ("age1дело", "malformed"),
        ("age1\u202e" + GOOD[4:], "malformed"),
        (bech32("age", bytes(range(31))), "malformed"),
        (bech32("age", bytes(range(33))), "malformed"),
        (bech32("age", bytes(range(32)), spare=1), "malformed"),
        (bech32("npub", bytes(range(32))), "malformed"),
        (SSH, "ssh"),
        ("ssh-rsa AAAAB3NzaC1yc2E", "ssh"),
        (bech32("age1yubikey", bytes(range(33))), "plugin"),
        ("age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2yqdj4e", "plugin"),
        (bech32("age-secret-key-", bytes(range(32))).upper(), "private-key"),
        (bech32("age", bytes(32)), "weak"),
        (bech32("age", (1).to_bytes(32, "little")), "weak"),
        (bech32("age", (2**255 - 20).to_bytes(32, "little")), "weak"),
        (bech32("age", (2**255 - 19).to_bytes(32, "little")), "weak"),
        (bech32("age", (2**255 - 18).to_bytes(32, "little")), "weak"),
    ],
)
def test_what_is_no_recipient(text: str, problem: str) -> None:
    for call in (age.parse_recipient, age.recipient_words, lambda one: age.encrypt(b"x", [GOOD, one])):
        with pytest.raises(BadRecipient) as caught:
            call(text)
        assert caught.value.problem.value == problem


def test_at_least_one_recipient() -> None:
    with pytest.raises(BadRecipient) as caught:
        age.encrypt(b"x", [])
    assert caught.value.problem is RecipientProblem.NONE


@given(st.text(max_size=80) | st.text(LETTERS + "1", min_size=50, max_size=64).map("age1".__add__))
def test_any_text_is_a_recipient_or_refused(text: str) -> None:
    with pytest.raises(BadRecipient) as caught:
        age.parse_recipient(text)
    assert isinstance(caught.value, CasebookError)


@given(st.binary(min_size=32, max_size=32))
def test_any_point_is_taken_in_its_one_spelling_or_found_weak(point: bytes) -> None:
    text = bech32("age", point)
    try:
        assert age.parse_recipient(text) == text
    except BadRecipient as bad:
        assert bad.problem is RecipientProblem.WEAK  # noqa: PT017 - one of two outcomes of a law


@given(st.binary(min_size=32, max_size=32))
def test_an_identity_is_the_key_it_was_made_of(private: bytes) -> None:

    public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    assert age.Identity.of(private).recipient == bech32("age", public)
