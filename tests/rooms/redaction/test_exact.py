"""Exact finds: digits are found whatever separates them, and only whole."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.redaction.exact import dated_numbers, digit_runs, exact_finds, in_parts
from casebook.redaction.registry import Identity, Registry

SEPARATORS = st.sampled_from(["", " ", "-", "\u00a0", ") ", ".", "\u200b"])


@given(st.lists(SEPARATORS, min_size=9, max_size=9), st.sampled_from(["", "8 ", "+7", "+7 ("]))
def test_a_phone_is_found_with_any_separators(separators: list[str], country: str) -> None:
    registry = Registry.of([Identity("p", phones=("+7 701 555 45 67",))])
    digits = "7015554567"
    number = country + "".join(d + s for d, s in zip(digits, [*separators, ""], strict=True))
    text = f"Tel: {number}, ask for me"
    (found,) = exact_finds(text, registry)
    assert text[found.start : found.end].startswith(country.rstrip(" (") or "7")
    assert found.end == text.index(", ask")


def test_a_short_number_counts_only_whole() -> None:
    registry = Registry.of([Identity("p", phones=("55-45-67",))])
    assert len(exact_finds("tel. 554567", registry)) == 1
    assert exact_finds("tel. 9554567", registry) == []


def test_an_iin_inside_a_longer_number_is_none() -> None:
    registry = Registry.of([Identity("p", iins=("900101300123",))])
    assert len(exact_finds("900101300123", registry)) == 1
    assert exact_finds("19001013001234", registry) == []
    assert len(exact_finds("account 7 900101300123", registry)) == 1


def test_digits_of_other_scripts_are_digits() -> None:
    registry = Registry.of([Identity("p", iins=("900101300123",))])
    assert len(exact_finds("٩٠٠١٠١٣٠٠١٢٣", registry)) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("900101300123", 1),
        ("900101 300123 and 850230400111", 2),
        ("901301300123", 0),
        ("900132300123", 0),
        ("900101700123", 0),
        ("9001013001234", 0),
    ],
)
def test_twelve_digits_that_begin_with_a_day_may_be_somebodys(text: str, count: int) -> None:
    assert len(list(dated_numbers(text))) == count


@given(st.text(st.one_of(st.sampled_from("0123456789 -+()"), st.characters()), max_size=60))
def test_runs_keep_the_place_of_each_digit(text: str) -> None:
    for run in digit_runs(text):
        assert len(run.digits) == len(run.places)
        assert all(text[place].isdecimal() for place in run.places)
        assert list(run.places) == sorted(run.places)


PARTS = st.sampled_from(["8 701 555 45 67", "+7 701 555 45 67", "701 555 45 67"])


@given(PARTS, st.integers(2, 7), st.sampled_from([" (mobile) ", " then ", ",\nthen ", " и ещё ", " … "]))
def test_a_phone_is_found_with_words_between_its_parts(number: str, at: int, between: str) -> None:
    registry = Registry.of([Identity("p", phones=("+7 701 555 45 67",))])
    places = [i for i, letter in enumerate(number) if letter == " "]
    cut = places[at % len(places)]
    text = f"call {number[:cut]}{between}{number[cut + 1 :]} now"
    spans = {(one.start, one.end) for one in exact_finds(text, registry)}
    last = text.index(" now")
    assert any(end == last and start <= text.index("701") for start, end in spans), text


def test_numbers_that_only_stand_near_are_no_phone() -> None:
    registry = Registry.of([Identity("p", phones=("+7 701 555 45 67",))])
    assert exact_finds("701 people came on the first day, and after a week 5554567 more", registry) == []
    assert exact_finds("701 and 555", registry) == []


def test_a_case_number_is_found_with_two_digits_of_its_year() -> None:
    registry = Registry.of([Identity("p", numbers=("1-264/2023",))])
    for text in ("case 1-264/2023", "№1-264/23", "дело № 1-264/23."):
        assert len(exact_finds(text, registry)) == 1, text
    assert exact_finds("case 1-264/2024", registry) == []


_SIGNED = re.compile(r"[+(]?\d(?:[\s().\-/\u2010-\u2015\u00ad\u200b-\u200d\u2060]{0,3}\d)+")


@given(st.text(st.one_of(st.sampled_from("0123456789 -+()"), st.sampled_from("٤a\u00ad\n+(")), max_size=40))
def test_runs_begin_with_the_sign_before_them(text: str) -> None:
    found = [run[0] for run in _SIGNED.finditer(text)]
    runs = list(digit_runs(text))
    assert [run.plus for run in runs] == [one[0] == "+" for one in found]
    assert [len(run.digits) for run in runs] == [sum(sign.isdecimal() for sign in one) for one in found]


@given(
    st.sampled_from(("+7 701", "(701)", "701", "8 (701", "7 0 1")),
    st.sampled_from((", then ", " or ", " x ", ", and some time later, maybe tomorrow ")),
    st.sampled_from(("555 45 67", "(555) 45-67", "+555 45 67", "5554567", "555 45")),
)
def test_a_phone_in_two_parts_is_one_if_few_words_stand_between(one: str, words: str, other: str) -> None:
    registry = Registry.of([Identity("p", phones=("+7 701 555 45 67",))])
    text = f"call {one}{words}{other}."
    expected = len(words) < 20 and other != "555 45"
    assert [text[found.start : found.end] for found in in_parts(text, registry)] == (
        [f"{one}{words}{other}"] if expected else []
    )
