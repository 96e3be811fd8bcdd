from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.gui.screens.withdraw.view import WithdrawView
from casebook.gui.workspace import Place, Spot
from desk import Desk
from disclosed import leave


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """A consent by which a bundle left."""
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    aigul = lists.person(book, "Aigul Sarsenova")
    consent = lists.consent(book, aigul, level="5", state="given")
    leave(book, 1, named=(aigul,), shown=(aigul,), names=("Egret Legal Aid",), allowed_by=(consent,))
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        opened.workspace.go(Spot(Place.RECORD, kind="consent", record=consent))
        opened.rest()
        yield opened


def words(table: Desk) -> str:
    view = table.shown(WithdrawView)
    shown = [*view.findChildren(QLabel), *view.findChildren(QAbstractButton)]
    return "\n".join(each.text() for each in shown if each.isVisibleTo(view))


def test_from_the_consent_one_sees_what_it_reaches_before_anything_is_said(table: Desk) -> None:
    table.press_button("Withdraw…")

    said = words(table)
    assert "1 bundle held it" in said
    assert "Egret Legal Aid" in said
    assert "goes on in the round of" in said
    consent = table.read(lambda book: books.the(book, "consent")[0])
    assert table.read(lambda book: book.need(consent).values("revoked")) == ()


def test_it_is_withdrawn_and_stays_to_be_read(table: Desk) -> None:
    table.press_button("Withdraw…")
    view = table.shown(WithdrawView)
    view.form.editor("why").load("Afraid for the brother.")
    table.press_button("Withdraw it")

    consent = table.read(lambda book: books.the(book, "consent")[0])
    assert table.read(lambda book: book.need(consent).values("revoked")) != ()
    assert "It is withdrawn." in words(table)
    assert "Egret Legal Aid" in words(table)
    assert not table.shown(WithdrawView).form.isVisibleTo(view)
