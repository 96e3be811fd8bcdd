"""What is due is done right after the passphrase was typed, and never keeps anybody out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import lists
from casebook.base.progress import Progress, Step
from casebook.base.secret import Secret
from casebook.casework import backups, entering, erasing, keys, passphrases
from casebook.casework.backing_up import BackupInside
from casebook.casework.entering import Entered, How
from casebook.vault.faults import WrongPassphrase
from casebook.vault.keys import CHEAPEST
from casebook.vault.ledger import Plan
from casebook.vault.slots import Opening


@pytest.fixture(autouse=True)
def derived() -> Iterator[None]:
    with books.derived_once():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A casebook of which something was erased, closed."""
    book = books.make(tmp_path / "book", "Heron")
    erasing.erase(book, lists.person(book, "Rustem Beisekov"), reason="consent-withdrawn")
    book.close()
    return tmp_path / "book"


def enter(folder: Path, progress: Progress | None = None, key_file: Path | None = None) -> Entered:
    return entering.open_typed(
        folder, Secret(books.PASSPHRASE), key_file=key_file, kdf=CHEAPEST, progress=progress
    )


def plan(folder: Path, place: Path, days: int = 7) -> None:
    """New keys are not due any more; a backup in *place* is."""
    book = enter(folder).book
    backups.set_plan(book, Plan(days, place, None, 3))
    book.close()


def test_new_keys_are_made_at_the_next_opening(folder: Path) -> None:
    before = {path.name for path in folder.iterdir()}
    stages: list[Step] = []
    entered = enter(folder, Progress(stages.append))

    assert entered.done.keys
    assert not entered.book.rekey_due
    assert {path.name for path in folder.iterdir()} != before
    shown = {step.stage for step in stages}
    assert "new-keys-due" in shown
    assert "overwriting-database" not in shown, "whoever waits is told why, not how"
    entered.book.close()
    again = enter(folder)
    assert not again.done.keys
    again.book.close()


def test_nobody_else_is_shut_out_by_it(folder: Path) -> None:
    book = books.reopen(folder)
    keys.add(
        book,
        Opening(Secret(books.PASSPHRASE)),
        Opening(Secret("harbour second lantern willow"), label="Linden"),
        kdf=CHEAPEST,
    )
    erasing.erase(book, lists.person(book, "Aru Sagat"), reason="consent-withdrawn")
    book.close()
    entered = enter(folder)

    assert not entered.done.keys
    assert entered.book.rekey_due
    assert [way.label for way in keys.ways(entered.book)] == ["", "Linden"]
    entered.book.close()


def test_who_does_not_want_to_wait_is_let_in(folder: Path) -> None:
    progress = Progress(lambda step: progress.cancel() if step.stage == "new-keys-due" else None)
    entered = enter(folder, progress)

    assert entered.done.stopped
    assert entered.book.rekey_due
    lists.person(entered.book, "Aru Sagat")
    entered.book.close()
    books.reopen(folder).close()


def test_a_backup_that_is_due_is_made(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    plan(folder, tmp_path / "stick")
    entered = enter(folder)

    assert entered.done.backup is not None
    [made] = backups.backups(entered.book)
    assert made.reachable
    assert not made.unfinished
    assert made.generation.place == tmp_path / "stick"
    entered.book.close()
    again = enter(folder)
    assert again.done.backup is None
    again.book.close()


def test_a_medium_that_is_not_here_is_not_waited_for(folder: Path, tmp_path: Path) -> None:
    plan(folder, tmp_path / "stick")
    entered = enter(folder)

    assert entered.done.backup is None
    assert entered.done.backup_failed is None
    assert backups.due(entered.book) is not None
    entered.book.close()


def test_what_fails_is_told_and_the_casebook_is_open(folder: Path) -> None:
    plan(folder, folder / "files")
    entered = enter(folder)

    assert isinstance(entered.done.backup_failed, BackupInside)
    assert entered.done.backup_failed.__traceback__ is None
    lists.person(entered.book, "Aru Sagat")
    entered.book.close()


def test_nothing_is_done_where_nobody_knows_whether_it_is_a_copy(folder: Path, tmp_path: Path) -> None:
    entered = enter(books.copy(folder, tmp_path / "elsewhere"))

    assert entered.book.saved.moved
    assert not entered.done.keys
    assert entered.book.rekey_due
    entered.book.close()


def test_the_passphrase_is_wiped_whatever_comes(folder: Path) -> None:
    right, wrong = Secret(books.PASSPHRASE), Secret("ferry lantern orchid")
    entering.open_typed(folder, right, kdf=CHEAPEST).book.close()
    with pytest.raises(WrongPassphrase):
        entering.open_typed(folder, wrong, kdf=CHEAPEST)

    assert len(right) == len(wrong) == 0


def test_a_casebook_is_made_with_a_key_file_made_for_it(tmp_path: Path) -> None:
    secret = Secret(passphrases.suggest())
    typed = secret.reveal().decode()
    entered = entering.make_new(
        tmp_path / "book",
        secret,
        name="",
        author="Heron",
        key_file=tmp_path / "holiday",
        makes_key_file=True,
        kdf=CHEAPEST,
    )
    assert entered.how is How.MADE
    assert [way.key_file for way in keys.ways(entered.book)] == [True]
    entered.book.close()

    with pytest.raises(WrongPassphrase):
        entering.open_typed(tmp_path / "book", Secret(typed), kdf=CHEAPEST)
    opened = entering.open_typed(
        tmp_path / "book", Secret(typed), key_file=tmp_path / "holiday", kdf=CHEAPEST
    )
    opened.book.close()
