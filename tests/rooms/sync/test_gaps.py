"""Parts that never came: whoever lacks one says so, whoever has it sends it, and nobody sends the rest again.

A teammate who sends headers alone, or an order that was obeyed and fell with its author's removal, leaves such gaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import books
import sticks
from casebook.casework import check, incoming, records
from casebook.casework.book import Casebook
from casebook.casework.incoming import Offered
from casebook.casework.touched import Verb
from casebook.journal import gaps, log
from casebook.journal.entry import Entry
from casebook.sync import outgoing, receipts, selecting

Team = tuple[Casebook, Casebook, Casebook]
ROUNDS = 8


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def note(book: Casebook, text: str) -> Entry:
    record = book.new_id()
    edits = [
        records.New(record, "person"),
        records.Set(record, "remarks", text),
        records.Set(record, "age", text),
    ]
    touched = records.write(book, Verb.ADD, edits)
    assert touched.entry is not None
    entry = log.entry(book.db, touched.entry)
    assert entry is not None
    return entry


def hand_over(entry: Entry, taker: Casebook, *, without: int = 0) -> None:
    """An entry, all of it or without one of its parts; the taker says what it has."""
    parts = tuple(None if without and place == without else part for place, part in enumerate(entry.parts))
    incoming.take_in(taker, [Offered(entry.header_bytes, entry.signature, parts)])
    receipts.append(taker, [taker.own.compartment])


def come_to_rest(team: Sequence[Casebook], stick: Path) -> None:
    for _ in range(ROUNDS):
        wrote = [sticks.write(book, stick) for book in team]
        if not any(wrote):
            return
        for book in team:
            sticks.read(book, stick)
    raise AssertionError("they write on for ever")


def lacks(book: Casebook, of: Casebook) -> dict[bytes, frozenset[int]]:
    return dict(receipts.partly_of(book, of.own.public, book.own.compartment).lacks)


def test_what_nobody_has_is_sent_by_nobody_until_somebody_brings_it(acquainted: Team, stick: Path) -> None:
    alma, luis, vera = acquainted
    come_to_rest(acquainted, stick)
    torn, later = note(luis, "with a gap"), note(luis, "after it")
    for book in (alma, vera):
        hand_over(torn, book, without=1)
    hand_over(later, alma)
    come_to_rest((alma, vera), stick)
    assert log.entry(vera.db, later.id) == later
    assert lacks(alma, alma) == lacks(alma, vera) == lacks(vera, alma) == {torn.id: frozenset((1,))}
    for book in (alma, vera):
        check.check(book)  # it never was here: no damage
    come_to_rest(acquainted, stick)
    for book in acquainted:
        assert log.entry(book.db, torn.id) == torn
        assert not lacks(book, alma)
        assert outgoing.offer(book).changes == 0
        check.check(book)


def test_whoever_has_the_part_sends_that_entry_and_no_other(acquainted: Team, stick: Path) -> None:
    alma, luis, vera = acquainted
    come_to_rest(acquainted, stick)
    torn, later = note(luis, "with a gap"), note(luis, "after it")
    hand_over(torn, vera)
    hand_over(later, vera)
    hand_over(torn, alma, without=1)
    hand_over(later, alma)
    books.give(alma, vera)  # her receipt
    found = selecting.missing(vera, vera.own.compartment, [alma.own.public])
    assert [each.id for each in found.entries if each.feed == luis.own.feed] == [torn.id]
    come_to_rest((alma, vera), stick)
    assert log.entry(alma.db, torn.id) == torn
    assert not lacks(vera, alma)


def test_two_who_lack_other_parts_complete_each_other(acquainted: Team, stick: Path) -> None:
    alma, luis, vera = acquainted
    come_to_rest(acquainted, stick)
    torn = note(luis, "with two gaps")
    assert len(torn.parts) > 2
    hand_over(torn, alma, without=1)
    hand_over(torn, vera, without=2)
    come_to_rest((alma, vera), stick)
    for book in (alma, vera):
        assert log.entry(book.db, torn.id) == torn
        check.check(book)


@pytest.mark.parametrize(
    "value",
    [
        (),
        ((), ()),
        (1, 2, 3),
        ("heads", ((b"\x01" * 32, 1),)),
        ((), ((b"short", 1),)),
        ((), ((b"\x01" * 32, "one"),)),
        ((), tuple((bytes(28) + number.to_bytes(4, "big"), 1) for number in range(5000))),
    ],
)
def test_what_is_malformed_says_nothing(value: object) -> None:
    assert gaps.partly_in(value) == gaps.Partly()  # type: ignore[arg-type]  # as it may come
