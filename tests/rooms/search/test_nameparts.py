"""Parts of names: which word is the family name, in whatever order a name comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.search.nameparts import Part, PersonName, is_patronymic, parts, without_notes

F, G, P, W, L, X = Part.FAMILY, Part.GIVEN, Part.PATRONYMIC, Part.WHOLE, Part.INITIAL, Part.PARTICLE


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sanzhar Kuanbekov", [G, F]),
        ("Kuanbekov Sanzhar", [F, G]),
        ("Куанбеков Санжар Маратович", [F, G, P]),
        ("Санжар Маратович Куанбеков", [G, P, F]),
        ("Санжар Маратович", [G, P]),
        ("OSPAN Sanzhar", [F, G]),
        ("Ospan, Sanzhar", [F, G]),
        ("Ospan S. M.", [F, L, L]),
        ("Айсұлу Серікқызы Оспан", [G, P, F]),
        ("Айсұлу Серікқызы", [G, F]),
        ("Ким Ольга Сергеевна", [F, G, P]),
        ("Zhan-Sapar Ospanov", [G, G, F]),
        ("Sapargul", [W]),
        ("Karim bin Ospan", [G, X, F]),
        ("Sapar (brother of Ospan)", [W]),
        ("the Ospanov family", [W]),
    ],
)
def test_parts_are_told_by_endings_capitals_commas_and_places(name: str, expected: list[Part]) -> None:
    assert [part.part for part in parts(PersonName(name))] == expected


def test_what_the_record_says_counts_first() -> None:
    told = parts(PersonName("Sapar Marat", family="Sapar", given="Marat"))
    assert [(p.token.text, p.part, p.sure) for p in told] == [("Sapar", F, True), ("Marat", G, True)]


def test_a_name_of_parts_alone_has_its_words() -> None:
    told = parts(PersonName("", family="Ospanova", given="Aisulu", patronymic="Serikkyzy"))
    assert {(p.token.text, p.part) for p in told} == {("Ospanova", F), ("Aisulu", G), ("Serikkyzy", P)}


def test_patronymics_are_known_by_their_form() -> None:
    assert all(map(is_patronymic, ("maratovic", "sergeevna", "serikizi", "maratuli", "ilicna")))
    assert not any(map(is_patronymic, ("uli", "kuli", "sapar", "kuanbekova")))


@given(st.text(st.characters(), max_size=40), st.text(max_size=10), st.text(max_size=10))
def test_any_text_has_parts(full: str, family: str, given_name: str) -> None:
    for part in parts(PersonName(full, family, given_name)):
        assert part.token.folded
    assert len(without_notes(full)) <= len(full)
