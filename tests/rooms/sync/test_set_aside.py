"""Who set an import aside goes on meeting: what is put out of sight by choice is no reason to send it again, nor to
lose the keys and receipts that came with it and after it."""

from __future__ import annotations

from pathlib import Path

import pytest

import sticks
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.touched import Verb
from casebook.journal import epochs as announcing
from casebook.journal import heads
from casebook.journal.acts import Reason
from casebook.sync import epochs, letters, outgoing, receipts, taking, team

Team = tuple[Casebook, Casebook, Casebook]
ROUNDS = 8


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def note(book: Casebook, text: str) -> None:
    record = book.new_id()
    edits = [records.New(record, "note"), records.Set(record, "title", text)]
    records.write(book, Verb.ADD, edits)


def come_to_rest(team: tuple[Casebook, ...], stick: Path) -> None:
    for _ in range(ROUNDS):
        wrote = [sticks.write(book, stick) for book in team]
        if not any(wrote):
            return
        for book in team:
            sticks.read(book, stick)
    raise AssertionError("they write on for ever")


def set_aside_what_luis_wrote(team: Team, stick: Path) -> None:
    """Alma sets aside an import with everything Luis wrote last: all he writes from then on stands aside with it."""
    alma, luis, _ = team
    come_to_rest(team, stick)
    note(luis, "a word")
    sticks.write(luis, stick)
    sticks.read(alma, stick)
    taking.undo(alma, taking.imports(alma)[0].act)


def test_they_come_to_rest(acquainted: Team, stick: Path) -> None:
    set_aside_what_luis_wrote(acquainted, stick)
    note(acquainted[0], "another word")
    note(acquainted[1], "a third word")
    come_to_rest(acquainted, stick)
    for book in acquainted:
        assert outgoing.offer(book).changes == 0


def test_a_new_key_comes_to_whoever_set_its_maker_aside(acquainted: Team, stick: Path) -> None:
    alma, luis, _ = acquainted
    set_aside_what_luis_wrote(acquainted, stick)
    made = epochs.rotate(luis, luis.own.compartment)
    note(luis, "another word")
    sticks.write(luis, stick)
    sticks.read(alma, stick)
    assert made.hash in epochs.in_force(alma, alma.own.compartment)
    come_to_rest(acquainted, stick)
    assert not letters.pending(luis)


def test_a_key_is_sealed_to_what_its_reader_told_last(acquainted: Team, stick: Path) -> None:
    """Luis's new one-time key stands aside with all he says; the one before it he has destroyed."""
    alma, luis, vera = acquainted
    set_aside_what_luis_wrote(acquainted, stick)
    for _ in range(
        3
    ):  # with each new key Luis tells a new one-time key, and gives up one that everybody has heard of
        note(alma, "a word")
        epochs.rotate(alma, alma.own.compartment)
        come_to_rest(acquainted, stick)
    told = letters.one_time_of(alma, luis.own.public, alma.own.compartment)
    assert told in luis.safe.keyring.one_times().values()
    assert receipts.said(alma, luis.own.public, alma.own.compartment, "keys")
    team.remove(alma, vera.own.public, Reason.STOLEN)
    come_to_rest((alma, luis), stick)
    made = epochs.current(alma, alma.own.compartment)
    assert made is not None
    assert made.hash in epochs.in_force(luis, luis.own.compartment)


def test_what_a_removed_device_says_counts_for_nothing_set_aside_or_not(
    acquainted: Team, stick: Path
) -> None:
    """The choice was made first, the removal came later: what was chosen keeps its name in the table."""
    alma, luis, _ = acquainted
    set_aside_what_luis_wrote(acquainted, stick)
    last = heads.of_device(alma.db, luis.own.public)  # of what counts: before all that was set aside
    made = epochs.rotate(luis, luis.own.compartment)
    note(luis, "another word")
    sticks.write(luis, stick)
    sticks.read(alma, stick)
    assert made.hash in epochs.in_force(alma, alma.own.compartment)
    team.remove(alma, luis.own.public, Reason.STOLEN, until=last)
    assert made.hash not in epochs.in_force(alma, alma.own.compartment)
    assert not [each for each in announcing.announced(alma.db) if each.hash == made.hash]
