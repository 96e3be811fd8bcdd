"""Dictionary: words, names and places are told apart, and every list has its licence beside it."""

import pytest

from casebook.base import resources
from casebook.redaction.dictionary import is_name, is_place, is_rather_name, is_word, russian_lemmas


@pytest.mark.parametrize(
    "word", ["prison", "Prison", "organised", "organized", "will", "тюрьма", "Тюрьмой", "роза"]
)
def test_ordinary_words_are_words(word: str) -> None:
    assert is_word(word)


@pytest.mark.parametrize("word", ["Kuanbekov", "Куанбеков", "Айсұлу", "Qanat", "Нурлан", "xqzt", "", "12"])
def test_names_and_noise_are_none(word: str) -> None:
    assert not is_word(word)


def test_some_words_are_names_too() -> None:
    assert is_name("Rose")
    assert is_name("Роза")
    assert is_rather_name("Петров")
    assert is_rather_name("Куанбекову")
    assert not is_rather_name("тюрьма")
    assert not is_name("prison")


@pytest.mark.parametrize(
    "word", ["Almaty", "Алматыда", "Kazakhstan", "September", "қыркүйек", "Москве", "Shymkent"]
)
def test_places_and_months_are_known(word: str) -> None:
    assert is_place(word)
    assert not is_place("Kuanbekov")


def test_russian_forms_lead_to_their_word() -> None:
    assert "брат" in russian_lemmas("братом")
    assert russian_lemmas("brother") == frozenset()


@pytest.mark.parametrize(
    "name",
    [
        "english.txt",
        "names.txt",
        "places.txt",
        "central-asia.txt",
        "kinship.tsv",
        "kazakh.txt",
        "kazakh-names.txt",
        "short-forms.tsv",
        "known-words.txt",
    ],
)
def test_every_list_says_where_it_is_from(name: str) -> None:
    assert resources.text("words", name).startswith("#")
    assert f"`{name}`" in resources.text("words", "README.md")
