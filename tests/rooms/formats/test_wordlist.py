"""The words of a hash."""

from __future__ import annotations

import hashlib
import re

import pymorphy3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.base import resources
from casebook.formats.wordlist import word_list, words_of


def test_the_list_is_the_published_one() -> None:
    published = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
    assert hashlib.sha256(resources.data("wordlists", "english.txt")).hexdigest() == published
    assert len(set(word_list())) == 2048
    assert len({word[:4] for word in word_list()}) == 2048


def test_the_russian_list_is_easy_to_say_and_to_type() -> None:
    words = word_list("ru")
    assert len(words) == len({word[:4] for word in words}) == 2048
    assert list(words) == sorted(words), "the order gives each word its number, and must never change"
    assert all(re.fullmatch("[а-я]{4,8}", word) for word in words), "no ё, which many type as е"
    analyser = pymorphy3.MorphAnalyzer(lang="ru")
    for word in words:
        readings = analyser.parse(word)
        assert any({"NOUN", "sing", "nomn"} <= set(map(str, r.tag.grammemes)) for r in readings), word
        assert not any("ё" in r.word for r in readings), word
    assert words_of(bytes(32), "ru") == (words[0],) * 12


def test_the_russian_list_is_the_one_whose_numbers_were_given_out() -> None:
    given = "50c76c8900f76c7ffe10d816ec8354eef60fba73ef699e723fae320ee4f4d7b5"
    assert hashlib.sha256(resources.data("wordlists", "russian.txt")).hexdigest() == given


@pytest.mark.parametrize(
    ("digest", "words"),
    [
        (bytes(32), ["abandon"] * 12),
        (b"\xff" * 32, ["zoo"] * 12),
        (b"\xff" * 16 + b"\xf0" + bytes(15), ["zoo"] * 12),
        (b"\xff" * 16 + b"\xe0" + bytes(15), ["zoo"] * 11 + ["zone"]),
        (b"\x00\x20" + bytes(30), ["ability"] + ["abandon"] * 11),
    ],
)
def test_each_word_is_eleven_bits(digest: bytes, words: list[str]) -> None:
    assert list(words_of(digest)) == words


@given(st.binary(min_size=32, max_size=32))
def test_the_words_give_the_bits_back(digest: bytes) -> None:
    number = 0
    for word in words_of(digest):
        number = number << 11 | word_list().index(word)
    assert number == int.from_bytes(digest, "big") >> 124


@given(st.binary(min_size=32, max_size=32), st.integers(0, 131))
def test_each_of_the_132_bits_counts(digest: bytes, bit: int) -> None:
    other = (int.from_bytes(digest, "big") ^ 1 << (255 - bit)).to_bytes(32, "big")
    assert words_of(other) != words_of(digest)
