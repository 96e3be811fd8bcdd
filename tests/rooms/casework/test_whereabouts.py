"""Moved or copied: a copy asks before it writes, an ordinary stick does not; reading works at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import books
from casebook.base.secret import Secret
from casebook.casework import check, identity, records, whereabouts
from casebook.casework.book import Casebook
from casebook.casework.opening import open_book
from casebook.casework.touched import Verb
from casebook.casework.whereabouts import MovedOrCopied
from casebook.journal import log


def opened(folder: Path) -> Casebook:
    with books.derived_once():
        return open_book(folder, Secret(books.PASSPHRASE), wall=books.Wall())


def write(book: Casebook, remark: str = "kestrel") -> None:
    person = book.new_id()
    records.write(book, Verb.ADD, [records.New(person, "person"), records.Set(person, "remarks", remark)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One casebook with one person in it, closed."""
    book = books.make(tmp_path / "book", "Ana")
    write(book)
    book.close()
    return tmp_path / "book"


def asks(folder: Path) -> bool:
    """Whether it asks when opened; a writing is refused exactly then, and changes nothing."""
    book = opened(folder)
    assert len(books.the(book, "person")) >= 1, "it can be read"
    before = log.heads(book.db)
    moved = book.saved.moved
    if moved:
        assert not book.writable
        with pytest.raises(MovedOrCopied):
            write(book)
        assert log.heads(book.db) == before
    check.check(book)
    book.close()
    return moved


def test_the_same_place_asks_nothing(folder: Path) -> None:
    assert not asks(folder)
    assert not asks(Path(os.path.relpath(folder)))


def test_a_copy_asks_and_goes_on_asking_until_it_is_told(folder: Path, tmp_path: Path) -> None:
    copy = books.copy(folder, tmp_path / "copy")
    assert asks(copy)
    assert asks(copy)
    assert not asks(folder), "the one it was copied from knows nothing of it"


def test_moved_it_goes_on_as_the_device_it_is(folder: Path, tmp_path: Path) -> None:
    copy = books.copy(folder, tmp_path / "copy")
    book = opened(copy)
    own = book.own
    identity.stay(book)
    identity.stay(book)
    write(book)
    book.close()
    assert not asks(copy)
    assert opened(copy).own == own


def test_copied_it_becomes_a_new_device_and_both_can_meet(folder: Path, tmp_path: Path) -> None:
    second = opened(books.copy(folder, tmp_path / "copy"))
    first = opened(folder)
    identity.renew(second)
    assert second.own.feed != first.own.feed
    write(first, "from the first")
    write(second, "from the copy")
    books.enrol(first, second)
    books.meet([first, second])
    assert len(books.the(first, "person")) == len(books.the(second, "person")) == 3
    first.close()
    second.close()
    assert not asks(tmp_path / "copy")


def test_an_answer_that_fails_is_no_answer(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = books.copy(folder, tmp_path / "copy")
    for answer in (identity.stay, identity.renew):
        book = opened(copy)
        with monkeypatch.context() as patched:
            patched.setattr(log, "note", failing)
            with pytest.raises(ZeroDivisionError):
                answer(book)
        assert book.saved.moved
        book.close()
        assert asks(copy)


def failing(*_: object) -> None:
    raise ZeroDivisionError


def test_a_casebook_of_before_the_question_is_taken_where_it_lies(folder: Path, tmp_path: Path) -> None:
    book = opened(folder)
    with book.db.transaction():
        log.forget(book.db, "whereabouts")
        log.forget(book.db, "whereabouts-key")
    book.close()
    first = books.copy(folder, tmp_path / "first")
    assert not asks(first)
    assert asks(books.copy(first, tmp_path / "second"))


def test_nothing_of_the_place_stands_in_the_database_or_on_the_disk(folder: Path) -> None:
    book = opened(folder)
    raw = books.raw(book)
    assert os.fsencode(folder) not in raw
    machine = whereabouts.MACHINE_ID
    if machine.exists() and len(machine.read_bytes().strip()) > 8:
        assert machine.read_bytes().strip() not in raw
    book.close()


# ------------------------------------------------------------------ which places are one


def volume(number: int) -> Callable[[Any], SimpleNamespace]:
    return lambda _path: SimpleNamespace(f_fsid=number)


LASTING, DEVICE = 0x8057915A17D1634B, 0x811


@pytest.fixture
def machines(tmp_path: Path) -> tuple[Path, Path]:
    one, other = tmp_path / "machine-1", tmp_path / "machine-2"
    one.write_text("5f3a\n")
    other.write_text("91c0\n")
    return one, other


def test_a_stick_with_an_id_is_known_on_every_computer_under_every_name(
    tmp_path: Path, machines: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "statvfs", volume(LASTING))
    folder = tmp_path / "mount" / "book"
    folder.mkdir(parents=True)
    place = whereabouts.here(folder, machines[0])
    (tmp_path / "mount").rename(tmp_path / "mount1")
    folder = (tmp_path / "mount1" / "book").rename(tmp_path / "mount1" / "renamed")
    assert whereabouts.here(folder, machines[1]) == place
    shutil.copytree(folder, tmp_path / "mount1" / "copy")
    assert whereabouts.here(tmp_path / "mount1" / "copy", machines[1]) != place
    monkeypatch.setattr(os, "statvfs", volume(LASTING + 1))
    assert whereabouts.here(folder, machines[0]) != place


def test_without_an_id_the_computer_and_the_path_count(
    tmp_path: Path, machines: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "statvfs", volume(DEVICE))
    folder = tmp_path / "book"
    folder.mkdir()
    place = whereabouts.here(folder, machines[0])
    monkeypatch.setattr(os, "statvfs", volume(DEVICE + 16))
    assert whereabouts.here(folder, machines[0]) == place, "the next port of the same computer"
    assert whereabouts.here(folder, machines[1]) != place
    assert whereabouts.here(folder, tmp_path / "none") != place
    folder.rename(tmp_path / "other")
    assert whereabouts.here(tmp_path / "other", machines[0]) != place


def test_a_stick_without_an_id_that_goes_to_and_fro_asks_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "statvfs", volume(DEVICE))
    away = tmp_path / "away"
    for place in (folder, away):
        assert asks(folder.rename(place))
        book = opened(place)
        identity.stay(book)
        book.close()
    assert not asks(away)
    assert not asks(away.rename(folder))
    assert not asks(folder.rename(away))


def test_a_copy_that_became_a_device_of_its_own_knows_no_other_place(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "statvfs", volume(DEVICE))
    away = books.copy(folder, tmp_path / "away")
    book = opened(away)
    identity.renew(book)
    book.close()
    shutil.rmtree(folder)
    assert asks(away.rename(folder))
