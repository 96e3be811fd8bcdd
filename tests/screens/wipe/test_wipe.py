"""Wiping on screen: read, proven, typed; then nothing is there, the desk is gone, and every way ends this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.base.errors import Cancelled
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import wiping
from casebook.casework.book import Casebook
from casebook.gui.main import Shell
from casebook.gui.screens.last.state import Way, is_begun
from casebook.gui.screens.last.view import LastView
from casebook.gui.screens.wipe.view import WipeView
from casebook.gui.workspace import Place, Spot
from casebook.journal.drafts import Draft
from casebook.vault import wiping as vault_wiping
from casebook.vault.faults import DiskFull
from casebook.vault.wiping import Wiped
from desk import Desk


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        opened.workspace.go(Spot(Place.WIPE))
        opened.rest()
        yield opened


def said(shell: Shell) -> str:
    return "\n".join(label.text() for label in shell.findChildren(QLabel) if label.isVisible())


def type_all(table: Desk, word: str = "wipe", passphrase: str = books.PASSPHRASE) -> None:
    table.tab_to("Your passphrase now")
    table.type(passphrase)
    table.press(Qt.Key.Key_Return)
    table.type(word)
    table.press(Qt.Key.Key_Return)


def last(table: Desk) -> LastView:
    assert isinstance(table.shell.door, LastView)
    return table.shell.door


def leaves(table: Desk) -> list[Path | None]:
    """Where the process is replaced to, once it is."""
    heard: list[Path | None] = []
    table.workspace._replace = heard.append
    return heard


def test_it_says_what_goes_and_what_remains(table: Desk) -> None:
    told = said(table.shell)

    assert "The keys are overwritten first." in told
    assert "This casebook knows of no backup: nothing brings it back." in told
    assert "A laboratory that recovers deleted blocks" in told


def test_passphrase_and_word_then_nothing_is_there(table: Desk, tmp_path: Path) -> None:
    type_all(table)
    assert (tmp_path / "book" / "keys").exists()  # Enter leads to the button and no further
    table.press(Qt.Key.Key_Return)

    assert not (tmp_path / "book").exists()
    assert not table.workspace.is_open
    assert table.shell.desk is None
    assert "There is nothing here that you can open." in said(table.shell)
    assert "Overwritten and deleted" in said(table.shell)
    assert list(last(table).buttons) == [Way.CLOSE]
    assert last(table)._title.text() == "Wiped"


def test_a_wrong_passphrase_or_word_wipes_nothing(table: Desk, tmp_path: Path) -> None:
    before = (tmp_path / "book" / "keys").read_bytes()
    type_all(table, word="wine")
    table.press(Qt.Key.Key_Return)
    assert "Type the word “wipe” to go on." in said(table.shell)

    view = table.shown(WipeView)
    view.current.passphrase.wipe()
    view.word.clear()
    type_all(table, passphrase="something else entirely")
    table.press(Qt.Key.Key_Return)

    assert (tmp_path / "book" / "keys").read_bytes() == before
    assert table.workspace.is_open
    assert view.doing._notice.isVisible()


def test_escape_leaves_it_as_it_is(table: Desk) -> None:
    table.press(Qt.Key.Key_Escape)

    here = table.workspace.here
    assert here is not None
    assert here.place is Place.BROWSE


def test_what_was_put_beside_it_is_named(table: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    (folder / "keys copy").write_bytes((folder / "keys").read_bytes())
    (folder / "notes.txt").write_text("mine")
    type_all(table)
    table.press(Qt.Key.Key_Return)

    assert "destroy them: keys copy." in said(table.shell)
    assert "left alone: keys copy, notes.txt." in said(table.shell)


def test_the_last_page_closes_the_program_or_locks_it_and_writes_nothing(table: Desk) -> None:
    heard = leaves(table)
    type_all(table)
    table.press(Qt.Key.Key_Return)

    # Nobody is there: no draft is written anywhere, and no cut-off waits.
    table.workspace._idle.elapsed.emit()
    table.rest()
    assert heard == [None]


def test_closing_ends_the_program(table: Desk) -> None:
    left: list[bool] = []
    table.workspace.left.disconnect(table.shell._quit)
    table.workspace.left.connect(lambda: left.append(True))
    type_all(table)
    table.press(Qt.Key.Key_Return)
    table.press_button("Close")

    assert left == [True]


def test_stopped_before_the_keys_everything_is_as_it_was(table: Desk, tmp_path: Path) -> None:
    def stopped(_book: Casebook, _progress: Progress) -> Wiped:
        raise Cancelled

    view = table.shown(WipeView)
    view.doing.end_by(stopped)
    assert isinstance(table.shell.door, LastView)
    assert table.shell.desk is not None
    assert not table.shell.desk.isVisible()
    table.rest()

    assert table.shell.door is None
    assert table.shell.desk.isVisible()
    assert "Stopped. Nothing was changed." in said(table.shell)
    assert table.workspace.is_open
    assert (tmp_path / "book" / "keys").exists()


def test_a_disk_that_fails_leaves_a_way_to_the_passphrase(table: Desk, tmp_path: Path) -> None:
    heard = leaves(table)
    with mock.patch.object(vault_wiping, "_end_keys", side_effect=DiskFull):
        table.shown(WipeView).doing.end_by(wiping.wipe)
        table.rest()

    assert not table.workspace.is_open
    assert "The casebook was not wiped" in said(table.shell)
    table.press_button("To the passphrase")
    assert heard == [tmp_path / "book"]
    with books.derived_once():
        books.reopen(tmp_path / "book").close()


def test_once_the_keys_are_touched_there_is_no_stop_and_no_idling(table: Desk) -> None:
    seen: list[tuple[bool, bool]] = []

    def look() -> None:
        seen.append((last(table).strip._stop.isHidden(), table.workspace._idle._timer.isActive()))

    table.shown(WipeView).doing.end_by(wiping.wipe)
    table.workspace.passed.connect(look)
    assert not last(table).strip._stop.isHidden()
    table.rest()

    assert seen[0] == (True, False)
    assert table.workspace._idle._timer.isActive()


class _Typing:
    """Something half typed."""

    def unsaved(self) -> tuple[Draft, ...]:
        return (Draft(RecordId(bytes(16)), "dossier", "title", "half"),)

    def settle(self) -> bool:
        return True


def test_locked_while_it_is_wiped_it_comes_to_its_end_and_no_draft_is_written(
    table: Desk, tmp_path: Path
) -> None:
    heard = leaves(table)
    typing = _Typing()
    table.workspace.add_writer(typing)

    table.workspace.passed.connect(lambda: table.workspace.lock(now=True))
    table.shown(WipeView).doing.end_by(wiping.wipe)
    table.until(lambda: bool(heard))

    assert not (tmp_path / "book").exists()
    assert heard == [None]
    assert not table.workspace.is_open


def test_what_was_cut_off_is_ended_at_the_door(table: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    with mock.patch.object(vault_wiping._Work, "run", side_effect=DiskFull):
        table.shown(WipeView).doing.end_by(wiping.wipe)
        table.rest()
    assert is_begun(folder)

    table.shell.show_door(new=False)
    assert "A wipe was begun here and cut off" in said(table.shell)
    table.rest()
    table.press_button("Wipe what is left")

    assert not folder.exists()
    assert "There is nothing here that you can open." in said(table.shell)


def test_from_that_door_one_gets_to_another_casebook(table: Desk) -> None:
    with mock.patch.object(vault_wiping._Work, "run", side_effect=DiskFull):
        table.shown(WipeView).doing.end_by(wiping.wipe)
        table.rest()
    table.shell.show_door(new=False)
    table.rest()
    table.press_button("Another casebook…")

    assert not isinstance(table.shell.door, LastView)
