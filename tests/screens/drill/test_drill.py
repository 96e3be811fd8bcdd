from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.base.secret import Secret
from casebook.base.words import translator
from casebook.casework import recovery
from casebook.casework.recovery import Shares
from casebook.gui.screens.drill.view import DrillView
from casebook.gui.tasks import Tasks
from casebook.gui.theme import Look, Theme
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from desk import Desk


def texts(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    made.close()
    return tmp_path / "book"


@pytest.fixture
def shares(book: Path) -> Shares:
    with books.derived_once():
        made = books.reopen(book)
        shares = recovery.make(made, Opening(Secret(books.PASSPHRASE)), 2, 3, kdf=CHEAPEST)
        made.close()
    return shares


@pytest.fixture
def table(qtbot: QtBot, book: Path) -> Iterator[Desk]:
    with desk.opened(qtbot, book) as opened:
        opened.workspace.go(Spot(Place.DRILL))
        opened.rest()
        yield opened


def type_shares(table: Desk, *words: str) -> None:
    for share in words:
        for word in share.split():
            table.type(word[:4])
            table.press(Qt.Key.Key_Space)
        table.rest()


def test_shares_typed_from_paper_are_proved_against_the_open_casebook(shares: Shares, table: Desk) -> None:
    before = table.read(lambda book: (book.safe.folder / "keys").read_bytes())
    type_shares(table, shares.words[0], shares.words[2])
    table.press(Qt.Key.Key_Return)
    table.rest()

    shown = texts(table.screen)
    assert "The papers are right: 2 given, 2 needed. Nothing was opened." in shown
    assert "They open this casebook." in shown
    assert all(word in shown for word in shares.fingerprint_words)
    view = table.shown(DrillView)
    assert view.shares.texts() == ()
    assert view.shares.words.words() == ()
    assert table.read(lambda book: (book.safe.folder / "keys").read_bytes()) == before


@pytest.mark.usefixtures("shares")
def test_shares_of_another_casebook_are_right_and_do_not_open_this_one(table: Desk) -> None:
    foreign = recovery.prepare(2, 2)
    type_shares(table, *foreign.words)
    table.press(Qt.Key.Key_Return)
    table.rest()

    assert "The papers are right" in texts(table.screen)
    assert "They do not open this casebook." in texts(table.screen)


def test_a_casebook_without_recovery_says_so(table: Desk) -> None:
    foreign = recovery.prepare(2, 2)
    type_shares(table, *foreign.words)
    table.press(Qt.Key.Key_Return)
    table.rest()

    assert "No shares open this casebook" in texts(table.screen)


def test_whoever_leaves_or_locks_leaves_no_words_behind(shares: Shares, table: Desk) -> None:
    view = table.shown(DrillView)
    type_shares(table, shares.words[0])
    view.shares.words.fields[0].setText("acid")
    table.workspace.locking.emit()
    assert view.shares.texts() == ()
    assert view.shares.words.words() == ()

    type_shares(table, shares.words[0])
    fields = view.shares
    table.workspace.go(Spot(Place.SAFETY))
    assert fields.texts() == ()


def test_it_needs_no_casebook(qtbot: QtBot) -> None:
    owner = QObject()
    workspace = Workspace(Tasks(owner), replace=lambda _folder: None)
    view = DrillView(workspace, Look(translator("en"), Theme("light")))
    qtbot.addWidget(view)
    view.show()
    made = recovery.prepare(2, 3)
    try:
        for words in made.words[:2]:
            for field, word in zip(view.shares.words.fields, words.split(), strict=True):
                field.setText(word)
            view.shares.submit()
            qtbot.waitUntil(lambda: not workspace.tasks.waiting, timeout=desk.LONG_MS)
            QApplication.processEvents()
        view.submit()
        qtbot.waitUntil(lambda: not workspace.tasks.waiting, timeout=desk.LONG_MS)
        QApplication.processEvents()

        shown = texts(view)
        assert all(word in shown for word in made.fingerprint_words)
        assert "this casebook" not in shown
    finally:
        workspace.tasks.finish()
