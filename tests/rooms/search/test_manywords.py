"""Many words folded at once have the forms they have one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.search.letters import fold_word, readings
from casebook.search.manywords import Forms, folded, forms, is_plain
from neutral import neutral

LATIN = "abcdefghijklmnopqrstuvwxyzABCDXYZ"
CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіАЕЁУХІ"
WORDS = st.one_of(st.text(LATIN, min_size=1, max_size=12), st.text(CYRILLIC, min_size=1, max_size=12))


def agree(words: list[str]) -> bool:
    together = forms(words)
    return all(together.of(word.lower()) == set(readings(word)) - {""} for word in words)


@given(st.lists(WORDS, max_size=30))
def test_together_they_are_read_as_one_by_one(words: list[str]) -> None:
    assert all(map(is_plain, words))
    together = forms(words)
    assert together.first == {word.lower(): readings(word.lower())[0] for word in words}
    for word in together.first:
        alone, found = set(readings(word)) - {""}, together.of(word)
        assert found == alone or (len(readings(word)) == 8 and found > alone)


@given(st.lists(WORDS, max_size=30))
def test_together_they_fold_as_one_by_one(words: list[str]) -> None:
    assert folded(words) == {word: fold_word(word) for word in words}


def test_the_words_of_two_languages_and_names_in_them() -> None:
    words = {word for word in neutral(1, 60_000).split() if is_plain(word)}
    assert len(words) > 2000
    assert agree(sorted(words))
    assert agree(
        ["Чойбалсан", "Оуэн", "уа", "сор", "McBride", "yoyo", "Ajdar", "kazaxstan", "Цой", "ь", "Aghmet"]
    )


@pytest.mark.parametrize("word", ["", "o'skenov", "T1mur", "é", "Оsk", "n\n", "\u0301", "ѝ"])
def test_what_is_written_otherwise_is_asked_about_alone(word: str) -> None:
    assert not is_plain(word)


def test_no_words_no_forms() -> None:
    assert forms([]) == Forms({}, {})
    assert forms(["ь"]) == Forms({"ь": ""}, {})
    assert forms(["ь"]).of("ь") == frozenset()
