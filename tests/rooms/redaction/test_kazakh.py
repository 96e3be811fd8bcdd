"""Kazakh words in Cyrillic, in old and new Latin, and as addresses write them; Russian words in addresses."""

import pytest

from casebook.redaction.kazakh import is_kazakh_name, is_kazakh_word
from casebook.redaction.spellings import loose, spells_kazakh, spells_name, spells_word


@pytest.mark.parametrize(
    "word",
    [
        "жауап",
        "министрлігі",
        "прокурорлары",
        "берілмеді",
        "шақырылмады",
        "үйдің",
        "Саяси",
        "қамауда",
        "көлігін",
    ],
)
def test_kazakh_words_are_known_in_their_forms(word: str) -> None:
    assert is_kazakh_word(word)


@pytest.mark.parametrize(
    "word", ["Тастемір", "Байсалбаев", "Мәсәлімов", "Құсайыновтың", "Тоқмырза", "Almaty", ""]
)
def test_names_that_are_no_words_are_none(word: str) -> None:
    assert not is_kazakh_word(word)


@pytest.mark.parametrize("word", ["Серіктің", "Бақыт", "Қайратқа", "Ботагөз", "Айгүлдің", "Мейрамгүл"])
def test_names_are_known_though_they_may_be_words(word: str) -> None:
    assert is_kazakh_name(word)
    assert not is_kazakh_name("министрлік")


@pytest.mark.parametrize(
    ("cyrillic", "others"),
    [
        ("баспасөз", ("baspasóz", "baspasöz", "baspasoz")),
        ("жоғарғы", ("joǵarǵy", "joğarğy", "zhogargy")),
        ("шақырылды", ("shaqyryldy", "şaqyryldy")),
        ("қысқаша", ("qysqasha", "qysqaşa")),
    ],
)
def test_spellings_of_a_word_meet(cyrillic: str, others: tuple[str, ...]) -> None:
    for other in others:
        assert loose(other) == loose(cyrillic), other
        assert spells_kazakh(other)


@pytest.mark.parametrize(
    "word",
    ["prigovor", "zaderzhan", "otpustili", "prodolzhaetsya", "obshchestvo", "intervyu", "sotqa", "bosatyldy"],
)
def test_words_of_addresses_are_known(word: str) -> None:
    assert spells_word(word)


@pytest.mark.parametrize("word", ["iskendirov", "tursunbaev", "zhussipova", "qasenuly", "verhoturov"])
def test_names_of_addresses_are_no_words(word: str) -> None:
    assert not spells_word(word)


@pytest.mark.parametrize("word", ["roman", "volkov", "serik", "bolat"])
def test_words_of_addresses_that_are_names_are_told(word: str) -> None:
    assert spells_word(word)
    assert spells_name(word)
