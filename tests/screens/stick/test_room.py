"""Room on the stick, imports of before, and large files that are asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

import books
import desk
import enrolling
import lists
import sticks
from casebook.base.ids import RecordId
from casebook.casework import evidence
from casebook.gui.screens.record.view import RecordView
from casebook.gui.screens.stick.view import StickView
from casebook.gui.workspace import Place, Spot
from casebook.sync import outgoing, receipts
from desk import Desk


@pytest.fixture
def met(tmp_path: Path) -> Path:
    """Alma and Otter met over a stick until neither had anything new."""
    stick = tmp_path / "stick"
    stick.mkdir()
    with books.derived_once():
        alma = enrolling.found(tmp_path / "alma").book
        otter = enrolling.take_in(alma, tmp_path / "otter", "Otter")
        lists.person(otter, "Marat Oskenov", birth="1970")
        sticks.meet((alma, otter), stick)
        alma.close()
        otter.close()
    return tmp_path


def shown(table: Desk, stick: Path) -> StickView:
    table.workspace.go(Spot(Place.STICK))
    table.rest()
    view = table.shown(StickView)
    view.place.set_path(stick)
    return view


def said(where: QWidget) -> str:
    return "\n".join(each.text() for each in where.findChildren(QLabel) if each.isVisible())


def people(table: Desk) -> int:
    return table.read(lambda book: len(books.the(book, "person")))


def test_what_everybody_has_is_counted_first_and_then_goes(qtbot: QtBot, met: Path) -> None:
    stick = met / "stick"
    foreign = stick / "holiday.jpg"
    foreign.write_bytes(b"not ours")
    before = len(list(stick.rglob("*.DAT")))
    with desk.opened(qtbot, met / "alma") as table:
        view = shown(table, stick)
        table.press_button("Look what can go")
        text = said(view.room)
        assert "on it are with everybody by now" in text
        assert len(list(stick.rglob("*.DAT"))) == before
        table.press_button("Take ")
        assert "taken off the stick" in said(view.room)
        assert len(list(stick.rglob("*.DAT"))) < before
        assert foreign.exists()


def test_on_an_empty_stick_nothing_can_go(qtbot: QtBot, met: Path) -> None:
    (met / "empty").mkdir()
    with desk.opened(qtbot, met / "alma") as table:
        view = shown(table, met / "empty")
        table.press_button("Look what can go")
        assert "nothing on the stick that everybody has" in said(view.room)
        assert not view.room.free.isVisible()


def test_an_import_of_before_is_set_aside_and_taken_again(qtbot: QtBot, met: Path) -> None:
    with desk.opened(qtbot, met / "alma") as table:
        view = shown(table, met / "stick")
        assert people(table) == 1
        for past in table.read(view.past.state.imports):
            table.press_button(f"Set it aside: {past.words}")
        assert people(table) == 0
        assert "set aside: kept, and out of sight" in said(view.past)
        for past in table.read(view.past.state.imports):
            table.press_button(f"Take it again: {past.words}")
        assert people(table) == 1


def large(met: Path) -> RecordId:
    """Otter kept a large file, and wrote a stick without it."""
    with books.derived_once():
        otter = books.reopen(met / "otter")
        film = met / "film.bin"
        film.write_bytes(os.urandom(receipts.LARGE + 1))
        record, _ = evidence.attach(otter, books.the(otter, "person")[0], film)
        outgoing.write(otter, met / "stick", outgoing.offer(otter))
        otter.close()
    return record


def asked_for(table: Desk) -> int:
    return table.read(lambda book: len(receipts.wants(book, book.own.public, book.own.compartment)))


def test_a_large_file_is_asked_for_after_taking(qtbot: QtBot, met: Path) -> None:
    large(met)
    with desk.opened(qtbot, met / "alma") as table:
        view = shown(table, met / "stick")
        table.press_button("Look what is on it")
        table.press_button("Take it")
        assert "1 file has not come along" in said(view.reading)
        assert asked_for(table) == 0
        table.press_button("Ask for what is missing")
        assert asked_for(table) == 1
        assert "Asked." in said(view.reading)
        assert not view.reading.ask.isVisible()


def test_a_large_file_is_asked_for_from_its_record(qtbot: QtBot, met: Path) -> None:
    record = large(met)
    with books.derived_once():
        alma = books.reopen(met / "alma")
        sticks.read(alma, met / "stick")
        alma.close()
    with desk.opened(qtbot, met / "alma") as table:
        table.workspace.go(Spot(Place.RECORD, kind="evidence", record=record))
        table.rest()
        view = table.shown(RecordView)
        assert "The file itself is not here" in said(view)
        table.press_button("Ask teammates for it")
        assert asked_for(table) == 1
        assert "Teammates were asked for it" in said(view)
        assert not view.circle.isVisible()
