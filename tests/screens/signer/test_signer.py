from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.casework import organisation
from casebook.formats import sshsig
from casebook.gui.screens.signer.view import SignerView
from casebook.gui.workspace import Place, Spot
from desk import Desk
from disclosed import leave


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        opened.workspace.go(Spot(Place.SIGNER))
        opened.rest()
        yield opened


def words(table: Desk) -> str:
    view = table.shown(SignerView)
    return "\n".join(
        label.text().replace("\u200b", "") for label in view.findChildren(QLabel) if label.isVisibleTo(view)
    )


def test_looking_makes_no_key(table: Desk) -> None:
    assert "There is none yet." in words(table)
    assert table.read(organisation.publishers) == ()


def test_a_key_is_made_and_its_card_is_written(table: Desk, tmp_path: Path) -> None:
    table.press_button("Make the signing key")
    public = table.read(organisation.public_key)
    assert sshsig.fingerprint(public) in words(table)

    table.press_button("Write a card…")
    table.tab_to("Where to")
    field = QApplication.focusWidget()
    assert field is not None
    field.setText(str(tmp_path / "card.pdf"))  # type: ignore[attr-defined]  # a line to type in
    table.press_button("Write the card")

    page = pypdfium2.PdfDocument(tmp_path / "card.pdf")[0].get_textpage().get_text_range()
    assert sshsig.fingerprint_words(public)[0] in page
    assert "The card is written" in words(table)


def test_a_key_for_others_is_made(table: Desk) -> None:
    table.press_button("Make a key for others")

    assert "age1" in words(table)


def test_a_lost_key_is_dead_and_its_recipients_get_a_list(table: Desk, tmp_path: Path) -> None:
    table.press_button("Make the signing key")
    old = sshsig.fingerprint(table.read(organisation.public_key))
    table.read(lambda book: leave(book, 1, signer=old))

    table.press_button("It is lost or was copied…")
    table.tab_to("A new folder for the lists")
    field = QApplication.focusWidget()
    assert field is not None
    field.setText(str(tmp_path / "lists"))  # type: ignore[attr-defined]  # a line to type in
    table.press(Qt.Key.Key_Return)

    new = sshsig.fingerprint(table.read(organisation.public_key))
    assert new != old
    assert f"dead for every date: {old}" in words(table)
    (made,) = (tmp_path / "lists").glob("*/list.json")
    assert json.loads(made.read_text())["key"] == old


def test_a_folder_that_is_there_is_not_written_into(table: Desk, tmp_path: Path) -> None:
    table.press_button("Make the signing key")
    old = table.read(organisation.public_key)
    table.press_button("It is lost or was copied…")
    table.tab_to("A new folder for the lists")
    field = QApplication.focusWidget()
    assert field is not None
    field.setText(str(tmp_path))  # type: ignore[attr-defined]  # a line to type in
    table.press(Qt.Key.Key_Return)

    assert "Name a new folder." in words(table)
    assert table.read(organisation.public_key) == old
