"""Dates in a window are in words of its language; where commands are read, as they are kept."""

from __future__ import annotations

from datetime import date

import pytest

from casebook.base.words import translator
from casebook.casework.editions import Round
from casebook.casework.leaving_sheet import LeavingSheet, Line
from casebook.formats import age
from casebook.formats.wordlist import Language
from casebook.wording import of_editions, of_recipients
from casebook.wording.days import as_kept, in_words, said

KEY = age.Identity.made().recipient


@pytest.mark.parametrize(
    ("edtf", "language", "words"),
    [
        ("2023-06-22", "en", "22 June 2023"),
        ("2023-06-22", "ru", "22 июня 2023"),
        ("2023-06-22", "kk", "2023 ж. 22 маусым"),
        ("2023-06", "en", "June 2023"),
        ("", "ru", ""),
        ("some day", "en", "some day"),
    ],
)
def test_a_date_is_said_in_words_or_as_it_is_kept(edtf: str, language: str, words: str) -> None:
    assert in_words(edtf, translator(language)) == words
    assert as_kept(edtf, translator(language)) == edtf
    assert not edtf or said(edtf, language) == words


def test_rounds_say_their_days_as_their_reader_reads_days() -> None:
    found, t = Round(date(2024, 3, 4), date(2024, 6, 3), open=True), translator("en")
    assert "The round of 2024-03-04 is open" in of_editions.rounds(found, t)
    assert "The round of 4 March 2024 is open" in of_editions.rounds(found, t, in_words)
    assert "3 June 2024" in of_editions.rounds(found, t, in_words)


@pytest.mark.parametrize(("language", "words"), [("en", "en"), ("ru", "ru"), ("kk", "en")])
def test_the_words_of_a_key_are_of_its_readers_language(language: str, words: Language) -> None:
    sheet = LeavingSheet("public", (Line(KEY, None, None, ()),), ())
    told = "\n".join(of_recipients.sheet(sheet, translator(language)))
    assert " ".join(age.recipient_words(KEY, words)) in told
