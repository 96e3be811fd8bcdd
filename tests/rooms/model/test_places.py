"""Places of paragraphs: there is always room, and the order is the one meant."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from casebook.model.places import DIGITS, between, in_order, is_place, spread

real = st.text(DIGITS, min_size=1, max_size=12).map(lambda text: text.rstrip("0")).filter(bool)


@given(real, real)
def test_a_place_lies_strictly_between_two_others(a: str, b: str) -> None:
    low, high = sorted((a, b))
    if low != high:
        made = between(low, high)
        assert low < made < high
        assert is_place(made)


@given(real)
def test_there_is_room_at_both_ends(a: str) -> None:
    assert between(None, a) < a < between(a, None)


@given(st.lists(st.integers(0, 2**16), max_size=80))
def test_any_order_of_insertions_keeps_the_order(choices: list[int]) -> None:
    places: list[str] = []
    for choice in choices:
        at = choice % (len(places) + 1)
        made = between(places[at - 1] if at else None, places[at] if at < len(places) else None)
        places.insert(at, made)
    assert places == sorted(places)
    assert len(set(places)) == len(places)


@given(st.none() | st.text(), st.none() | st.text())
def test_hostile_places_never_raise_and_give_a_real_one(a: str | None, b: str | None) -> None:
    assert is_place(between(a, b))


def test_places_as_long_as_a_text_may_be_do_no_harm() -> None:
    long = "z" * 65_000
    assert between(long, None) > long
    assert long[:-1] < between(long[:-1], long) < long
    assert between("0" * 65_000 + "1", long) < long


@given(st.integers(0, 5000))
def test_paragraphs_written_at_once_have_rising_places(count: int) -> None:
    places = spread(count)
    assert len(places) == count
    assert all(a < b for a, b in pairwise(places))
    assert all(is_place(place) for place in places)


def test_typing_at_the_end_stays_short() -> None:
    place = between(None, None)
    for _ in range(300):
        place = between(place, None)
    assert len(place) <= 60


def test_equal_places_are_ordered_by_element() -> None:
    assert in_order([("V", "bb"), ("A", "cc"), ("V", "aa")]) == ["cc", "aa", "bb"]
