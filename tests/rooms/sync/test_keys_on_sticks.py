"""The way of keys on real sticks: who can read what was written, from when on, and until when."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import books
from casebook.casework import circles, records, roster
from casebook.casework.book import Casebook
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.journal.acts import Reason
from casebook.sync import epochs, items, keeping, letters, outgoing, reading, taking
from casebook.sync.brought import Brought
from casebook.sync.pack import HEAD, Key, recognise

Team = tuple[Casebook, Casebook, Casebook]


@pytest.fixture
def team(acquainted: Team) -> Team:
    return acquainted


def note(book: Casebook, text: str, circle: bytes | None = None) -> None:
    record = book.new_id()
    edits = records.changes_for(book, [New(record, "note"), Set(record, "title", text)])
    book.record(Verb.ADD, edits, circle=circle)


def titles(book: Casebook) -> set[str]:
    return {book.need(each).text("title") for each in books.the(book, "note")}


def write(book: Casebook, place: Path) -> Path:
    place.mkdir(parents=True)
    assert outgoing.write(book, place, outgoing.offer(book)).whole
    return place


def read(book: Casebook, place: Path) -> Brought:
    return reading.read(book, place, run=items.here)


def take(book: Casebook, place: Path) -> None:
    taking.take(book, read(book, place))


def meet(team: Team, folder: Path, rounds: int = 3) -> None:
    """Everybody writes a stick that all others take, some times over."""
    for number in range(rounds):
        for book in team:
            note(book, f"{folder.name} {number} {book.own.public.hex()[:6]}")
            place = write(book, folder / f"{number}-{book.own.public.hex()[:6]}")
            for other in team:
                if other is not book:
                    take(other, place)


def known(book: Casebook) -> list[Key]:
    return [Key(epoch.hash, epoch.key) for epoch in epochs.known(book)]


def packs(book: Casebook, place: Path) -> list[bool]:
    """Of each file that is not letters: whether a key of *book* opens it."""
    heads = [path.read_bytes()[:HEAD] for path in place.rglob("*.DAT")]
    return [recognise(head, known(book)) is not None for head in heads if not letters.recognises(book, head)]


def test_nothing_is_written_under_a_key_that_a_removed_device_has(team: Team, tmp_path: Path) -> None:
    alma, luis, vera = team
    meet(team, tmp_path / "before", 2)
    roster.cut(alma, vera.own.public, Reason.STOLEN)
    note(alma, "after the theft")
    stick = write(alma, tmp_path / "stick")
    assert packs(alma, stick) == [True]
    assert packs(vera, stick) == [False]
    found = read(vera, stick)
    assert (found.packs, found.keys, found.unread.others) == ((), (), 1)
    # Whoever has not heard of it yet learns the key and the removal from one stick.
    take(luis, stick)
    assert "after the theft" in titles(luis)
    note(luis, "after hearing of it")
    back = write(luis, tmp_path / "back")
    assert set(packs(vera, back)) == {False}
    take(alma, back)
    assert "after hearing of it" in titles(alma)
    take(vera, back)
    assert not titles(vera) & {"after the theft", "after hearing of it"}


def test_a_lost_stick_becomes_unreadable_for_everybody(team: Team, tmp_path: Path) -> None:
    """Found later, with every laptop of the team and all that is on it, it opens nowhere."""
    alma, luis, _ = team
    meet(team, tmp_path / "before", 2)
    note(alma, "on the lost stick")
    lost = write(alma, tmp_path / "lost")
    copy = shutil.copytree(lost, tmp_path / "copy")
    assert packs(luis, lost) == [True]
    old = epochs.ensure(alma, alma.own.compartment)
    epochs.rotate(alma, alma.own.compartment)
    meet(team, tmp_path / "meeting", 4)
    for one in team:
        assert old.hash not in {epoch.hash for epoch in epochs.known(one)}
        assert old.key not in books.raw(one)
        found = read(one, copy)
        assert (found.packs, found.keys) == ((), ())
        # Nothing was lost with it: what was on it came by other sticks.
        assert "on the lost stick" in titles(one)


def test_a_stick_closed_by_hand_is_unreadable_and_its_words_go_out_again(team: Team, tmp_path: Path) -> None:
    alma, luis, vera = team
    meet(team, tmp_path / "before", 2)
    note(alma, "taken at the border")
    taken = write(alma, tmp_path / "taken")
    old = epochs.ensure(alma, alma.own.compartment)
    for one in team:
        keeping.destroy(one, old.hash)
        assert set(packs(one, taken)) == {False}
    again = write(alma, tmp_path / "again")
    take(luis, again)
    take(vera, again)
    assert "taken at the border" in titles(luis) & titles(vera)


def test_a_circle_hears_of_a_new_key_by_somebody_who_is_not_in_it(team: Team, tmp_path: Path) -> None:
    alma, luis, vera = team
    meet(team, tmp_path / "before", 2)
    secret = circles.make(alma, "Harbour", [luis.own.public]).compartment
    note(alma, "only for the two", circle=secret)
    take(vera, write(alma, tmp_path / "one"))
    assert "only for the two" not in titles(vera)
    assert secret not in epochs.compartments(vera)
    note(vera, "of her own")
    take(luis, write(vera, tmp_path / "two"))
    assert {"only for the two", "of her own"} <= titles(luis)
    assert [epoch.hash for epoch in epochs.held(luis, secret)] == [
        epoch.hash for epoch in epochs.held(alma, secret)
    ]


def test_two_who_rotated_apart_read_each_other(team: Team, tmp_path: Path) -> None:
    alma, luis, vera = team
    meet(team, tmp_path / "before", 2)
    for one in (alma, luis):
        epochs.rotate(one, one.own.compartment)
        note(one, f"of {one.own.public.hex()}")
    mine, theirs = write(alma, tmp_path / "mine"), write(luis, tmp_path / "theirs")
    for one, place in ((vera, mine), (vera, theirs), (luis, mine), (alma, theirs)):
        take(one, place)
    assert titles(alma) == titles(luis) == titles(vera)
    assert {epochs.ensure(one, one.own.compartment).hash for one in team} == {
        min(epoch.hash for epoch in epochs.written_under(vera, vera.own.compartment))
    }
