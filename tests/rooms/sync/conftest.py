"""A team of three, made by comparing words once and copied for every test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import enrolling
from casebook.casework.book import Casebook
from casebook.sync import receipts

NAMES = ("alma", "luis", "vera")


@pytest.fixture(scope="session")
def three_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Alma founded a team; Luis and Vera were taken in by her, one after the other. Closed casebooks."""
    folder = tmp_path_factory.mktemp("team")
    with books.derived_once():
        alma = enrolling.found(folder / "alma").book
        luis = enrolling.take_in(alma, folder / "luis", "luis")
        vera = enrolling.take_in(alma, folder / "vera", "vera")
    for one in (alma, luis, vera):
        one.close()
    return folder


@pytest.fixture
def strangers_yet(three_template: Path, tmp_path: Path) -> Iterator[tuple[Casebook, Casebook, Casebook]]:
    """The three as they are right after the last one came in: they have not met since."""
    with books.derived_once():
        alma, luis, vera = (
            books.reopen(books.copy(three_template / name, tmp_path / name)) for name in NAMES
        )
    yield alma, luis, vera
    for one in (alma, luis, vera):
        one.close()


@pytest.fixture
def acquainted(
    strangers_yet: tuple[Casebook, Casebook, Casebook],
) -> tuple[Casebook, Casebook, Casebook]:
    """The three, who have met and told each other their one-time keys."""
    books.meet(strangers_yet)
    for one in strangers_yet:
        receipts.append(one, [one.own.compartment], anyway=True)
    books.meet(strangers_yet)
    return strangers_yet
