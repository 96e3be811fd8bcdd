"""An old copy says what it is, goes on as a new device, and is taken in again: by the team, or by its shares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import enrolling
import lists
from casebook.base.secret import Secret
from casebook.casework import identity, recovery, roster
from casebook.casework.book import Casebook
from casebook.gui.screens.invite.view import InviteView
from casebook.gui.screens.recovery.view import RecoveryView
from casebook.gui.screens.rejoin.state import Standing, standing
from casebook.gui.screens.rejoin.view import RejoinView
from casebook.gui.screens.team.view import TeamView
from casebook.gui.workspace import Place, Spot
from casebook.journal.acts import Reason, Role
from casebook.sync import handing, joining, paper, welcoming
from casebook.sync import team as teams
from casebook.sync.welcoming import Terms
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from desk import Desk


@pytest.fixture
def alma(tmp_path: Path) -> Iterator[enrolling.Founded]:
    """Alma founds; Otter's casebook was copied, went on, and the copy has heard of that."""
    with books.derived_once():
        founded = enrolling.found(tmp_path / "alma")
        otter = enrolling.take_in(founded.book, tmp_path / "otter", "Otter", Role.ADMIN)
        otter.close()
        old = books.reopen(books.moved(tmp_path / "otter", tmp_path / "old"))
        otter = books.reopen(tmp_path / "otter")
        lists.person(otter, "Marat Oskenov")
        books.give(otter, founded.book)
        books.give(founded.book, old)
        assert not old.writable
        otter.close()
        old.close()
    yield founded
    founded.book.close()


@pytest.fixture
def table(qtbot: QtBot, alma: enrolling.Founded, tmp_path: Path) -> Iterator[Desk]:
    assert alma.book.writable
    with desk.opened(qtbot, tmp_path / "old") as opened:
        yield opened


def said(table: Desk) -> str:
    assert table.shell.desk is not None
    return "\n".join(each.text() for each in table.shell.desk.findChildren(QLabel) if each.isVisible())


def renewed(table: Desk) -> RejoinView:
    table.workspace.go(Spot(Place.REJOIN))
    table.rest()
    table.press_button("Go on as a new device")
    return table.shown(RejoinView)


def shares_made(book: Casebook) -> bool:
    """New recovery shares, as the screen of recovery makes them."""
    recovery.make(book, Opening(Secret(books.PASSPHRASE), b"", ""), 2, 3, kdf=CHEAPEST)
    return True


def belongs(book: Casebook) -> Role | None:
    device = roster.line(book).get(book.own.public)
    return None if device is None or device.cut is not None else device.role


def test_it_is_said_after_unlocking_and_leads_to_what_can_be_done(table: Desk) -> None:
    assert "This is an old copy of the casebook" in said(table)
    table.press_button("What to do…")
    assert "another copy of this casebook went on" in said(table)


def test_with_an_admin_at_hand(table: Desk, alma: enrolling.Founded, tmp_path: Path) -> None:
    view = renewed(table)
    assert "the team does not know it yet" in said(table)
    assert view.name.text() == "Otter"
    view.name.setText("Otter's new one")
    table.press_button("Ask to be taken in")
    (tmp_path / "stick").mkdir()
    view.handover.out.set_path(tmp_path / "stick")
    table.press_button("Write the file on the stick")
    number = view.handover.number.text()
    join = welcoming.find_join(tmp_path / "stick", number)
    proof = joining.compared(join, "en", joining.words(join, "en")[3])
    made = welcoming.welcome(alma.book, join, proof, Terms(Role.MEMBER, history=True), number)
    handing.put(tmp_path / "stick", made.file)
    table.press_button("Open the welcome")
    assert table.read(belongs) is None, "nothing is trusted before words were compared"
    table.press_button(joining.words(made.team, view.handover.asked.way)[3])
    assert table.read(belongs) is Role.MEMBER
    assert "belongs to the team again" in said(table)
    assert not view.handover.isVisible()
    assert table.read(lambda book: len(books.the(book, "person"))) == 1


def test_with_the_shares_it_gets_the_role_it_had(table: Desk, alma: enrolling.Founded) -> None:
    view = renewed(table)
    table.press_button("Do it with the shares…")
    table.press_button("Take this device in")
    assert "More shares are needed." in said(table)
    view.by_shares.shares.begin()
    for share in alma.shares[:2]:
        for word in share.split():
            table.type(word[:4])
            table.press(Qt.Key.Key_Space)
        table.rest()
    table.press_button("Take this device in")
    assert table.read(belongs) is Role.ADMIN
    assert view.by_shares.shares.texts() == ()
    assert "belongs to the team again" in said(table)


def test_what_was_asked_is_gone_on_with(table: Desk) -> None:
    view = renewed(table)
    table.press_button("Ask to be taken in")
    number = view.handover.number.text()
    table.workspace.go(Spot(Place.SAFETY))
    table.rest()
    table.workspace.go(Spot(Place.REJOIN))
    table.rest()
    view = table.shown(RejoinView)
    assert view.handover.number.text() == number
    table.press_button("The words differ: ask anew")
    assert view.handover.number.text() != number


def test_a_restored_casebook_is_a_new_device_already(
    qtbot: QtBot, alma: enrolling.Founded, tmp_path: Path
) -> None:
    with books.derived_once():
        book = books.reopen(tmp_path / "old")
        identity.renew(book)
        assert book.own.public != alma.book.own.public
        book.close()
    with desk.opened(qtbot, tmp_path / "old") as table:
        assert "The team does not know this device yet" in said(table)
        table.press_button("What to do…")
        assert not table.shown(RejoinView).renew_part.isVisible()
        assert table.shown(RejoinView).ask_part.isVisible()


def test_whoever_belongs_has_nothing_to_do(qtbot: QtBot, alma: enrolling.Founded, tmp_path: Path) -> None:
    assert alma.book.writable
    with desk.opened(qtbot, tmp_path / "otter") as table:
        table.workspace.go(Spot(Place.REJOIN))
        table.rest()
        assert "There is nothing to be done here." in said(table)


# ------------------------------------------------------------------------------------- it was removed


@pytest.fixture
def removed(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[Desk, enrolling.Founded]]:
    """Alma removed Otter's laptop, and Otter has heard of it."""
    with books.derived_once():
        founded = enrolling.found(tmp_path / "alma")
        otter = enrolling.take_in(founded.book, tmp_path / "otter", "Otter", Role.MEMBER)
        lists.person(otter, "Marat Oskenov")
        books.give(otter, founded.book)
        teams.remove(founded.book, otter.own.public, Reason.STOLEN)
        books.give(founded.book, otter)
        assert not otter.writable
        otter.close()
    with desk.opened(qtbot, tmp_path / "otter") as opened:
        yield opened, founded
    founded.book.close()


def test_a_removed_device_is_told_so_and_leads_to_what_can_be_done(
    removed: tuple[Desk, enrolling.Founded],
) -> None:
    table, _ = removed
    assert "This device was removed from the team: it can be read" in said(table)
    table.press_button("What to do…")
    view = table.shown(RejoinView)
    assert "It keeps what it has, and writes nothing more under its old name." in said(table)
    assert "whoever removed it had a reason" in said(table)
    assert "other copy" not in said(table)
    assert table.read(standing) is Standing.REMOVED
    assert view.renew_part.isVisible()
    shown = (view.ask_part, view.handover, view.shares_part, view.anew, view.invite, view.fine)
    assert not any(part.isVisible() for part in shown)
    assert view.renew.button.hasFocus()


def test_a_removed_device_goes_on_as_a_new_one_and_is_taken_in_by_the_shares(
    removed: tuple[Desk, enrolling.Founded],
) -> None:
    table, alma = removed
    old = table.read(lambda book: book.own.public)
    view = renewed(table)
    assert table.read(standing) is Standing.STRANGER
    assert table.read(lambda book: book.own.public) != old
    assert table.read(lambda book: len(books.the(book, "person"))) == 1
    table.press_button("Do it with the shares…")
    for share in alma.shares[:2]:
        for word in share.split():
            table.type(word[:4])
            table.press(Qt.Key.Key_Space)
        table.rest()
    table.press_button("Take this device in")
    assert table.read(belongs) is Role.MEMBER
    assert "belongs to the team again" in said(table)
    assert not view.shares_part.isVisible()


# ------------------------------------------------------------------------------------- nobody is left


@pytest.fixture
def member(qtbot: QtBot, alma: enrolling.Founded, tmp_path: Path) -> Iterator[Desk]:
    """Leila is a member; the admins' laptops burned, and the shares with them."""
    with books.derived_once():
        enrolling.take_in(alma.book, tmp_path / "leila", "Leila").close()
    with desk.opened(qtbot, tmp_path / "leila") as opened:
        yield opened


def test_a_member_who_is_left_founds_the_team_anew(member: Desk, tmp_path: Path) -> None:
    table = member
    table.workspace.go(Spot(Place.TEAM))
    table.rest()
    before = table.read(lambda book: book.own.public)
    table.press_button("No admin is left, and no shares…")
    view = table.shown(RejoinView)
    assert "There is nothing to be done here." in said(table)
    assert "Meet by stick first." not in said(table)
    table.press_button("No admin is left, and no shares…")
    assert "Meet by stick first." in said(table)
    table.press_button("Leave it and go on as a new device")
    assert "Tick first that nothing else is left" in said(table)
    assert table.read(lambda book: book.own.public) == before
    view.anew.tick.setChecked(True)
    table.press_button("Leave it and go on as a new device")
    assert table.read(standing) is Standing.STRANGER

    assert "New recovery shares come first." in said(table)
    assert not view.anew.found.isVisible()
    table.read(shares_made)
    table.workspace.go(Spot(Place.SAFETY))
    table.rest()
    table.workspace.go(Spot(Place.REJOIN))
    table.rest()
    view = table.shown(RejoinView)
    table.press_button("No admin is left, and no shares…")
    table.press_button("Found the team anew")
    assert "Tick first that nothing else is left" in said(table)
    assert table.read(belongs) is None
    view.anew.tick.setChecked(True)
    table.press_button("Found the team anew")
    assert table.read(belongs) is Role.PUBLISHER
    assert "The team was founded anew from this device" in said(table)
    table.press_button("Take somebody in…")
    assert isinstance(table.screen, InviteView)


def test_the_former_teams_shares_found_nothing_anew(
    qtbot: QtBot, alma: enrolling.Founded, tmp_path: Path
) -> None:
    """They are said to be lost: whoever finds them would stand above everybody in the new team."""
    with books.derived_once():
        book = books.reopen(books.moved(tmp_path / "alma", tmp_path / "restored"))
        identity.renew(book)
        with pytest.raises(paper.SharesOfFormerTeam):
            paper.found_anew(book)
        book.close()
    assert alma.book.writable
    with desk.opened(qtbot, tmp_path / "restored") as table:
        table.workspace.go(Spot(Place.REJOIN))
        table.rest()
        table.press_button("No admin is left, and no shares…")
        assert "those of the former one may be in anybody's hands" in said(table)
        assert not table.shown(RejoinView).anew.found.isVisible()
        table.press_button("Make recovery shares…")
        assert isinstance(table.screen, RecoveryView)


def test_an_admin_is_not_asked_whether_anybody_is_left(
    qtbot: QtBot, alma: enrolling.Founded, tmp_path: Path
) -> None:
    assert alma.book.writable
    with desk.opened(qtbot, tmp_path / "otter") as table:
        table.workspace.go(Spot(Place.REJOIN))
        table.rest()
        assert not table.shown(RejoinView).anew.isVisible()
        table.workspace.go(Spot(Place.TEAM))
        table.rest()
        assert not table.shown(TeamView).left.isVisible()
