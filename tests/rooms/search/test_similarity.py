"""Similarity: it suggests the same person in two spellings, and keeps brothers and strangers apart."""

import csv
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.search.nameparts import PersonName
from casebook.search.similarity import Candidate, Grade, Likeness, grade, likely_pairs

WORDS = st.sampled_from(
    [
        "Sanzhar",
        "Санжар",
        "Sanjar",
        "Kuanbekov",
        "Куанбекова",
        "Kuanbegov",
        "Koanbikuv",
        "Ospan",
        "S.",
        "Aidana",
    ]
)
NAME = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


def person(*names: str, **facts: object) -> Candidate:
    return Candidate(tuple(map(PersonName, names)), **facts)


@pytest.mark.parametrize(
    ("one", "other", "expected", "reason"),
    [
        ("Sanzhar Kuanbekov", "Kuanbekov Sanzhar", Grade.STRONG, Likeness.SAME_NAME),
        ("Sanzhar Kuanbekov", "Қуанбеков Санжар Маратұлы", Grade.STRONG, Likeness.SAME_SOUND),
        ("Sanzhar Kuanbekov", "Санжара Куанбекова", Grade.STRONG, Likeness.SAME_SOUND),
        ("Sanzhar Kuanbekov", "Sanzhar Kuanbegov", Grade.STRONG, Likeness.ONE_LETTER),
        ("Sanzhar Kuanbekov", "Sanzhan Kuanbekov", Grade.MEDIUM, Likeness.ONE_LETTER),
        ("Sanzhar Kuanbekov", "Sanzhar Kuanbekova", Grade.MEDIUM, Likeness.OTHER_GENDER),
        ("Sanzhar Kuanbekov", "Sanzhar Kuonbikov", Grade.MEDIUM, Likeness.SAME_CONSONANTS),
        ("Sanzhar Kuanbekov", "S. Kuanbekov", Grade.WEAK, Likeness.INITIAL_ONLY),
        ("Sanzhar Kuanbekov", "Kuanbekov", Grade.WEAK, Likeness.SINGLE_NAME),
    ],
)
def test_grades_and_reasons(one: str, other: str, expected: Grade, reason: Likeness) -> None:
    likely = grade(person(one), person(other))
    assert (likely.grade, likely.reasons) == (expected, (reason,))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sanzhar Kuanbekov", "Marat Kuanbekov"),
        ("Sanzhar Kuanbekov", "Sanzhar Ospanov"),
        ("Sanzhar Kuanbekov", "M. Kuanbekov"),
        ("Sanzhar Kuanbekov", "Kuanbek Sanzharov"),
        ("", "Sanzhar Kuanbekov"),
    ],
)
def test_one_name_in_common_is_nothing(one: str, other: str) -> None:
    assert grade(person(one), person(other)).grade is Grade.NONE


def test_years_of_birth_lift_and_lower() -> None:
    near = person("Sanzhar Kuanbekov", birth_year=1980), person("Sanzhan Kuanbekov", birth_year=1980)
    assert grade(*near).grade is Grade.STRONG
    assert Likeness.SAME_BIRTH in grade(*near).reasons
    apart = person("Sanzhar Kuanbekov", birth_year=1980), person("Sanzhar Kuanbekov", birth_year=1955)
    assert grade(*apart).grade is Grade.MEDIUM
    assert Likeness.OTHER_BIRTH in grade(*apart).reasons
    stated = person("Sanzhar Kuanbekov", birth_year=1980), person("Sanzhar Kuanbekov", birth_year=1981)
    assert grade(*stated).grade is Grade.STRONG


def test_a_shared_number_is_strong_whatever_the_names() -> None:
    likely = grade(
        person("Sanzhar", numbers=frozenset({"1"})), person("Olga Kim", numbers=frozenset({"1", "2"}))
    )
    assert likely.grade is Grade.STRONG
    assert likely.reasons == (Likeness.SAME_NUMBER,)


@given(NAME, NAME)
def test_grading_is_symmetric(one: str, other: str) -> None:
    assert grade(person(one), person(other)) == grade(person(other), person(one))


@given(st.lists(NAME, max_size=8))
def test_pairs_are_those_that_grading_alone_finds(names: list[str]) -> None:
    people = [(place, person(name)) for place, name in enumerate(names)]
    found = {(a, b): likely for a, b, likely in likely_pairs(people)}
    for (a, one), (b, other) in itertools.combinations(people, 2):
        likely = grade(one, other)
        if likely.grade in {Grade.STRONG, Grade.MEDIUM} or (a, b) in found:
            assert found[(a, b)] == likely


# ------------------------------------------------------------------ real people


def _names(corpus: Path) -> list[str]:
    with (corpus / "people.csv").open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


def _whole_names(entry: dict) -> list[str]:
    forms = [form["form"] for form in entry["forms"] if " " in form["form"]]
    made = [
        f"{given} {family}"
        for given in entry["first_name_spellings"]
        for family in entry["surname_spellings"]
    ]
    return list(dict.fromkeys(forms + made))


def test_spellings_of_one_person_are_strong_in_seven_groups_of_eight(corpus: Path) -> None:
    groups = json.loads((corpus / "name_variants.json").read_text(encoding="utf-8"))["spelling_variants"]
    assert len(groups) == 8
    strong = [
        all(
            grade(person(a), person(b)).grade is Grade.STRONG
            for a, b in itertools.combinations(_whole_names(group), 2)
        )
        for group in groups
    ]
    assert sum(strong) >= 7


def test_different_people_are_never_strong(corpus: Path) -> None:
    for pair in json.loads((corpus / "different_people.json").read_text(encoding="utf-8")):
        assert grade(person(pair["a"]), person(pair["b"])).grade is not Grade.STRONG, pair


def test_among_everybody_few_other_pairs_are_strong(corpus: Path) -> None:
    people = [(name, person(name)) for name in _names(corpus)]
    strong = [(a, b) for a, b, likely in likely_pairs(people) if likely.grade is Grade.STRONG]
    assert len(strong) <= 10
