"""Shares are read however a person writes them; a text with several is taken apart."""

from __future__ import annotations

import pytest

from casebook.vault.shares import divide, words_in

ONE = (
    "testify swimming academic academic column loyalty smear include exotic bedroom exotic wrist lobe cover"
    " grief golden smart junior estimate learn"
)
WORDS = tuple(ONE.split())
NUMBERED = "".join(f"{number}. {word}\n" for number, word in enumerate(WORDS, 1))


@pytest.mark.parametrize(
    "text",
    [
        ONE,
        ONE.upper(),
        ONE.title(),
        f"  {ONE.replace(' ', '   ')}\t\r\n",
        ONE.replace(" ", ", "),
        ONE.replace(" ", "\n\n"),
        f"{ONE}.",
        NUMBERED,
        NUMBERED.replace(". ", ") "),
        NUMBERED.replace(". ", "."),
        f"# share 1 of 3\n{NUMBERED}",
        "".join(chr(ord(letter) + 0xFEE0) if letter != " " else "\u3000" for letter in ONE),
    ],
)
def test_the_words_are_found_however_they_were_written(text: str) -> None:
    assert words_in(text) == WORDS
    assert [words_in(share) for share in divide(text)] == [WORDS]


def test_a_digit_inside_a_word_does_not_move_the_words_after_it() -> None:
    assert words_in("testify sw1mming academic") == ("testify", "sw1mming", "academic")


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{ONE.upper()}\n",
        f"{ONE}\n\n{ONE}",
        f"{NUMBERED}\n{NUMBERED}",
        f"{NUMBERED}  \r\n\r\n{ONE}\n",
        f"# one\n{ONE}\n# two\n{ONE}",
    ],
)
def test_several_shares_in_one_text_are_told_apart(text: str) -> None:
    assert [words_in(share) for share in divide(text)] == [WORDS, WORDS]


def test_a_text_without_words_holds_no_share() -> None:
    assert divide("") == ()
    assert divide("\n \n# nothing\n") == ()


def test_a_share_with_a_word_too_few_stays_one_share() -> None:
    [found] = divide("\n".join(WORDS[:19]))

    assert words_in(found) == WORDS[:19]
