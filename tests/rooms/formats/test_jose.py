"""JSON and base 64 with one meaning."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.formats.jose import (
    DEEPEST,
    BadBase64,
    BadJson,
    CannotWriteJson,
    Json,
    decode64,
    read_json,
    write_json,
)

letters = st.text(st.characters(codec="utf-8"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | letters,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(letters, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(values)
def test_what_is_written_is_read_and_written_again_the_same(value: Json) -> None:
    text = write_json(value)
    assert read_json(text) == value
    assert write_json(read_json(text)) == text
    assert json.loads(text) == value


def test_names_are_sorted_and_letters_stand_as_they_are() -> None:
    assert (
        write_json({"я": 1, "a": [None, True, "ё"], "B": 1.5})
        == '{"B":1.5,"a":[null,true,"ё"],"я":1}'.encode()
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "form"),
        (b"{", "form"),
        (b"{} x", "form"),
        (b"{'a':1}", "form"),
        (b"[1,]", "form"),
        (b"\xef\xbb\xbf{}", "form"),
        (b'"\xff"', "form"),
        (b'"\xed\xa0\x80"', "form"),
        (b'"a\nb"', "form"),
        (b"[" * 100_000, "form"),
        (b"9" * 5000, "form"),
        (b'{"a":1,"a":1}', "twice"),
        (b'{"x":{"a":1,"\\u0061":2}}', "twice"),
        (b"NaN", "number"),
        (b"[-Infinity]", "number"),
        (b"1e999", "number"),
        (b"9007199254740992", "number"),
        (b"-9007199254740992", "number"),
        (b'"\\ud800"', "text"),
        (b'{"\\udfff":1}', "text"),
        (b'["\\udc00\\ud800"]', "text"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "deep"),
    ],
)
def test_json_with_two_meanings_or_none(text: bytes, problem: str) -> None:
    with pytest.raises(BadJson) as caught:
        read_json(text)
    assert caught.value.problem.value == problem


def test_a_whole_pair_of_halves_is_a_letter() -> None:
    assert read_json(b'"\\ud83d\\ude00"') == "\U0001f600"
    assert read_json(b"[" * DEEPEST + b"]" * DEEPEST) is not None


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("\ud800", "text"),
        ({"\udfff": 1}, "text"),
        (2**53, "number"),
        (float("nan"), "number"),
        ([float("inf")], "number"),
        (b"bytes", "form"),
        ({1: 2}, "form"),
        ((1, 2), "form"),
        ({"a": {1, 2}}, "form"),
    ],
)
def test_what_json_cannot_say(value: Json, problem: str) -> None:
    with pytest.raises(CannotWriteJson) as caught:
        write_json(value)
    assert caught.value.problem.value == problem


@given(st.binary(max_size=60))
def test_any_bytes_are_json_or_damage(text: bytes) -> None:
    try:
        value = read_json(text)
    except BadJson:
        return
    assert read_json(write_json(value)) == value


@given(st.binary(max_size=60))
def test_base_64_is_read_back(data: bytes) -> None:
    assert decode64(base64.urlsafe_b64encode(data).rstrip(b"=").decode()) == data


@given(st.text(max_size=9) | st.text("AZaz09-_", max_size=9))
def test_base_64_has_one_spelling(text: str) -> None:
    try:
        data = decode64(text)
    except BadBase64:
        return
    assert base64.urlsafe_b64encode(data).rstrip(b"=").decode() == text


@pytest.mark.parametrize(
    "text", ["A", "AA==", "AB", "AAB", "A A", "A+/A", "AAAA\n", "é", "AA=", "\u0661\u0661"]
)
def test_base_64_spelled_otherwise_is_refused(text: str) -> None:
    with pytest.raises(BadBase64):
        decode64(text)
