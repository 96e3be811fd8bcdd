from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.bundle import papers
from casebook.casework import editions, organisation
from casebook.formats import sshsig
from casebook.gui.screens.rounds.view import RoundsView
from casebook.gui.workspace import Place, Spot
from desk import Desk
from disclosed import leave, manifest

YEAR_AGO_MS = 366 * 86_400_000


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """One series whose newest edition left today and whose notice is due; one whose edition is a year old."""
    now = round(datetime.now(tz=UTC).timestamp() * 1000)
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron", wall=lambda: now - YEAR_AGO_MS)
        own = sshsig.fingerprint(organisation.public_key(book))
        aigul = lists.person(book, "Aigul Sarsenova")
        leave(book, 9, signer=own, named=(aigul,), names=("Northern Watch",), purpose="Yearly list")
        book.close()
        book = books.reopen(tmp_path / "book", wall=lambda: now)
    signer = sshsig.fingerprint(organisation.public_key(book))
    first = leave(book, 1, signer=signer, names=("Egret Legal Aid",), recipients=("age1egret",))
    leave(book, 2, signer=signer, names=("Egret Legal Aid",), recipients=("age1egret",), replaces=first)
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        opened.workspace.go(Spot(Place.ROUNDS))
        opened.rest()
        yield opened


def words(table: Desk) -> str:
    view = table.shown(RoundsView)
    shown = [*view.findChildren(QLabel), *view.findChildren(QAbstractButton)]
    return "\n".join(each.text().replace("\u200b", "") for each in shown if each.isVisibleTo(view))


def test_what_is_due_to_whom_is_said(table: Desk) -> None:
    said = words(table)

    assert "Northern Watch" in said
    assert "a new edition is due" in said
    assert "its notice is due" in said


def test_the_next_edition_is_made_where_bundles_are_made(table: Desk) -> None:
    table.press_button("Make the next edition… Northern Watch")

    here = table.workspace.here
    assert here is not None
    assert here.place is Place.EXPORT
    assert here.record is not None


def test_a_notice_is_written_with_its_signature(table: Desk, tmp_path: Path) -> None:
    table.press_button("Write the notice… Egret Legal Aid")
    view = table.shown(RoundsView)
    assert view.panel is not None
    view.panel.field.set_path(tmp_path / "notice.json")
    view.panel.now.setChecked(True)
    table.press_button("Write the notice")

    said = json.loads((tmp_path / "notice.json").read_text())
    assert said["by"] == manifest(2).hex()
    assert said["replaces"] == [manifest(1).hex()]
    assert papers.has_signature(tmp_path / "notice.json")
    assert "its signature lies beside it" in words(table)


def test_a_series_can_end(table: Desk) -> None:
    table.press_button("No edition follows Northern Watch")

    assert not any(each.edition for each in table.read(editions.due))
    assert "Northern Watch" not in words(table)
