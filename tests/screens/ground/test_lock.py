"""The ways a casebook is locked: new keys are offered to whoever locks by hand, and to nobody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.base.progress import Progress
from casebook.casework import erasing
from casebook.casework.book import Casebook
from casebook.gui import lock
from desk import Desk


class Hearer(QObject):
    """Notes what the workspace says, in order."""

    def __init__(self, table: Desk) -> None:
        super().__init__()
        self.heard: list[str] = []
        table.workspace.locked.connect(self._locked)
        table.workspace.left.connect(self._left)

    def offer(self, table: Desk) -> None:
        """Be there to offer new keys."""
        table.workspace.keys_due.connect(self._due)

    @Slot(bool)
    def _due(self, leaving: bool) -> None:  # noqa: FBT001 - the signal's own shape
        self.heard.append("offered while leaving" if leaving else "offered")

    @Slot()
    def _locked(self) -> None:
        self.heard.append("locked")

    @Slot()
    def _left(self) -> None:
        self.heard.append("left")


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        books.make(tmp_path / "book", "Heron").close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def erase_something(book: Casebook) -> None:
    person = lists.person(book, "Rustem Beisekov")
    erasing.erase(book, person, reason="consent-withdrawn")


def test_who_locks_by_hand_after_an_erasure_is_offered_new_keys_once(table: Desk) -> None:
    hearer = Hearer(table)
    hearer.offer(table)
    table.read(erase_something)
    table.workspace.lock()
    table.rest()
    assert hearer.heard == ["offered"]
    assert table.workspace.is_open
    assert table.workspace._idle.milliseconds == 60_000, "an offer that nobody answers ends in a lock"

    table.workspace.lock()
    table.until(lambda: "locked" in hearer.heard)
    assert hearer.heard == ["offered", "locked"]


def test_without_an_erasure_nothing_is_asked(table: Desk) -> None:
    hearer = Hearer(table)
    hearer.offer(table)
    table.workspace.lock()
    table.until(lambda: "locked" in hearer.heard)

    assert hearer.heard == ["locked"]


def test_who_closes_the_program_is_offered_them_too(table: Desk) -> None:
    hearer = Hearer(table)
    hearer.offer(table)
    table.read(erase_something)
    table.workspace.leave()
    table.rest()
    assert hearer.heard == ["offered while leaving"]

    table.workspace.leave(now=True)
    table.until(lambda: "left" in hearer.heard)
    assert hearer.heard == ["offered while leaving", "locked", "left"]


def test_nobody_is_asked_who_is_not_there_or_in_danger(table: Desk) -> None:
    hearer = Hearer(table)
    hearer.offer(table)
    table.read(erase_something)
    table.workspace.away.gone.emit()
    table.until(lambda: "locked" in hearer.heard)

    assert hearer.heard == ["locked"]


def test_panic_while_it_is_offered_locks_and_does_not_leave(table: Desk) -> None:
    hearer = Hearer(table)
    hearer.offer(table)
    table.read(erase_something)
    table.workspace.leave()
    table.rest()
    table.workspace.panic()

    assert hearer.heard == ["offered while leaving", "locked"]


def test_where_nobody_offers_them_it_locks_at_once(table: Desk) -> None:
    hearer = Hearer(table)
    table.workspace.keys_due.disconnect(table.shell._ask_for_keys)
    table.read(erase_something)
    table.workspace.lock()
    table.until(lambda: "locked" in hearer.heard)

    assert hearer.heard == ["locked"]


def test_what_does_not_stop_is_cut_off_when_nobody_is_there(
    table: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A computer that goes to sleep does not wait for it either."""
    monkeypatch.setattr(lock, "AWAY_MS", 50)
    hearer = Hearer(table)
    gate = threading.Event()

    def stubborn(_book: Casebook, _progress: Progress) -> bool:
        return gate.wait(60)

    table.workspace.work(stubborn, hearer.heard.append)
    table.workspace.away.gone.emit()
    table.until(lambda: "locked" in hearer.heard)
    gate.set()

    assert hearer.heard[0] == "locked"


def test_nothing_else_stays_on_the_screen(table: Desk, qtbot: QtBot) -> None:
    """A dialog goes with the window, before anything else is done."""
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.setModal(True)
    dialog.show()
    seen: list[bool] = []
    table.workspace.clipboard.clear = lambda **_how: seen.append(dialog.isVisible())  # type: ignore[method-assign]  # the next thing that is done
    table.workspace.panic()

    assert seen == [False]
    assert not dialog.isVisible()
