"""For whom something is written: newcomers without a history, devices that were removed, members of a circle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import enrolling
import readstick
from casebook.base.ids import EntryId
from casebook.casework import check, circles, erasing, records, roster
from casebook.casework.book import Casebook
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.journal import receipts as tables
from casebook.journal.acts import Reason
from casebook.sync import outgoing, receipts, selecting
from casebook.sync.selecting import Selection, Wish


@pytest.fixture
def alma(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = enrolling.found(tmp_path / "alma").book
    yield made
    made.close()


def taken_in(alma: Casebook, folder: Path, name: str, *, history: bool = True) -> Casebook:
    with books.derived_once():
        return enrolling.take_in(alma, folder / name, name, history=history)


def note(book: Casebook, text: str, circle: bytes | None = None) -> EntryId:
    record = book.new_id()
    edits = records.changes_for(book, [New(record, "note"), Set(record, "title", text)])
    made = book.record(Verb.ADD, edits, circle=circle)
    assert made.entry is not None
    return made.entry


def titles(book: Casebook) -> set[str]:
    return {book.need(each).text("title") for each in books.the(book, "note")}


def stick(folder: Path) -> Path:
    place = folder / f"stick{len(list(folder.glob('stick*')))}"
    place.mkdir()
    return place


def carry(giver: Casebook, folder: Path, *takers: Casebook, wish: Wish | None = None) -> Path:
    """One stick written and taken."""
    place = stick(folder)
    outgoing.write(giver, place, outgoing.offer(giver, wish=wish))
    for taker in takers:
        readstick.take(taker, place)
    return place


def team(book: Casebook, wish: Wish | None = None) -> Selection:
    return selecting.missing(book, book.own.compartment, wish=wish)


def test_without_a_history_a_newcomer_gets_headers_of_what_was_before(alma: Casebook, tmp_path: Path) -> None:
    note(alma, "Before")
    luis = taken_in(alma, tmp_path, "luis", history=False)
    note(alma, "Since")
    place = carry(alma, tmp_path, luis)
    assert titles(luis) == {"Since"}
    assert b"Before" not in books.raw(luis)
    said = [part for each in readstick.read(luis, place).entries for part in each.parts if part is not None]
    assert not any(b"Before" in part for part in said)
    assert alma.own.device in books.the(luis, "device")
    check.check(luis)
    carry(luis, tmp_path, alma)
    assert team(alma).changes == 0
    luis.close()


def test_with_a_history_everything_comes(alma: Casebook, tmp_path: Path) -> None:
    note(alma, "Before")
    luis = taken_in(alma, tmp_path, "luis")
    carry(alma, tmp_path, luis)
    assert titles(luis) == {"Before"}
    luis.close()


def test_what_an_order_hides_is_hidden_from_newcomers_too(alma: Casebook, tmp_path: Path) -> None:
    note(alma, "Soon gone")
    erasing.erase(alma, books.the(alma, "note")[0], reason="consent-withdrawn")
    luis = taken_in(alma, tmp_path, "luis", history=False)
    carry(alma, tmp_path, luis)
    assert len(books.the(luis, "erase")) == len(books.the(alma, "erase"))
    luis.close()


def test_a_newcomer_without_history_tells_others_nothing_wrong(alma: Casebook, tmp_path: Path) -> None:
    """What it lacks it does not pass off as whole: who has only that from it still gets the rest."""
    vera = taken_in(alma, tmp_path, "vera")
    carry(alma, tmp_path, vera)
    carry(vera, tmp_path, alma)
    note(alma, "Before")
    luis = taken_in(alma, tmp_path, "luis", history=False)
    note(luis, "By Luis")
    carry(luis, tmp_path, vera)
    assert titles(vera) == {"By Luis"}
    carry(vera, tmp_path, luis, alma)
    carry(alma, tmp_path, vera)
    carry(luis, tmp_path, vera)
    assert titles(vera) == {"Before", "By Luis"}
    check.check(vera)
    luis.close()
    vera.close()


def test_what_is_on_its_way_when_somebody_comes_without_a_history_is_not_for_them(
    alma: Casebook, tmp_path: Path
) -> None:
    vera = taken_in(alma, tmp_path, "vera")
    carry(alma, tmp_path, vera)
    carry(vera, tmp_path, alma)
    note(alma, "On its way to Vera")
    luis = taken_in(alma, tmp_path, "luis", history=False)
    note(alma, "For everybody")
    place = carry(alma, tmp_path, vera, luis)
    assert titles(vera) == {"On its way to Vera", "For everybody"}
    assert titles(luis) == {"For everybody"}
    said = [part for each in readstick.read(luis, place).entries for part in each.parts if part is not None]
    assert said
    assert not any(b"On its way" in part for part in said)
    assert b"On its way" not in books.raw(luis)
    check.check(luis)
    carry(vera, tmp_path, alma)
    carry(luis, tmp_path, alma)
    assert team(alma).changes == 0
    again = readstick.read(luis, carry(alma, tmp_path, wish=Wish(frozenset({vera.own.public}), again=True)))
    assert any(b"On its way" in part for each in again.entries for part in each.parts if part is not None)
    luis.close()
    vera.close()


def test_who_was_welcomed_is_not_written_everything_once_more(alma: Casebook, tmp_path: Path) -> None:
    for number in range(20):
        note(alma, f"Note {number}")
    luis = taken_in(alma, tmp_path, "luis")
    before = team(alma).changes
    assert before < 5  # that Luis belongs from now on
    note(alma, "New")
    assert team(alma).changes == before + 1
    luis.close()


def test_a_removed_device_gets_nothing_and_holds_nothing_back(alma: Casebook, tmp_path: Path) -> None:
    luis, vera = (taken_in(alma, tmp_path, name) for name in ("luis", "vera"))
    carry(alma, tmp_path, luis, vera)
    for book in (luis, vera):
        carry(book, tmp_path, alma)
    roster.cut(alma, vera.own.public, Reason.LOST)
    note(alma, "After the loss")
    assert team(alma).devices == {luis.own.public}
    place = carry(alma, tmp_path, luis)
    assert readstick.read(vera, place).packs == []
    carry(luis, tmp_path, alma)
    assert team(alma).changes == 0
    luis.close()
    vera.close()


def test_what_stands_aside_travels_on_but_is_no_receipt(alma: Casebook, tmp_path: Path) -> None:
    luis, vera = (taken_in(alma, tmp_path, name) for name in ("luis", "vera"))
    carry(alma, tmp_path, luis, vera)
    for book in (luis, vera):
        carry(book, tmp_path, alma)
    carry(alma, tmp_path, luis, vera)
    roster.cut(alma, vera.own.public, Reason.LOST)
    note(alma, "Written before the thief's stick came")
    late = note(vera, "By whoever has it now")
    carry(vera, tmp_path, luis)
    assert "By whoever has it now" in titles(luis)
    carry(alma, tmp_path, luis)
    assert "By whoever has it now" not in titles(luis)
    carry(luis, tmp_path, alma)
    assert [each.entry for one in roster.quarantined(alma) for each in one.entries].count(late) == 1
    assert "By whoever has it now" not in titles(alma)
    luis.close()
    vera.close()


def test_a_circle_goes_to_its_members_alone_and_after_the_team(alma: Casebook, tmp_path: Path) -> None:
    luis, vera = (taken_in(alma, tmp_path, name) for name in ("luis", "vera"))
    circle = circles.make(alma, "Harbour", [luis.own.public]).compartment
    secret = note(alma, "Between us", circle)
    assert selecting.missing(alma, circle).devices == {luis.own.public}
    assert secret in {one.id for one in selecting.missing(alma, circle).entries}
    assert secret not in {one.id for one in team(alma).entries}
    place = carry(alma, tmp_path, luis, vera)
    assert [index.compartment for index in readstick.read(luis, place).indexes] == [
        alma.own.compartment,
        circle,
    ]
    carry(luis, tmp_path, alma)
    assert selecting.missing(alma, circle).changes == 0
    in_team = [
        part
        for one in team(alma, Wish(again=True)).entries
        for part in selecting.parts_for(tables.entry_at(alma.db, one.number), whole=True)
    ]
    assert not any(part is not None and circle in part for part in in_team)
    luis.close()
    vera.close()


def test_who_belongs_and_keys_go_before_all_else(alma: Casebook, tmp_path: Path) -> None:
    luis = taken_in(alma, tmp_path, "luis")
    carry(alma, tmp_path, luis)
    for number in range(5):
        note(luis, f"By Luis {number}")
    carry(luis, tmp_path, alma)
    for number in range(5):
        note(alma, f"Note {number}")
    vera = taken_in(alma, tmp_path, "vera")
    order = [(one.feed, one.early) for one in team(alma, Wish(again=True)).entries]
    last_early = max(at for at, (_, early) in enumerate(order) if early)
    assert luis.own.feed in {feed for feed, _ in order[last_early + 1 :]}
    luis.close()
    vera.close()


def test_receipts_in_a_circle_stand_in_the_circle(alma: Casebook, tmp_path: Path) -> None:
    luis = taken_in(alma, tmp_path, "luis")
    circle = circles.make(alma, "Harbour", [luis.own.public]).compartment
    note(alma, "Between us", circle)
    carry(alma, tmp_path, luis)
    for compartment in (circle, luis.own.compartment):
        record = receipts.receipt_id(luis.own.public, compartment)
        assert luis.compartment_of(record) == compartment
    luis.close()
