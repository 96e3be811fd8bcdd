"""What still holds of a damaged casebook lives on in a new one, which knows what is gone."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.base.errors import Damaged
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import check, erasing, evidence, health, incoming, records
from casebook.casework.backing_up import make
from casebook.casework.book import Casebook
from casebook.casework.health import What
from casebook.casework.rescuing import NothingToRescue, Rescued, rescue, rescue_backup
from casebook.casework.touched import Verb
from casebook.journal import drafts, log
from casebook.journal.drafts import Draft
from casebook.journal.log import BrokenChain
from casebook.journal.verifying import MissingPart
from casebook.vault import carving, safe
from casebook.vault.faults import AlreadyOpen, FolderNotEmpty, WrongPassphrase
from casebook.vault.keys import CHEAPEST, make_recovery_public
from casebook.vault.slots import Opening
from drawing import draw

OPENING = Opening(Secret(books.PASSPHRASE))


@pytest.fixture(autouse=True)
def derived() -> Iterator[None]:
    with books.derived_once():
        yield


@pytest.fixture
def filled(book: Casebook, tmp_path: Path) -> Casebook:
    """A casebook with 45 people in entries of their own, a long note, an attached file, and an erasure."""
    for i in range(45):
        draw(book, f'person:1  remarks  "amber {i}"')
    people = books.the(book, "person")
    records.write(book, Verb.EDIT, [records.Set(people[0], "remarks", "a long remark. " * 1000)])
    (tmp_path / "paper").write_bytes(b"vermilion" * 20_000)
    evidence.attach(book, people[1], tmp_path / "paper")
    records.write(book, Verb.EDIT, [records.Set(people[2], "remarks", "zebrafinch")])
    erasing.erase(book, people[2], "remarks", reason="consent-withdrawn")
    return book


def damage(book: Casebook, *, pages: int, seed: int) -> Path:
    """Close it, flip a bit in so many pages, and return its folder."""
    folder, database = book.safe.folder, book.db.path
    book.close()
    data = bytearray(database.read_bytes())
    chance = random.Random(seed)
    for page in chance.sample(range(len(data) // books.PAGE), pages):
        data[page * books.PAGE + chance.randrange(books.PAGE)] ^= 1 << chance.randrange(8)
    database.write_bytes(data)
    return folder


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def again(folder: Path, to: Path, **more: list[Path]) -> tuple[Casebook, Rescued]:
    return rescue(folder, OPENING, to, kdf=CHEAPEST, wall=books.Wall(books.START_MS * 2), **more)  # type: ignore[arg-type]  # generations alone


def test_every_row_of_a_sound_database_is_read(filled: Casebook) -> None:
    found = list(filled.safe.carved(Progress()))
    assert all(row.sound for row in found)
    parts = {row.values[3] for row in found if len(row.values) == 4}
    assert {bytes(row[0]) for row in filled.db.execute("SELECT bytes FROM part")} <= parts
    headers = {row.values[4] for row in found if len(row.values) == 7}
    assert {bytes(row[0]) for row in filled.db.execute("SELECT header FROM entry")} <= headers
    assert not any(
        b"zebrafinch" in value for row in found for value in row.values if isinstance(value, bytes)
    )
    assert carving.PAGE == books.PAGE


def test_of_a_sound_casebook_everything_is_saved(filled: Casebook, tmp_path: Path) -> None:
    whole = check.check(filled)
    states = {record: filled.need(record).state for record in log.records(filled.db) if filled.get(record)}
    own, folder = filled.own, filled.safe.folder
    typed = Draft(books.the(filled, "person")[0], "person", "remarks", "half a sentence")
    drafts.keep(filled.db, typed)
    filled.db.execute("INSERT INTO safe_recovery VALUES (?)", (make_recovery_public(bytes(range(1, 33))),))
    filled.close()
    before = contents(folder)
    book, found = again(folder, tmp_path / "saved")
    assert (found.entries, found.whole) == (whole.journal.entries, True)
    assert contents(folder) == before
    seen = check.check(book)
    assert (seen.journal.gaps, seen.journal.lost_parts, seen.files) == ((), 0, 1)
    assert seen.journal.destroyed == whole.journal.destroyed > 0
    for record, state in states.items():
        if record != own.device:
            assert book.need(record).state == state
    assert book.own.feed != own.feed
    assert drafts.drafts(book.db) == [typed]
    draw(book, 'note:1  title  "birch"')
    check.check(book)
    book.close()
    safe.unlock_by_recovery(tmp_path / "saved", bytes(range(1, 33)), progress=Progress()).close()


@pytest.mark.parametrize("seed", range(6))
def test_of_a_damaged_one_what_verifies_is_saved_and_the_rest_is_named(
    filled: Casebook, tmp_path: Path, seed: int
) -> None:
    """Never wrong data: every value in the rescued casebook is one that was recorded. Every entry is accounted for."""
    entries = log.heads(filled.db).count
    said = {bytes(row[0]) for row in filled.db.execute("SELECT bytes FROM part")}
    folder = damage(filled, pages=9, seed=seed)
    before = contents(folder)
    book, found = again(folder, tmp_path / "saved")
    gone = sum(gap.last - gap.first + 1 for gap in found.gaps)
    assert found.entries + gone + found.tail == entries
    assert found.entries > entries // 2
    ours = {bytes(row[0]) for row in book.db.execute(
        "SELECT bytes FROM part JOIN entry ON entry.n = part.entry JOIN feed ON feed.n = entry.feed"
        " WHERE feed.id <> ?", (book.own.feed,),
    )}  # fmt: skip
    assert ours <= said
    seen = check.check(book)
    assert (seen.journal.gaps, seen.journal.lost_parts) == (found.gaps, found.parts)
    assert (What.GAPS in {each.what for each in health.examine(book).findings}) == bool(
        found.gaps or found.parts
    )
    assert b"zebrafinch" not in books.raw(book)
    assert contents(folder) == before
    draw(book, 'note:1  title  "birch"')
    book.close()
    check.check(books.reopen(tmp_path / "saved"))


def lose(book: Casebook, *numbers: int) -> Path:
    """Take whole entries out of a casebook, as broken pages would, and close it."""
    book.db.execute("PRAGMA foreign_keys = OFF")
    for number in numbers:
        book.db.execute("DELETE FROM part WHERE entry = ?", (number,))
        book.db.execute("DELETE FROM entry WHERE n = ?", (number,))
    book.close()
    return book.safe.folder


def test_a_gap_is_stated_known_and_filled_again(filled: Casebook, tmp_path: Path) -> None:
    offered = books.offers(filled)
    folder = lose(filled, 7, 8, 20)
    damaged = books.reopen(folder)
    with pytest.raises(Damaged):
        check.check(damaged)
    damaged.close()
    book, found = again(folder, tmp_path / "saved")
    assert [(gap.first, gap.last) for gap in found.gaps] == [(7, 8), (20, 20)]
    assert check.check(book).journal.gaps == found.gaps
    # A teammate, or an older copy, brings the entries: nothing is lost any more.
    taken = incoming.take_in(book, offered)
    assert len(taken.entries) == 3
    assert (taken.waiting, taken.strangers) == ((), ())
    assert check.check(book).journal.gaps == ()
    book.close()


def test_a_statement_excuses_nothing_else(filled: Casebook, tmp_path: Path) -> None:
    book, _ = again(lose(filled, 7), tmp_path / "saved")
    book.db.execute("PRAGMA foreign_keys = OFF")
    book.db.execute("DELETE FROM part WHERE entry = 12 AND place = 1")
    with pytest.raises(MissingPart):
        check.check(book)
    book.db.execute("DELETE FROM part WHERE entry = 12")
    book.db.execute("DELETE FROM entry WHERE n = 12")
    with pytest.raises(BrokenChain):
        check.walk(book.db, Progress())
    book.close()


def test_a_feed_that_lost_its_beginning_keeps_its_key(filled: Casebook, tmp_path: Path) -> None:
    """The first entry names the key that signs; where it is gone, the statement does."""
    book, found = again(lose(filled, 1), tmp_path / "saved")
    assert [(gap.first, gap.last) for gap in found.gaps] == [(1, 1)]
    assert check.check(book).journal.feeds == 2
    book.db.execute("UPDATE feed SET compartment = zeroblob(16) WHERE id <> ?", (book.own.feed,))
    with pytest.raises(BrokenChain):
        check.walk(book.db, Progress())
    book.close()


def test_a_rescued_casebook_can_be_rescued_again(filled: Casebook, tmp_path: Path) -> None:
    first, _ = again(lose(filled, 7), tmp_path / "first")
    second, found = again(lose(first, 30), tmp_path / "second")
    assert [(gap.first, gap.last) for gap in found.gaps] == [(7, 7), (31, 31)]  # the 30th that was left
    assert check.check(second).journal.gaps == found.gaps
    second.close()


def test_what_is_gone_is_taken_from_a_backup(filled: Casebook, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    made = make(filled, OPENING, tmp_path / "stick", kdf=CHEAPEST).generation
    whole = check.check(filled).journal.entries
    filled.safe.files.path(filled.safe.files.ids()[0]).unlink()
    folder = lose(filled, 7, 8, 20)
    shutil.copytree(folder, tmp_path / "copy")
    book, found = again(folder, tmp_path / "saved")  # the ledger knows where it lies
    assert (found.entries, found.gaps, found.parts, found.files) == (whole, (), 0, ())
    book.close()
    (tmp_path / "stick").rename(tmp_path / "other")
    book, found = again(tmp_path / "copy", tmp_path / "again", generations=[tmp_path / "other" / made.name])
    assert found.whole
    assert check.check(book).files == 1
    book.close()


def test_what_was_erased_since_does_not_come_back_from_a_backup(filled: Casebook, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    make(filled, OPENING, tmp_path / "stick", kdf=CHEAPEST)
    (person,) = (one for one in books.the(filled, "person") if filled.need(one).value("remarks") == "amber 5")
    erasing.erase(filled, person, "remarks", reason="consent-withdrawn")
    order, acknowledged = log.heads(filled.db).count - 1, log.heads(filled.db).count
    whole = tmp_path / "whole"
    filled.close()
    shutil.copytree(filled.safe.folder, whole)
    # With the order at hand, the backup is asked and what it holds of the erased text is left out.
    book, _ = again(whole, tmp_path / "one")
    assert b"amber 5" not in books.raw(book)
    book.close()
    # With the order itself gone, no entry is taken from the backup at all.
    folder = lose(books.reopen(filled.safe.folder), order, acknowledged, 9)
    book, found = again(folder, tmp_path / "two")
    assert b"amber 5" not in books.raw(book)
    assert found.gaps
    book.close()


def test_teammates_feeds_stay_trusted_even_where_who_named_them_is_gone(
    filled: Casebook, tmp_path: Path
) -> None:
    friend = books.make(tmp_path / "friend", "vera")
    books.enrol(filled, friend)
    naming = log.heads(filled.db).count
    draw(friend, 'note:1  title  "birch"')
    books.give(friend, filled)
    friend.close()
    book, _ = again(lose(filled, naming), tmp_path / "saved")
    assert len(books.the(book, "note")) == 1
    check.check(book)
    book.close()


def test_what_is_refused(filled: Casebook, tmp_path: Path) -> None:
    folder = filled.safe.folder
    with pytest.raises(AlreadyOpen):
        again(folder, tmp_path / "saved")
    database = filled.db.path
    filled.close()
    with pytest.raises(WrongPassphrase):
        rescue(folder, Opening(Secret("fery")), tmp_path / "saved", kdf=CHEAPEST)
    with pytest.raises(FolderNotEmpty):
        again(folder, folder)
    database.write_bytes(bytes(database.stat().st_size))
    with pytest.raises(NothingToRescue):
        again(folder, tmp_path / "saved")
    assert not (tmp_path / "saved").exists()


def test_a_damaged_backup(filled: Casebook, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    one = make(filled, OPENING, tmp_path / "stick", kdf=CHEAPEST).generation
    path = one.folder / one.name
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // books.PAGE, 9):
        data[page * books.PAGE + 1000] ^= 1
    path.write_bytes(data)
    book, found = rescue_backup(one.folder, OPENING, tmp_path / "saved", kdf=CHEAPEST)
    assert found.entries > 20
    assert found.tail == -1
    check.check(book)
    book.close()
