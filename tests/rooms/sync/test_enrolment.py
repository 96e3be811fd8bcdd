"""Joining a team with real casebooks, as it should be: two comparisons, a stick, and devices that come back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import books
import enrolling
import spoken
from casebook.base.secret import Secret
from casebook.casework import authors, check, identity, records, roster
from casebook.casework.awaiting import AwaitingWelcome, NotAwaiting
from casebook.casework.book import Casebook
from casebook.casework.opening import open_book
from casebook.casework.records import New, Set
from casebook.casework.roster import AlreadyInLine, NeedsPaperAdmin
from casebook.casework.touched import Verb
from casebook.journal import coming, heads, log, quarantine
from casebook.journal.acts import Cut, Reason, Role
from casebook.sync import carrier, epochs, handing, items, letters, newcomer, paper, reading, room, welcoming
from casebook.sync.handing import NothingForNumber, SeveralHandedOver
from casebook.sync.newcomer import AnotherTeam, Waiting
from casebook.sync.welcoming import Terms

pytestmark = pytest.mark.usefixtures("cheap")


@pytest.fixture
def alma(alma: Casebook) -> Casebook:
    """With one note in it."""
    spoken.note(alma, "before anybody came")
    return alma


@pytest.fixture
def omar(omar_waits: Waiting) -> Waiting:
    return omar_waits


def titles(book: Casebook) -> list[str]:
    return [
        str(change.value)
        for entry in log.entries(book.db)
        for _, change in entry.changes()
        if change.kind == "note"
    ]


# ----------------------------------------------------------------------------------------- as it should be


@pytest.mark.parametrize("history", [True, False])
def test_a_newcomer_belongs_after_two_comparisons(alma: Casebook, omar: Waiting, *, history: bool) -> None:
    book = enrolling.enter(omar, enrolling.welcome(alma, omar, Terms(Role.MEMBER, history, "O.")).file)
    for each in (alma, book):
        line = roster.line(each)
        assert [device.role for device in line.devices] == [Role.PUBLISHER, Role.PUBLISHER, Role.MEMBER]
        assert line.devices[0].is_paper
        assert line.devices[2].public == book.own.public
        assert line.devices[2].record == book.own.device
    assert quarantine.root(book.db) == quarantine.root(alma.db)
    assert carrier.carrier(book) == carrier.carrier(alma)
    team = alma.own.compartment
    mine, hers = epochs.current(book, team), epochs.current(alma, team)
    assert mine is not None
    assert hers is not None
    assert mine.key == hers.key
    assert mine.devices == {alma.own.public, book.own.public}
    assert titles(book) == (["before anybody came"] if history else [])
    assert book.need(book.own.device).text("name") == "Omar"
    assert not book.need(book.own.device).state.conflicts
    check.check(book)
    assert not log.noted(book.db, "awaiting")


def test_what_the_newcomer_writes_counts_with_the_team(alma: Casebook, omar: Waiting) -> None:
    book = enrolling.enter(omar, enrolling.welcome(alma, omar).file)
    note = book.new_id()
    records.write(book, Verb.EDIT, [New(note, "note"), Set(note, "title", "from Omar")])
    taken = books.give(book, alma)
    assert not taken.strangers
    assert not taken.quarantined
    assert alma.need(note).value("title") == "from Omar"


def test_until_it_is_welcomed_it_is_no_casebook(tmp_path: Path, omar: Waiting) -> None:
    folder = omar.safe.folder
    omar.close()
    with pytest.raises(AwaitingWelcome):
        open_book(folder, Secret(books.PASSPHRASE))
    again = newcomer.resume(folder, Secret(books.PASSPHRASE))
    assert again.asked == omar.asked
    assert enrolling.is_untouched(again)
    again.close()


def test_after_it_was_welcomed_it_is_one(alma: Casebook, omar: Waiting) -> None:
    book = enrolling.enter(omar, enrolling.welcome(alma, omar).file)
    folder, device = book.safe.folder, book.own.device
    book.close()
    with pytest.raises(NotAwaiting):
        newcomer.resume(folder, Secret(books.PASSPHRASE))
    again = open_book(folder, Secret(books.PASSPHRASE))
    assert again.own.device == device
    again.close()


def test_nobody_is_taken_in_before_there_is_a_paper_admin(tmp_path: Path, omar: Waiting) -> None:
    book = books.make(tmp_path / "bea", "Bea")
    with pytest.raises(NeedsPaperAdmin):
        welcoming.check_can_invite(book)
    with pytest.raises(NeedsPaperAdmin):
        enrolling.welcome(book, omar)
    with pytest.raises(paper.NoShares):
        paper.name(book)
    book.close()


def test_the_same_newcomer_can_be_welcomed_again(alma: Casebook, omar: Waiting) -> None:
    first = enrolling.welcome(alma, omar)
    second = enrolling.welcome(alma, omar)
    assert first.device == second.device
    assert first.team == second.team
    assert first.file != second.file
    assert len(roster.line(alma).devices) == 3
    assert enrolling.enter(omar, second.file).own.device == first.device


def test_a_history_that_does_not_fit_comes_later(alma: Casebook, omar: Waiting) -> None:
    join, number = omar.asked.join, omar.asked.number
    done = welcoming.welcome(alma, join, enrolling.right(join), Terms(history=True), number, most=100)
    assert not done.history
    book = enrolling.enter(omar, done.file)
    assert titles(book) == []
    check.check(book)
    books.give(alma, book)
    assert titles(book) == ["before anybody came"]
    check.check(book)
    assert not coming.heads(book.db)


def test_letters_are_for_a_newcomer_who_has_said_nothing_yet(
    alma: Casebook, omar: Waiting, tmp_path: Path
) -> None:
    """Its JOIN told a key: what is rotated before its first stick came reaches it all the same."""
    book = enrolling.enter(omar, enrolling.welcome(alma, omar).file)
    other = enrolling.take_in(alma, tmp_path / "lena", "Lena")
    rotated = epochs.current(alma, alma.own.compartment)
    assert rotated is not None
    assert rotated.devices == {alma.own.public, book.own.public, other.own.public}
    to = {letter.device: letter.one_time for letter in letters.pending(alma)}
    assert to[book.own.public] == omar.asked.join.one_time
    assert omar.asked.join.one_time in book.safe.keyring.one_times().values()
    other.close()


def test_files_are_handed_over_on_a_stick_and_look_like_packs(
    alma: Casebook, omar: Waiting, tmp_path: Path
) -> None:
    place = tmp_path / "stick"
    place.mkdir()
    number = omar.asked.number
    with pytest.raises(NothingForNumber):
        welcoming.find_join(place, number, run=enrolling.here)
    handing.put(place, omar.asked.file())
    handing.put(place, os.urandom(room.FRAME))
    join = welcoming.find_join(place, number, run=enrolling.here)
    assert join == omar.asked.join
    done = welcoming.welcome(alma, join, enrolling.right(join), Terms(history=True), number)
    for _ in range(2):
        handing.put(place, done.file)
    assert welcoming.find_join(place, number, run=enrolling.here) == join
    found = newcomer.find_welcome(omar.safe, place, run=enrolling.here)
    assert found.team == done.team
    files = [path for path in place.rglob("*") if path.is_file()]
    assert len(files) == 4
    assert all(path.suffix == ".DAT" and path.stat().st_size % room.FRAME == 0 for path in files)
    assert all(b"Omar" not in path.read_bytes() for path in files)


def test_what_is_left_of_a_joining_is_told_as_that_by_those_who_were_there(
    alma: Casebook, omar: Waiting, tmp_path: Path
) -> None:
    bea, stranger = enrolling.take_in(alma, tmp_path / "bea", "Bea"), enrolling.found(tmp_path / "x").book
    place = tmp_path / "stick"
    place.mkdir()
    done = enrolling.welcome(alma, omar)
    for data in (omar.asked.file(), omar.asked.file(), done.file, os.urandom(room.FRAME)):
        handing.put(place, data)
    book = enrolling.enter(omar, done.file)
    # Whoever was not there knows the welcome by its key, once that came; whoever has no key, nothing.
    assert _told(alma, place) == _told(book, place) == (3, 1)
    assert _told(bea, place) == _told(stranger, place) == (0, 4)
    books.meet([alma, bea, book])
    [epoch] = [each for each in epochs.known(alma) if each.devices >= {book.own.public, bea.own.public}]
    with bea.db.transaction():
        epochs.keep(bea, epoch.compartment, epoch.key)
    assert _told(bea, place) == (1, 3)
    # A key that goes takes with it what was under it.
    with bea.db.transaction():
        assert epochs.forget(bea, epoch.hash)
    assert _told(bea, place) == (0, 4)
    bea.close()
    stranger.close()


def test_what_asks_anew_knows_what_it_asked_with(alma: Casebook, omar: Waiting, tmp_path: Path) -> None:
    book = enrolling.enter(omar, enrolling.welcome(alma, omar).file)
    identity.renew(book)
    (tmp_path / "stick").mkdir()
    handing.put(tmp_path / "stick", newcomer.ask_as_new_device(book, "Omar").file())
    assert _told(book, tmp_path / "stick") == (1, 0)
    assert _told(alma, tmp_path / "stick") == (0, 1)
    book.close()


def _told(book: Casebook, place: Path) -> tuple[int, int]:
    """How many files of the stick are from a joining, and how many are not ours."""
    unread = reading.read(book, place, run=items.here).unread
    return unread.joinings, unread.others


def test_a_second_join_or_welcome_beside_the_right_one_stops_it(
    alma: Casebook, omar: Waiting, tmp_path: Path
) -> None:
    place, number = tmp_path / "stick", omar.asked.number
    place.mkdir()
    mallory, other = enrolling.found(tmp_path / "mallory").book, enrolling.ask(tmp_path / "other", "Omar")
    handing.put(place, enrolling.welcome(alma, omar).file)
    handing.put(place, enrolling.welcome(mallory, omar).file)
    with pytest.raises(SeveralHandedOver):
        newcomer.find_welcome(omar.safe, place, run=enrolling.here)
    for each in (omar, other):
        handing.put(place, room.seal(each.asked.join.encode(), number, os.urandom))
    with pytest.raises(SeveralHandedOver):
        welcoming.find_join(place, number, run=enrolling.here)
    mallory.close()
    other.close()


# --------------------------------------------------------------------------------- devices that come back


def test_the_paper_admin_takes_a_new_device_in_from_a_members_casebook(omar: Waiting, tmp_path: Path) -> None:
    """The only admin's laptop is gone: a member and two shares are enough."""
    founded = enrolling.found(tmp_path / "alma")
    member = enrolling.take_in(founded.book, tmp_path / "lena", "Lena")
    join = welcoming.open_join(omar.asked.file(), omar.asked.number, run=enrolling.here)
    with paper.from_shares(member, founded.shares[:2]) as key:
        known = heads.of_device(member.db, founded.book.own.public)
        roster.as_paper(member, key, [Cut(founded.book.own.public, known, "stolen")])
        terms = Terms(Role.PUBLISHER, history=True)
        done = welcoming.welcome(member, join, enrolling.right(join), terms, omar.asked.number, paper=key)
    book = enrolling.enter(omar, done.file)
    line = roster.line(book)
    assert founded.book.own.public in line.cuts
    live = {device.public for device in line.live(book.own.compartment)}
    assert live == {member.own.public, book.own.public}
    assert book.need(book.own.device).text("name") == "Omar"
    founded.book.close()
    member.close()


def test_a_copy_goes_on_as_a_new_device(alma: Casebook, omar: Waiting, tmp_path: Path) -> None:
    book = enrolling.enter(omar, enrolling.welcome(alma, omar).file)
    books.give(book, alma)
    former, folder = book.own.public, book.safe.folder
    book.close()
    book = open_book(books.copy(folder, tmp_path / "copy"), Secret(books.PASSPHRASE))
    identity.renew(book)
    asked = newcomer.ask_as_new_device(book, "Omar's new one")
    join = welcoming.open_join(asked.file(), asked.number, run=enrolling.here)
    done = welcoming.welcome(alma, join, enrolling.right(join), Terms(history=True), asked.number)
    roster.cut(alma, former, Reason.REPLACED)
    found = newcomer.open_welcome(book.safe, done.file, run=enrolling.here)
    newcomer.enter_as_new_device(book, found, enrolling.right(found.team))
    assert book.own.device == done.device
    books.give(alma, book)
    books.give(book, alma)
    for each in (alma, book):
        line = roster.line(each)
        assert {device.public for device in line.live(each.own.compartment)} == {
            alma.own.public,
            book.own.public,
        }
        assert authors.of_key(each, book.own.public).name == "Omar's new one"
    assert not roster.quarantined(alma)
    check.check(book)
    book.close()


def test_a_casebook_of_another_team_is_not_welcomed(alma: Casebook, tmp_path: Path) -> None:
    bea = enrolling.found(tmp_path / "bea").book
    with pytest.raises(AlreadyInLine):
        newcomer.ask_as_new_device(bea, "Bea")
    identity.renew(bea)
    asked = newcomer.ask_as_new_device(bea, "Bea")
    join = welcoming.open_join(asked.file(), asked.number, run=enrolling.here)
    done = welcoming.welcome(alma, join, enrolling.right(join), Terms(), asked.number)
    found = newcomer.open_welcome(bea.safe, done.file, run=enrolling.here)
    before = log.heads(bea.db)
    with pytest.raises(AnotherTeam):
        newcomer.enter_as_new_device(bea, found, enrolling.right(found.team))
    assert log.heads(bea.db) == before
    bea.close()


def test_shares_of_somebody_else_are_no_paper_admin(alma: Casebook, tmp_path: Path) -> None:
    other = enrolling.found(tmp_path / "bea")
    with pytest.raises(paper.SharesOfAnotherTeam), paper.from_shares(alma, other.shares[:2]):
        pass
    other.book.close()
