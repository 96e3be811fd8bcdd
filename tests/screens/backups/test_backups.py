from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.base.ids import RecordId
from casebook.base.moment import DAY_MS
from casebook.base.secret import Secret
from casebook.base.words import translator
from casebook.casework import backing_up, backups, erasing, keys
from casebook.casework.backups import Backup
from casebook.casework.book import Casebook
from casebook.casework.cardkeeping import Keeping
from casebook.gui.screens.backups.panel import Panel
from casebook.gui.screens.backups.state import BackupsState, Shown
from casebook.gui.screens.backups.view import BackupsView
from casebook.gui.screens.backups.words import Act, row
from casebook.gui.screens.safety.state import SafetyState
from casebook.gui.workspace import Place, Spot
from casebook.vault import ledger
from casebook.vault.keys import CHEAPEST
from casebook.vault.ledger import Generation, Plan
from casebook.vault.slots import Opening
from desk import Desk
from drawing import draw

SECOND = "harbour second lantern willow crane"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def drawer(tmp_path: Path) -> Path:
    (tmp_path / "drawer").mkdir()
    return tmp_path / "drawer"


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, stick: Path) -> Iterator[Desk]:
    """A casebook with a person, and one backup of it on the stick, its card with it."""
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
        draw(book, 'person:1  remarks  "amber"')
        backing_up.make(book, Opening(Secret(books.PASSPHRASE)), stick, kdf=CHEAPEST)
        book.close()
        with desk.opened(qtbot, tmp_path / "book") as opened:
            opened.workspace.kdf = CHEAPEST
            opened.workspace.go(Spot(Place.BACKUPS))
            opened.rest()
            yield opened


def person(book: Casebook) -> RecordId:
    return books.the(book, "person")[0]


def erase(table: Desk) -> None:
    table.read(lambda book: erasing.erase(book, person(book), "remarks", reason="consent-withdrawn"))
    table.shown(BackupsView).reload()
    table.rest()


def said(table: Desk) -> str:
    return "\n".join(label.text() for label in table.screen.findChildren(QLabel) if label.isVisible())


def panel(table: Desk) -> Panel:
    found = table.shown(BackupsView).panel
    assert found is not None
    return found


def names(table: Desk) -> list[str]:
    return [one.generation.name for one in table.read(backups.backups)]


def test_a_backup_is_made_from_the_keyboard_with_its_card_apart(
    table: Desk, tmp_path: Path, drawer: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    table.press_button("Make a backup now")
    fields = panel(table).where
    assert fields is not None
    fields.place.setFocus()
    fields.place.line.clear()
    table.type(f"{other}/")
    table.tab_to("With the backup")
    table.press(Qt.Key.Key_Down)
    table.tab_to("The folder for cards")
    table.type(f"{drawer}/")
    table.tab_to("Your passphrase")
    table.type(books.PASSPHRASE)
    table.press(Qt.Key.Key_Return)

    newest = table.read(backups.backups)[0].generation
    assert (newest.place, newest.card_place) == (other, drawer)
    assert newest.card.is_file()
    assert newest.verified_ms
    assert "is made and verified" in said(table)
    assert str(drawer) in said(table).replace("\u200b", "")
    assert table.shown(BackupsView).make_button.hasFocus()


def test_alone_one_hears_that_a_card_needs_two_teammates(table: Desk, tmp_path: Path) -> None:
    table.press_button("Make a backup now")
    fields = panel(table).where
    assert fields is not None
    table.tab_to("With the backup")
    table.press(Qt.Key.Key_Down)
    table.press(Qt.Key.Key_Down)
    assert fields.where().in_team
    assert not fields.card_place.isVisible()
    table.tab_to("Your passphrase")
    table.type(books.PASSPHRASE)
    table.press(Qt.Key.Key_Return)
    assert "The card needs 2 teammates who keep it" in said(table)
    assert len(names(table)) == 1


def test_what_is_missing_and_what_is_wrong_is_said_and_nothing_is_made(table: Desk, tmp_path: Path) -> None:
    before = names(table)
    table.press_button("Make a backup now")
    shown = panel(table)
    shown.submit()
    assert shown.problem() == "Type your passphrase."
    assert shown.where is not None
    assert shown.current is not None
    shown.where.keep.line.setText("")
    assert shown.problem() == "Write how many are kept: one or more."
    shown.where.keep.line.setText("2")
    shown.where.place.line.clear()
    assert shown.problem() == "Write which folder it goes to."
    shown.where.place.set_path(tmp_path / "nowhere")
    shown.current.passphrase.line.setText(books.PASSPHRASE)
    shown.submit()
    table.rest()
    assert "Plug the medium in" in said(table)
    assert names(table) == before
    shown.current.setFocus()
    table.press(Qt.Key.Key_Escape)
    assert table.shown(BackupsView).panel is None


def test_whoever_is_present_opens_the_backup_too(qtbot: QtBot, tmp_path: Path, stick: Path) -> None:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
        mine, theirs = Opening(Secret(books.PASSPHRASE)), Opening(Secret(SECOND), label="Linden")
        keys.add(book, mine, theirs, kdf=CHEAPEST)
        book.close()
        with desk.opened(qtbot, tmp_path / "book") as table:
            table.workspace.kdf = CHEAPEST
            table.workspace.go(Spot(Place.BACKUPS))
            table.rest()
            table.shown(BackupsView).begin(Act.MAKE, None)
            shown = panel(table)
            assert shown.where is not None
            assert shown.current is not None
            shown.where.place.set_path(stick)
            shown.current.passphrase.line.setText(books.PASSPHRASE)
            (field,) = shown.present
            field.passphrase.line.setText(SECOND)
            shown.submit()
            table.rest()
            (one,) = table.read(backups.backups)
            found = backups.verify_copy(one.generation.folder, Opening(Secret(SECOND)))
            assert found.entries == one.generation.entries


def test_a_backup_is_tried_and_what_is_damaged_in_it_is_said(table: Desk, stick: Path) -> None:
    (name,) = names(table)
    table.press_button("Try it")
    table.type(books.PASSPHRASE)
    table.press(Qt.Key.Key_Return)
    assert "every page, chain and signature" in said(table)

    database = stick / name / name
    data = bytearray(database.read_bytes())
    data[9000] ^= 1
    database.write_bytes(data)
    table.press_button("Try it")
    table.type(books.PASSPHRASE)
    table.press(Qt.Key.Key_Return)
    assert "damaged" in said(table)
    assert panel(table).doing.button.isEnabled()


def test_removing_asks_first_and_destroys_card_and_backup(table: Desk, stick: Path) -> None:
    table.press_button("Remove it")
    assert panel(table).leave.hasFocus()
    table.press(Qt.Key.Key_Return)
    assert len(names(table)) == 1

    table.press_button("Remove it")
    panel(table).doing.setFocus()
    table.press(Qt.Key.Key_Return)
    assert names(table) == []
    assert list(stick.iterdir()) == []
    assert "If this disk fails, all of it is gone." in said(table)


def test_one_that_cannot_be_reached_leaves_the_list_on_a_persons_word(table: Desk, stick: Path) -> None:
    shutil.rmtree(stick)
    table.shown(BackupsView).reload()
    table.rest()
    assert "not here now" in said(table)
    assert [row.acts for row in table.shown(BackupsView).state.rows(table.shown(BackupsView)._shown)] == [
        (Act.STRIKE,)
    ]
    table.press_button("It is destroyed")
    panel(table).doing.setFocus()
    table.press(Qt.Key.Key_Return)
    assert names(table) == []


def test_after_an_erasure_one_button_makes_a_new_one_and_removes_the_old_card(
    table: Desk, stick: Path
) -> None:
    (old,) = names(table)
    assert "Something was erased" not in said(table)
    erase(table)
    assert "Something was erased. 1 backup made before still holds it." in said(table)
    assert "Still holds erased text: bring it or destroy it." in said(table)
    table.press_button("Make a new backup and remove the old cards")
    table.tab_to("Your passphrase")
    table.type(books.PASSPHRASE)
    table.press(Qt.Key.Key_Return)

    (one,) = table.read(backups.backups)
    assert one.generation.name != old
    assert not one.holds_erased
    assert not (stick / old).exists()
    assert "Older backups that nothing opens any more: 1." in said(table)
    assert "erased text" not in said(table)


def test_what_an_erasure_could_not_reach_stays_named(table: Desk, tmp_path: Path, stick: Path) -> None:
    away, other = tmp_path / "away", tmp_path / "other"
    other.mkdir()
    stick.rename(away)
    erase(table)
    table.press_button("Make a new backup and remove the old cards")
    shown = panel(table)
    assert shown.where is not None
    assert shown.current is not None
    shown.where.place.set_path(other)
    shown.current.passphrase.line.setText(books.PASSPHRASE)
    shown.submit()
    table.rest()
    assert "These still hold erased text" in said(table)
    assert str(stick) in said(table).replace("\u200b", "")
    # Brought, its card can be destroyed: the button is there again.
    away.rename(stick)
    table.shown(BackupsView).reload()
    table.rest()
    assert "1 backup made before still holds it." in said(table)


def test_a_schedule_is_kept_and_taken_back(table: Desk, stick: Path) -> None:
    table.press_button("Make them on a schedule")
    days = panel(table).days
    assert days is not None
    assert days.line.hasFocus()
    days.line.selectAll()
    table.type("3")
    table.press(Qt.Key.Key_Return)
    assert table.read(backups.plan) == Plan(3, stick, None, backing_up.KEEP)
    assert "when the newest is 3 days old" in said(table)
    table.press_button("Make them on a schedule")
    days = panel(table).days
    assert days is not None
    days.line.selectAll()
    table.type("0")
    table.press(Qt.Key.Key_Return)
    assert table.read(backups.plan) is None


def test_after_unlocking_one_hears_that_a_backup_is_due_and_could_not_be_made(
    qtbot: QtBot, tmp_path: Path, stick: Path
) -> None:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
        made = backing_up.make(book, Opening(Secret(books.PASSPHRASE)), stick, kdf=CHEAPEST).generation
        backups.note(book, replace(made, made_ms=made.made_ms - 9 * DAY_MS))
        backups.set_plan(book, Plan(7, stick, None, 5))
        draw(book, 'person:1  remarks  "amber"')
        book.close()
    stick.rename(tmp_path / "away")  # else it would be made on the way in
    with desk.opened(qtbot, tmp_path / "book") as table:
        window = table.shell.desk
        assert window is not None
        texts = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
        assert any("days old, and something was written since" in text for text in texts)
        table.press_button("Go to the backups")
        table.shown(BackupsView)


def test_nobody_is_reminded_without_a_plan(table: Desk) -> None:
    table.read(lambda book: draw(book, 'person:2  remarks  "more"'))
    window = table.shell.desk
    assert window is not None
    texts = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert not any("days old" in text for text in texts)


def test_safety_says_in_short_how_the_backups_stand(table: Desk) -> None:
    state = SafetyState(translator("en"))

    def standing(book: Casebook) -> tuple[str, str]:
        return state._states(book)[Place.BACKUPS]

    def age(book: Casebook) -> None:
        (one,) = ledger.ledger(book.db)
        backups.note(book, replace(one, made_ms=book.clock.now().wall_ms - 3 * DAY_MS))

    table.read(age)
    assert table.read(standing) == ("last backup 3 days ago", "")
    erase(table)
    assert table.read(standing) == ("still holds erased text", "amber")
    table.read(lambda book: backups.strike(book, ledger.ledger(book.db)[0].name))
    assert table.read(standing) == ("none yet", "amber")


def test_an_unfinished_backup_is_no_backup(table: Desk) -> None:
    (one,) = table.read(backups.backups)
    state = BackupsState(translator("en"))
    cut_off = replace(one, generation=replace(one.generation, verified_ms=0))
    assert [told.text for told in state.notices(Shown((cut_off,)))] == [
        "There is no backup of this casebook yet. If this disk fails, all of it is gone."
    ]
    assert ("never verified", "amber") in state.rows(Shown((cut_off,)))[0].chips


def test_a_backup_that_is_stopped_leaves_nothing(table: Desk, stick: Path) -> None:
    before = names(table), sorted(stick.iterdir())
    table.press_button("Make a backup now")
    shown = panel(table)
    assert shown.current is not None
    shown.current.passphrase.line.setText(books.PASSPHRASE)
    shown.submit()
    shown.doing.strip.stopped.emit()
    table.rest()
    assert "Stopped. Nothing was changed." in said(table)
    assert (names(table), sorted(stick.iterdir())) == before
    assert shown.current.passphrase.line.hasFocus()


@pytest.mark.parametrize(("people", "told"), [(0, True), (1, True), (2, False)])
def test_a_card_that_too_few_hold_is_told_as_not_to_be_relied_on(
    tmp_path: Path, people: int, *, told: bool
) -> None:
    one = Generation("a" * 26, tmp_path, None, made_ms=1, verified_ms=2, in_team=True)
    kept = Keeping(True, False, (), (), (), people)
    shown = row(Backup(one, True, True, False, kept), tmp_path / "own", translator("en"))
    assert (("not with two teammates yet", "amber") in shown.chips) == told
