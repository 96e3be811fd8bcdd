"""Exact keys among bytes and letters: in every encoding, standing alone where they are short, and never by chance."""

from __future__ import annotations

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.base.ids import RecordId
from casebook.redaction.exactkeys import ENCODINGS, InBytes, InLetters

WHO = (RecordId(bytes(16)),)
KEYS = ("temirov", "dzhandosova", "джандосова", "қожахмет", "7015550102", "lantern@mail.example")
SEARCH = InBytes(KEYS)


def found(data: bytes) -> set[str]:
    return {key for _, key in SEARCH.find(data)}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("spelt", [str.lower, str.upper, str.title])
def test_a_name_among_bytes_in_any_encoding(encoding: str, spelt: object) -> None:
    noise = random.Random(3)
    for key in KEYS[:3]:
        try:
            told = spelt(key).encode(encoding)  # type: ignore[operator]  # a function of str
        except UnicodeEncodeError:
            continue
        assert found(noise.randbytes(901) + b"\0\0" + told + b"\0\0" + noise.randbytes(900)) == {key}


def test_a_short_word_and_a_number_have_to_stand_alone() -> None:
    assert found(b"\xffTemirov\x01") == {"temirov"}
    assert found(b"\xffTemirovka\x01") == set()
    assert found(b"\xfeaTemirov\x01") == set()
    assert found(b"x\0T\0e\0m\0i\0r\0o\0v\0a\0") == set()
    assert found(b"\x01dzhandosovaxyz") == {"dzhandosova"}
    assert found(b" 87015550102 ") == set()
    assert found(b" 7015550102 ") == {"7015550102"}


def test_short_words_are_not_looked_for() -> None:
    assert not list(InBytes(("kim", "hill", "litvi")).find(b" kim hill litvi "))
    assert not list(InBytes(()).find(b"anything"))


@given(st.binary(max_size=3000))
def test_noise_names_nobody(noise: bytes) -> None:
    assert found(noise) == set()


def test_four_megabytes_of_noise_name_nobody_of_a_thousand() -> None:
    chance = random.Random(9)
    letters = "abcdefghijklmnoprstuvyz"
    search = InBytes(["".join(chance.choices(letters, k=6)) for _ in range(1000)])
    assert not list(search.find(chance.randbytes(4 << 20)))


def test_among_letters_from_eight_and_whatever_the_case() -> None:
    search = InLetters(dict.fromkeys(("temirov", "temirova", "dzhandosova", "123456789012"), WHO))
    assert not list(search.find("x/temirov/x"))
    assert list(search.find("9/TemIroVa+x")) == list(WHO)
    assert not list(search.find("9/temirovax+x"))
    assert list(search.find("aaDZHANDOSOVAbb")) == list(WHO)
    assert not list(search.find("a123456789012b"))
    noise = base64.b64encode(random.Random(4).randbytes(1 << 20)).decode()
    assert not list(search.find(noise))
