from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.bundle import notices, papers
from casebook.casework import organisation, receiving
from casebook.casework.receiving import Place as Standing
from casebook.gui.screens.received.view import ReceivedView
from casebook.gui.workspace import Place, Spot
from desk import Desk
from exporting import Export


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Export]:
    with books.derived_once():
        made = books.make(tmp_path_factory.mktemp("sender") / "book", "Egret")
    yield Export(made)
    made.close()


@pytest.fixture
def sent(sender: Export, tmp_path: Path) -> Path:
    path = tmp_path / "4f2c.zip"
    path.write_bytes(sender.make().data)
    return path


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        books.make(tmp_path / "ours", "Heron").close()
    with desk.opened(qtbot, tmp_path / "ours") as opened:
        opened.workspace.go(Spot(Place.RECEIVED))
        opened.rest()
        yield opened


def words(table: Desk) -> str:
    view = table.shown(ReceivedView)
    shown = [*view.findChildren(QLabel), *view.findChildren(QAbstractButton)]
    return "\n".join(each.text().replace("\u200b", "") for each in shown if each.isVisibleTo(view))


def look_at(table: Desk, path: Path) -> None:
    view = table.shown(ReceivedView)
    view.field.setFocus()
    view.field.set_path(path)
    table.press(Qt.Key.Key_Return)
    table.until(lambda: not view.looking.busy)


def take(table: Desk, path: Path) -> None:
    look_at(table, path)
    table.type("Egret")
    table.press(Qt.Key.Key_Return)


def test_a_bundle_is_verified_before_it_is_kept_by_keyboard(table: Desk, sent: Path) -> None:
    look_at(table, sent)
    assert "every point holds" in words(table)
    assert table.read(receiving.every_received) == ()

    table.type("Egret")
    table.press(Qt.Key.Key_Return)

    (kept,) = table.read(receiving.every_received)
    assert kept.place is Standing.HERE
    assert kept.code in words(table)


def test_an_altered_bundle_changes_nothing_and_says_why(table: Desk, sent: Path) -> None:
    sent.write_bytes(sent.read_bytes() + b" ")

    look_at(table, sent)

    assert table.read(receiving.every_received) == ()
    view = table.shown(ReceivedView)
    assert view.panel is None
    assert "`" not in words(table)
    assert "Nothing" in words(table) or "not" in words(table)


def test_a_notice_hides_it_and_a_receipt_is_written_when_it_is_destroyed(
    table: Desk, sender: Export, sent: Path, tmp_path: Path
) -> None:
    take(table, sent)
    (kept,) = table.read(receiving.every_received)
    book = sender.book
    made = notices.write(
        [kept.manifest.hex()], "", organisation.public_key(book), lambda text: organisation.sign(book, text)
    )
    papers.write(made, tmp_path / "notice.json")
    look_at(table, tmp_path / "notice.json")
    table.press_button("Take it in")
    assert table.read(receiving.every_received)[0].place is Standing.HIDDEN
    assert "is hidden: it is shown, found and exported no more." in words(table)

    table.press_button("Destroy it and write the receipt…")
    field = QApplication.focusWidget()
    assert field is not None
    field.setText(str(tmp_path / "receipt.json"))  # type: ignore[attr-defined]  # a line to type in
    table.press_button("Destroy it and write the receipt")
    assert table.read(receiving.every_received)[0].place is Standing.DESTROYED
    receipt = json.loads((tmp_path / "receipt.json").read_text())
    assert kept.manifest.hex() in json.dumps(receipt)
    assert papers.has_signature(tmp_path / "receipt.json")


def test_a_notice_without_its_signature_is_not_obeyed(table: Desk, sent: Path, tmp_path: Path) -> None:
    take(table, sent)
    (tmp_path / "notice.json").write_text("{}")

    look_at(table, tmp_path / "notice.json")
    table.press_button("Take it in")

    assert "Its signature should lie beside it" in words(table)
    assert table.read(receiving.every_received)[0].place is Standing.HERE


def test_nothing_is_looked_at_where_no_file_is_named(table: Desk) -> None:
    table.press_button("Look at it")

    assert "Say which file." in words(table)
