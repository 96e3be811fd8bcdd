"""What records are called on screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import lists
from casebook.casework import titles
from casebook.casework.book import Casebook


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    yield made
    made.close()


def test_an_interview_without_a_code_is_called_by_its_day_in_words(book: Casebook) -> None:
    told = lists.record(book, "interview", date="2025-01-10")
    about = lists.record(book, "interview", date="2025-01~")
    coded = lists.record(book, "interview", date="2025-01-10", speaker_code="Kestrel")
    assert titles.title(book, told, "en") == "10 January 2025, Friday"
    assert titles.title(book, told, "ru").startswith("10 января 2025")
    assert "2025-01~" not in titles.title(book, about, "en")
    assert titles.title(book, coded, "en") == "Kestrel"
