"""Who belongs, how they stand, and removing somebody: as the screens and commands ask it, on real casebooks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import enrolling
from casebook.base.secret import Secret
from casebook.base.words import translator
from casebook.casework import check, circles, identity, organisation, records, recovery, roster
from casebook.casework.book import Casebook
from casebook.casework.opening import open_book
from casebook.casework.organisation import NotAPublisher
from casebook.casework.records import New, Set
from casebook.casework.roster import NotFromAbove
from casebook.casework.touched import Verb
from casebook.journal import heads
from casebook.journal.acts import Reason, Role
from casebook.sync import epochs, letters, paper, receipts, team
from casebook.sync.team import NoSuchTeammate, PaperIsNoDevice, SeveralTeammates
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from casebook.wording import of_teammates
from spoken import note

pytestmark = pytest.mark.usefixtures("cheap")


@pytest.fixture
def omar(alma: Casebook, tmp_path: Path) -> Iterator[Casebook]:
    book = enrolling.take_in(alma, tmp_path / "omar", "Omar")
    books.give(book, alma)
    yield book
    book.close()


def member(book: Casebook, of: Casebook) -> team.Member:
    return next(each for each in team.members(book) if each.device.public == of.own.public)


def test_the_list_says_who_uses_what_and_what_they_lack(alma: Casebook, omar: Casebook) -> None:
    note(alma, "one")
    note(alma, "two")
    listed = team.members(alma)
    assert [each.device.role for each in listed] == [Role.PUBLISHER, Role.PUBLISHER, Role.MEMBER]
    assert [each.live for each in listed] == [False, True, True]
    assert [each.author.own for each in listed] == [False, True, False]
    assert listed[2].author.name == "Omar"
    assert listed[2].author.person == "Omar"
    assert listed[2].lacks == 2
    assert listed[2].program
    books.give(alma, omar)
    assert member(omar, alma).lacks == 0


def test_people_have_devices(alma: Casebook, omar: Casebook, tmp_path: Path) -> None:
    second = enrolling.take_in(alma, tmp_path / "second", "Omar")
    people = team.by_person(team.members(alma))
    assert {each.device.public for each in people["Omar"]} == {omar.own.public, second.own.public}
    assert [each.device.public for each in people[""]] == [alma.own.public]
    second.close()


def test_what_a_teammate_had_before_the_removal_is_told(
    alma: Casebook, omar: Casebook, tmp_path: Path
) -> None:
    lena = enrolling.take_in(alma, tmp_path / "lena", "Lena")
    books.meet([alma, omar, lena])
    note(omar, "given to Lena alone")
    books.give(omar, lena)
    receipts.append(lena, [lena.own.compartment])
    team.remove(alma, omar.own.public, Reason.LOST)
    books.give(lena, alma)
    [waiting] = team.trust(alma).quarantined
    assert {lena.own.public} in waiting.witnessed.values()
    [line] = [
        each for each in of_teammates.trust(team.trust(alma), translator("en")) if "uarantine from" in each
    ]
    assert "Teammates had" in line
    lena.close()


def test_a_device_that_is_silent_is_asked_about(alma: Casebook, omar: Casebook) -> None:
    assert not team.silent(alma)
    alma.clock = type(alma.clock)(books.Wall(books.START_MS + 91 * 86_400_000))
    assert [each.device.public for each in team.silent(alma)] == [omar.own.public]
    team.remove(alma, omar.own.public, Reason.LEFT)
    assert not team.silent(alma)


def test_a_clock_that_runs_ahead_is_told(alma: Casebook, omar: Casebook) -> None:
    omar.clock = type(omar.clock)(books.Wall(books.START_MS + 10 * 86_400_000))
    note(omar, "from the future")
    books.give(omar, alma)
    assert member(alma, omar).ahead
    assert not member(alma, alma).ahead


def test_what_arrives_after_the_cut_waits_until_it_is_admitted(alma: Casebook, omar: Casebook) -> None:
    before = note(omar, "before")
    books.give(omar, alma)
    team.remove(alma, omar.own.public, Reason.LOST)
    after = note(omar, "after")
    books.give(omar, alma)
    assert alma.get(before) is not None
    assert alma.get(after) is None
    facts = team.trust(alma)
    assert [(one.public, len(one.entries)) for one in facts.quarantined] == [(omar.own.public, 1)]
    assert member(alma, omar).aside == 1
    assert member(alma, omar).reason == "lost"
    assert not member(alma, omar).live
    roster.admit(alma, facts.quarantined[0].entries[-1].entry)
    assert alma.need(after).value("title") == "after"
    assert not team.trust(alma).quarantined


def test_who_was_removed_reads_nothing_that_is_written_then(alma: Casebook, omar: Casebook) -> None:
    before = epochs.ensure(alma, alma.own.compartment)
    team.remove(alma, omar.own.public, Reason.LEFT)
    after = epochs.ensure(alma, alma.own.compartment)
    assert after.hash != before.hash
    assert after.devices == {alma.own.public}


def test_whoever_was_removed_is_told_and_writes_no_more(alma: Casebook, omar: Casebook) -> None:
    team.remove(alma, omar.own.public, Reason.LEFT)
    books.give(alma, omar)
    facts = team.trust(omar)
    assert facts.removed
    assert not facts.enrolled
    assert not omar.writable


def test_a_member_removes_nobody_and_nobody_removes_the_paper_admin(alma: Casebook, omar: Casebook) -> None:
    with pytest.raises(NotFromAbove):
        team.remove(omar, alma.own.public, Reason.STOLEN)
    first = team.members(alma)[0].device.public
    with pytest.raises(PaperIsNoDevice):
        team.remove(alma, first, Reason.LOST)
    with pytest.raises(roster.NotInLine):
        team.remove(alma, bytes(32), Reason.LOST)


def test_the_paper_admin_cuts_a_stolen_senior_laptop_and_all_it_did_then(tmp_path: Path) -> None:
    """Whoever has the founder's laptop removes everybody. Two shares, typed at a member's, bring them back."""
    founded = enrolling.found(tmp_path / "alma")
    omar = enrolling.take_in(founded.book, tmp_path / "omar", "Omar")
    lena = enrolling.take_in(founded.book, tmp_path / "lena", "Lena")
    books.meet([founded.book, omar, lena])
    known = roster.line(omar)
    for other in (omar, lena):
        team.remove(founded.book, other.own.public, Reason.LEFT)
    with paper.from_shares(omar, founded.shares[1:]) as key:
        team.remove(omar, founded.book.own.public, Reason.STOLEN, paper=key)
    books.give(founded.book, omar)
    assert {each.public for each in roster.live(omar)} == {omar.own.public, lena.own.public}
    assert len(known.live(omar.own.compartment)) == 3
    assert omar.writable
    for book in (founded.book, omar, lena):
        book.close()


def test_a_role_is_given_from_above_and_taken_again(alma: Casebook, omar: Casebook, tmp_path: Path) -> None:
    team.give_role(alma, omar.own.public, Role.ADMIN)
    books.give(alma, omar)
    lena = enrolling.take_in(omar, tmp_path / "lena", "Lena")
    books.give(omar, alma)
    assert lena.own.public in {each.public for each in roster.live(alma)}
    team.give_role(alma, omar.own.public, Role.MEMBER)
    assert member(alma, omar).device.role is Role.MEMBER
    # What it did as an admin stands.
    assert lena.own.public in {each.public for each in roster.live(alma)}
    lena.close()


def test_only_a_publisher_signs_for_the_organisation(alma: Casebook, omar: Casebook) -> None:
    assert organisation.may_publish(alma)
    assert not organisation.may_publish(omar)
    with pytest.raises(NotAPublisher):
        organisation.public_key(omar)
    team.give_role(alma, omar.own.public, Role.PUBLISHER)
    books.give(alma, omar)
    assert organisation.may_publish(omar)


def test_somebody_is_found_by_name_by_person_and_by_key(
    alma: Casebook, omar: Casebook, tmp_path: Path
) -> None:
    assert team.find(alma, " omar ").device.public == omar.own.public
    assert team.find(alma, omar.own.public.hex()[:8]).device.public == omar.own.public
    for nobody in ("", "Nobody", omar.own.public.hex()[:7]):
        with pytest.raises(NoSuchTeammate):
            team.find(alma, nobody)
    other = enrolling.take_in(alma, tmp_path / "omar2", "Omar")
    with pytest.raises(SeveralTeammates):
        team.find(alma, "Omar")
    other.close()


def test_a_circle_one_is_in_is_told(alma: Casebook, omar: Casebook) -> None:
    circle = circles.make(alma, "North", [omar.own.public])
    assert member(alma, omar).circles == (circle.compartment,)


def test_a_restored_casebook_takes_itself_back_in_by_shares(tmp_path: Path) -> None:
    founded = enrolling.found(tmp_path / "alma")
    folder = founded.book.safe.folder
    note(founded.book, "before")
    founded.book.close()
    book = open_book(books.copy(folder, tmp_path / "copy"), Secret(books.PASSPHRASE))
    identity.renew(book)
    assert not team.trust(book).enrolled
    with paper.from_shares(book, founded.shares[:2]) as key:
        team.take_back_in(book, key)
        with pytest.raises(roster.AlreadyInLine):
            team.take_back_in(book, key)
    facts = team.trust(book)
    assert facts.enrolled
    assert {each.public for each in roster.live(book)} >= {book.own.public}
    # Without a one-time key told nobody could send it the keys that were made meanwhile: it would read nothing more.
    assert letters.one_time_of(book, book.own.public, book.own.compartment) in (
        book.safe.keyring.one_times().values()
    )
    book.close()


def test_whoever_is_left_alone_founds_a_new_team_and_keeps_what_was_written(tmp_path: Path) -> None:
    """A member's backup is all there is: no admin, no shares of the former team."""
    former = enrolling.found(tmp_path / "alma")
    theirs = note(former.book, "Alma's")
    omar = enrolling.take_in(former.book, tmp_path / "omar", "Omar")
    own = note(omar, "Omar's")
    folder = omar.safe.folder
    omar.close()
    book = open_book(books.copy(folder, tmp_path / "copy"), Secret(books.PASSPHRASE))
    identity.renew(book)
    with pytest.raises(paper.NoShares):
        paper.found_anew(book)
    recovery.make(book, Opening(Secret(books.PASSPHRASE), b"", ""), 2, 3, kdf=CHEAPEST)
    paper.found_anew(book)
    assert [book.need(each).value("title") for each in (theirs, own)] == ["Alma's", "Omar's"]
    assert [each.public for each in roster.live(book)] == [book.own.public]
    assert team.trust(book).enrolled
    with pytest.raises(roster.AlreadyInLine):
        paper.found_anew(book)
    # What the former admin writes now is a stranger's.
    late = note(former.book, "late")
    books.give(former.book, book)
    assert book.get(late) is None
    lena = enrolling.take_in(book, tmp_path / "lena", "Lena")
    assert lena.need(own).value("title") == "Omar's"
    check.check(book)
    check.check(lena)
    for each in (former.book, book, lena):
        each.close()


def test_members_of_a_circle_admit_what_stands_aside_in_it(
    alma: Casebook, omar: Casebook, tmp_path: Path
) -> None:
    """The founder removed somebody and is not in the circle: its feed there is for the circle to judge."""
    lena = enrolling.take_in(alma, tmp_path / "lena", "Lena")
    books.meet([alma, omar, lena])
    circle = circles.make(omar, "North", [lena.own.public]).compartment
    books.give(omar, lena)
    note = lena.new_id()
    lena.record(
        Verb.EDIT, records.changes_for(lena, [New(note, "note"), Set(note, "title", "north")]), circle=circle
    )
    books.give(lena, omar)
    assert omar.need(note).value("title") == "north"
    books.give(lena, alma)
    known = heads.of_device(alma.db, lena.own.public, alma.own.compartment)
    team.remove(alma, lena.own.public, Reason.LOST, until=known)
    books.give(alma, omar)
    assert omar.get(note) is None
    assert {each.public for each in team.trust(omar).quarantined} == {lena.own.public}
    assert team.admit(omar, lena.own.public) > 0
    assert omar.need(note).value("title") == "north"
    assert not team.trust(omar).quarantined
    with pytest.raises(roster.NothingAside):
        team.admit(omar, lena.own.public)
    lena.close()
