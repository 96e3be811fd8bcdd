"""What is selected to be written: what somebody lacks, whatever way the others came to have it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import books
from casebook.base.ids import EntryId, FileId
from casebook.casework import erasing, evidence, records
from casebook.casework.book import Casebook
from casebook.casework.incoming import Offered, Taken, take_in
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.journal import arrivals
from casebook.journal import receipts as tables
from casebook.sync import receipts, selecting
from casebook.sync.selecting import Selection, Wish
from casebook.vault.database import Database
from spoken import write


@pytest.fixture
def three(three: list[Casebook]) -> list[Casebook]:
    """Who have told each other what they hold."""
    for _ in range(2):
        for giver, taker in itertools.permutations(three, 2):
            give(giver, taker)
    return three


def team(book: Casebook, wish: Wish | None = None) -> Selection:
    return selecting.missing(book, book.own.compartment, wish=wish)


def offered(book: Casebook, selection: Selection) -> list[Offered]:
    found = []
    for one in selection.entries:
        entry = tables.entry_at(book.db, one.number)
        parts = selecting.parts_for(entry, whole=one.whole)
        found.append(Offered(entry.header_bytes, entry.signature, parts))
    return found


def give(giver: Casebook, taker: Casebook, wish: Wish | None = None) -> Taken:
    """Hand over what is selected, and let the taker say what arrived."""
    taken = take_in(taker, offered(giver, team(giver, wish)))
    receipts.append(taker, [taker.own.compartment])
    return taken


def ids(selection: Selection) -> list[EntryId]:
    return [one.id for one in selection.entries if one.change]


def attach(book: Casebook, folder: Path, size: int) -> FileId:
    path = folder / f"{size}.jpg"
    path.write_bytes(bytes(size))
    note = book.new_id()
    records.write(book, Verb.ADD, [New(note, "note"), Set(note, "title", "With a picture")])
    record, _ = evidence.attach(book, note, path)
    return evidence.kept(book, record).file


def test_when_everybody_has_everything_nothing_is_missing(three: list[Casebook]) -> None:
    for book in three:
        assert team(book).changes == 0
        assert team(book).bytes < 10_000  # the last receipts, which nobody answers


def test_what_one_wrote_goes_out_until_everybody_said_that_they_have_it(three: list[Casebook]) -> None:
    ana, luis, vera = three
    made = write(ana)
    assert ids(team(ana)) == [made]
    give(ana, luis)
    give(luis, ana)
    assert ids(team(ana)) == [made]
    assert ids(team(ana, Wish(frozenset({luis.own.public})))) == []
    assert ids(team(ana, Wish(frozenset({vera.own.public})))) == [made]
    give(ana, vera)
    give(vera, ana)
    assert ids(team(ana)) == []


def test_what_a_carrier_brought_is_known_when_the_receipt_comes_through_a_third(
    three: list[Casebook],
) -> None:
    ana, luis, vera = three
    write(ana)
    give(ana, luis)
    give(luis, vera)
    give(vera, luis)
    give(luis, ana)
    assert ids(team(ana)) == []


def test_a_lost_stick_changes_nothing(three: list[Casebook]) -> None:
    ana = three[0]
    write(ana)
    first = team(ana)
    assert offered(ana, first)
    assert team(ana) == first


def test_everything_goes_again_when_asked(three: list[Casebook]) -> None:
    ana, luis, _ = three
    everything = {one.id for one in team(ana, Wish(again=True)).entries}
    feeds = tables.feeds_in(ana.db, ana.own.compartment)
    assert everything == {row.id for feed in feeds for row in tables.after(ana.db, feed, 0)}
    assert ids(team(ana, Wish(frozenset({luis.own.public})))) == []


def test_what_is_given_can_be_taken_in_its_order(three: list[Casebook]) -> None:
    ana = three[0]
    for number in range(3):
        write(ana, f"Note {number}")
    came: set[bytes] = set()
    for one in team(ana, Wish(again=True)).entries:
        header = tables.entry_at(ana.db, one.number).header
        assert header.seq == 1 or header.prev in came
        came.add(one.id)
    assert len(came) > 10


def test_a_small_file_goes_along_and_a_large_one_is_left_out(three: list[Casebook], tmp_path: Path) -> None:
    ana = three[0]
    small, large = attach(ana, tmp_path, 1000), attach(ana, tmp_path, 50_000)
    found = team(ana, Wish(limit=20_000))
    assert [one.file.file for one in found.pieces] == [small]
    assert [one.file.file for one in found.left_out] == [large]
    chosen = team(ana, Wish(limit=20_000, files=frozenset({large})))
    assert [one.file.file for one in chosen.pieces] == [small, large]
    assert chosen.left_out == ()
    assert chosen.bytes > found.bytes + 50_000


def test_a_file_that_did_not_arrive_is_asked_for_and_goes_again(
    three: list[Casebook], tmp_path: Path
) -> None:
    ana, luis, vera = three
    file = attach(ana, tmp_path, 1000)
    for taker in (luis, vera):
        with taker.db.transaction():
            arrivals.await_files(taker.db, [file])
        give(ana, taker)
        assert receipts.wants(taker, taker.own.public, taker.own.compartment) == (file,)
        give(taker, ana)
    assert [one.file.file for one in team(ana).pieces] == [file]
    for taker in (luis, vera):
        with taker.db.transaction():
            arrivals.await_no_more(taker.db, file)
        receipts.append(taker, [taker.own.compartment])
        give(taker, ana)
    assert team(ana).pieces == ()


def test_a_large_file_goes_to_who_asked(three: list[Casebook], tmp_path: Path) -> None:
    ana, luis, vera = three
    file = attach(ana, tmp_path, 50_000)
    wish = Wish(limit=20_000)
    for taker in (luis, vera):
        give(ana, taker, wish)
        give(taker, ana)
    assert team(ana, wish).pieces == team(ana, wish).left_out == ()
    with luis.db.transaction():
        arrivals.await_files(luis.db, [file])
    receipts.ask(luis, file)
    assert receipts.append(luis, [luis.own.compartment])
    give(luis, ana)
    assert [one.file.file for one in team(ana, wish).pieces] == [file]
    assert team(ana, Wish(frozenset({vera.own.public}), limit=20_000)).pieces == ()


def test_erased_parts_are_absent_and_the_acknowledgement_travels(three: list[Casebook]) -> None:
    ana, luis, _ = three
    write(ana, "Soon gone")
    erasing.erase(ana, books.the(ana, "note")[-1], reason="consent-withdrawn")
    given = offered(ana, team(ana))
    assert not any(b"Soon gone" in part for each in given for part in each.parts if part is not None)
    give(ana, luis)
    give(luis, ana)
    assert ids(team(ana, Wish(frozenset({luis.own.public})))) == []


def test_of_a_fork_each_gets_the_branch_it_lacks(three: list[Casebook], tmp_path: Path) -> None:
    ana, luis, vera = three
    vera.close()
    with books.derived_once():
        twin = books.reopen(books.copy(tmp_path / "vera", tmp_path / "twin"))
        three[2] = again = books.reopen(tmp_path / "vera")
    one, other = write(again, "One"), write(twin, "Other")
    books.give(again, ana)
    books.give(twin, luis)
    receipts.append(luis, [luis.own.compartment])
    books.give(luis, ana)
    lacks = ids(team(ana, Wish(frozenset({luis.own.public}))))
    assert one in lacks
    assert other not in lacks
    twin.close()


def test_strangers_and_those_who_are_no_members_get_nothing(three: list[Casebook]) -> None:
    ana, luis, _ = three
    write(ana)
    assert selecting.missing(ana, bytes(16)).devices == frozenset()
    assert selecting.missing(ana, ana.own.compartment, [bytes(32)]).entries == ()
    assert selecting.missing(ana, ana.own.compartment, [luis.own.public]).devices == {luis.own.public}


def counted(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many rows the database handed out while it was found what is missing."""
    rows = 0
    execute, each = type(book.db).execute, type(book.db).each

    def counting(self: Database, sql: str, params: Sequence[object] = ()) -> list[tuple[object, ...]]:
        nonlocal rows
        found = execute(self, sql, params)  # type: ignore[arg-type]  # the same statement goes on
        rows += len(found)
        return found

    def counting_each(
        self: Database, sql: str, params: Sequence[object] = ()
    ) -> Iterator[tuple[object, ...]]:
        nonlocal rows
        for row in each(self, sql, params):  # type: ignore[arg-type]  # the same
            rows += 1
            yield row

    with monkeypatch.context() as patched:
        patched.setattr(type(book.db), "execute", counting)
        patched.setattr(type(book.db), "each", counting_each)
        team(book)
    return rows


def test_the_work_follows_the_changes_and_not_the_casebook(
    three: list[Casebook], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = three[0]

    def settled() -> int:
        for _ in range(2):
            for giver, taker in itertools.permutations(three, 2):
                give(giver, taker)
        write(ana)
        return counted(ana, monkeypatch)

    small = settled()
    for number in range(300):
        write(ana, f"Note {number}")
    assert settled() <= small + 5
