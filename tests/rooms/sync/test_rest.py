"""A team at rest: nobody writes because of receipts alone, and an old stick costs no more than a look at it."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

import sticks
from casebook.casework import circles
from casebook.casework.book import Casebook
from casebook.sync import carrying, items, letterframes, outgoing, reading, taking
from casebook.sync.outgoing import NothingToWrite
from spoken import note

Team = tuple[Casebook, Casebook, Casebook]
ROUNDS = 10


def come_to_rest(team: Team, stick: Path) -> int:
    """Everybody writes what there is and reads, until nobody has anything; after how many rounds that was."""
    for number in range(ROUNDS):
        wrote = [sticks.write(book, stick) for book in team]
        if not any(wrote):
            return number
        for book in team:
            sticks.read(book, stick)
    raise AssertionError("they write on for ever")


def test_three_who_have_everything_write_nothing(acquainted: Team, stick: Path) -> None:
    note(acquainted[0], "a word")
    come_to_rest(acquainted, stick)
    for book in acquainted:
        assert not outgoing.offer(book).news
        with pytest.raises(NothingToWrite):
            outgoing.write(book, stick, outgoing.offer(book))


def test_receipts_that_were_lost_go_along_with_the_next_change(acquainted: Team, stick: Path) -> None:
    alma, luis, vera = acquainted
    come_to_rest(acquainted, stick)
    note(alma, "a word")
    sticks.write(alma, stick)
    sticks.read(luis, stick)
    for number in range(outgoing.TOLD):  # Luis's receipt lies on sticks that were lost
        lost = stick.parent / f"lost-{number}"
        lost.mkdir()
        assert sticks.write(luis, lost)
    assert outgoing.offer(alma).changes == 1
    assert not outgoing.offer(luis, [alma.own.public]).changes
    note(luis, "another word")
    assert outgoing.offer(luis).news
    come_to_rest(acquainted, stick)
    assert outgoing.offer(alma).changes == 0
    assert [len(list(book.db.execute("SELECT n FROM entry"))) for book in (alma, luis)] == [
        len(list(vera.db.execute("SELECT n FROM entry")))
    ] * 2


def test_what_lies_on_a_stick_is_not_opened_twice(acquainted: Team, stick: Path) -> None:
    note(acquainted[0], "a word")
    come_to_rest(acquainted, stick)
    for book in acquainted:
        brought = reading.read(book, stick, run=items.here)
        assert not brought.packs
        assert not brought.unread.damaged
        # Which of two keys made apart goes first is chance: a pack under one that went is told by its first bytes.
        told = brought.unread.held + brought.unread.others
        assert told == sum(1 for _ in stick.rglob("*.DAT")) - _letters(book, stick)


def _letters(book: Casebook, stick: Path) -> int:
    carrier = book.safe.keyring.secret("carrier")
    return sum(letterframes.is_letters(carrier, each.read_bytes()[:64]) for each in stick.rglob("*.DAT"))


def test_a_letter_that_was_handed_on_is_tried_once(acquainted: Team, stick: Path) -> None:
    alma, luis, vera = acquainted
    come_to_rest(acquainted, stick)
    circles.make(alma, "North", [vera.own.public])  # a new key, which Luis hands on
    for book in (alma, luis, alma, luis):
        note(book, "a word")
        sticks.write(book, stick)
        sticks.read(luis, stick)
    carrier = alma.safe.keyring.secret("carrier")
    frames = [each.read_bytes() for each in stick.rglob("*.DAT")]
    found = [
        letterframes.slots_of(carrier, each) for each in frames if letterframes.is_letters(carrier, each)
    ]
    every = [slot for slots in found for slot in slots]
    assert len(set(every)) < len(every), "nothing was handed on"
    real = letterframes.unseal
    with mock.patch.object(letterframes, "unseal", side_effect=real) as unseal:
        reading.read(vera, stick, run=items.here)
    assert unseal.call_count == len(set(every))


def test_a_blob_that_was_handed_on_often_enough_is_not_kept_again(acquainted: Team, stick: Path) -> None:
    alma, luis, vera = acquainted
    come_to_rest(acquainted, stick)
    circle = circles.make(alma, "North", [vera.own.public]).compartment
    note(alma, "in the north", circle)
    sticks.write(alma, stick)
    sticks.read(luis, stick)
    assert carrying.kept(luis)
    for number in range(carrying.HANDED_ON):
        note(luis, f"{number}")
        sticks.write(luis, stick)
    assert not carrying.kept(luis)
    brought = reading.read(luis, stick, run=items.here)
    assert not brought.packs
    assert not taking.take(luis, brought).came.carried
    assert not carrying.kept(luis)
