"""Real casebooks of one person and of three who meet: made once in a run, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.casework.book import Casebook

NAMES = ("ana", "luis", "vera")


@pytest.fixture(scope="session")
def three_books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Closed casebooks of three devices that know each other."""
    folder = tmp_path_factory.mktemp("three")
    with books.derived_once():
        made = [books.make(folder / name, name) for name in NAMES]
        books.team(made)
    for each in made:
        each.close()
    return folder


@pytest.fixture(scope="session")
def one_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed casebook nobody has written in."""
    folder = tmp_path_factory.mktemp("one") / "book"
    with books.derived_once():
        books.make(folder, "ana").close()
    return folder


@pytest.fixture
def book(tmp_path: Path, one_book: Path) -> Iterator[Casebook]:
    """A new casebook, open."""
    with books.derived_once():
        opened = books.reopen(books.copy(one_book, tmp_path / "book"))
        yield opened
        opened.close()


@pytest.fixture
def team(tmp_path: Path, three_books: Path) -> Iterator[tuple[Casebook, Casebook, Casebook]]:
    """Three casebooks whose devices know each other and hold the same."""
    with books.derived_once():
        opened = [books.reopen(books.copy(three_books / name, tmp_path / name)) for name in NAMES]
        yield opened[0], opened[1], opened[2]
        for each in opened:
            each.close()
