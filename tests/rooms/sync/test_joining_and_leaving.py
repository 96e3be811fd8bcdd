"""Somebody joins, works, and is removed, with sticks as they really lie in a hand: what comes, what does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import books
import enrolling
from casebook.base.progress import Progress
from casebook.casework import check, circles, evidence
from casebook.casework.book import Casebook
from casebook.journal.acts import Reason, Role
from casebook.sync import handing, items, newcomer, outgoing, reading, taking, team, welcoming
from casebook.sync.brought import Brought
from casebook.sync.welcoming import Terms
from spoken import note

pytestmark = pytest.mark.usefixtures("cheap")


def titles(book: Casebook) -> set[str]:
    return {book.need(each).text("title") for each in books.the(book, "note")}


class Sticks:
    """A new stick for each time something is handed over."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0

    def new(self) -> Path:
        self._count += 1
        place = self._folder / f"stick-{self._count}"
        place.mkdir()
        return place

    def written(self, book: Casebook) -> Path:
        place = self.new()
        assert outgoing.write(book, place, outgoing.offer(book)).whole
        return place

    def brought(self, giver: Casebook, taker: Casebook) -> Brought:
        return reading.read(taker, self.written(giver), run=items.here)

    def give(self, giver: Casebook, taker: Casebook) -> Brought:
        brought = self.brought(giver, taker)
        taking.take(taker, brought)
        return brought


@pytest.fixture
def sticks(tmp_path: Path) -> Sticks:
    return Sticks(tmp_path)


def join(alma: Casebook, folder: Path, terms: Terms, place: Path) -> Casebook:
    """Two people in one room, and one stick that goes to and fro."""
    waiting = enrolling.ask(folder, folder.name.title())
    handing.put(place, waiting.asked.file())
    asked = welcoming.find_join(place, waiting.asked.number, run=enrolling.here)
    done = welcoming.welcome(alma, asked, enrolling.right(asked), terms, waiting.asked.number)
    handing.put(place, done.file)
    found = newcomer.find_welcome(waiting.safe, place, run=enrolling.here)
    return newcomer.enter(waiting, found, enrolling.right(found.team), wall=books.Wall())


def test_a_newcomer_gets_the_history_with_its_files(alma: Casebook, sticks: Sticks, tmp_path: Path) -> None:
    note(alma, "before")
    about = books.the(alma, "note")[0]
    picture = tmp_path / "picture.jpg"
    content = os.urandom(200_000)
    picture.write_bytes(content)
    record, _ = evidence.attach(alma, about, picture)
    lena = join(alma, tmp_path / "lena", Terms(Role.MEMBER, history=True), sticks.new())
    assert titles(lena) == {"before"}
    check.check_journal(lena, Progress())
    sticks.give(lena, alma)
    sticks.give(alma, lena)
    evidence.extract(lena, record, tmp_path / "came.jpg")
    assert (tmp_path / "came.jpg").read_bytes() == content
    check.check(lena)
    lena.close()


def test_a_newcomer_without_history_gets_what_is_written_from_now_on(
    alma: Casebook, sticks: Sticks, tmp_path: Path
) -> None:
    note(alma, "before")
    omar = join(alma, tmp_path / "omar", Terms(), sticks.new())
    note(alma, "since")
    note(omar, "Omar's")
    sticks.give(alma, omar)
    sticks.give(omar, alma)
    assert titles(omar) == {"since", "Omar's"}
    assert titles(alma) == {"before", "since", "Omar's"}
    check.check(omar)
    omar.close()


def test_two_newcomers_meet_without_the_admin(alma: Casebook, sticks: Sticks, tmp_path: Path) -> None:
    """The first was taken in before the second, and hears of it by the second's stick or the admin's."""
    omar = join(alma, tmp_path / "omar", Terms(), sticks.new())
    lena = join(alma, tmp_path / "lena", Terms(), sticks.new())
    note(lena, "Lena's")
    sticks.give(alma, omar)
    sticks.give(lena, omar)
    assert "Lena's" in titles(omar)
    note(omar, "Omar's")
    sticks.give(omar, lena)
    assert "Omar's" in titles(lena)
    omar.close()
    lena.close()


def test_a_removed_device_reads_nothing_written_then_and_what_it_writes_waits(
    alma: Casebook, sticks: Sticks, tmp_path: Path
) -> None:
    """I11 and I13, with whole sticks."""
    omar = join(alma, tmp_path / "omar", Terms(), sticks.new())
    lena = join(alma, tmp_path / "lena", Terms(), sticks.new())
    for giver, taker in ((alma, omar), (omar, alma), (lena, alma), (alma, lena)):
        sticks.give(giver, taker)
    team.remove(alma, omar.own.public, Reason.STOLEN)
    note(alma, "not for Omar")
    brought = sticks.brought(alma, omar)
    assert not brought.packs
    taking.take(omar, brought)
    assert "not for Omar" not in titles(omar)
    note(omar, "from whoever has the laptop")
    late = reading.read(alma, sticks.written(omar), run=items.here)
    taking.take(alma, late)
    assert "from whoever has the laptop" not in titles(alma)
    assert [one.public for one in team.trust(alma).quarantined] == [omar.own.public]
    # Lena heard of it by a stick: from then on she writes for nobody else, and knows it too.
    sticks.give(alma, lena)
    note(lena, "not for Omar either")
    assert not sticks.brought(lena, omar).packs
    assert "not for Omar" in titles(lena)
    for book in (omar, lena):
        book.close()


def test_a_circle_is_joined_after_the_team(alma: Casebook, sticks: Sticks, tmp_path: Path) -> None:
    omar = join(alma, tmp_path / "omar", Terms(), sticks.new())
    lena = join(alma, tmp_path / "lena", Terms(), sticks.new())
    for giver, taker in ((alma, omar), (omar, alma), (lena, alma), (alma, lena)):
        sticks.give(giver, taker)
    circle = circles.make(alma, "North", [omar.own.public]).compartment
    note(alma, "in the north", circle)
    for taker in (omar, lena):
        sticks.give(alma, taker)
    sticks.give(alma, omar)
    assert "in the north" in titles(omar)
    assert "in the north" not in titles(lena)
    for book in (omar, lena):
        book.close()
