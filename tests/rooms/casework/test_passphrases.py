"""How hard a passphrase is to guess: too low rather than too high, and with advice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.casework.passphrases import (
    COMMON,
    DATE,
    KNOWN,
    MORE_WORDS,
    RANDOM_WORDS,
    REPEATED,
    RUN,
    SWAPPED,
    strength,
    suggest,
)
from casebook.formats.wordlist import Language, word_list


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "a",
        "password",
        "Password1!",
        "qwertyuiop",
        "йцукенгшщзхъ",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "12345678901234567890",
        "password password password password",
        "almaty2024",
        "алматы2024",
        "abcdefghijklmnopqrstuvwxyz",
    ],
)
def test_what_is_guessed_in_days_is_called_so(weak: str) -> None:
    assert strength(weak).too_weak


@pytest.mark.parametrize(
    "strong",
    [
        "alpha rocket mango sixty vivid curtain",
        "v7$Kq9!zR2&xM4^p",
        "синий трамвай едет через снежное поле к старой мельнице",
    ],
)
def test_what_holds_is_called_strong(strong: str) -> None:
    assert strength(strong).enough


def test_six_random_words_are_suggested_and_are_enough() -> None:
    places = iter(range(0, 6 * 300, 300))
    words = suggest(choose=lambda _count: next(places)).split()

    assert words == [word_list("en")[place] for place in range(0, 6 * 300, 300)]
    assert strength(" ".join(words)).enough
    assert suggest() != suggest()


def test_a_longer_passphrase_is_never_weaker() -> None:
    words = suggest().split()
    bits = [strength(" ".join(words[:count])).bits for count in range(1, 7)]

    assert bits == sorted(bits)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_suggestions_are_enough_in_each_language(language: Language) -> None:
    known = set(word_list(language))
    for _ in range(40):
        words = suggest(language)
        assert set(words.split()) <= known
        assert len(words.split()) == 6
        assert strength(words).enough
    assert len(suggest(language, 5).split()) == 5
    with pytest.raises(ValueError):
        suggest(language, 4)


def test_a_draw_of_words_that_are_guessed_too_easily_is_drawn_again() -> None:
    places = iter([7] * 6 + list(range(0, 6 * 300, 300)))

    words = suggest("en", choose=lambda _count: next(places)).split()

    assert len(set(words)) == 6


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("P@ssw0rd123", COMMON),
        ("p@ssw0rd", SWAPPED),
        ("heron heron heron", REPEATED),
        ("йцукенгшщзхъ", RUN),
        ("qwertyuiop", RUN),
        ("heron 13.05.1987", DATE),
        ("Harbour Group", KNOWN),
        ("orchard lantern ferry heron", MORE_WORDS),
        ("heron", RANDOM_WORDS),
    ],
)
def test_advice_says_what_would_help(typed: str, advice: str) -> None:
    found = strength(typed, ("Harbour Group",))

    assert not found.enough
    assert advice in found.advice


def test_the_lower_of_two_estimates_counts() -> None:
    """One knows what people type, the other words in Cyrillic; each alone would call one of these strong."""
    assert strength("Trustno1Trustno1Trustno1").bits < 20
    assert strength("солнце жизнь привет пароль").bits < 60


@given(st.text(max_size=300))
def test_any_text_is_judged_and_nothing_of_it_is_in_the_judgement(text: str) -> None:
    found = strength(text)

    assert 0 <= found.bits < 20 * (1 + len(text) * 2)
    assert set(found.advice) <= {COMMON, SWAPPED, REPEATED, RUN, DATE, MORE_WORDS, RANDOM_WORDS}
    assert found.enough == (not found.advice) or not text.strip()


@pytest.mark.parametrize("count", [1, 100, 10_000])
def test_long_texts_are_judged_too(count: int) -> None:
    assert strength("heron " * count).too_weak
    assert strength(suggest() + " heron" * count).enough


def test_composed_and_decomposed_are_one() -> None:
    assert strength("Қайрат йод") == strength("Қаи\u0306рат и\u0306од")
