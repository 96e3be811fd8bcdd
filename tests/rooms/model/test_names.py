"""Names: taken apart as far as their form tells, never further; printed as lists print them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.model.fields import Struct
from casebook.model.names import (
    PersonName,
    best,
    formal,
    language_of,
    printed,
    script_of,
    sort_key,
    split,
    suggest,
)
from casebook.model.person import NAME
from casebook.model.transliteration import to_cyrillic, to_latin


@pytest.mark.parametrize(
    ("text", "given_name", "patronymic", "family"),
    [
        ("Aigul SATPAYEVA", "Aigul", "", "Satpayeva"),
        ("SATPAYEVA Aigul", "Aigul", "", "Satpayeva"),
        ("Zhan-Aidar AL-FARABI", "Zhan-Aidar", "", "Al-Farabi"),
        ("Aigul Satpayeva", "Aigul", "", "Satpayeva"),
        ("Satpayeva Aigul", "Aigul", "", "Satpayeva"),
        ("Konstantin Kim", "Konstantin", "", "Kim"),
        ("Сатпаева Айгуль Ерлановна", "Айгуль", "Ерлановна", "Сатпаева"),
        ("Айгуль Ерлановна Сатпаева", "Айгуль", "Ерлановна", "Сатпаева"),
        ("САТПАЕВА АЙГУЛЬ ЕРЛАНОВНА", "Айгуль", "Ерлановна", "Сатпаева"),
        ("САТПАЕВА Айгуль Ерлановна", "Айгуль", "Ерлановна", "Сатпаева"),
        ("Айгуль Ерлановна", "Айгуль", "Ерлановна", ""),
        ("Қайрат Сапарұлы", "Қайрат", "Сапарұлы", ""),
        ("Сапаров Қайрат Асқарұлы", "Қайрат", "Асқарұлы", "Сапаров"),
        ("Aliya Qairatqyzy", "Aliya", "Qairatqyzy", ""),
        ("Madina", "Madina", "", ""),
        ("Ким, Константин Петрович", "Константин", "Петрович", "Ким"),
        ("A. SATPAYEVA", "A.", "", "Satpayeva"),
        ("", "", "", ""),
    ],
)
def test_names_are_taken_apart_by_their_form(
    text: str, given_name: str, patronymic: str, family: str
) -> None:
    made = split(text)
    assert (made.given, made.patronymic, made.family) == (given_name, patronymic, family)
    assert made.full == text


def test_the_order_can_be_told() -> None:
    assert split("Kim Aigul", family_first=True).family == "Kim"
    assert split("Иванов Серов", family_first=True).family == "Иванов"
    assert split("Иванов Серов", family_first=False).family == "Серов"


@given(st.text(max_size=60))
def test_any_text_is_a_name_and_loses_no_word(text: str) -> None:
    made = split(text)
    if "," not in made.full:
        parts = f"{made.given} {made.patronymic} {made.family}".casefold().split()
        assert sorted(parts) == sorted(made.full.casefold().split()) or not made.full.isascii()
    for say in (printed(made), formal(made), *sort_key(made)):
        assert isinstance(say, str)


@given(st.text(max_size=40))
def test_transliteration_takes_any_text(text: str) -> None:
    assert isinstance(to_latin(text), str)
    assert isinstance(to_cyrillic(text), str)


@given(st.text("abcdefghijklmnopqrstuvwxyz -"))
def test_latin_stays_as_it_is_in_latin(text: str) -> None:
    assert to_latin(text) == text


@given(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі "))
def test_no_cyrillic_is_left_in_latin_and_no_latin_in_cyrillic(text: str) -> None:
    latin = to_latin(text)
    assert script_of(latin) in ("", "Latn")
    assert script_of(to_cyrillic(latin)) in ("", "Cyrl")


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Айгуль Сатпаева", "Aigul Satpayeva"),
        ("Ержан Төлегенов", "Yerzhan Tolegenov"),
        ("Қайрат Жұмабек", "Kairat Zhumabek"),
        ("Юлия Щербакова", "Yuliya Shcherbakova"),
        ("Дмитрий Бедный", "Dmitry Bedny"),
        ("ЖАННА ЕРЛАНОВА", "ZHANNA YERLANOVA"),
        ("Хамит", "Khamit"),
    ],
)
def test_the_press_spelling_is_suggested(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Aigul Satpayeva", "Айгуль Сатпаева"),
        ("Yerzhan Tolebayev", "Ержан Толебаев"),
        ("Daniyar Kim", "Данияр Ким"),
        ("Eldar Vysotsky", "Элдар Высоцкий"),
        ("Zhanna SHCHERBAKOVA", "Жанна ЩЕРБАКОВА"),
    ],
)
def test_the_way_back_is_suggested(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic


def test_a_suggestion_says_that_it_is_one() -> None:
    made = suggest(split("Айгуль САТПАЕВА"), "Latn")
    assert made == PersonName("Aigul SATPAYEVA", "Satpayeva", "Aigul", "", "Latn", "en", "suggested")
    assert suggest(split("Aigul"), "Latn") is None
    assert suggest(split("Aigul"), "Arab") is None
    assert suggest(split(""), "Latn") is None


def test_printing() -> None:
    name = split("Сатпаева Айгуль Ерлановна")
    assert printed(name) == "Айгуль САТПАЕВА"
    assert printed(name, shout=False) == "Айгуль Сатпаева"
    assert formal(split("Айгуль Ерлановна Сатпаева")) == "Сатпаева Айгуль Ерлановна"
    assert printed(split("Қайрат Сапарұлы")) == "Қайрат САПАРҰЛЫ"
    assert printed(PersonName("the baker")) == "the baker"
    assert printed(split("Madina")) == "Madina"


def test_sorting_by_family_name() -> None:
    texts = ["Zarina ABAY", "Aigul SATPAYEVA", "Bolat Abay", "Madina", "Qairat Sapāruly"]
    assert sorted(texts, key=lambda text: sort_key(split(text))) == [
        "Bolat Abay",
        "Zarina ABAY",
        "Madina",
        "Qairat Sapāruly",
        "Aigul SATPAYEVA",
    ]


def test_scripts_and_languages_are_guessed() -> None:
    assert script_of("Айгуль (Aigul Satpayeva)") == "Latn"
    assert script_of("123 —") == ""
    assert script_of("عائشة") == "Arab"
    assert (language_of("Қайрат"), language_of("Айгуль"), language_of("Aigul")) == ("kk", "ru", "")


def test_the_best_name_for_a_language() -> None:
    names = [split("Айгуль Сатпаева"), split("Айгүл Сәтбаева"), split("Aigul Satpayeva")]
    for language, index in (("en", 2), ("ru", 0), ("kk", 1)):
        assert best(names, language) == names[index]
    assert best(names[:1], "en") == names[0]
    assert best([], "en") is None


def test_the_parts_are_those_of_the_model() -> None:
    assert isinstance(NAME, Struct)
    assert tuple(PersonName.__dataclass_fields__) == tuple(slot.name for slot in NAME.slots)


def test_printed_names_of_a_real_list_come_back_whole(corpus: Path) -> None:
    entries = json.loads((corpus / "prisoners_2025.json").read_text(encoding="utf-8"))
    capitals = [
        entry["name_printed"] for entry in entries if split(entry["name_printed"]).full.split()[-1].isupper()
    ]
    assert len(capitals) == 47
    assert all(printed(split(text)) == text for text in capitals)


def test_most_real_names_are_suggested_as_the_press_prints_them(corpus: Path) -> None:
    pairs = json.loads((corpus / "names_cyrillic.json").read_text(encoding="utf-8"))
    right = sum(to_latin(cyrillic) == latin for latin, cyrillic in pairs.items())
    assert right >= 0.8 * len(pairs)
