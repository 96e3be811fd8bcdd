from __future__ import annotations

import pytest

from casebook.formats.wordlist import word_list
from casebook.gui.parts.strength import strength, suggest


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
    words = suggest(lambda _count: next(places)).split()

    assert words == [word_list("en")[place] for place in range(0, 6 * 300, 300)]
    assert strength(" ".join(words)).enough
    assert suggest() != suggest()


def test_a_longer_passphrase_is_never_weaker() -> None:
    words = suggest().split()
    bits = [strength(" ".join(words[:count])).bits for count in range(1, 7)]

    assert bits == sorted(bits)
