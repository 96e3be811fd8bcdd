"""Real casebooks of one person and of three who meet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.casework.book import Casebook


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    """A new casebook, open."""
    with books.derived_once():
        made = books.make(tmp_path / "book", "ana")
        yield made
        made.close()


@pytest.fixture
def team(tmp_path: Path) -> Iterator[tuple[Casebook, Casebook, Casebook]]:
    """Three casebooks whose devices know each other and hold the same."""
    with books.derived_once():
        made = [books.make(tmp_path / name, name) for name in ("ana", "luis", "vera")]
        books.team(made)
        yield made[0], made[1], made[2]
        for each in made:
            each.close()
