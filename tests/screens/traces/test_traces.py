"""The page of traces: worst first, commands to copy by hand, reached before unlocking too; the warning after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.base.words import translator
from casebook.gui.parts.command import Command
from casebook.gui.parts.notice import Notice
from casebook.gui.screens.traces.state import groups, summary
from casebook.gui.screens.traces.view import TracesView
from casebook.gui.screens.unlock.view import UnlockView
from casebook.gui.workspace import Place, Spot
from casebook.vault import traces
from casebook.vault.trace import Roots, Severity
from computers import Computer
from desk import Desk


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """With swap in the open, a clipboard manager, and pictures of files."""
    made = Computer(tmp_path / "computer")
    made.swap("/dev/nvme0n1p3 partition")
    made.runs("klipper")
    made.put("home/person/.cache/thumbnails/normal/a.png", b"x")
    return made


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, computer: Computer) -> Iterator[Desk]:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(qtbot, tmp_path / "book", roots=computer.roots) as opened:
        yield opened


def texts(view: TracesView) -> list[str]:
    return [label.text().replace("\u200b", "") for label in view.findChildren(QLabel) if label.isVisible()]


def test_groups_stand_in_order_and_empty_ones_are_left_out(computer: Computer) -> None:
    tr = translator("en")
    made = groups(traces.look(computer.roots), tr)

    assert [group.severity for group in made] == list(Severity)
    assert sum(len(group.ones) for group in made) == len(traces.look(computer.roots))
    assert summary(traces.look(computer.roots), tr) == "1 thing to mend first."
    computer.swap()
    assert summary(traces.look(computer.roots), tr) == "1 thing worth mending."
    assert [group.severity for group in groups([], tr)] == []
    assert summary([], tr) == "Nothing here needs mending."


def test_the_worst_stands_open_and_the_rest_is_opened_by_key(table: Desk) -> None:
    table.workspace.go(Spot(Place.TRACES))
    table.rest()
    view = table.shown(TracesView)
    shown = texts(view)
    order = [shown.index(text) for text in ("Mend this first", "Worth mending", "Good to know", "In order")]

    assert order == sorted(order)
    assert any("sudo swapoff -a" in text for text in shown)
    assert not any("klipperrc" in text for text in shown)
    table.press_button("Show the commands: A clipboard manager is running")
    assert any("klipperrc" in text for text in texts(view))
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName().startswith("Copy: A clipboard manager is running")


def test_commands_are_copied_as_they_are_and_marked(table: Desk) -> None:
    table.workspace.go(Spot(Place.TRACES))
    table.rest()
    table.press_button("Copy: Swap is not encrypted")

    assert QGuiApplication.clipboard().text().startswith("sudo swapoff -a\nsudo sed")
    table.workspace.clipboard.clear()


def test_look_again_sees_what_was_mended(table: Desk, computer: Computer) -> None:
    table.workspace.go(Spot(Place.TRACES))
    table.rest()
    computer.swap("/dev/zram0 partition")
    computer.disk("zram0", backing_dev="none")
    table.press_button("Look again")

    assert "Swap stays in memory. It is compressed memory, and never reaches the disk." in texts(
        table.shown(TracesView)
    )
    assert "Mend this first" not in texts(table.shown(TracesView))


@pytest.mark.torture("T24", "the warning after unlocking, on a computer with swap in the open")
def test_one_is_warned_once_after_unlocking(table: Desk) -> None:
    assert table.shell.desk is not None
    [notice] = [one for one in table.shell.desk.findChildren(Notice) if one.isVisible()]
    assert "swap" in notice.text.text()
    table.press_button("How to mend it")
    table.rest()

    assert isinstance(table.screen, TracesView)
    assert not [one for one in table.shell.desk.findChildren(Notice) if one.isVisible()]


def test_nobody_is_warned_of_a_computer_in_order(qtbot: QtBot, tmp_path: Path) -> None:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    sound = Computer(tmp_path / "sound")
    with desk.opened(qtbot, tmp_path / "book", roots=sound.roots) as opened:
        opened.rest()
        assert opened.shell.desk is not None
        assert not [one for one in opened.shell.desk.findChildren(Notice) if one.isVisible()]


def test_it_can_be_read_before_anything_is_unlocked(table: Desk) -> None:
    shell = table.shell
    shell.show_traces()
    table.rest()
    door = shell.door

    assert isinstance(door, TracesView)
    assert any("sudo swapoff -a" in text for text in texts(door))
    table.press_button("Back")
    assert isinstance(shell.door, UnlockView)


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_nothing_is_cut_off(
    qtbot: QtBot, tmp_path: Path, computer: Computer, scale: int, language: str
) -> None:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(
        qtbot, tmp_path / "book", roots=computer.roots, scale=scale, language=language
    ) as opened:
        opened.shell.resize(1366, 768)
        opened.workspace.go(Spot(Place.TRACES))
        opened.rest()
        view = opened.shown(TracesView)
        QApplication.processEvents()

        assert view.horizontalScrollBar().maximum() == 0
        for label in view.findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()), label.text()
        last = max(
            label.mapTo(view.widget(), label.rect().bottomLeft()).y() for label in view.findChildren(QLabel)
        )
        assert view.widget().height() - last < 100, "an empty end"
        for command in view.findChildren(Command):
            assert command.width() <= view.viewport().width()


def test_text_is_plain(table: Desk) -> None:
    table.workspace.go(Spot(Place.TRACES))
    table.rest()
    labels = [one for one in table.shown(TracesView).findChildren(QLabel) if not one.pixmap()]

    assert labels
    assert {one.textFormat() for one in labels} == {Qt.TextFormat.PlainText}
    assert isinstance(table.workspace.roots, Roots)
