"""Words written letter by letter are found where trying at every letter finds them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

import leaks
from casebook.redaction.escapes import punycode
from casebook.redaction.spaced import spaced, spelt_out
from neutral import neutral

_SPACED = re.compile(
    r"(?<!\w)\w(?P<gap>[\s.\-_·*|\u00ad\u200b-\u200f\u2060\ufeff]{1,3})(?:\w(?P=gap)){3,60}\w(?!\w)"
)
_SPELT_OUT = re.compile(r"(?<!\w)[^\W\d_](?:[\W_][^\W\d_]){3,}(?!\w)")
_PUNYCODE = re.compile(r"\bxn--[a-z0-9-]{2,60}", re.IGNORECASE)
WORDS = (
    "Dzhandosova",
    "Джандосова",
    "abcde",
    "ab",
    "a",
    "1",
    "12345",
    "_",
    "xn--80akhbyknj4f",
    "XN--",
    "x-",
    "n--a",
)
GAPS = ("", " ", ".", "-", "_", "\u00a0", "\u200b", "  ", " . ", "---", "\n", "--", "*")


def agree(text: str) -> bool:
    return [found.span() for found in spaced(text)] == [
        found.span() for found in _SPACED.finditer(text)
    ] and [found.span() for found in spelt_out(text)] == [found.span() for found in _SPELT_OUT.finditer(text)]


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS), st.sampled_from(GAPS)), max_size=10))
def test_words_spelt_out_beside_each_other(words: list[tuple[str, str, str]]) -> None:
    assert agree("".join(gap.join(word) + behind for word, gap, behind in words))


@given(st.text("aбZ1_ .-\u00a0\u200b\n*", max_size=60))
def test_any_text(text: str) -> None:
    assert agree(text)


def test_what_is_planted_in_a_long_text() -> None:
    text = neutral(4, 30_000)
    for at, words in enumerate(leaks.WORDS.values()):
        place = text.index(" ", at * 100)
        assert agree(f"{text[:place]} {words} {text[place:]}")


@given(st.lists(st.sampled_from((*WORDS, *GAPS, "xn--ab", "Xn--80A-b", "yxn--ab", "é", "ſ")), max_size=12))
def test_punycode_is_found_wherever_it_stands(parts: list[str]) -> None:
    text = "".join(parts)
    assert list(punycode(text)) == _PUNYCODE.findall(text)
