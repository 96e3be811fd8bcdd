"""The trust page: who stands where, a role, a removal, quarantine; and what is told of a laptop that is gone."""

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
from casebook.casework import erasing, identity, roster
from casebook.gui.parts.options import Options
from casebook.gui.screens.lost.view import LostView
from casebook.gui.screens.team.view import TeamView
from casebook.gui.workspace import Place, Spot
from casebook.journal.acts import Reason, Role
from casebook.sync import epochs
from casebook.sync import team as teams
from desk import Desk


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Alma founds, Otter is a member who recorded somebody that Alma has."""
    with books.derived_once():
        founded = enrolling.found(tmp_path / "alma")
        other = enrolling.take_in(founded.book, tmp_path / "otter", "Otter")
        lists.person(other, "Marat Oskenov", birth="1970")
        books.meet((founded.book, other))
    founded.book.close()
    other.close()
    return tmp_path


@pytest.fixture
def table(qtbot: QtBot, team: Path) -> Iterator[Desk]:
    with desk.opened(qtbot, team / "alma") as opened:
        yield opened


def shown(table: Desk) -> TeamView:
    table.workspace.go(Spot(Place.TEAM))
    table.rest()
    return table.shown(TeamView)


def said(view: TeamView | LostView) -> str:
    return "\n".join(each.text() for each in view.findChildren(QLabel) if each.isVisible())


def member(table: Desk, name: str) -> teams.Member:
    return table.read(lambda book: teams.find(book, name))


def test_everybody_is_there_the_paper_admin_first(table: Desk) -> None:
    view = shown(table)
    rows = table.read(view.state.load).rows
    assert [(row.name, row.own, row.below) for row in rows] == [
        ("Paper admin", False, False),
        ("Alma, this one", True, False),
        ("Otter", False, True),
    ]
    assert "Paper admin" in said(view)
    assert "last heard" in said(view)


def test_a_role_is_given(table: Desk) -> None:
    shown(table)
    table.press_button("Role… Otter")
    [options] = table.shown(TeamView).findChildren(Options)
    options.choose(Role.ADMIN)
    table.press_button("Give it this role")
    assert member(table, "Otter").device.role is Role.ADMIN


def test_a_device_is_removed_with_its_reason_and_told_so(table: Desk) -> None:
    shown(table)
    table.press_button("Remove… Otter")
    table.press_button("Remove it from the team")
    found = member(table, "Otter")
    assert (found.live, found.reason) == (False, Reason.LOST)
    assert "removed: lost" in said(table.shown(TeamView))


def test_what_waits_in_quarantine_is_accepted(qtbot: QtBot, team: Path) -> None:
    with books.derived_once():
        alma, otter = books.reopen(team / "alma"), books.reopen(team / "otter")
        teams.remove(alma, otter.own.public, Reason.LOST)
        person = lists.person(otter, "Aigul Serova", birth="1980")
        books.give(otter, alma)
        assert alma.get(person) is None
        alma.close()
        otter.close()
    with desk.opened(qtbot, team / "alma") as table:
        view = shown(table)
        assert "In quarantine" in said(view)
        table.press_button("Accept these changes")
        assert table.read(lambda book: book.need(person).text("birth")) == "1980"
        assert table.read(roster.quarantined) == ()


def test_who_stands_higher_is_removed_with_the_shares(qtbot: QtBot, tmp_path: Path) -> None:
    with books.derived_once():
        founded = enrolling.found(tmp_path / "alma")
        enrolling.take_in(founded.book, tmp_path / "otter", "Otter").close()
        founded.book.close()
    with desk.opened(qtbot, tmp_path / "otter") as table:
        view = shown(table)
        table.press_button("Remove… Alma")
        assert "only the paper admin can do this" in said(view)
        with_shares(table, founded.shares)
        assert (member(table, "Alma").live, member(table, "Alma").reason) == (False, Reason.LOST)


def with_shares(table: Desk, shares: tuple[str, ...]) -> None:
    """Two of them are typed, and it is removed."""
    table.press_button("Do it with the shares…")
    for share in shares[:2]:
        for word in share.split():
            table.type(word[:4])
            table.press(Qt.Key.Key_Space)
        table.rest()
    table.press_button("Remove it from the team")
    table.rest()


def test_the_laptop_of_who_stands_higher_is_gone(qtbot: QtBot, tmp_path: Path) -> None:
    with books.derived_once():
        founded = enrolling.found(tmp_path / "alma")
        enrolling.take_in(founded.book, tmp_path / "otter", "Otter").close()
        founded.book.close()
    with desk.opened(qtbot, tmp_path / "otter") as table:
        shown(table)
        table.press_button("If this laptop is gone… Alma")
        table.rest()
        assert not table.shown(LostView).remove.isVisible()
        with_shares(table, founded.shares)
        assert member(table, "Alma").reason == Reason.STOLEN
        assert not table.shown(LostView).by_shares.isVisible()


def test_a_device_the_team_does_not_know_is_led_to_what_it_can_do(qtbot: QtBot, team: Path) -> None:
    with books.derived_once():
        otter = books.reopen(team / "otter")
        identity.renew(otter)
        otter.close()
    with desk.opened(qtbot, team / "otter") as table:
        table.workspace.go(Spot(Place.SAFETY))
        table.rest()
        shown(table)
        table.press_button("What to do…")
        assert table.workspace.here is not None
        assert table.workspace.here.place is Place.REJOIN


def test_an_outstanding_erasure_leads_to_the_orders(qtbot: QtBot, team: Path) -> None:
    with books.derived_once():
        alma = books.reopen(team / "alma")
        erasing.erase(alma, books.the(alma, "person")[0], reason="other")
        alma.close()
    with desk.opened(qtbot, team / "alma") as table:
        assert "1 order to erase is not confirmed by everybody yet" in said(shown(table))
        table.press_button("Orders to erase…")
        assert table.workspace.here is not None
        assert table.workspace.here.place is Place.ORDERS


def test_an_old_key_waits_for_somebody_and_is_closed_by_hand(qtbot: QtBot, team: Path) -> None:
    with books.derived_once():
        alma = books.reopen(team / "alma")
        before = epochs.ensure(alma, alma.own.compartment)
        enrolling.take_in(alma, team / "heron", "Heron").close()
        assert epochs.ensure(alma, alma.own.compartment).hash != before.hash
        alma.close()
    # The casebooks of tests were made long before the clock of this computer says it is now.
    with desk.opened(qtbot, team / "alma") as table:
        view = shown(table)
        assert "A key of the team: replaced on " in said(view)
        [line] = [each for each in said(view).splitlines() if "kept for old sticks because of: " in each]
        assert "Otter" in line
        table.press_button("Close this key")
        assert "unreadable for this casebook" in said(view)
        assert "kept for old sticks" not in said(view)
        held = table.read(lambda book: [each.hash for each in epochs.known(book)])
        assert before.hash not in held


def test_a_laptop_is_gone(table: Desk) -> None:
    shown(table)
    table.press_button("If this laptop is gone… Otter")
    table.rest()
    view = table.shown(LostView)
    text = said(view)
    assert "Then, in this order" in text
    assert "`" not in text
    table.press_button("Remove it from the team")
    table.rest()
    assert member(table, "Otter").reason == Reason.STOLEN
    assert not view.remove.isVisible()


def test_the_paper_admin_is_named_where_shares_are(qtbot: QtBot, tmp_path: Path) -> None:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(qtbot, tmp_path / "book") as table:
        view = shown(table)
        assert "no paper admin yet" in said(view)
        assert not view.name_paper.isVisible()
