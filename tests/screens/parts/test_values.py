from __future__ import annotations

import pytest

from casebook.base.ids import RecordId
from casebook.base.words import translator
from casebook.gui.parts.values import day_in_words, told
from casebook.model.fields import Link, Struct
from casebook.model.person import NAME
from casebook.model.shared import CHARGE, DATE, LINE, PLACE, TERM

EN, RU = translator("en"), translator("ru")


def nobody(_record: RecordId) -> str:
    return "somebody"


def test_a_name_reads_as_it_is_written_and_says_its_script_softly() -> None:
    value = NAME.make(full="Айгүл Сәрсенова", family="Сәрсенова", given="Айгүл", script="Cyrl", language="kk")
    found = told(NAME, value, EN, nobody)

    assert found.text == "Айгүл Сәрсенова"
    assert found.meta == "Cyrillic · Kazakh"


def test_a_code_reads_as_its_label_in_the_readers_language() -> None:
    value = NAME.make(full="Aigul", script="Latn")

    assert told(NAME, value, RU, nobody).meta == "латиница"


@pytest.mark.parametrize(
    ("edtf", "language", "words"),
    [
        ("1974-02-10", "en", "10 February 1974"),
        ("1974-02-10", "ru", "10 февраля 1974"),
        ("2017~", "en", "about 2017"),
    ],
)
def test_a_date_reads_in_words(edtf: str, language: str, words: str) -> None:
    assert day_in_words(edtf, language).startswith(words)
    assert told(DATE, edtf, translator(language), nobody).text.startswith(words)


def test_a_date_of_a_newer_version_stays_as_it_is() -> None:
    assert day_in_words("Y170000002", "en") == "Y170000002"


def test_a_period_says_from_when(monkeypatch: pytest.MonkeyPatch) -> None:
    from casebook.model.all_kinds import KINDS

    period = KINDS["person"].by_name["custody"]
    field = period.main.field
    assert isinstance(field, Struct)
    found = told(field, field.make(value="prison", start="2024-10"), EN, nobody)

    assert found.text == "serving a sentence in prison"
    assert found.meta == "from October 2024"


def test_other_structures_read_as_one_line() -> None:
    place = PLACE.make(name="the old mill", locality="Aksai")
    charge = CHARGE.make(article="272", part="3", label="mass riots")
    term = TERM.make(years=4, months=6)

    assert told(PLACE, place, EN, nobody).whole == "the old mill · Aksai"
    assert told(CHARGE, charge, EN, nobody).whole == "272 · 3 · mass riots"
    assert told(TERM, term, EN, nobody).whole == "4 · months 6"


def test_a_link_reads_as_the_records_name() -> None:
    assert told(Link(("person",)), bytes(16), EN, nobody).text == "somebody"


def test_nothing_reads_as_nothing() -> None:
    assert told(LINE, None, EN, nobody).whole == ""
