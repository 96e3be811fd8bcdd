"""A newcomer joins a team at the door; the admin on the other side acts through what the admin's window calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

import books
import desk
import enrolling
from casebook.casework.book import Casebook
from casebook.gui.screens.unlock.joining import JoinPage
from casebook.journal.acts import Role
from casebook.sync import handing, joining, welcoming
from casebook.sync.welcoming import Terms
from desk import Desk

WORDS = "orchard lantern ferry pebble window saddle"


@pytest.fixture
def admin(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        founded = enrolling.found(tmp_path / "alma")
    yield founded.book
    founded.book.close()


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk.opened(qtbot, tmp_path / "no such", at_the_door=True) as opened:
        yield opened


def page(table: Desk) -> JoinPage:
    shown = table.shell.door
    assert isinstance(shown, JoinPage)
    return shown


def asked(table: Desk, tmp_path: Path) -> JoinPage:
    """The newcomer has asked and written the file."""
    table.shell.show_door(new=True)
    table.press_button("Join a team that has one…")
    shown = page(table)
    shown.name.setText("Otter")
    shown.folder.set_path(tmp_path / "otter")
    assert shown.typed is not None
    shown.typed.passphrase.fill(WORDS)
    shown.typed.again.fill(WORDS)
    table.press_button("Ask to join")
    stick = tmp_path / "stick"
    stick.mkdir(exist_ok=True)
    shown.handover.out.set_path(stick)
    table.press_button("Write the file on the stick")
    return shown


def test_two_comparisons_and_the_newcomer_is_in(table: Desk, admin: Casebook, tmp_path: Path) -> None:
    shown = asked(table, tmp_path)
    number, stick = shown.handover.number.text(), tmp_path / "stick"
    [data] = handing.find(stick, number)
    join = welcoming.open_join(data, number)
    assert [
        each.text()
        for each in shown.handover.words.findChildren(type(shown.handover.number))
        if each.text() in joining.words(join, "en")
    ]
    proof = joining.compared(join, "en", joining.words(join, "en")[3])
    made = welcoming.welcome(admin, join, proof, Terms(Role.MEMBER, history=True), number)
    handing.put(stick, made.file)
    table.press_button("Open the welcome")
    right = joining.words(made.team, shown.handover.asked.way)[3]
    table.press_button(right)
    table.until(lambda: table.shell.desk is not None)
    table.rest()
    mine = table.read(lambda book: (book.own.public, book.own.compartment))
    assert mine == (join.signing, admin.own.compartment)


def test_a_wrong_word_lets_nobody_in(table: Desk, admin: Casebook, tmp_path: Path) -> None:
    shown = asked(table, tmp_path)
    number, stick = shown.handover.number.text(), tmp_path / "stick"
    [data] = handing.find(stick, number)
    join = welcoming.open_join(data, number)
    proof = joining.compared(join, "en", joining.words(join, "en")[3])
    handing.put(stick, welcoming.welcome(admin, join, proof, Terms(), number).file)
    table.press_button("Open the welcome")
    assert shown.handover.opened is not None
    right = joining.words(shown.handover.opened.team, shown.handover.asked.way)[3]
    options = [
        each for each in shown.handover.asked.findChildren(QPushButton) if each.property("role") == "option"
    ]
    wrong = next(each.text() for each in options if each.text() != right)
    table.press_button(wrong)
    assert table.shell.desk is None
    assert shown.handover.asked._notice.isVisible()


def test_one_goes_on_where_one_was(table: Desk, tmp_path: Path) -> None:
    number = asked(table, tmp_path).handover.number.text()
    table.press_button("Back")
    table.rest()
    table.shell.show_door(new=False)
    door = table.shell.door
    assert door is not None
    door.folder.set_path(tmp_path / "otter")
    door.passphrase.fill(WORDS)
    door.submit()
    table.rest()
    table.press_button("Go on joining…")
    shown = page(table)
    shown.typed.passphrase.fill(WORDS)
    table.press_button("Go on")
    assert shown.handover.number.text() == number


def test_what_is_missing_is_said(table: Desk) -> None:
    table.shell.show_door(new=True)
    table.press_button("Join a team that has one…")
    shown = page(table)
    shown.submit()
    assert shown.ask._notice.isVisible()
