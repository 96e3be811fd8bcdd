"""Teams that several files ask for: made once where that is dear, and copied for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import enrolling
from casebook.casework.book import Casebook
from casebook.sync import receipts
from casebook.sync.newcomer import Waiting
from oneteam import one_team

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


@pytest.fixture
def cheap() -> Iterator[None]:
    """Passphrases and numbers said aloud are derived once in a run."""
    with enrolling.numbers_once():
        yield


@pytest.fixture
def alma(tmp_path: Path) -> Iterator[Casebook]:
    """A founder's casebook, whose paper admin is named."""
    book = enrolling.found(tmp_path / "alma").book
    yield book
    book.close()


@pytest.fixture
def omar_waits(tmp_path: Path) -> Iterator[Waiting]:
    """A casebook that waits for its welcome."""
    waiting = enrolling.ask(tmp_path / "omar", "Omar")
    yield waiting
    waiting.close()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Casebook, Casebook]]:
    """Two who name each other, without a paper admin."""
    with books.derived_once():
        ana, leila = one_team(tmp_path, ["ana", "leila"])
    yield ana, leila
    ana.close()
    leila.close()


@pytest.fixture
def three(tmp_path: Path) -> Iterator[list[Casebook]]:
    """Three who name each other, without a paper admin."""
    with books.derived_once():
        made = one_team(tmp_path, ("ana", "luis", "vera"))
    yield made
    for book in made:
        book.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty one."""
    place = tmp_path / "stick"
    place.mkdir()
    return place
