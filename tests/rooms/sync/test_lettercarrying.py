"""Letters for others go from hand to hand: as they are, unreadable for whoever carries them, and not for ever."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import books
import enrolling
from casebook.casework import circles
from casebook.casework.book import Casebook
from casebook.sync import carrier, epochs, lettercarrying, letterframes, letters
from casebook.sync.letterframes import FRAME_SIZE, LettersDamaged

Team = tuple[Casebook, Casebook, Casebook]


@pytest.fixture
def team(acquainted: Team) -> Team:
    return acquainted


def circle(book: Casebook, *members: Casebook) -> bytes:
    return circles.make(book, "North", [one.own.public for one in members]).compartment


def keep(book: Casebook, frames: list[bytes]) -> None:
    with book.db.transaction():
        lettercarrying.keep(book, frames)


def hand_on(book: Casebook) -> list[bytes]:
    with book.db.transaction():
        return lettercarrying.to_hand_on(book)


def test_a_circles_key_comes_by_somebody_who_is_not_in_it(team: Team) -> None:
    alma, luis, vera = team
    epoch = epochs.ensure(alma, circle(alma, luis))
    before = letters.frames(alma)
    keep(vera, before)
    (frame,) = hand_on(vera)
    assert len(frame) == FRAME_SIZE
    assert frame not in before
    secret = carrier.carrier(vera)
    assert sorted(letterframes.slots_of(secret, frame)) == sorted(letterframes.slots_of(secret, before[0]))
    assert letters.open_frames(vera, frame) == ()
    assert epoch.key in letters.open_frames(luis, frame)


def test_the_same_letters_are_kept_once_however_they_come(team: Team) -> None:
    alma, luis, vera = team
    epochs.ensure(alma, circle(alma, luis))
    (frame,) = letters.frames(alma)
    keep(vera, [frame, frame])
    keep(luis, hand_on(vera))
    keep(vera, [frame, *hand_on(luis)])
    assert len(hand_on(vera)) == 1


def test_they_go_on_a_few_sticks_and_are_few(team: Team) -> None:
    alma, luis, vera = team
    epochs.ensure(alma, circle(alma, luis))
    frames = [letters.frames(alma)[0] for _ in range(lettercarrying.MOST + 3)]
    for frame in frames:
        keep(vera, [frame])
    secret = carrier.carrier(vera)
    kept = [sorted(letterframes.slots_of(secret, frame)) for frame in hand_on(vera)]
    assert kept == [sorted(letterframes.slots_of(secret, frame)) for frame in frames[-lettercarrying.MOST :]]
    for _ in range(lettercarrying.STICKS - 1):
        assert len(hand_on(vera)) == lettercarrying.MOST
    assert hand_on(vera) == []


def test_two_alone_carry_nothing(tmp_path: Path) -> None:
    with books.derived_once():
        alma = enrolling.found(tmp_path / "alma").book
        luis = enrolling.take_in(alma, tmp_path / "luis", "luis")
    epochs.rotate(alma, alma.own.compartment)
    keep(luis, letters.frames(alma))
    assert hand_on(luis) == []
    alma.close()
    luis.close()


def test_only_whole_frames_are_kept(team: Team) -> None:
    alma, luis, vera = team
    epochs.ensure(alma, circle(alma, luis))
    (frame,) = letters.frames(alma)
    for bad in (b"", frame[:-1], frame[:-1] + bytes([frame[-1] ^ 1]), os.urandom(FRAME_SIZE)):
        with pytest.raises(LettersDamaged):
            keep(vera, [frame, bad])
    assert hand_on(vera) == []
