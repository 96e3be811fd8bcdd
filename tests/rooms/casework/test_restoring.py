"""A copy becomes a casebook again, elsewhere, as a new device; nothing erased comes back, and nothing is half there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.base.errors import Cancelled, Damaged
from casebook.base.progress import Progress, Step
from casebook.base.secret import Secret
from casebook.casework import check, erasing, evidence, incoming, records
from casebook.casework.book import Casebook
from casebook.casework.device import DEVICE_KEY
from casebook.casework.records import Set
from casebook.casework.restoring import restore
from casebook.casework.touched import Verb
from casebook.journal import drafts, log
from casebook.journal.drafts import Draft
from casebook.vault.copying import export_copy
from casebook.vault.faults import DatabaseForeign, FolderNotEmpty, NoSuchKey, NotACopy
from casebook.vault.keys import CHEAPEST, make_recovery_public
from casebook.vault.safe import unlock_by_recovery
from casebook.vault.slots import Opening
from drawing import draw

KEY = Secret(bytes(range(32)))
OPENING = Opening(Secret("granite heron ladder"))


@pytest.fixture
def copied(book: Casebook, tmp_path: Path) -> tuple[Casebook, Path]:
    """A casebook with a person and a piece of evidence, and a copy of it."""
    person = draw(book, 'person:1  remarks  "amber"')["person:1"]
    (tmp_path / "paper").write_bytes(b"vermilion" * 50_000)
    evidence.attach(book, person, tmp_path / "paper")
    export_copy(book.safe, tmp_path / "copy", KEY, progress=Progress())
    return book, tmp_path / "copy"


@pytest.fixture(autouse=True)
def derived() -> Iterator[None]:
    with books.derived_once():
        yield


def again(copy: Path, to: Path, progress: Progress | None = None) -> Casebook:
    return restore(
        copy, KEY, to, OPENING, kdf=CHEAPEST, progress=progress, wall=books.Wall(books.START_MS * 2)
    )


def test_it_reads_writes_and_checks_at_once_as_a_new_device(
    copied: tuple[Casebook, Path], tmp_path: Path
) -> None:
    book, copy = copied
    other = again(copy, tmp_path / "other")
    person, note = books.the(other, "person")[0], books.the(book, "evidence")[0]
    assert other.need(person).value("remarks") == "amber"
    with other.safe.files.open(evidence.kept(other, note).file, evidence.kept(other, note).key) as reader:
        assert reader.read(9) == b"vermilion"
    assert other.own.feed != book.own.feed
    assert other.own.device != book.own.device
    assert {feed for feed, _ in log.feeds(other.db)} == {book.own.feed, other.own.feed}
    records.write(other, Verb.EDIT, [Set(person, "remarks", "birch")])
    found = check.check(other)
    assert (found.journal.feeds, found.files, found.strays) == (2, 1, ())
    assert not other.rekey_due
    other.close()
    other = books.reopen_with(tmp_path / "other", "granite heron ladder")
    assert other.need(person).value("remarks") == "birch"
    other.close()


def test_a_restored_casebook_of_a_restored_one(copied: tuple[Casebook, Path], tmp_path: Path) -> None:
    """The chain of devices that name one another holds however often a casebook is restored."""
    _, copy = copied
    first = again(copy, tmp_path / "first")
    draw(first, 'note:1  title  "birch"')
    export_copy(first.safe, tmp_path / "copy-2", KEY, progress=Progress())
    second = again(tmp_path / "copy-2", tmp_path / "second")
    found = check.check(second)
    assert (found.journal.feeds, len(books.the(second, "note"))) == (3, 1)
    first.close()
    second.close()


def test_nothing_that_was_being_typed_and_no_key_comes_along(
    copied: tuple[Casebook, Path], tmp_path: Path
) -> None:
    book, _ = copied
    person = books.the(book, "person")[0]
    drafts.keep(book.db, Draft(person, "person", "remarks", "half a sentence"))
    export_copy(book.safe, tmp_path / "copy-2", KEY, progress=Progress())
    other = again(tmp_path / "copy-2", tmp_path / "other")
    assert drafts.drafts(other.db) == []
    assert other.safe.keyring.public(DEVICE_KEY) != book.safe.keyring.public(DEVICE_KEY)
    with pytest.raises(NoSuchKey):
        other.safe.keyring.public("organisation")
    assert other.safe.slot_labels() == ("",)
    other.close()


def test_text_erased_before_does_not_come_back(copied: tuple[Casebook, Path], tmp_path: Path) -> None:
    """Neither in a record nor in any page, table, index or file of the restored casebook."""
    book, _ = copied
    person, paper = books.the(book, "person")[0], books.the(book, "evidence")[0]
    records.write(book, Verb.EDIT, [Set(person, "remarks", "zebrafinch")])
    erasing.erase(book, person, "remarks", reason="consent-withdrawn")
    erasing.erase(book, paper, reason="consent-withdrawn")
    export_copy(book.safe, tmp_path / "copy-2", KEY, progress=Progress())
    other = again(tmp_path / "copy-2", tmp_path / "other")
    raw = books.raw(other)
    assert b"Heron" in raw
    assert not any(word in raw for word in (b"zebrafinch", b"amber", b"vermilion"))
    assert other.safe.files.ids() == ()
    assert check.check(other).journal.destroyed > 0
    other.close()


def test_every_order_found_in_it_is_obeyed(book: Casebook, tmp_path: Path) -> None:
    """An order of a teammate that only hid in the casebook the copy was made of destroys in the restored one."""
    friend = books.make(tmp_path / "friend", "vera")
    books.team([book, friend])
    person = draw(book, 'person:1  remarks  "zebrafinch"')["person:1"]
    books.meet([book, friend])
    erasing.erase(friend, person, "remarks", reason="consent-withdrawn")
    books.meet([book, friend])
    assert len(incoming.pending_orders(book)) == 1
    assert b"zebrafinch" in books.raw(book)
    export_copy(book.safe, tmp_path / "copy", KEY, progress=Progress())
    other = again(tmp_path / "copy", tmp_path / "other")
    assert incoming.pending_orders(other) == []
    assert other.rekey_due  # its first pages held the text: they go with the rekey at the next lock
    assert not any(b"zebrafinch" in bytes(row[0]) for row in other.db.execute("SELECT bytes FROM part"))
    check.check(other)
    other.close()
    friend.close()


def test_a_clean_copy_restores_to_the_same_state(copied: tuple[Casebook, Path], tmp_path: Path) -> None:
    """T17: the casebook is gone, the copy is restored, and every record says what it said."""
    book, copy = copied
    before = {record: book.need(record).state for record in log.records(book.db) if book.get(record)}
    own = book.own.device
    book.close()
    other = again(copy, tmp_path / "other")
    after = {record: other.need(record).state for record in before}
    assert {r: s for r, s in after.items() if r != own} == {r: s for r, s in before.items() if r != own}
    new = set(log.records(other.db)) - before.keys()
    assert [other.need(record).kind for record in new] == ["device"]
    assert check.state_hash(other) == check.check(other).state
    other.close()


def test_another_key_and_another_folder_are_refused(copied: tuple[Casebook, Path], tmp_path: Path) -> None:
    _, copy = copied
    with pytest.raises(DatabaseForeign):
        restore(copy, Secret(bytes(32)), tmp_path / "other", OPENING, kdf=CHEAPEST)
    with pytest.raises(NotACopy):
        restore(tmp_path, KEY, tmp_path / "other", OPENING, kdf=CHEAPEST)
    with pytest.raises(FolderNotEmpty):
        again(copy, copy)
    assert {path.name for path in tmp_path.iterdir()} == {"book", "copy", "paper"}


def test_a_copy_is_only_read(copied: tuple[Casebook, Path], tmp_path: Path) -> None:
    _, copy = copied
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in copy.rglob("*") if path.is_file()
    }
    again(copy, tmp_path / "other").close()
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in copy.rglob("*") if p.is_file()} == before


class Stop(Progress):
    """Stops at the n-th step."""

    def __init__(self, at: int) -> None:
        super().__init__(self.count)
        self.left = at

    def count(self, _step: Step) -> None:
        self.left -= 1
        if self.left == 0:
            self.cancel()


@pytest.mark.parametrize("at", [1, 2, 4, 7, 10, 13, 15])
def test_stopped_anywhere_nothing_is_left(copied: tuple[Casebook, Path], tmp_path: Path, at: int) -> None:
    _, copy = copied
    with pytest.raises(Cancelled):
        again(copy, tmp_path / "other", Stop(at))
    assert {path.name for path in tmp_path.iterdir()} == {"book", "copy", "paper"}


def test_every_flipped_bit_of_the_database_is_named(copied: tuple[Casebook, Path], tmp_path: Path) -> None:
    _, copy = copied
    database = next(path for path in copy.iterdir() if path.is_file())
    good = database.read_bytes()
    for at in range(0, len(good), len(good) // 25):
        database.write_bytes(good[:at] + bytes([good[at] ^ 16]) + good[at + 1 :])
        with pytest.raises(Damaged):
            again(copy, tmp_path / "other")
        assert not (tmp_path / "other").exists()


def test_a_damaged_file_stops_nothing_and_is_named(copied: tuple[Casebook, Path], tmp_path: Path) -> None:
    book, copy = copied
    file = next((copy / "files").iterdir())
    data = bytearray(file.read_bytes())
    data[1000] ^= 1
    file.write_bytes(data)
    other = again(copy, tmp_path / "other")
    assert other.need(books.the(book, "person")[0]).value("remarks") == "amber"
    with pytest.raises(Damaged):
        check.check(other)
    other.close()


def test_recovery_set_up_before_is_set_up_after(book: Casebook, tmp_path: Path) -> None:
    """The recovery box of the new `keys` is made from the public half, which came along."""
    private = bytes(range(1, 33))
    public = make_recovery_public(private)
    book.db.execute("INSERT INTO safe_recovery VALUES (?)", (public,))
    export_copy(book.safe, tmp_path / "copy", KEY, progress=Progress())
    again(tmp_path / "copy", tmp_path / "other").close()
    vault = unlock_by_recovery(tmp_path / "other", private, progress=Progress())
    assert vault.recovery_public() == public
    vault.close()
