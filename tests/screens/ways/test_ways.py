from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.base.words import translator
from casebook.casework import keys
from casebook.casework.keys import Rekeyed
from casebook.casework.opening import open_book
from casebook.gui.screens.ways.panel import Panel
from casebook.gui.screens.ways.state import Act, WaysState
from casebook.gui.screens.ways.view import WaysView
from casebook.gui.workspace import Place, Spot
from casebook.vault.faults import WrongPassphrase
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from desk import Desk

SECOND = "harbour second lantern willow crane"


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    keys.add(book, Opening(Secret(books.PASSPHRASE)), Opening(Secret(SECOND), label="Linden"), kdf=CHEAPEST)
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        opened.workspace.go(Spot(Place.WAYS))
        opened.rest()
        yield opened


def begin(table: Desk, act: Act) -> Panel:
    view = table.shown(WaysView)
    way = next((one for one in view._shown.ways if one.mine == (act is Act.CHANGE)), None)
    view.begin(act, way if act in (Act.CHANGE, Act.REMOVE) else None)
    assert view.panel is not None
    return view.panel


def opens(table: Desk, passphrase: str) -> bool:
    folder = table.read(lambda book: book.safe.folder)
    table.workspace.leave()
    table.until(lambda: not table.workspace.is_open)
    try:
        open_book(folder, Secret(passphrase), progress=Progress()).close()
    except WrongPassphrase:
        return False
    return True


def test_a_changed_passphrase_opens_and_who_was_not_there_is_named(table: Desk) -> None:
    panel = begin(table, Act.CHANGE)
    panel.current.passphrase.line.setText(books.PASSPHRASE)
    panel.new.passphrase.line.setText(SECOND + " reed")
    panel.new.again.line.setText(SECOND + " reed")
    assert "Linden" in panel.present.outcome.text()

    panel.submit()
    table.rest()

    assert [way.label for way in table.read(keys.ways)] == [""]
    assert opens(table, SECOND + " reed")


def test_who_types_theirs_goes_on_opening_it(table: Desk) -> None:
    panel = begin(table, Act.REKEY)
    panel.current.passphrase.line.setText(books.PASSPHRASE)
    (_, field) = panel.present.fields[0]
    field.passphrase.line.setText(SECOND)

    panel.submit()
    table.rest()

    assert [way.label for way in table.read(keys.ways)] == ["", "Linden"]
    assert opens(table, SECOND)


def test_a_wrong_passphrase_changes_nothing_and_is_said(table: Desk) -> None:
    panel = begin(table, Act.REMOVE)
    panel.current.passphrase.line.setText("something else entirely")

    panel.submit()
    table.rest()

    assert panel.doing._notice.isVisible()
    assert panel.doing.button.isEnabled()
    assert [way.label for way in table.read(keys.ways)] == ["", "Linden"]


def test_somebody_is_shut_out(table: Desk) -> None:
    panel = begin(table, Act.REMOVE)
    panel.current.passphrase.line.setText(books.PASSPHRASE)

    panel.submit()
    table.rest()

    assert [way.label for way in table.read(keys.ways)] == [""]
    assert not opens(table, SECOND)


def test_a_new_key_file_is_needed_from_then_on(table: Desk, tmp_path: Path) -> None:
    panel = begin(table, Act.CHANGE)
    panel.current.passphrase.line.setText(books.PASSPHRASE)
    panel.new.passphrase.line.setText(SECOND + " reed")
    panel.new.again.line.setText(SECOND + " reed")
    panel.new.key.make()
    panel.new.key_file.set_path(tmp_path / "holiday")

    panel.submit()
    table.rest()

    assert (tmp_path / "holiday").stat().st_size == 64
    assert [way.key_file for way in table.read(keys.ways)] == [True]
    assert not opens(table, SECOND + " reed")


def test_what_is_missing_is_said_before_anything_is_done(table: Desk) -> None:
    panel = begin(table, Act.ADD)
    panel.submit()
    assert panel.problem() == "Type your passphrase."
    panel.current.passphrase.line.setText(books.PASSPHRASE)
    assert panel.problem() == "Write whose passphrase it is."
    panel.name.setText("Reed")
    assert panel.problem() == "Type a new passphrase."
    panel.new.passphrase.line.setText("x")
    assert panel.problem() == "This passphrase is guessed in days. Add words."
    panel.new.passphrase.line.setText(SECOND)
    assert panel.problem() == "The two passphrases differ."


def test_what_came_of_it_names_who_was_shut_out() -> None:
    state = WaysState(translator("en"))

    assert "Linden" in state.told(Rekeyed(("Linden",)))
    assert "whoever made the casebook" in state.told(Rekeyed(("",)))
