from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.base.secret import Secret
from casebook.base.words import translator
from casebook.casework import backing_up, evidence
from casebook.casework.book import Casebook
from casebook.casework.health import Finding, Health, What
from casebook.gui.screens.backups.view import BackupsView
from casebook.gui.screens.health.state import MOST, HealthState
from casebook.gui.screens.health.view import HealthView
from casebook.gui.workspace import Place, Spot
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from desk import Desk
from drawing import draw


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """A casebook with people, an attached file, and a backup."""
    (tmp_path / "stick").mkdir()
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
        for i in range(5):
            draw(book, f'person:1  remarks  "amber {i}"')
        (tmp_path / "paper").write_bytes(b"paper" * 9_000)
        evidence.attach(book, books.the(book, "person")[0], tmp_path / "paper")
        backing_up.make(book, Opening(Secret(books.PASSPHRASE)), tmp_path / "stick", kdf=CHEAPEST)
        book.close()
        with desk.opened(qtbot, tmp_path / "book") as opened:
            opened.workspace.kdf = CHEAPEST
            opened.workspace.go(Spot(Place.HEALTH))
            opened.rest()
            yield opened


def said(table: Desk) -> str:
    return "\n".join(label.text() for label in table.screen.findChildren(QLabel) if label.isVisible())


def examine(table: Desk) -> str:
    table.press_button("Check everything now")
    return said(table)


def break_tables_and_files(book: Casebook) -> None:
    for file in book.safe.files.ids():
        book.safe.files.path(file).unlink()
    book.db.execute("UPDATE record SET title = 'another' WHERE kind = 'person'")


def break_signatures(book: Casebook) -> None:
    book.db.execute("UPDATE entry SET signature = zeroblob(64) WHERE n IN (4, 6)")


def test_nothing_is_read_before_somebody_asks(table: Desk) -> None:
    assert table.shown(HealthView).found is None
    assert table.shown(HealthView).doing.button.hasFocus()


def test_a_sound_casebook_holds_and_advice_leads_on(table: Desk) -> None:
    told = examine(table)
    entries = table.read(lambda book: book.saved.entries)
    assert "Everything holds." in told
    assert f"{entries} entries read · {entries} signatures verified" in told
    assert "1 attached file read to its end" in told
    assert "Advice" in told
    assert "Damage" not in told
    assert table.shown(HealthView).repairing is None
    assert table.shown(HealthView).rescuing is None
    assert table.shown(HealthView).doing.button.hasFocus()


def test_what_can_be_repaired_is_repaired_and_told(table: Desk) -> None:
    table.read(break_tables_and_files)
    told = examine(table)
    assert "2 things are damaged." in told
    assert "Repair makes the tables from it again." in told
    assert "Repair takes it from a backup" in told
    repairing = table.shown(HealthView).repairing
    assert repairing is not None
    assert repairing.button.hasFocus()

    table.press_button("Repair what can be repaired")
    told = said(table)
    assert "Tables were made again from the journal. Attached files taken from a backup: 1." in told
    assert "Everything holds." in told


def test_what_cannot_be_mended_is_saved_into_a_new_casebook(table: Desk, tmp_path: Path) -> None:
    table.read(break_signatures)
    told = examine(table)
    view = table.shown(HealthView)
    assert "(2 times)" in told
    assert "Left behind: 2 entries" in told
    assert view.repairing is None

    table.tab_to("The folder for the new casebook")
    table.type(str(tmp_path / "new"))
    table.press(Qt.Key.Key_Escape)
    table.tab_to("Your passphrase")
    table.type(books.PASSPHRASE)
    table.press(Qt.Key.Key_Return)
    assert "It is a new device." in said(table)
    assert str(tmp_path / "new") in said(table).replace("\u200b", "")
    saved = books.reopen(tmp_path / "new")
    assert len(books.the(saved, "person")) == 5
    saved.close()
    # The damaged one is still open, and as it was.
    assert "Left behind: 2 entries" in examine(table)


def test_a_rescue_says_what_is_missing_and_what_is_refused(table: Desk, tmp_path: Path) -> None:
    table.read(break_signatures)
    examine(table)
    panel = table.shown(HealthView).rescuing
    assert panel is not None
    assert panel.problem() == "Write which folder the new casebook goes to."
    panel.folder.set_path(tmp_path / "new")
    assert panel.problem() == "Type your passphrase."
    panel.current.passphrase.line.setText("something else entirely")
    panel.submit()
    table.rest()
    assert panel.doing._notice.isVisible()
    assert not (tmp_path / "new").exists()


def test_a_finding_about_backups_leads_to_them(table: Desk) -> None:
    table.read(lambda book: book.db.execute("DELETE FROM safe_backup"))
    assert "There is no backup of this casebook." in examine(table)
    table.press_button("Go to the backups")
    table.shown(BackupsView)


def test_no_sentence_names_a_command_and_many_alike_are_cut(table: Desk) -> None:
    state = HealthState(translator("en"))
    ones = tuple(Finding(What.FILE_MISSING, {"file": f"f{i}", "record": f"F-{i}"}) for i in range(MOST + 3))
    (group,) = state.groups(Health(ones))
    assert len(group.lines) == MOST
    assert group.more == "And 3 more."
    # What to do stands once, under the last of them.
    assert [bool(line.then) for line in group.lines] == [False] * (MOST - 1) + [True]
    for what in What:
        for found in state.groups(Health((Finding(what),))):
            assert "`" not in " ".join(line.then for line in found.lines)
