"""The admin takes somebody in; the newcomer on the other side acts through what the newcomer's window calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

import books
import desk
import enrolling
from casebook.gui.screens.invite.view import InviteView
from casebook.gui.workspace import Place, Spot
from casebook.journal.acts import Role
from casebook.journal.quarantine import line
from casebook.sync import handing, joining, newcomer
from casebook.sync.newcomer import Waiting
from desk import Desk


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        enrolling.found(tmp_path / "alma").book.close()
    with desk.opened(qtbot, tmp_path / "alma") as opened:
        yield opened


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Waiting]:
    """A newcomer whose file lies on the stick."""
    made = enrolling.ask(tmp_path / "otter", "Otter")
    stick = tmp_path / "stick"
    stick.mkdir()
    handing.put(stick, made.asked.file())
    yield made
    made.close()


def opened(table: Desk, waiting: Waiting, tmp_path: Path) -> InviteView:
    """The number is typed and the newcomer's file is open."""
    table.workspace.go(Spot(Place.INVITE))
    table.rest()
    view = table.shown(InviteView)
    view.place.set_path(tmp_path / "stick")
    view.number.setFocus()
    table.type(waiting.asked.number)
    table.press_button("Open their file")
    return view


def test_from_the_number_to_a_member(table: Desk, waiting: Waiting, tmp_path: Path) -> None:
    view = opened(table, waiting, tmp_path)
    assert not view._terms_part.isVisible()
    table.press_button(joining.words(waiting.asked.join, view.asked.way)[3])
    view.person.setText("Dana")
    table.press_button("Write the welcome on the stick")
    [(data, found)] = [
        (each, welcome)
        for each in handing.find(tmp_path / "stick", waiting.asked.number)
        if (welcome := _opened(waiting, each)) is not None
    ]
    assert data
    right = joining.words(found.team, "en")[3]
    entered = newcomer.enter(waiting, found, joining.compared(found.team, "en", right), wall=books.Wall())
    mine = entered.own.public
    device = table.read(lambda book: line(book.db).get(mine))
    assert device is not None
    assert (device.role, device.cut) == (Role.MEMBER, None)
    assert (
        table.read(lambda book: device.record is not None and book.need(device.record).text("person"))
        == "Dana"
    )
    assert [each.text() for each in view.words.findChildren(type(view._who)) if each.text() == right]


def _opened(waiting: Waiting, data: bytes) -> newcomer.Opened | None:
    try:
        return newcomer.open_welcome(waiting.safe, data)
    except newcomer.NotForUs:
        return None


def test_a_wrong_word_takes_nobody_in(table: Desk, waiting: Waiting, tmp_path: Path) -> None:
    view = opened(table, waiting, tmp_path)
    right = joining.words(waiting.asked.join, view.asked.way)[3]
    options = [
        each.text() for each in view.asked.findChildren(QPushButton) if each.property("role") == "option"
    ]
    table.press_button(next(word for word in options if word != right))
    assert not view._terms_part.isVisible()
    assert table.read(lambda book: line(book.db).get(waiting.asked.join.signing)) is None


def test_another_number_opens_nothing(table: Desk, waiting: Waiting, tmp_path: Path) -> None:
    table.workspace.go(Spot(Place.INVITE))
    table.rest()
    view = table.shown(InviteView)
    view.place.set_path(tmp_path / "stick")
    view.number.setText("00000 00000" if waiting.asked.number != "00000 00000" else "11111 11111")
    table.press_button("Open their file")
    assert not view._words_part.isVisible()
    assert view.open._notice.isVisible()


def test_without_a_paper_admin_one_is_told_before_anybody_sits_down(qtbot: QtBot, tmp_path: Path) -> None:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(qtbot, tmp_path / "book") as table:
        table.workspace.go(Spot(Place.INVITE))
        table.rest()
        view = table.shown(InviteView)
        assert view._refusal.isVisible()
        assert not view.number.isEnabled()
