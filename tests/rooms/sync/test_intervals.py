"""When something can have been written is told by hashes and signatures, never by a clock."""

from __future__ import annotations

from pathlib import Path

import books
from casebook.base.ids import EntryId, RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.sync import intervals, receipts
from casebook.sync.intervals import Interval
from oneteam import one_team
from spoken import add


def change(book: Casebook, note: RecordId, text: str) -> EntryId:
    made = records.write(book, Verb.EDIT, [Set(note, "title", text)])
    assert made.entry is not None
    return made.entry


def give(giver: Casebook, taker: Casebook) -> None:
    books.give(giver, taker)
    receipts.append(taker, [taker.own.compartment])


def of(book: Casebook, entry: EntryId) -> Interval:
    found = intervals.interval(book, entry)
    assert found is not None
    return found


def names(witnesses: tuple[intervals.Witness, ...]) -> set[str]:
    return {each.by.name for each in witnesses}


def test_without_witnesses_both_ends_are_open(three: list[Casebook]) -> None:
    ana = three[0]
    _, made = add(ana, "Alone")
    found = of(ana, made)
    assert (found.not_before, found.not_after, found.witnesses) == ((), (), ())
    assert not found.contradicted
    assert intervals.interval(ana, EntryId(bytes(32))) is None


def test_it_was_written_after_what_its_author_had_said_they_hold(three: list[Casebook]) -> None:
    ana, luis, vera = three
    _, first = add(luis, "By Luis")
    give(luis, ana)
    _, made = add(ana, "After that")
    found = of(ana, made)
    assert first in {each.entry for each in found.not_before}
    assert names(found.not_before) == {"luis", "vera"}
    _, later = add(luis, "By Luis, later")
    give(luis, ana)
    assert later not in {each.entry for each in of(ana, made).not_before}
    assert vera is not ana


def test_it_was_written_after_what_it_replaces(three: list[Casebook]) -> None:
    ana, luis, _ = three
    note, first = add(luis, "By Luis")
    books.give(luis, ana)
    made = change(ana, note, "By Ana")
    assert {each.entry for each in of(ana, made).not_before} == {first}


def test_it_was_written_before_the_first_receipt_that_covers_it(three: list[Casebook]) -> None:
    ana, luis, vera = three
    _, made = add(ana, "Mine")
    give(ana, luis)
    _, later = add(ana, "And more")
    give(ana, luis)
    give(luis, ana)
    found = of(ana, made)
    assert names(found.not_after) == {"luis"}
    first = {each.entry for each in found.not_after}
    assert first != {each.entry for each in of(ana, later).not_after}
    give(ana, vera)
    give(vera, ana)
    assert names(of(ana, made).not_after) == {"luis", "vera"}
    assert first < {each.entry for each in of(ana, made).not_after}


def test_no_clock_moves_the_ends_and_a_wrong_one_is_seen(tmp_path: Path) -> None:
    """The same story under clocks that are years apart has the same witnesses; what they state differs."""
    told = []
    for skew in (0, 10**11):
        with books.derived_once():
            ana, luis = one_team(tmp_path / str(skew), ("ana", "luis"))
        _, first = add(luis, "By Luis")
        give(luis, ana)
        ana.clock._wall = books.Wall(books.START_MS + 10**6 - skew)
        ana.clock._last = 0
        _, made = add(ana, "After that, says the hash")
        give(ana, luis)
        give(luis, ana)
        found = of(ana, made)
        assert first in {each.entry for each in found.not_before}
        assert names(found.not_after) == {"luis"}
        told.append(found.contradicted)
        ana.close()
        luis.close()
    assert told == [False, True]


def test_what_is_put_in_behind_a_receipt_is_seen(three: list[Casebook], tmp_path: Path) -> None:
    ana, luis, vera = three
    give(vera, ana)
    vera.close()
    with books.derived_once():
        twin = books.reopen(books.copy(tmp_path / "vera", tmp_path / "twin"))
        three[2] = again = books.reopen(tmp_path / "vera")
    _, honest = add(again, "What Vera wrote")
    give(again, ana)
    give(ana, luis)
    _, forged = add(twin, "What was put in its place afterwards")
    books.give(twin, ana)
    receipts.append(ana, [ana.own.compartment])
    assert of(ana, honest).behind == ()
    assert names(of(ana, honest).not_after) == {"ana"}
    found = of(ana, forged)
    assert names(found.behind) == {"ana"}
    assert found.contradicted
    twin.close()


def test_a_receipt_of_ones_own_is_no_witness(three: list[Casebook]) -> None:
    ana, luis, _ = three
    _, made = add(ana, "Mine")
    give(luis, ana)
    assert of(ana, made).not_after == ()
