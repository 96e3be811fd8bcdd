from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.casework.book import Casebook


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    yield made
    made.close()
