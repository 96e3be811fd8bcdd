from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.base.secret import Secret
from casebook.casework import erasing, keys
from casebook.casework.book import Casebook
from casebook.gui.screens.unlock.keysdue import KeysDueView
from casebook.gui.screens.ways.view import WaysView
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from desk import Desk

SECOND = "harbour second lantern willow crane"


class Starting(Protocol):
    def __call__(self, *, second: bool) -> Desk: ...


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> Iterator[Starting]:
    """A desk at which something was just erased; with a second passphrase, if that is wished."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(books.derived_once())
        book = books.make(tmp_path / "book", "Heron")

        def begin(*, second: bool) -> Desk:
            if second:
                more = Opening(Secret(SECOND), label="Linden")
                keys.add(book, Opening(Secret(books.PASSPHRASE)), more, kdf=CHEAPEST)
            book.close()
            table = stack.enter_context(desk.opened(qtbot, tmp_path / "book"))
            table.workspace.kdf = CHEAPEST
            table.read(_erase)
            return table

        yield begin


def _erase(book: Casebook) -> None:
    erasing.erase(book, lists.person(book, "Rustem Beisekov"), reason="consent-withdrawn")


def lock(table: Desk) -> KeysDueView:
    table.workspace.lock()
    table.rest()
    assert isinstance(table.shell.door, KeysDueView)
    return table.shell.door


def texts(view: KeysDueView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def type_in(view: KeysDueView, passphrase: str) -> None:
    assert view.opening is not None
    assert view.doing is not None
    assert view.opening.passphrase.line.hasFocus()
    view.opening.passphrase.line.setText(passphrase)
    view.doing.button.click()
    assert view.opening.is_empty()


def test_new_keys_are_made_and_it_locks(start: Starting, tmp_path: Path) -> None:
    table = start(second=False)
    view = lock(table)
    assert table.shell.desk is not None
    assert not table.shell.desk.isVisible()
    assert not table.shell.veil.isVisible()
    assert "Erased text still lies on this disk" in texts(view)
    assert "seconds" in texts(view)
    type_in(view, books.PASSPHRASE)
    table.until(lambda: not table.workspace.is_open)

    book = books.reopen(tmp_path / "book")
    assert not book.rekey_due
    book.close()


def test_it_can_be_locked_without(start: Starting, tmp_path: Path) -> None:
    table = start(second=False)
    view = lock(table)
    [without] = [one for one in view.findChildren(QPushButton) if one.text() == "Lock without new keys"]
    without.click()
    table.until(lambda: not table.workspace.is_open)

    book = books.reopen(tmp_path / "book")
    assert book.rekey_due
    book.close()


def test_a_wrong_passphrase_is_said_and_it_stays_closed(start: Starting) -> None:
    table = start(second=False)
    view = lock(table)
    type_in(view, "ferry lantern orchid")
    table.rest()

    assert table.shell.door is view
    assert "does not open" in texts(view)
    assert table.read(lambda book: book.rekey_due)


def test_others_are_named_and_one_goes_back_to_them_with_a_passphrase(start: Starting) -> None:
    table = start(second=True)
    view = lock(table)
    assert "Linden" in texts(view)
    type_in(view, "ferry lantern orchid")
    table.rest()
    assert table.shell.door is view, "whoever sits there now has to show that they may"
    type_in_again(view)
    table.rest()

    assert table.shell.door is None
    assert table.shown(WaysView).isVisible()
    assert table.workspace._idle.milliseconds == 180_000


def type_in_again(view: KeysDueView) -> None:
    assert view.opening is not None
    view.opening.setFocus()
    type_in(view, books.PASSPHRASE)
