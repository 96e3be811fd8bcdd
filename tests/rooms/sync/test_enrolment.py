"""Joining a team with real casebooks: two comparisons, and what somebody who stands between tries."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import books
import enrolling
from casebook.base.errors import CasebookError
from casebook.base.ids import EntryId
from casebook.base.secret import Secret
from casebook.casework import authors, check, identity, records, roster
from casebook.casework.awaiting import AwaitingWelcome, NotAwaiting
from casebook.casework.book import Casebook
from casebook.casework.opening import open_book
from casebook.casework.records import New, Set
from casebook.casework.roster import AlreadyInLine, NeedsPaperAdmin, NotFromAbove
from casebook.casework.touched import Verb
from casebook.journal import coming, heads, log, quarantine
from casebook.journal.acts import ACT_UNIT, ROSTER_KIND, Cut, Enrol, Reason, Role, value_of
from casebook.journal.entry import Change, Op
from casebook.sync import carrier, epochs, handing, joining, letters, newcomer, paper, room, team, welcoming
from casebook.sync.comparing import WrongWord
from casebook.sync.handing import NothingForNumber, SeveralHandedOver
from casebook.sync.joining import BadWelcome, NotCompared, Team, Welcome
from casebook.sync.newcomer import AnotherTeam, NotForUs, Opened, Waiting
from casebook.sync.room import OpensNot
from casebook.sync.welcoming import KeyWasRemoved, Terms
from casebook.vault import keys


@pytest.fixture(autouse=True)
def cheap() -> Iterator[None]:
    with enrolling.numbers_once():
        yield


@pytest.fixture
def alma(tmp_path: Path) -> Iterator[Casebook]:
    """A founder's casebook with one note in it, whose paper admin is named."""
    book = enrolling.found(tmp_path / "alma").book
    note = book.new_id()
    records.write(book, Verb.EDIT, [New(note, "note"), Set(note, "title", "before anybody came")])
    yield book
    book.close()


@pytest.fixture
def omar(tmp_path: Path) -> Iterator[Waiting]:
    """A casebook that waits for its welcome."""
    waiting = enrolling.ask(tmp_path / "omar", "Omar")
    yield waiting
    waiting.close()


def opened(waiting: Waiting, file: bytes) -> Opened:
    return newcomer.open_welcome(waiting.safe, file)


def sealed(waiting: Waiting, made: Welcome) -> bytes:
    """What somebody hands over who has the JOIN and its number, and makes WELCOME by themselves."""
    return room.seal(joining.seal_welcome(made, waiting.asked.join), waiting.asked.number, os.urandom)


def is_untouched(waiting: Waiting) -> bool:
    """Nothing was written: no entry, no team, no secret; and it waits as before."""
    db = waiting.safe.db
    noted = [log.noted(db, name) for name in (quarantine.TEAM, "device", "feed", "compartment")]
    return (
        not any(noted)
        and log.heads(db).count == 0
        and not waiting.safe.keyring.secrets("")
        and newcomer.asked(waiting.safe) == waiting.asked
    )


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
    assert is_untouched(again)
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
        welcoming.find_join(place, number)
    handing.put(place, omar.asked.file())
    handing.put(place, os.urandom(room.FRAME))
    join = welcoming.find_join(place, number)
    assert join == omar.asked.join
    done = welcoming.welcome(alma, join, enrolling.right(join), Terms(history=True), number)
    for _ in range(2):
        handing.put(place, done.file)
    assert welcoming.find_join(place, number) == join
    found = newcomer.find_welcome(omar.safe, place)
    assert found.team == done.team
    files = [path for path in place.rglob("*") if path.is_file()]
    assert len(files) == 4
    assert all(path.suffix == ".DAT" and path.stat().st_size % room.FRAME == 0 for path in files)
    assert all(b"Omar" not in path.read_bytes() for path in files)


def test_a_second_join_or_welcome_beside_the_right_one_stops_it(
    alma: Casebook, omar: Waiting, tmp_path: Path
) -> None:
    place, number = tmp_path / "stick", omar.asked.number
    place.mkdir()
    mallory, other = enrolling.found(tmp_path / "mallory").book, enrolling.ask(tmp_path / "other", "Omar")
    handing.put(place, enrolling.welcome(alma, omar).file)
    handing.put(place, enrolling.welcome(mallory, omar).file)
    with pytest.raises(SeveralHandedOver):
        newcomer.find_welcome(omar.safe, place)
    for each in (omar, other):
        handing.put(place, room.seal(each.asked.join.encode(), number, os.urandom))
    with pytest.raises(SeveralHandedOver):
        welcoming.find_join(place, number)
    mallory.close()
    other.close()


# ------------------------------------------------------------------------------------- who stands between


def test_a_join_of_another_room_does_not_open(omar: Waiting, tmp_path: Path) -> None:
    lena = enrolling.ask(tmp_path / "lena", "Lena")
    with pytest.raises(OpensNot):
        welcoming.open_join(lena.asked.file(), omar.asked.number)
    lena.close()


def test_a_join_put_in_the_place_of_the_right_one_is_not_compared(
    alma: Casebook, omar: Waiting, tmp_path: Path
) -> None:
    """Somebody saw the number and puts their own JOIN on the stick, under the newcomer's name."""
    mallory = enrolling.ask(tmp_path / "mallory", "Omar")
    file = room.seal(mallory.asked.join.encode(), omar.asked.number, os.urandom)
    join = welcoming.open_join(file, omar.asked.number)
    before = log.heads(alma.db)
    with pytest.raises(WrongWord):
        joining.compared(join, "en", joining.words(omar.asked.join, "en")[3])
    with pytest.raises(NotCompared):
        welcoming.welcome(alma, join, enrolling.right(omar.asked.join), Terms(), omar.asked.number)
    assert log.heads(alma.db) == before
    mallory.close()


def test_a_welcome_for_somebody_else_opens_nothing(alma: Casebook, omar: Waiting, tmp_path: Path) -> None:
    lena = enrolling.ask(tmp_path / "lena", "Lena")
    hers = enrolling.welcome(alma, lena)
    with pytest.raises(OpensNot):
        opened(omar, hers.file)
    box = room.unseal(hers.file, lena.asked.number)
    with pytest.raises(NotForUs):
        opened(omar, room.seal(box, omar.asked.number, os.urandom))
    assert is_untouched(omar)
    lena.close()


def test_a_welcome_of_another_team_has_other_words(alma: Casebook, omar: Waiting, tmp_path: Path) -> None:
    """Somebody took the JOIN off the stick and welcomes the newcomer into a team of their own."""
    mallory = enrolling.found(tmp_path / "mallory").book
    hers, his = enrolling.welcome(alma, omar), enrolling.welcome(mallory, omar)
    found = opened(omar, his.file)
    with pytest.raises(WrongWord):
        joining.compared(found.team, "ru", joining.words(hers.team, "ru")[3])
    with pytest.raises(NotCompared):
        newcomer.enter(omar, found, enrolling.right(hers.team))
    assert is_untouched(omar)
    assert enrolling.enter(omar, hers.file).own.compartment == alma.own.compartment
    mallory.close()


def test_an_old_welcome_is_none(alma: Casebook, omar: Waiting) -> None:
    old = enrolling.welcome(alma, omar)
    newcomer.ask_again(omar)
    with pytest.raises(OpensNot):
        opened(omar, old.file)
    file = enrolling.welcome(alma, omar).file
    number = omar.asked.number
    book = enrolling.enter(omar, file)
    with pytest.raises(NotAwaiting):
        newcomer.open_welcome(book.safe, file)
    assert number


def test_an_old_welcome_under_the_new_number_is_none(alma: Casebook, omar: Waiting) -> None:
    old, number = enrolling.welcome(alma, omar), omar.asked.number
    newcomer.ask_again(omar)
    box = room.unseal(old.file, number)
    with pytest.raises(NotForUs):
        opened(omar, room.seal(box, omar.asked.number, os.urandom))


def test_a_welcome_without_its_own_admin_is_refused(alma: Casebook, omar: Waiting) -> None:
    found = opened(omar, enrolling.welcome(alma, omar).file)
    team = Team(found.team.root, keys.make_signing()[1], os.urandom(32))
    _refused(omar, msgspec.structs.replace(found.welcome, team=team.encode()), "admin")


def test_a_welcome_without_the_founding_entry_is_refused(alma: Casebook, omar: Waiting) -> None:
    found = opened(omar, enrolling.welcome(alma, omar).file)
    _refused(omar, msgspec.structs.replace(found.welcome, entries=found.welcome.entries[1:]), "root")
    team = Team(EntryId(os.urandom(32)), found.team.admin, os.urandom(32))
    _refused(omar, msgspec.structs.replace(found.welcome, team=team.encode()), "root")


def test_a_welcome_for_another_record_is_refused(alma: Casebook, omar: Waiting) -> None:
    found = opened(omar, enrolling.welcome(alma, omar).file)
    _refused(omar, msgspec.structs.replace(found.welcome, device=alma.own.device), "device")


def test_a_welcome_that_leaves_out_the_enrolment_is_refused(alma: Casebook, omar: Waiting) -> None:
    found = opened(omar, enrolling.welcome(alma, omar).file)
    for end in (3, 4):
        cut = found.welcome.entries[:-end]
        _refused(omar, msgspec.structs.replace(found.welcome, entries=cut), "device")


def test_a_welcome_with_a_gap_is_refused(alma: Casebook, omar: Waiting) -> None:
    entries = opened(omar, enrolling.welcome(alma, omar).file).welcome.entries
    _refused(omar, _of(alma, omar, (*entries[:2], *entries[3:])), "entries")


def test_a_welcome_without_a_paper_admin_is_refused(omar: Waiting, tmp_path: Path) -> None:
    """A team of one without shares, whose program was changed so as to take people in all the same."""
    bea = books.make(tmp_path / "bea", "Bea")
    act = Change(bea.new_id(), "device", "signing", Op.SET, omar.asked.join.signing)
    bea.record(Verb.SET_UP, [act])
    root = quarantine.root(bea.db)
    assert root is not None
    entries = tuple(joining.Carried(e.header_bytes, e.signature, e.parts) for e in log.entries(bea.db))
    team = joining.make_team(root.entry, bea.own.public, os.urandom)
    epoch = joining.Epoch(bea.own.compartment, bytes(32))
    made = Welcome(1, team.encode(), act.record, bytes(32), (epoch,), entries)
    _refused(omar, made, "paper")
    bea.close()


def test_no_altered_entry_of_a_welcome_is_taken(alma: Casebook, omar: Waiting) -> None:
    """A bit anywhere in what is signed: one of our refusals, nothing else, and nothing written."""
    found = opened(omar, enrolling.welcome(alma, omar, Terms(history=True)).file)
    entries, choose = found.welcome.entries, random.Random(5)
    for _ in range(60):
        at = choose.randrange(len(entries))
        one = entries[at]
        fields = [one.header, one.signature, *(part for part in one.parts if part is not None)]
        which = choose.randrange(len(fields))
        data = bytearray(fields[which])
        data[choose.randrange(len(data))] ^= 1 << choose.randrange(8)
        fields[which] = bytes(data)
        rest = iter(fields[2:])
        parts = tuple(None if part is None else next(rest) for part in one.parts)
        forged = joining.Carried(fields[0], fields[1], parts)
        made = msgspec.structs.replace(found.welcome, entries=(*entries[:at], forged, *entries[at + 1 :]))
        with pytest.raises(CasebookError):
            newcomer.enter(omar, Opened(found.team, made), enrolling.right(found.team))
        assert is_untouched(omar)


def test_a_member_cannot_enrol(alma: Casebook, omar: Waiting, tmp_path: Path) -> None:
    member = enrolling.take_in(alma, tmp_path / "lena", "Lena")
    with pytest.raises(NotFromAbove):
        welcoming.check_can_invite(member)
    with pytest.raises(NotFromAbove):
        enrolling.welcome(member, omar)
    # Nor with a program that was changed so as to write the act all the same.
    device = member.new_id()
    _write(member, Enrol(omar.asked.join.signing, device, Role.MEMBER, True, ()))
    made = _of(member, omar, _entries(member), device)
    _refused(omar, made, "admin")
    as_admin = Team(EntryId(_root(member)), alma.own.public, os.urandom(32))
    _refused(omar, msgspec.structs.replace(made, team=as_admin.encode()), "device")
    member.close()


def test_a_removed_admin_enrols_into_nothing(alma: Casebook, omar: Waiting, tmp_path: Path) -> None:
    """Removed, and not told: whoever it takes in belongs to nobody else, and learns so at the first meeting."""
    bea = enrolling.take_in(alma, tmp_path / "bea", "Bea", Role.ADMIN)
    roster.cut(alma, bea.own.public, Reason.STOLEN)
    book = enrolling.enter(omar, enrolling.welcome(bea, omar).file)
    note = book.new_id()
    records.write(book, Verb.EDIT, [New(note, "note"), Set(note, "title", "from Omar")])
    for giver in (bea, book):
        books.give(giver, alma)
    assert roster.line(alma).get(book.own.public) is None
    assert alma.get(note) is None
    assert book.own.public not in {device.public for device in roster.live(alma)}
    # Its own casebook knows as soon as it holds the cut.
    books.give(alma, book)
    assert roster.line(book).get(book.own.public) is None
    assert epochs.current(book, book.own.compartment) is None
    assert not team.trust(book).enrolled
    # Somebody who may take it in does, as it is; and what was written in between counts.
    asked = newcomer.ask_as_new_device(book, "Omar")
    join = welcoming.open_join(asked.file(), asked.number)
    done = welcoming.welcome(alma, join, enrolling.right(join), Terms(), asked.number)
    found = newcomer.open_welcome(book.safe, done.file)
    newcomer.enter_as_new_device(book, found, enrolling.right(found.team))
    books.give(book, alma)
    assert alma.need(note).value("title") == "from Omar"
    assert team.trust(book).enrolled
    check.check(book)
    bea.close()


def test_a_removed_key_is_not_taken_in_again(alma: Casebook, omar: Waiting) -> None:
    enrolling.welcome(alma, omar)
    roster.cut(alma, omar.asked.join.signing, Reason.LEFT)
    with pytest.raises(KeyWasRemoved):
        enrolling.welcome(alma, omar)


# --------------------------------------------------------------------------------- devices that come back


def test_the_paper_admin_takes_a_new_device_in_from_a_members_casebook(omar: Waiting, tmp_path: Path) -> None:
    """The only admin's laptop is gone: a member and two shares are enough."""
    founded = enrolling.found(tmp_path / "alma")
    member = enrolling.take_in(founded.book, tmp_path / "lena", "Lena")
    join = welcoming.open_join(omar.asked.file(), omar.asked.number)
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
    join = welcoming.open_join(asked.file(), asked.number)
    done = welcoming.welcome(alma, join, enrolling.right(join), Terms(history=True), asked.number)
    roster.cut(alma, former, Reason.REPLACED)
    found = newcomer.open_welcome(book.safe, done.file)
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
    join = welcoming.open_join(asked.file(), asked.number)
    done = welcoming.welcome(alma, join, enrolling.right(join), Terms(), asked.number)
    found = newcomer.open_welcome(bea.safe, done.file)
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


# ----------------------------------------------------------------------------------------------- forging


def _write(book: Casebook, word: Enrol) -> None:
    act = Change(book.new_id(), ROSTER_KIND, ACT_UNIT, Op.SET, value_of(word))
    book.record(Verb.ROSTER, [act])


def _root(book: Casebook) -> bytes:
    root = quarantine.root(book.db)
    assert root is not None
    return root.entry


def _entries(book: Casebook) -> tuple[joining.Carried, ...]:
    return tuple(joining.Carried(e.header_bytes, e.signature, e.parts) for e in log.entries(book.db))


def _of(
    book: Casebook, waiting: Waiting, entries: tuple[joining.Carried, ...], device: bytes | None = None
) -> Welcome:
    """A welcome of *book* with these entries."""
    found = roster.line(book).get(waiting.asked.join.signing)
    record = device or (found.record if found is not None else None)
    assert record is not None
    team = joining.make_team(EntryId(_root(book)), book.own.public, os.urandom)
    epoch = joining.Epoch(book.own.compartment, bytes(32))
    return Welcome(1, team.encode(), record, bytes(32), (epoch,), entries)


def _refused(waiting: Waiting, made: Welcome, why: str) -> None:
    """Even after its words were compared, nothing of it is taken."""
    found = opened(waiting, sealed(waiting, made))
    with pytest.raises(BadWelcome) as refused:
        newcomer.enter(waiting, found, enrolling.right(found.team))
    assert refused.value.why == why
    assert is_untouched(waiting)
