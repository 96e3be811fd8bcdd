"""The full check: pages, head, chains, files and tables, each fault named by the first thing it breaks."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
from casebook.base.ids import RecordId
from casebook.base.progress import Progress, Step
from casebook.casework import check, erasing, evidence, records, undo
from casebook.casework.book import Casebook
from casebook.casework.check import StrangerFeed
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.formats.stream import BadStream
from casebook.journal.entry import Change, Op
from casebook.vault.faults import DatabaseDamaged, FileMissing, HeadDiffers
from drawing import draw


@pytest.fixture
def attached(book: Casebook, tmp_path: Path) -> tuple[Casebook, RecordId]:
    """A casebook with a person and a piece of evidence."""
    person = draw(book, 'person:1  remarks  "amber"')["person:1"]
    (tmp_path / "paper").write_bytes(bytes(500_000))
    record, _ = evidence.attach(book, person, tmp_path / "paper")
    return book, record


def test_a_sound_casebook(attached: tuple[Casebook, RecordId]) -> None:
    book, _ = attached
    stages: list[str] = []
    found = check.check(book, Progress(lambda step: stages.append(step.stage)))
    assert (found.journal.entries, found.journal.feeds, found.journal.destroyed) == (3, 1, 0)
    assert (found.records, found.files, found.strays, found.repaired) == (4, 1, (), False)
    assert found.state == check.state_hash(book)
    assert {"checking-pages", "verifying-journal", "comparing-tables", "checking-files"} <= set(stages)
    assert Step


def test_a_table_that_lies_changes_no_state(attached: tuple[Casebook, RecordId]) -> None:
    """What protects a person is folded from the signed journal, whatever a table says."""
    book, _ = attached
    before = check.state_hash(book)
    book.db.execute("UPDATE record SET state = x'90', life = 1")
    assert check.state_hash(book) == before


def test_a_file_that_changed_or_is_gone(attached: tuple[Casebook, RecordId]) -> None:
    book, record = attached
    path = book.safe.folder / "files" / evidence.kept(book, record).file
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(BadStream):
        check.check(book)
    path.unlink()
    with pytest.raises(FileMissing):
        check.check(book)


def test_files_of_deleted_and_earlier_evidence_are_kept_and_checked(
    attached: tuple[Casebook, RecordId], tmp_path: Path
) -> None:
    """Both can be brought back: by restoring the record, by undoing the change."""
    book, record = attached
    (tmp_path / "other").write_bytes(b"other")
    other, _ = evidence.attach(book, books.the(book, "person")[0], tmp_path / "other")
    touched = records.write(book, Verb.EDIT, [Set(record, "file", book.need(other).value("file"))])
    records.delete(book, other)
    found = check.check(book)
    assert (found.files, found.strays) == (2, ())
    undo.undo(book, touched.act)
    assert evidence.kept(book, record).size == 500_000
    erasing.erase(book, record, reason="consent-withdrawn")
    found = check.check(book)
    assert (found.files, found.strays) == (1, ())


def test_a_stray_file_is_told_and_left(attached: tuple[Casebook, RecordId]) -> None:
    book, _ = attached
    stray = book.safe.files.put([b"left by an interrupted save"])
    assert check.check(book).strays == (stray.id,)
    assert stray.id in book.safe.files.ids()


def test_entries_of_a_stranger_are_named(book: Casebook, tmp_path: Path) -> None:
    """As a hostile hand could add them that has the open database: well signed, vouched for by themselves."""
    from casebook.journal import accepting

    with books.derived_once():
        stranger = books.make(tmp_path / "stranger", "tariq")
    with book.db.transaction():
        for offered in books.offers(stranger):
            accepting.accept(book.db, offered.header, offered.signature, offered.parts)
    book.anchor()
    with pytest.raises(StrangerFeed) as raised:
        check.check(book)
    assert raised.value.feed == stranger.own.feed.hex()
    stranger.close()


def test_a_device_that_was_deleted_or_renamed_stays_known(book: Casebook, tmp_path: Path) -> None:
    with books.derived_once():
        friend = books.make(tmp_path / "friend", "vera")
    books.enrol(book, friend)
    books.give(friend, book)
    book.record(Verb.EDIT, [Change(friend.own.device, "device", "signing", Op.SET, bytes(32), ())])
    records.delete(book, friend.own.device)
    check.check(book)
    friend.close()


def test_a_row_lost_from_the_journal_shows_in_the_head(book: Casebook, tmp_path: Path) -> None:
    """The last entry of a feed can go without a gap; the head knows how many there were."""
    with books.derived_once():
        friend = books.make(tmp_path / "friend", "vera")
    books.enrol(book, friend)
    draw(friend, 'note:1  title  "amber"')
    books.give(friend, book)
    draw(book, 'note:1  title  "birch"')
    book.db.execute("PRAGMA foreign_keys = OFF")
    book.db.execute("DELETE FROM part WHERE entry = 4")
    book.db.execute("DELETE FROM entry WHERE n = 4")
    with pytest.raises(HeadDiffers):
        check.check(book)
    friend.close()


def test_a_dangling_reference_is_damage(book: Casebook) -> None:
    book.db.execute("PRAGMA foreign_keys = OFF")
    book.db.execute("INSERT INTO part VALUES (999, 0, NULL, x'00')")
    with pytest.raises(DatabaseDamaged):
        check.check(book)


def test_after_a_kill_the_check_has_run(tmp_path: Path) -> None:
    with books.derived_once():
        book = books.make(tmp_path / "book")
        draw(book, 'note:1  title  "amber"')
        journal = book.db.path.with_name(book.db.path.name + "-journal")
        book.close()
        journal.write_bytes(b"left by a kill, though it is nothing the engine takes for a journal")
        again = books.reopen(tmp_path / "book")
    assert again.saved.checked
    again.close()
