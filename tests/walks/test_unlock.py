"""The walk *unlock* of docs/walks.md, from the passphrase in its field to the first place and back to the lock."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import books
import lists
from casebook.base.errors import Cancelled
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.base.words import translator
from casebook.casework.opening import open_book
from casebook.gui.screens.browse.state import BrowseState
from casebook.gui.screens.unlock.state import problem_with
from casebook.search.query import find
from casebook.vault.faults import AlreadyOpen, HeadBehind, WrongPassphrase
from casebook.wording import errors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A casebook with one person, closed."""
    book = books.make(tmp_path / "Notes", "Heron")
    lists.person(book, "Rustem Beisekov", "Рустем Бейсеков")
    book.close()
    return tmp_path / "Notes"


def test_unlock(folder: Path) -> None:
    """The stages are told; how far the casebook had come is said; the first list stands."""
    assert problem_with(folder) == ""
    stages: list[str] = []
    book = open_book(
        folder, Secret(books.PASSPHRASE), progress=Progress(lambda step: stages.append(step.stage))
    )
    shown = BrowseState("person", translator("en")).load(book)
    assert stages
    assert (book.saved.entries, book.saved.checked) == (2, False)
    assert [row.cells[0].text for row in shown.first] == ["Rustem Beisekov"]
    book.close()
    assert not list(folder.glob("*-journal"))


def test_a_wrong_passphrase_is_refused_where_it_was_typed(folder: Path) -> None:
    """With a sentence, and without a byte changed."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(WrongPassphrase) as refused:
        open_book(folder, Secret("ferry lantern orchards"))
    assert "does not open the casebook" in errors.sentence(refused.value, translator("en"))
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_stop_works_while_the_key_is_derived(folder: Path) -> None:
    """And the casebook can be opened right after it."""
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        open_book(folder, Secret(books.PASSPHRASE), progress=progress)
    books.reopen(folder).close()


def test_a_second_opener_is_refused(folder: Path) -> None:
    """One message, and the first goes on."""
    book = books.reopen(folder)
    with pytest.raises(AlreadyOpen):
        books.reopen(folder)
    lists.person(book, "Aru Sagat")
    book.close()


def test_a_database_that_went_back_is_named_with_both_dates(folder: Path) -> None:
    """An older copy of the database beside the head of today."""
    [database] = (path for path in folder.iterdir() if path.name not in ("keys", "head", "files", "lock"))
    shutil.copy(database, folder.parent / "older")
    wall = books.Wall(books.START_MS + 86_400_000)
    book = books.reopen(folder, wall=wall)
    lists.person(book, "Aru Sagat")
    book.close()
    shutil.copy(folder.parent / "older", database)
    with pytest.raises(HeadBehind) as damaged:
        books.reopen(folder)
    assert damaged.value.head_ms > damaged.value.database_ms + 86_000_000
    assert damaged.value.head_counter == damaged.value.database_counter + 1


def test_tables_of_another_version_are_made_again(folder: Path) -> None:
    """Everything but the journal can be thrown away."""
    book = books.reopen(folder)
    with book.db.transaction():
        book.db.execute("UPDATE record SET title = 'spoiled'")
        book.db.execute("UPDATE meta SET value = x'00' WHERE name = 'projection'")
    book.close()
    book = books.reopen(folder)
    assert book.db.execute("SELECT title FROM record WHERE kind = 'person'") != [("spoiled",)]
    assert [hit.kind for hit in find(book.db, "Бейсекова")] == ["person"]
    book.close()
