"""What somebody tries who stands between two people, welcomes without a right to, or forges what is handed over."""

from __future__ import annotations

import os
import random
from pathlib import Path

import msgspec
import pytest

import books
import enrolling
import spoken
from casebook.base.errors import CasebookError
from casebook.base.ids import EntryId
from casebook.casework import check, records, roster
from casebook.casework.awaiting import NotAwaiting
from casebook.casework.book import Casebook
from casebook.casework.records import New, Set
from casebook.casework.roster import AlreadyInLine, NotFromAbove
from casebook.casework.touched import Verb
from casebook.journal import log, quarantine
from casebook.journal.acts import ACT_UNIT, ROSTER_KIND, Enrol, Reason, Role, value_of
from casebook.journal.entry import Change, Op
from casebook.sync import epochs, joining, newcomer, room, team, welcoming
from casebook.sync.comparing import WrongWord
from casebook.sync.joining import BadWelcome, NotCompared, Team, Welcome
from casebook.sync.newcomer import NotForUs, Opened, Waiting
from casebook.sync.room import OpensNot
from casebook.sync.welcoming import KeyWasRemoved, Terms
from casebook.vault import keys

pytestmark = pytest.mark.usefixtures("cheap")


@pytest.fixture
def alma(alma: Casebook) -> Casebook:
    """With one note in it."""
    spoken.note(alma, "before anybody came")
    return alma


@pytest.fixture
def omar(omar_waits: Waiting) -> Waiting:
    return omar_waits


def sealed(waiting: Waiting, made: Welcome) -> bytes:
    """What somebody hands over who has the JOIN and its number, and makes WELCOME by themselves."""
    return room.seal(joining.seal_welcome(made, waiting.asked.join), waiting.asked.number, os.urandom)


# ------------------------------------------------------------------------------------- who stands between


def test_a_join_of_another_room_does_not_open(omar: Waiting, tmp_path: Path) -> None:
    lena = enrolling.ask(tmp_path / "lena", "Lena")
    with pytest.raises(OpensNot):
        welcoming.open_join(lena.asked.file(), omar.asked.number, run=enrolling.here)
    lena.close()


def test_a_join_put_in_the_place_of_the_right_one_is_not_compared(
    alma: Casebook, omar: Waiting, tmp_path: Path
) -> None:
    """Somebody saw the number and puts their own JOIN on the stick, under the newcomer's name."""
    mallory = enrolling.ask(tmp_path / "mallory", "Omar")
    file = room.seal(mallory.asked.join.encode(), omar.asked.number, os.urandom)
    join = welcoming.open_join(file, omar.asked.number, run=enrolling.here)
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
        enrolling.opened(omar, hers.file)
    box = room.unseal(hers.file, lena.asked.number)
    with pytest.raises(NotForUs):
        enrolling.opened(omar, room.seal(box, omar.asked.number, os.urandom))
    assert enrolling.is_untouched(omar)
    lena.close()


def test_a_welcome_of_another_team_has_other_words(alma: Casebook, omar: Waiting, tmp_path: Path) -> None:
    """Somebody took the JOIN off the stick and welcomes the newcomer into a team of their own."""
    mallory = enrolling.found(tmp_path / "mallory").book
    hers, his = enrolling.welcome(alma, omar), enrolling.welcome(mallory, omar)
    found = enrolling.opened(omar, his.file)
    with pytest.raises(WrongWord):
        joining.compared(found.team, "ru", joining.words(hers.team, "ru")[3])
    with pytest.raises(NotCompared):
        newcomer.enter(omar, found, enrolling.right(hers.team))
    assert enrolling.is_untouched(omar)
    assert enrolling.enter(omar, hers.file).own.compartment == alma.own.compartment
    mallory.close()


def test_an_old_welcome_is_none(alma: Casebook, omar: Waiting) -> None:
    old = enrolling.welcome(alma, omar)
    newcomer.ask_again(omar)
    with pytest.raises(OpensNot):
        enrolling.opened(omar, old.file)
    file = enrolling.welcome(alma, omar).file
    number = omar.asked.number
    book = enrolling.enter(omar, file)
    with pytest.raises(NotAwaiting):
        newcomer.open_welcome(book.safe, file, run=enrolling.here)
    assert number


def test_an_old_welcome_under_the_new_number_is_none(alma: Casebook, omar: Waiting) -> None:
    old, number = enrolling.welcome(alma, omar), omar.asked.number
    newcomer.ask_again(omar)
    box = room.unseal(old.file, number)
    with pytest.raises(NotForUs):
        enrolling.opened(omar, room.seal(box, omar.asked.number, os.urandom))


def test_a_welcome_without_its_own_admin_is_refused(alma: Casebook, omar: Waiting) -> None:
    found = enrolling.opened(omar, enrolling.welcome(alma, omar).file)
    team = Team(found.team.root, keys.make_signing()[1], os.urandom(32))
    _refused(omar, msgspec.structs.replace(found.welcome, team=team.encode()), "admin")


def test_a_welcome_without_the_founding_entry_is_refused(alma: Casebook, omar: Waiting) -> None:
    found = enrolling.opened(omar, enrolling.welcome(alma, omar).file)
    _refused(omar, msgspec.structs.replace(found.welcome, entries=found.welcome.entries[1:]), "root")
    team = Team(EntryId(os.urandom(32)), found.team.admin, os.urandom(32))
    _refused(omar, msgspec.structs.replace(found.welcome, team=team.encode()), "root")


def test_a_welcome_for_another_record_is_refused(alma: Casebook, omar: Waiting) -> None:
    found = enrolling.opened(omar, enrolling.welcome(alma, omar).file)
    _refused(omar, msgspec.structs.replace(found.welcome, device=alma.own.device), "device")


def test_a_welcome_that_leaves_out_the_enrolment_is_refused(alma: Casebook, omar: Waiting) -> None:
    found = enrolling.opened(omar, enrolling.welcome(alma, omar).file)
    for end in (3, 4):
        cut = found.welcome.entries[:-end]
        _refused(omar, msgspec.structs.replace(found.welcome, entries=cut), "device")


def test_a_welcome_with_a_gap_is_refused(alma: Casebook, omar: Waiting) -> None:
    entries = enrolling.opened(omar, enrolling.welcome(alma, omar).file).welcome.entries
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
    found = enrolling.opened(omar, enrolling.welcome(alma, omar, Terms(history=True)).file)
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
        assert enrolling.is_untouched(omar)


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
    join = welcoming.open_join(asked.file(), asked.number, run=enrolling.here)
    done = welcoming.welcome(alma, join, enrolling.right(join), Terms(), asked.number)
    found = newcomer.open_welcome(book.safe, done.file, run=enrolling.here)
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


# ----------------------------------------------------------------------------------------------- forging


def test_a_join_with_a_teammates_key_gets_nothing(alma: Casebook, omar: Waiting, tmp_path: Path) -> None:
    """The key in a JOIN is proved by nothing: under that of Luis, somebody would be in whom nobody can remove."""
    luis = enrolling.take_in(alma, tmp_path / "luis", "Luis")
    books.meet([alma, luis])
    own = omar.asked.join
    for key in (luis.own.public, alma.own.public):
        false = joining.Join("Luis", key, own.one_time, own.random)
        with pytest.raises(AlreadyInLine):
            welcoming.welcome(alma, false, enrolling.right(false), Terms(), omar.asked.number)
    assert [each.public for each in roster.live(alma)] == [alma.own.public, luis.own.public]
    luis.close()


def test_whoever_lost_a_welcome_may_ask_anew(alma: Casebook, omar: Waiting) -> None:
    enrolling.welcome(alma, omar)
    newcomer.ask_again(omar)
    book = enrolling.enter(omar, enrolling.welcome(alma, omar).file)
    books.meet([alma, book])
    assert check.check(book).state == check.check(alma).state


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
    found = enrolling.opened(waiting, sealed(waiting, made))
    with pytest.raises(BadWelcome) as refused:
        newcomer.enter(waiting, found, enrolling.right(found.team))
    assert refused.value.why == why
    assert enrolling.is_untouched(waiting)
