"""A team of real casebooks: who is removed, what stands aside, what comes back, in whatever order it arrives."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import books
import teams
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import (
    check,
    circles,
    danger,
    erasing,
    evidence,
    identity,
    incoming,
    records,
    roster,
    snapshot,
    standing,
    undo,
)
from casebook.casework.book import Casebook, DeviceRemoved
from casebook.casework.incoming import Offered, take_in
from casebook.casework.rescuing import rescue
from casebook.casework.restoring import restore
from casebook.casework.touched import Verb
from casebook.journal import erasure, frontier, history, lists, log, projection, quarantine
from casebook.journal.acts import ACT_UNIT, ROSTER_KIND, Admit, Cut, Enrol, Reason, Role, Word, value_of
from casebook.journal.authority import Why
from casebook.journal.chains import leads_to
from casebook.journal.entry import Change, Op
from casebook.journal.lists import Asked
from casebook.journal.verifying import CountsWrongly, MissingPart
from casebook.search import query
from casebook.sync import receipts
from casebook.vault.copying import export_copy
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from drawing import draw, drawing, edit, same
from oneteam import one_team

NAMES = ("ana", "luis", "vera")
Team = tuple[Casebook, Casebook, Casebook]
MARK = "zebrafinch"
OPENING = Opening(Secret(books.PASSPHRASE))


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("team")
    with books.derived_once():
        for book in teams.under_paper(folder, NAMES):
            book.close()
    return folder


@pytest.fixture
def team(tmp_path: Path, closed: Path) -> Iterator[Team]:
    """Ana founded it; Luis and Vera are admins below her; the paper admin stands above all."""
    with books.derived_once():
        opened = [books.reopen(books.copy(closed / name, tmp_path / name)) for name in NAMES]
        yield opened[0], opened[1], opened[2]
        for each in opened:
            each.close()


def act(book: Casebook, *words: Word) -> None:
    """Written without asking whether it counts: what a changed program would do."""
    changes = [Change(book.new_id(), ROSTER_KIND, ACT_UNIT, Op.SET, value_of(word)) for word in words]
    book.record(Verb.ROSTER, changes)


def state(book: Casebook) -> bytes:
    return check.check(book).state


def last(book: Casebook) -> bytes:
    return next(log.latest(book.db, book.own.feed)).id


# ------------------------------------------------------------------------------------------ removal


def test_a_team_agrees_on_its_line(team: Team) -> None:
    lines = [roster.line(book).devices for book in team]
    assert lines[0] == lines[1] == lines[2]
    assert [device.is_paper for device in lines[0]] == [True, False, False, False]
    assert [device.public for device in lines[0][1:]] == [team[0].own.public, *sorted(
        (team[1].own.public, team[2].own.public), key=[d.public for d in lines[0]].index)]  # fmt: skip
    assert len({state(book) for book in team}) == 1
    assert {device.public for device in roster.live(team[2])} == {book.own.public for book in team}


def _edits(ana: Casebook, luis: Casebook, note: RecordId) -> None:
    edit(luis, note, title=MARK)


def _deletes(ana: Casebook, luis: Casebook, note: RecordId) -> None:
    records.delete(luis, note)


def _erases(ana: Casebook, luis: Casebook, note: RecordId) -> None:
    erasing.erase(luis, note, reason="consent-withdrawn")


def _removes_everybody(ana: Casebook, luis: Casebook, note: RecordId) -> None:
    act(luis, *(Cut(device.public, (), "stolen") for device in roster.line(ana).devices))


def _enrols_a_friend(ana: Casebook, luis: Casebook, note: RecordId) -> None:
    act(luis, Enrol(b"\x07" * 32, luis.new_id(), Role.PUBLISHER, True, ()))


def _admits_itself(ana: Casebook, luis: Casebook, note: RecordId) -> None:
    entry = edit(luis, note, title=MARK).entry
    act(luis, Admit(entry))


def _names_a_key(ana: Casebook, luis: Casebook, note: RecordId) -> None:
    luis.record(Verb.SET_UP, [Change(luis.new_id(), "device", "signing", Op.SET, b"\x07" * 32)])


LATER = (_edits, _deletes, _erases, _removes_everybody, _enrols_a_friend, _admits_itself, _names_a_key)


@pytest.mark.parametrize("later", LATER)
@pytest.mark.parametrize("first", ["cut", "late"])
def test_what_a_device_does_after_its_cut_changes_nothing(
    team: Team, later: Callable[[Casebook, Casebook, RecordId], None], first: str
) -> None:
    ana, luis, vera = team
    note = draw(ana, 'note:1  title  "amber"')["note:1"]
    books.meet(team)
    roster.cut(ana, luis.own.public, Reason.STOLEN)
    later(ana, luis, note)
    givers = (ana, luis) if first == "cut" else (luis, ana)
    taken = [books.give(giver, vera) for giver in givers]
    assert vera.need(note).value("title") == "amber"
    assert state(vera) == state(ana)
    assert bool(taken[1].quarantined if first == "cut" else taken[1].withdrawn)
    assert [each.device.rank for each in roster.quarantined(vera) if each.device] == [
        roster.line(vera).get(luis.own.public).rank  # type: ignore[union-attr]  # it is in the line
    ]
    assert incoming.pending_orders(vera) == []
    assert vera.writable


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_order_of_arrival_what_counts_is_the_same(team: Team, tmp_path: Path, seed: int) -> None:
    """Ana and Luis write and remove; Vera is given all of it piece by piece, in an order of chance."""
    ana, luis, vera = team
    made = draw(ana, 'note:1  title  "amber"\nperson:1  remarks  "birch"')
    books.meet((ana, luis))
    edit(luis, made["note:1"], title="cedar")
    books.give(luis, ana)
    roster.cut(ana, luis.own.public, Reason.LOST)
    _edits(ana, luis, made["note:1"])
    _erases(ana, luis, made["person:1"])
    _removes_everybody(ana, luis, made["note:1"])
    late = draw(luis, 'note:2  title  "zebrafinch"')["note:2"]
    books.give(luis, ana)
    before = log.entry(ana.db, quarantine.standing_aside(ana.db)[0].entry)
    assert before is not None
    roster.admit(ana, before.id)
    offered = [*books.offers(ana), *books.offers(luis)]
    chance = random.Random(seed)
    chance.shuffle(offered)
    while offered:
        size = chance.randint(1, 6)
        left = take_in(vera, offered[:size]).waiting
        chance.shuffle(offered := [*left, *offered[size:]] if len(left) < size else [*offered[size:], *left])
    assert vera.get(late) is None
    assert state(vera) == state(ana)
    assert drawing(vera) == drawing(ana)
    assert take_in(vera, books.offers(luis)).entries == ()


def test_what_stands_aside_appears_nowhere(team: Team) -> None:
    ana, luis, vera = team
    made = draw(ana, 'person:1  remarks  "amber"')
    books.meet(team)
    roster.cut(ana, luis.own.public, Reason.STOLEN)
    luis.clock.heard((1_900_000_000_000) << 16)
    late = draw(luis, f'note:2  title  "{MARK}"')["note:2"]
    edit(luis, made["person:1"], remarks=f"{MARK} said it")
    _erases(ana, luis, made["person:1"])
    books.give(ana, vera)
    today, before = snapshot.take(vera).today, check.check(vera).journal.aside
    taken = books.give(luis, vera)
    assert len(taken.quarantined) == len(taken.entries) > 2
    assert vera.get(late) is None
    assert vera.need(made["person:1"]).text("remarks") == "amber"
    assert query.find(vera.db, MARK) == []
    assert lists.count(vera.db, Asked("note")) == 0
    assert late not in set(log.records(vera.db))
    assert frontier.frontier(vera.db, late) == {}
    assert history.history(vera.db, late) == []
    assert len(history.history(vera.db, made["person:1"])) == 1
    assert history.orders(vera.db) == []
    seen = snapshot.take(vera)
    assert (seen.get(late), seen.today) == (None, today)
    assert late not in danger.everything_in(vera, Progress()).said
    projection.rebuild(vera.db, Progress())
    assert vera.get(late) is None
    checked = check.check(vera)
    assert checked.journal.aside == before + len(taken.entries)
    assert not checked.repaired
    tables = [row[0] for row in vera.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    for table in set(tables) - {"part"}:
        rows = vera.db.execute(f'SELECT * FROM "{table}"')
        assert not any(MARK in str(cell).casefold() for row in rows for cell in row), table


def test_an_admission_brings_them_into_the_state_and_everything_made_from_it(team: Team) -> None:
    ana, luis, vera = team
    roster.cut(ana, luis.own.public, Reason.LOST)
    made = draw(luis, 'note:1  title  "amber"')
    draw(luis, 'note:2  title  "birch"')
    books.meet(team)
    aside = roster.quarantined(ana)[0]
    assert (aside.public, [each.why for each in aside.entries]) == (luis.own.public, [Why.BEYOND] * 2)
    roster.admit(ana, aside.entries[0].entry)
    taken = books.give(ana, vera)
    assert taken.released == (aside.entries[0].entry,)
    assert drawing(vera) == drawing(ana) == same('note:1  title  "amber"')
    assert vera.need(made["note:1"]).value("title") == "amber"
    with pytest.raises(roster.NothingAside):
        roster.admit(ana, aside.entries[0].entry)
    assert state(vera) == state(ana)


def test_a_removed_casebook_can_be_read_and_writes_nothing(team: Team) -> None:
    ana, luis, vera = team
    draw(luis, 'note:1  title  "amber"')
    books.meet(team)
    roster.cut(ana, luis.own.public, Reason.LEFT)
    late = draw(luis, 'note:2  title  "birch"')
    books.give(ana, luis)
    assert not luis.writable
    assert drawing(luis) == same('note:1  title  "amber"')
    with pytest.raises(DeviceRemoved):
        draw(luis, 'note:3  title  "cedar"')
    assert luis.get(late["note:2"]) is None
    check.check(luis)
    roster.as_paper(vera, teams.paper_key(), [Cut(ana.own.public, (), "stolen")])
    assert roster.line(vera).get(luis.own.public) is None, "who was enrolled by nobody who counts"


def test_the_paper_admin_undoes_what_the_founders_stolen_laptop_did(team: Team) -> None:
    ana, luis, vera = team
    draw(ana, 'note:1  title  "amber"')
    books.meet(team)
    until = roster.ends.of_device(vera.db, ana.own.public)
    for other in (luis, vera):
        roster.cut(ana, other.own.public, Reason.STOLEN, ())
    books.meet(team)
    assert not luis.writable
    assert not vera.writable
    roster.as_paper(vera, teams.paper_key(), [Cut(ana.own.public, until, Reason.STOLEN.value)])
    books.meet((luis, vera))
    assert luis.writable
    assert vera.writable
    assert drawing(luis) == drawing(vera) == same('note:1  title  "amber"')
    assert state(luis) == state(vera)
    books.give(vera, ana)
    assert not ana.writable


# ------------------------------------------------------------------------------------------ orders


def test_an_order_beyond_the_cut_is_void_and_what_it_hid_comes_back(team: Team) -> None:
    ana, luis, vera = team
    made = draw(ana, 'person:1  remarks  "amber"')
    books.meet(team)
    until = roster.ends.of_device(ana.db, luis.own.public)
    _erases(ana, luis, made["person:1"])
    books.give(luis, vera)
    assert vera.get(made["person:1"]) is None
    roster.cut(ana, luis.own.public, Reason.STOLEN, until)
    assert books.give(ana, vera).withdrawn
    assert vera.need(made["person:1"]).value("remarks") == "amber"
    assert state(vera) == state(ana)


def test_what_was_destroyed_before_the_order_fell_is_no_damage(team: Team) -> None:
    ana, luis, vera = team
    made = draw(ana, 'person:1  remarks  "amber"\nperson:1  age  "40"')
    books.meet(team)
    until = roster.ends.of_device(ana.db, luis.own.public)
    erasing.erase(luis, made["person:1"], "remarks", reason="consent-withdrawn")
    books.give(luis, vera)
    incoming.obey(vera, incoming.pending_orders(vera))
    roster.cut(ana, luis.own.public, Reason.STOLEN, until)
    books.give(ana, vera)
    assert vera.need(made["person:1"]).value("remarks") is None
    assert check.check(vera).journal.destroyed > 0


def test_an_order_destroys_in_what_stands_aside(team: Team) -> None:
    ana, luis, vera = team
    made = draw(ana, 'person:1  remarks  "amber"')
    books.meet(team)
    roster.cut(ana, luis.own.public, Reason.LOST)
    edit(luis, made["person:1"], remarks=MARK)
    books.give(ana, vera)
    books.give(luis, vera)
    assert MARK.encode() in books.raw(vera)
    erasing.erase(vera, made["person:1"], reason="consent-withdrawn")
    assert MARK.encode() not in books.raw(vera)
    check.check(vera)
    books.give(luis, vera)
    assert MARK.encode() not in books.raw(vera), "nor does it come back"
    assert erasure.obeyed(vera.db)


# ------------------------------------------------------------------------------------------ set aside here


def test_what_is_set_aside_goes_with_what_follows_it_until_it_is_taken_again(team: Team) -> None:
    _ana, luis, vera = team
    made = draw(luis, 'person:1  remarks  "amber"')
    books.meet(team)
    before = state(vera)
    edit(luis, made["person:1"], remarks="birch")
    erasing.erase(luis, made["person:1"], "remarks", reason="consent-withdrawn")
    later = draw(luis, 'note:2  title  "cedar"')
    taken = books.give(luis, vera)
    after = state(vera)
    with vera.db.transaction():
        settled = standing.set_aside(vera, taken.entries[:1])
    assert set(settled.moved.out) == set(taken.entries)
    assert state(vera) == before
    edit(luis, later["note:2"], title="dogwood")
    more = books.give(luis, vera)
    assert more.quarantined == more.entries
    assert luis.own.public not in {one.public for one in roster.quarantined(vera)}, (
        "nobody else keeps it back"
    )
    with pytest.raises(roster.NothingAside):
        roster.admit(vera, taken.entries[0])
    with vera.db.transaction():
        standing.take_again(vera, taken.entries)
    assert vera.need(later["note:2"]).value("title") == "cedar"
    assert state(vera) == after
    with vera.db.transaction():
        standing.take_again(vera, more.entries)
    assert state(vera) == state(luis)


def test_a_removal_is_not_undone_by_setting_it_aside(team: Team) -> None:
    ana, luis, vera = team
    roster.cut(ana, luis.own.public, Reason.STOLEN)
    taken = books.give(ana, vera)
    with vera.db.transaction():
        standing.set_aside(vera, taken.entries)
    draw(luis, 'note:1  title  "amber"')
    assert books.give(luis, vera).quarantined
    assert drawing(vera) == ""


# ------------------------------------------------------------------------------------------ no history


def _without_parts(offered: Offered) -> Offered:
    return Offered(offered.header, offered.signature, tuple(None for _ in offered.parts))


def _before_their_time(ana: Casebook, new: Casebook) -> list[Offered]:
    """What a newcomer without history is given: what says who belongs in full, of all else before only headers."""
    acts = {each.entry for each in quarantine.acts(ana.db)}
    device = roster.line(ana).get(new.own.public)
    assert device is not None
    chains = roster.line(ana).chains
    heads = [head for _, head in device.before or ()]
    offered = []
    for entry, each in zip(log.entries(ana.db), books.offers(ana), strict=True):
        early = any(leads_to(chains, entry.id, head) for head in heads)
        offered.append(_without_parts(each) if early and entry.id not in acts else each)
    return offered


def test_a_device_without_history_holds_headers_of_what_was_before_its_time(
    team: Team, tmp_path: Path
) -> None:
    ana, _luis, _vera = team
    draw(ana, 'note:1  title  "amber"')
    books.meet(team)
    new = books.make(tmp_path / "tariq", "tariq")
    teams.join(ana, new, Role.MEMBER, history=False)
    after = draw(ana, 'note:2  title  "birch"')
    take_in(new, _before_their_time(ana, new))
    assert drawing(new) == same('note:1  title  "birch"')
    assert check.check(new).journal.before > 0
    assert check.check(ana).journal.before == 0
    books.give(new, ana)
    check.check(ana)
    row = new.db.one("SELECT entry FROM part WHERE record = ?", (after["note:2"],))
    with new.db.transaction():
        new.db.execute("DELETE FROM part WHERE entry = ?", row)
        new.db.execute("UPDATE entry SET act = NULL WHERE n = ?", row)
    with pytest.raises(MissingPart):
        check.check(new)
    new.close()


def test_nobody_else_may_lack_parts_because_somebody_has_no_history(team: Team, tmp_path: Path) -> None:
    ana, _luis, vera = team
    made = draw(ana, 'note:1  title  "amber"')
    books.meet(team)
    new = books.make(tmp_path / "tariq", "tariq")
    teams.join(ana, new, history=False)
    books.meet((ana, vera))
    row = vera.db.one("SELECT entry FROM part WHERE record = ?", (made["note:1"],))
    with vera.db.transaction():
        vera.db.execute("DELETE FROM part WHERE entry = ?", row)
        vera.db.execute("UPDATE entry SET act = NULL WHERE n = ?", row)
    with pytest.raises(MissingPart):
        check.check(vera)
    new.close()


# ------------------------------------------------------------------------------------------ tampering


def test_a_row_that_was_taken_out_of_quarantine_is_found(team: Team) -> None:
    ana, luis, _vera = team
    roster.cut(ana, luis.own.public, Reason.STOLEN)
    draw(luis, 'note:1  title  "amber"')
    books.meet((ana, luis))
    with ana.db.transaction():
        ana.db.execute("DELETE FROM aside")
    for look in (check.check, snapshot.take):
        with pytest.raises(CountsWrongly):
            look(ana)


def test_a_row_that_was_put_into_quarantine_is_found(team: Team) -> None:
    ana, _, _ = team
    draw(ana, 'note:1  title  "amber"')
    with ana.db.transaction():
        ana.db.execute("INSERT INTO aside SELECT max(n), 'beyond-cut', 0 FROM entry")
    for look in (check.check, snapshot.take):
        with pytest.raises(CountsWrongly):
            look(ana)


def test_an_old_casebook_is_brought_forward_and_knows_who_may_write(tmp_path: Path) -> None:
    with books.derived_once():
        ana, luis = one_team(tmp_path, ("ana", "luis"))
        folder, line = ana.safe.folder, roster.line(ana).devices
        newer = {row[0] for row in ana.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        with ana.db.transaction():
            for table in {"aside", "roster_entry", "import", "imported", "awaited", "carried"} & newer:
                ana.db.execute(f'DROP TABLE "{table}"')
            ana.db.execute("PRAGMA user_version=1")
        ana.close()
        again = books.reopen(folder)
        assert roster.line(again).devices == line
        assert [device.public for device in line] == [ana.own.public, luis.own.public]
        draw(luis, 'note:1  title  "amber"')
        assert luis.own.feed not in books.give(luis, again).strangers
        assert drawing(again) == same('note:1  title  "amber"')
        again.close()
        luis.close()


# ------------------------------------------------------------------------------------------ what is refused


def test_what_would_not_count_is_refused(team: Team, tmp_path: Path) -> None:
    ana, luis, vera = team
    junior, senior = sorted((luis, vera), key=lambda book: -roster.line(ana).get(book.own.public).rank)  # type: ignore[union-attr]
    with pytest.raises(roster.PaperAdminStands):
        roster.name_paper(ana, b"\x07" * 32)
    with pytest.raises(roster.NotFromAbove):
        roster.cut(junior, senior.own.public, Reason.LOST)
    with pytest.raises(roster.NotFromAbove):
        roster.cut(ana, teams.paper_key().public, Reason.LOST)
    with pytest.raises(roster.NotFromAbove):
        roster.set_role(senior, ana.own.public, Role.MEMBER)
    with pytest.raises(roster.NotInLine):
        roster.cut(ana, b"\x07" * 32, Reason.LOST)
    with pytest.raises(roster.AlreadyInLine):
        roster.enrol(ana, luis.own.public, luis.own.device, Role.ADMIN, history=True)
    with pytest.raises(roster.NotInLine):
        roster.as_paper(ana, teams.paper_key("other shares"), [Cut(luis.own.public, (), "lost")])
    roster.set_role(ana, junior.own.public, Role.MEMBER)
    books.meet(team)
    with pytest.raises(roster.NotFromAbove):
        roster.enrol(junior, b"\x07" * 32, junior.new_id(), Role.ADMIN, history=True)
    roster.cut(ana, junior.own.public, Reason.LOST)
    books.meet((ana, senior))
    with pytest.raises(roster.AlreadyRemoved):
        roster.cut(senior, junior.own.public, Reason.LOST)
    alone = books.make(tmp_path / "alone", "tariq")
    with pytest.raises(roster.NeedsPaperAdmin):
        roster.enrol(alone, b"\x07" * 32, alone.new_id(), Role.ADMIN, history=True)
    alone.close()


def test_acts_are_neither_undone_nor_erased(team: Team) -> None:
    ana, luis, vera = team
    touched = roster.cut(ana, luis.own.public, Reason.LOST)
    with pytest.raises(undo.NothingToUndo):
        undo.undo(ana, touched.act)
    [cut] = touched.records
    with pytest.raises(erasing.NotErasable):
        erasing.erase(ana, cut, reason="consent-withdrawn")
    value = (cut, None, "consent-withdrawn")
    vera.record(Verb.ERASE, [Change(vera.new_id(), "erase", "order", Op.SET, value)])
    books.meet((ana, vera))
    incoming.obey(ana, incoming.pending_orders(ana))
    assert roster.line(ana).get(luis.own.public).cut is not None  # type: ignore[union-attr]  # it is in the line


def test_undo_goes_on_beside_what_stands_aside(team: Team) -> None:
    ana, luis, vera = team
    made = draw(vera, 'note:1  title  "amber"')
    books.meet(team)
    roster.cut(ana, luis.own.public, Reason.LOST)
    edit(luis, made["note:1"], title="birch")
    books.give(ana, vera)
    edit(vera, made["note:1"], title="cedar")
    books.give(luis, vera)
    undo.undo_last(vera)
    assert vera.need(made["note:1"]).value("title") == "amber"


# ------------------------------------------------------------------------------------------ copies


def _with_something_aside(team: Team, tmp_path: Path) -> str:
    """Luis was removed, and what he did later lies in Ana's casebook, an attached file with it. What Ana sees."""
    ana, luis, _ = team
    draw(ana, 'note:1  title  "amber"')
    books.meet(team)
    roster.cut(ana, luis.own.public, Reason.LOST)
    person = draw(luis, 'person:2  remarks  "birch"')["person:2"]
    (tmp_path / "paper").write_bytes(b"vermilion" * 500)
    attached, _ = evidence.attach(luis, person, tmp_path / "paper")
    books.give(luis, ana)
    name = evidence.kept(luis, attached).file
    shutil.copyfile(luis.safe.files.path(name), ana.safe.files.path(name))
    return drawing(ana)


def test_what_stands_aside_is_backed_up_and_restored_with_its_files(team: Team, tmp_path: Path) -> None:
    ana, _luis, _ = team
    shown = _with_something_aside(team, tmp_path)
    found = check.check(ana)
    assert (found.files, found.strays) == (1, ())
    assert len(check.known_files(ana, Progress())) == 1
    key = Secret(bytes(range(32)))
    export_copy(ana.safe, tmp_path / "copy", key, progress=Progress())
    book = restore(tmp_path / "copy", key, tmp_path / "restored", OPENING, kdf=CHEAPEST)
    assert drawing(book) == shown
    assert check.check(book).files == 1
    assert {each.entry for each in quarantine.standing_aside(ana.db)} == {
        each.entry for each in quarantine.standing_aside(book.db)
    }
    assert roster.line(book).get(book.own.public) is None, "a restored casebook is a new device"
    assert book.writable
    book.close()


def test_what_a_restored_casebook_wrote_before_it_was_restored_again_stays_in_it(team: Team) -> None:
    """Its device was never enrolled: teammates take nothing of it, it keeps its own."""
    ana, luis, _ = team
    identity.renew(luis)
    draw(luis, 'note:1  title  "amber"')
    identity.renew(luis)
    draw(luis, 'note:2  title  "birch"')
    shown = drawing(luis)
    assert len(books.the(luis, "note")) == 2
    check.check(luis)
    books.give(ana, luis)
    assert drawing(luis) == shown
    assert len(books.give(luis, ana).strangers) > 1
    assert drawing(ana) == ""
    check.check(luis)


def test_a_removed_device_goes_on_as_a_new_one(team: Team) -> None:
    ana, luis, _ = team
    draw(luis, 'note:1  title  "amber"')
    books.meet(team)
    roster.cut(ana, luis.own.public, Reason.REPLACED)
    books.give(ana, luis)
    with pytest.raises(DeviceRemoved):
        draw(luis, 'note:2  title  "birch"')
    identity.renew(luis)
    made = draw(luis, 'note:2  title  "birch"')
    assert books.give(luis, ana).entries == ()
    roster.enrol(ana, luis.own.public, luis.own.device, Role.MEMBER, history=True)
    books.give(luis, ana)
    assert ana.need(made["note:2"]).value("title") == "birch"
    books.give(ana, luis)
    assert state(luis) == state(ana)


def test_a_rescued_casebook_of_a_team_knows_who_was_removed(team: Team, tmp_path: Path) -> None:
    ana, luis, _vera = team
    shown = _with_something_aside(team, tmp_path)
    folder = ana.safe.folder
    ana.close()
    book, _ = rescue(folder, OPENING, tmp_path / "saved", kdf=CHEAPEST)
    assert drawing(book) == shown
    assert roster.line(book).get(luis.own.public).cut is not None  # type: ignore[union-attr]  # it is in the line
    assert luis.own.public in {each.public for each in roster.quarantined(book)}
    check.check(book)
    draw(luis, 'note:3  title  "cedar"')
    books.give(luis, book)
    assert drawing(book) == shown
    book.close()


def test_copying_the_folder_keeps_who_may_write(team: Team, tmp_path: Path) -> None:
    ana, luis, _ = team
    roster.cut(ana, luis.own.public, Reason.LOST)
    draw(luis, 'note:1  title  "amber"')
    books.give(luis, ana)
    folder = ana.safe.folder
    ana.close()
    shutil.copytree(folder, tmp_path / "elsewhere")
    again = books.reopen(tmp_path / "elsewhere")
    assert len(roster.quarantined(again)) == 1
    check.check(again)
    again.close()


# ------------------------------------------------------------------------------------------ circles


def _in_circle(book: Casebook, circle: bytes, title: str) -> RecordId:
    note = book.new_id()
    records.write(
        book, Verb.ADD, [records.New(note, "note"), records.Set(note, "title", title)], circle=circle
    )
    return note


def test_a_member_says_in_the_circle_how_far_a_removed_device_counts(team: Team) -> None:
    """Ana, who is in no circle, removes Luis. Vera is in one with him: what she had confirmed there stays."""
    ana, luis, vera = team
    circle = circles.make(luis, "Harbour", [vera.own.public]).compartment
    early = _in_circle(luis, circle, "amber")
    books.give(luis, vera)
    assert receipts.append(vera, [circle])
    late = _in_circle(luis, circle, "birch")
    roster.cut(ana, luis.own.public, Reason.STOLEN)
    assert {act.compartment for act in quarantine.acts(ana.db)} == {ana.own.compartment}
    taken = take_in(vera, [*books.offers(ana), *books.offers(luis)])
    assert vera.need(early).value("title") == "amber"
    assert vera.get(late) is None
    assert len(taken.quarantined) == 1
    [cut] = [
        act for act in quarantine.acts(vera.db) if act.compartment == circle and isinstance(act.word, Cut)
    ]
    assert cut.author == vera.own.public
    assert books.give(ana, vera).entries == ()
    check.check(vera)
    roster.admit(vera, taken.quarantined[0], circle=circle)
    assert vera.need(late).value("title") == "birch"
    assert roster.live(vera, circle) == (roster.line(vera).get(vera.own.public),)


def test_in_a_circle_nobody_was_seen_in_everything_waits(team: Team) -> None:
    ana, luis, vera = team
    circle = circles.make(luis, "Harbour", [vera.own.public]).compartment
    early = _in_circle(luis, circle, "amber")
    books.give(luis, vera)
    roster.cut(ana, luis.own.public, Reason.LEFT)
    books.give(ana, vera)
    assert vera.get(early) is None
    last = next(log.latest(luis.db, luis.own.feeds[circle])).id
    roster.cut(vera, luis.own.public, Reason.LEFT, ((luis.own.feeds[circle], last),), circle=circle)
    assert vera.need(early).value("title") == "amber"


# ------------------------------------------------------------------------------------------ who had it before


def test_who_held_an_entry_before_they_knew_of_the_removal(team: Team) -> None:
    ana, luis, vera = team
    books.meet(team)
    draw(luis, 'note:1  title  "amber"')
    books.give(luis, vera)
    receipts.append(vera, [vera.own.compartment])
    roster.cut(ana, luis.own.public, Reason.LOST)
    books.give(vera, ana)
    books.give(luis, ana)
    [aside] = [each for each in roster.quarantined(ana) if each.public == luis.own.public]
    first = aside.entries[0].entry
    assert aside.witnessed[first] == {vera.own.public}
    draw(luis, 'note:2  title  "birch"')
    books.give(ana, vera)
    books.give(luis, vera)
    receipts.append(vera, [vera.own.compartment])
    books.give(vera, ana)
    books.give(luis, ana)
    [aside] = [each for each in roster.quarantined(ana) if each.public == luis.own.public]
    assert aside.witnessed[first] == {vera.own.public}
    assert aside.witnessed[aside.entries[-1].entry] == frozenset()
