from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.casework import settings as book_settings
from casebook.gui import settings
from casebook.gui.main import Shell, Start, make_shell
from casebook.gui.screens.firstrun.state import Answers, default_folder, problems
from casebook.gui.screens.firstrun.view import FirstRunView
from casebook.gui.settings import DeviceSettings
from casebook.gui.theme import load_fonts
from casebook.vault.keys import CHEAPEST

GOOD = Answers(folder=None, same=True, empty=False, too_weak=False, strong=True)


@pytest.fixture
def shell(qtbot: QtBot, tmp_path: Path) -> Iterator[Shell]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    load_fonts()
    kept = tmp_path / "device.json"
    settings.save(kept, DeviceSettings(theme="light"))
    with books.derived_once():
        made = make_shell(app, Start(settings_file=kept, kdf=CHEAPEST), lambda _folder: None)
        made.show()
        yield made
        qtbot.waitUntil(lambda: not made.workspace.tasks.waiting, timeout=desk.LONG_MS)
        desk._end(made)


def first_day(shell: Shell) -> FirstRunView:
    assert isinstance(shell.door, FirstRunView)
    return shell.door


def test_a_casebook_is_made_by_keyboard(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    view = first_day(shell)
    assert QApplication.focusWidget() is view.fields.author
    QTest.keyClicks(view.fields.author, "Heron")
    QTest.keyClicks(view.fields.organisation, "Harbour Group")
    view.fields.folder.set_path(tmp_path / "Notes")
    QTest.keyClicks(view.fields.passphrase.line, "ferry lantern orchard window copper")
    QTest.keyClicks(view.fields.again.line, "ferry lantern orchard window copper")
    with qtbot.waitSignal(shell.workspace.opened, timeout=desk.LONG_MS):
        view.submit()
        assert view.fields.passphrase.is_empty()
        assert view.fields.again.is_empty()
    heard: list[object] = []

    class Hearer:
        def hear(self, answer: object) -> None:
            heard.append(answer)

    hearer = Hearer()
    shell.workspace.read(lambda book: book_settings.setting(book, "author"), hearer.hear)
    qtbot.waitUntil(lambda: bool(heard), timeout=desk.LONG_MS)

    assert heard == ["Heron"]
    assert shell.desk is not None
    said = [one.text() for one in shell.desk.notices.findChildren(QLabel)]
    assert "Recovery shares and a backup are not set up yet." in said
    ways = [one.text() for one in shell.desk.notices.findChildren(QPushButton)]
    assert ways[:2] == ["Make recovery shares…", "Make a backup…"]
    assert (tmp_path / "Notes" / "keys").is_file()
    assert (tmp_path / "Notes").stat().st_mode & 0o777 == 0o700


def test_a_key_file_can_be_made_with_it(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    view = first_day(shell)
    view.fields.author.setText("Heron")
    view.fields.folder.set_path(tmp_path / "Notes")
    for field in (view.fields.passphrase, view.fields.again):
        field.line.setText("ferry lantern orchard window copper")
    assert not view.fields.key.field.isVisible()
    view.fields.key.make()
    view.submit()
    assert view.fields.problems["key"].isVisible()
    view.fields.key.field.set_path(tmp_path / "holiday")
    with qtbot.waitSignal(shell.workspace.opened, timeout=desk.LONG_MS):
        view.submit()

    assert (tmp_path / "holiday").stat().st_size == 64


def test_words_are_suggested_in_the_language_of_the_window(shell: Shell) -> None:
    shell._speak("ru")
    view = first_day(shell)
    view.fields.suggest()

    assert all(
        "а" <= letter <= "я"
        for letter in view.fields.passphrase.line.text().replace(" ", "").replace("ё", "е")
    )


def test_every_missing_answer_is_said_in_its_place(shell: Shell, tmp_path: Path) -> None:
    view = first_day(shell)
    view.fields.folder.line.setText(str(tmp_path))
    view.submit()
    shown = {name: line.text() for name, line in view.fields.problems.items() if line.isVisible()}

    assert set(shown) == {"folder", "passphrase"}
    assert not shell.workspace.tasks.waiting


def test_a_suggested_passphrase_can_be_read_and_has_to_be_typed_again(shell: Shell) -> None:
    view = first_day(shell)
    view.fields.suggest()

    assert view.fields.passphrase.line.displayText().count(" ") == 5
    assert view.fields.passphrase.strength().enough
    assert view.fields.again.is_empty()


def test_it_says_what_it_does_not_hold_against(shell: Shell) -> None:
    texts = [label.text() for label in first_day(shell).findChildren(QLabel)]

    assert "What it does not" in texts
    assert any("Without the passphrase, or shares" in text for text in texts)


def test_another_language_takes_effect_at_once(shell: Shell, tmp_path: Path) -> None:
    shell._speak("ru")

    assert shell.look.tr.language == "ru"
    assert settings.load(tmp_path / "device.json").language == "ru"
    assert isinstance(shell.door, FirstRunView)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (GOOD, set()),
        (replace(GOOD, empty=True), {"passphrase"}),
        (replace(GOOD, too_weak=True), {"passphrase"}),
        (replace(GOOD, same=False), {"again"}),
        (replace(GOOD, strong=False), set()),
    ],
)
def test_what_keeps_it_from_being_made(tmp_path: Path, answers: Answers, expected: set[str]) -> None:
    assert set(problems(replace(answers, folder=tmp_path / "Notes"))) == expected


@pytest.mark.parametrize("folder", [None, Path("Notes"), Path("/nowhere/at/all")])
def test_a_folder_it_cannot_stand_in_is_said(folder: Path | None) -> None:
    assert set(problems(replace(GOOD, folder=folder))) == {"folder"}


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("")

    assert set(problems(replace(GOOD, folder=tmp_path))) == {"folder"}


def test_the_proposed_name_is_plain_and_not_taken(tmp_path: Path) -> None:
    assert default_folder(tmp_path).name == "Notes"
    (tmp_path / "Notes").mkdir()
    assert default_folder(tmp_path).name == "Notes 2"
