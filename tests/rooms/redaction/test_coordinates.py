"""Coordinates: however they are written they lead to one place, and what is near it is it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.redaction.coordinates import NEAR, SAME, Spots, coordinates
from casebook.redaction.mentions import Why, find
from casebook.redaction.registry import Identity, Registry

NORTH, EAST = 43.2389, 76.8897


@pytest.mark.parametrize(
    "text",
    [
        "43.2389, 76.8897",
        "43.2389,76.8897",
        "76.8897; 43.2389",
        "geo:43.2389,76.8897;u=20",
        "https://maps.example/@43.2389,76.8897,17z",
        "https://maps.example/?ll=76.8897%2C43.2389&z=17",
        "https://maps.example/?mlat=43.2389&mlon=76.8897",
        "https://maps.example/data=!3d43.2389!4d76.8897",
        "https://maps.example/#map=17/43.2389/76.8897",
        "43.2389° N, 76.8897° E",
        "43.2389N 76.8897E",
        "N 43.2389 E 76.8897",
        "N43.2389, E76.8897",
        "43°14′20″N 76°53′23″E",
        "43° 14' 20\" N, 76° 53' 23\" E",
        "43°14.334'N 76°53.382'E",
        "43°14′20″ с. ш. 76°53′23″ в. д.",
        "43,2389° с.ш., 76,8897° в.д.",
        "43.2389° с.е. 76.8897° ш.б.",
        "76.8897° E, 43.2389° N",
    ],
)
def test_every_spelling_leads_to_the_place(text: str) -> None:
    registry = Registry.of([Identity("p", coordinates=(f"{NORTH}, {EAST}",))])
    (found,) = find(f"They came to {text} at night.", registry)
    assert found.why is Why.COORDINATES
    assert found.people == ("p",)
    (pair,) = coordinates(text)
    assert any(abs(n - NORTH) < 0.001 and abs(e - EAST) < 0.001 for n, e in pair.places)


@pytest.mark.parametrize(
    "text",
    [
        "40°C and 50°C",
        "pi is 3.14159",
        "1.5, 2.5",
        "version 1.2.3, 4.5.6",
        "12.05.2024, 13.05.2024",
        "243.23891, 376.88971",
        "100.00, 200.00",
    ],
)
def test_other_numbers_are_no_coordinates(text: str) -> None:
    assert not list(coordinates(text))


def test_south_and_west_are_below_zero() -> None:
    for text in ("33.8688° S, 70.6693° W", "-33.8688, -70.6693", "33.8688 ю.ш. 70.6693 з.д."):
        (pair,) = coordinates(text)
        assert any(abs(n + 33.8688) < 1e-6 and abs(e + 70.6693) < 1e-6 for n, e in pair.places), text


degrees = st.tuples(
    st.floats(-89, 89, allow_nan=False).map(lambda x: round(x, 5)),
    st.floats(-179, 179, allow_nan=False).map(lambda x: round(x, 5)),
)


def written(place: tuple[float, float]) -> str:
    north, east = place
    return f"{abs(north):.5f}° {'N' if north >= 0 else 'S'}, {abs(east):.5f}° {'E' if east >= 0 else 'W'}"


@given(degrees)
def test_a_place_finds_itself(place: tuple[float, float]) -> None:
    spots = Spots.of([(7, written(place))])
    (pair,) = coordinates(f"at {written(place)}.")
    assert spots.near(pair) == (frozenset((7,)), True)


@given(degrees, st.floats(-0.01, 0.01), st.floats(-0.01, 0.01))
def test_what_is_near_is_found_and_nothing_else(place: tuple[float, float], up: float, aside: float) -> None:
    other = (round(place[0] + up, 5), round(place[1] + aside, 5))
    (pair,) = coordinates(written(other))
    people, same = Spots.of([(1, written(place))]).near(pair)
    away = max(abs(other[0] - place[0]), abs(other[1] - place[1]))
    if abs(away - NEAR) > 1e-9 and abs(away - SAME) > 1e-9:
        assert bool(people) == (away <= NEAR)
        assert same == (away <= SAME)


@given(st.text(alphabet="0123456789.,°'\"NSEWсшвд &=/%-!@", max_size=60))
def test_any_text_is_read(text: str) -> None:
    last = 0
    for pair in coordinates(text):
        assert last <= pair.start < pair.end <= len(text)
        assert all(abs(n) <= 90 and abs(e) <= 180 for n, e in pair.places)
        last = pair.end
