"""The open casebook: made whole or not at all, one way to write, saved before it is acknowledged."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
from casebook.base.secret import Secret
from casebook.casework import book as book_module
from casebook.casework import check, records
from casebook.casework.book import Casebook, NoSuchRecord, here
from casebook.casework.opening import create_book, open_book
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.journal import drafts, log
from casebook.journal.entry import Change, Op
from casebook.vault.faults import AlreadyOpen, ChangedBeneath, DiskFull, HeadBehind, WrongPassphrase
from casebook.vault.head import NOTHING_YET, HeadFile
from casebook.vault.keys import CHEAPEST


def note(book: Casebook, title: str) -> bytes:
    record = book.new_id()
    records.write(book, Verb.ADD, [New(record, "note"), Set(record, "title", title)])
    return record


def test_a_new_casebook_names_its_device_and_its_setting(tmp_path: Path) -> None:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    [device] = books.the(book, "device")
    [setting] = books.the(book, "setting")
    assert device == book.own.device
    assert book.need(device).value("signing") == book.safe.keyring.public("device")
    assert book.need(device).value("exchange") == book.safe.keyring.exchange_public("device")
    assert book.need(device).value("name") == "Heron"
    assert (book.need(setting).value("author"), book.need(setting).value("organisation")) == (
        "Heron",
        "Harbour Group",
    )
    assert check.check(book).journal.entries == 1
    book.close()


def test_a_casebook_that_cannot_be_made_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull

    monkeypatch.setattr(log, "append", full)
    with pytest.raises(DiskFull):
        create_book(tmp_path / "book", Secret("ferry"), kdf=CHEAPEST)
    assert list(tmp_path.iterdir()) == []


def test_a_making_that_was_cut_off_is_ended_at_opening(tmp_path: Path) -> None:
    """Killed after the safe stood and before the first entry: opened, it is a casebook."""
    with books.derived_once():
        book = books.make(tmp_path / "book")
        for table in ("part", "entry", "feed", "record", "list_device", "list_setting"):
            book.db.execute("PRAGMA foreign_keys = OFF")
            book.db.execute(f"DELETE FROM {table}")
        for name in ("device", "feed", "compartment"):
            log.forget(book.db, name)
        book.safe.head.write(NOTHING_YET)
        book.close()
        again = books.reopen(tmp_path / "book")
    note(again, "amber")
    assert check.check(again).journal.entries == 2
    again.close()


def test_what_is_acknowledged_is_behind_the_head(book: Casebook) -> None:
    for i in range(3):
        note(book, f"amber {i}")
        assert book.safe.head.read() == here(book.safe)


def test_nothing_to_change_writes_nothing(book: Casebook) -> None:
    before = log.heads(book.db)
    touched = book.record(Verb.EDIT, [])
    assert not touched
    assert log.heads(book.db) == before


def test_what_a_write_touched(book: Casebook) -> None:
    record = note(book, "amber")
    touched = records.write(book, Verb.EDIT, [Set(record, "title", "birch")])
    assert (touched.records, touched.kinds, touched.verb) == ({record}, {"note"}, Verb.EDIT)
    assert touched.act == touched.entry[:16]


@pytest.mark.parametrize("where", ["sign", "project", "index"])
def test_a_write_that_fails_anywhere_changes_nothing(
    book: Casebook, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    record = note(book, "amber")
    before = check.check(book)

    def broken(*_: object, **__: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        if where == "sign":
            patch.setattr(type(book.safe.keyring), "sign", broken)
        elif where == "project":
            patch.setattr(book_module.projection, "apply", broken)
        else:
            patch.setattr(book_module.index, "apply", broken)
        with pytest.raises(DiskFull):
            records.write(book, Verb.EDIT, [Set(record, "title", "birch")])
    assert check.check(book) == before
    assert book.need(record).value("title") == "amber"


def test_a_save_the_head_did_not_learn_of_is_caught_up(
    book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the commit and the head: the save is there, and the head follows."""
    record = note(book, "amber")
    folder = book.safe.folder
    with monkeypatch.context() as patch:
        patch.setattr(HeadFile, "write", lambda *_: None)
        records.write(book, Verb.EDIT, [Set(record, "title", "birch")])
    assert book.safe.head.read() != here(book.safe)
    book.close()
    again = books.reopen(folder)
    assert again.need(record).value("title") == "birch"
    assert again.safe.head.read() == here(again.safe)
    again.close()


def test_a_head_that_could_not_be_written_is_told_and_the_save_is_there(
    book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = note(book, "amber")

    def full(*_: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(HeadFile, "write", full)
        with pytest.raises(book_module.SavedUnanchored):
            records.write(book, Verb.EDIT, [Set(record, "title", "birch")])
    assert book.need(record).value("title") == "birch"
    note(book, "next")
    assert book.safe.head.read() == here(book.safe)


def test_an_older_database_is_not_opened(book: Casebook) -> None:
    note(book, "amber")
    path, folder = book.db.path, book.safe.folder
    book.close()
    old = path.read_bytes()
    again = books.reopen(folder)
    note(again, "birch")
    again.close()
    path.write_bytes(old)
    with pytest.raises(HeadBehind):
        books.reopen(folder)


def test_one_opener_at_a_time_and_only_with_the_passphrase(book: Casebook) -> None:
    folder = book.safe.folder
    with pytest.raises(AlreadyOpen):
        open_book(folder, Secret(books.PASSPHRASE))
    book.close()
    with pytest.raises(WrongPassphrase):
        open_book(folder, Secret("ferry lantern orchid"))
    again = open_book(folder, Secret(books.PASSPHRASE))
    assert (again.saved.entries, again.saved.checked) == (1, False)
    again.close()


def test_a_record_that_is_not_there(book: Casebook) -> None:
    assert book.get(book.new_id()) is None
    with pytest.raises(NoSuchRecord):
        book.need(book.new_id())


def test_changes_of_one_unit_beside_each_other(book: Casebook) -> None:
    """Undoing the settlement of a conflict gives a unit two values in one act."""
    record = note(book, "amber")
    seen = book.need(record).seen("title")
    first, second = (Change(record, "note", "title", Op.SET, word, seen) for word in ("birch", "cedar"))
    touched = book.record(Verb.UNDO, [first], beside=[second])
    assert sorted(book.need(record).values("title")) == ["birch", "cedar"]
    assert len(log.of_act(book.db, book.own.feed, touched.act)) == 2


# ------------------------------------------------------------------ two computers


def elsewhere(book: Casebook, folder: Path, title: str | None) -> None:
    """Another computer has the same folder and no lock keeps it out: it opens it, perhaps saves, and closes."""
    books.copy(book.safe.folder, folder)
    with books.derived_once():
        other = books.reopen(folder)
    if title is None:
        other.safe.head.claim()  # as the window does
    else:
        note(other, title)
    other.close()
    for name in ("head", book.db.path.name):
        (book.safe.folder / name).write_bytes((folder / name).read_bytes())


@pytest.mark.parametrize("title", ["birch", None])
def test_what_another_computer_opened_or_wrote_is_not_written_over(
    book: Casebook, tmp_path: Path, title: str | None
) -> None:
    mine = note(book, "amber")
    elsewhere(book, tmp_path / "copy", title)
    before = book.db.path.read_bytes()
    for write in (
        lambda: note(book, "cedar"),
        lambda: book.erase(mine, None, "consent-withdrawn"),
        lambda: drafts.keep(book.db, drafts.Draft(mine, "note", "title", "ced")),
    ):
        with pytest.raises(ChangedBeneath):
            write()
    assert book.db.path.read_bytes() == before
    folder = book.safe.folder
    book.close()
    assert book.db.path.read_bytes() == before
    with books.derived_once():
        again = books.reopen(folder)
    assert {again.need(each).value("title") for each in books.the(again, "note")} == {"amber", title} - {None}
    check.check(again)
    again.close()
