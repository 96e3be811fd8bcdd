"""The desktop walk: everything a monitor does on the first day, by keyboard, in the real window.

Nothing here calls the program: keys go in, what is shown comes out. A picture of each step is written to the
folder that `CASEBOOK_WALK_PICTURES` names (`make walk CASEBOOK_WALK_PICTURES=out/walk`), else beside the test.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import program
from casebook.gui.main import Shell, Start, make_shell
from casebook.gui.theme import load_fonts
from casebook.vault.keys import CHEAPEST
from driver import Driver
from program import Program

CORPUS = program.ROOT.parent / "shared" / "corpus"
PASSPHRASE = "ferry lantern orchard velvet copper anvil"
PERSON, PERSON_IN_CYRILLIC = "Rustem Beisekov", "Рустем Бейсеков"
TOLD = "Three men in plain clothes came at six in the morning.\nНикто из них не показал документов."


@dataclass(frozen=True)
class Printed:
    """The list that is taken in: its table and mapping, how many stand on it, and one of them in Cyrillic."""

    table: Path
    mapping: Path
    count: int
    asked: str
    found: str

    @property
    def public(self) -> int:
        """How many of them are shown by decision: the same share of either list."""
        return self.count * 38 // 48


def printed_list() -> Printed:
    """The real list where it is at hand, else the invented one of the same shape."""
    if not CORPUS.is_dir():
        demo = program.ROOT / "resources" / "demo"
        return Printed(demo / "list.csv", demo / "list_csv.toml", 12, "Бектасовой", "Sholpan Bektasova")
    mapping = program.ROOT / "tests" / "mappings" / "prisoners_2025_csv.toml"
    spelled = json.loads((CORPUS / "names_cyrillic.json").read_text())
    table = CORPUS / "prisoners_2025.csv"
    listed = table.read_text(encoding="utf-8")
    latin, cyrillic = next((one, two) for one, two in spelled.items() if f",{one}," in listed)
    return Printed(table, mapping, 48, cyrillic, latin)


@dataclass
class Walk:
    """The window, the person before it, and where things go."""

    shell: Shell
    person: Driver
    home: Path
    pictures: Path
    list: Printed
    locked: list[Path | None]
    faults: list[BaseException]

    @property
    def folder(self) -> Path:
        return self.home / "Notes"

    @property
    def bundle(self) -> Path:
        return self.home / "list.zip"


@pytest.fixture
def walk(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    home = program.make_home(tmp_path / "home")
    for name, value in program.environment(home).items():
        if name.startswith(("HOME", "XDG", "TMP")):
            monkeypatch.setenv(name, value)
    named = os.environ.get("CASEBOOK_WALK_PICTURES")
    pictures = Path(named).absolute() if named else tmp_path / "pictures"
    before = qapp.style().name()
    qapp.setStyle("Fusion")
    load_fonts()
    locked: list[Path | None] = []
    faults: list[BaseException] = []
    shell = make_shell(qapp, Start(kdf=CHEAPEST), locked.append)
    shell.workspace.tasks.crashed.connect(faults.append)
    shell.show()
    yield Walk(shell, Driver(pictures), home, pictures, printed_list(), locked, faults)
    shell.workspace.tasks.finish()
    for listener in (shell, shell.workspace):
        qapp.removeEventFilter(listener)
    qapp.setStyleSheet("")
    qapp.setStyle(before)
    shell.hide()
    shell.deleteLater()


def test_desktop(walk: Walk) -> None:
    """New casebook, person, interview, import, find, decision, export, undo, lock, unlock."""
    person = walk.person
    make_a_casebook(walk, person)
    write_a_person_in_two_scripts(person)
    hear_an_interview_under_consent(person)
    take_in_the_list(walk, person)
    find_somebody_in_cyrillic(walk, person)
    decide_for_many(walk, person)
    export_for_the_public(walk, person)
    take_back_the_decision(walk, person)
    lock(walk, person)
    assert walk.faults == []
    the_bundle_is_what_was_meant(walk)
    with program.started(walk.folder, walk.home) as run:
        run.do("draw_to", str(walk.pictures), person.taken)
        unlock_lock_and_unlock(walk, run)


# ------------------------------------------------------------------------------------ the first day


def make_a_casebook(walk: Walk, person: Driver) -> None:
    person.until_here("Your name or a code name")
    person.picture("the first day")
    person.type("Aigul")
    person.fill("Name of the organisation (may stay empty)", "Harbour Group")
    person.fill("Folder it will stand in", str(walk.folder))
    person.fill("Passphrase", "guessed")
    person.fill("The passphrase once more", "something else")
    person.press("Return")
    person.until_sees("This is guessed in days.")
    person.picture("a passphrase that will not do")
    assert not walk.folder.exists()
    person.fill("Passphrase", PASSPHRASE)
    person.fill("The passphrase once more", PASSPHRASE)
    assert not person.sees("This is guessed in days.")
    person.picture("four answers")
    person.press("Return")
    person.until_sees("No one here yet.")
    person.picture("an empty casebook")


def write_a_person_in_two_scripts(person: Driver) -> None:
    person.press("Ctrl+N")
    person.until_here("Name")
    person.type(PERSON)
    person.picture("a name being written")
    person.press("Return")
    person.until_sees(f"Also: {PERSON_IN_CYRILLIC}")
    person.until_here("Name")
    person.go_to(f"Also: {PERSON_IN_CYRILLIC}")
    person.press("Return")
    person.until_gone(f"Also: {PERSON_IN_CYRILLIC}")
    person.until_sees(PERSON_IN_CYRILLIC)
    person.go_to("Add: Born")
    person.press("Return")
    person.type("around June 1990")
    person.until_sees("June 1990")
    person.picture("a date said back")
    person.press("Return")
    person.until_here("Born")
    person.until_sees("about June 1990")
    person.press("Ctrl+H")
    person.until_sees("Names")
    person.until(lambda: sum(text.endswith("· you") for text in person.texts()) == 3, "three acts")
    person.picture("a person in two scripts, and the history")
    person.press("Ctrl+H")


def hear_an_interview_under_consent(person: Driver) -> None:
    person.press("Ctrl+I")
    person.until_here("Who speaks")
    assert not person.sees("What happened, in their words")
    person.type("Бейсекову")
    person.until_sees(PERSON)
    person.picture("who speaks")
    person.press("Return")
    person.go_to("0…")
    person.press("3")
    person.go_to("Said back in their own words")
    person.type("y")
    person.go_to("Asked on")
    person.picture("the consent")
    person.press("Ctrl+Return")
    person.until_here("What happened, in their words")
    person.type(TOLD)
    person.picture("what they tell")
    person.press("Ctrl+S")
    person.until(lambda: any(TOLD in text for text in person.texts()), "what was told")
    person.picture("an interview under its consent")


# ------------------------------------------------------------------------------------ the list


def take_in_the_list(walk: Walk, person: Driver) -> None:
    person.press("Ctrl+M")
    person.until_here("Table: CSV, JSON, XLSX or ODS")
    person.clear_and_type(str(walk.list.table))
    person.go_to("Mapping: what each column means")
    person.clear_and_type(str(walk.list.mapping))
    person.picture("a table and its mapping")
    person.press("Return")
    person.until_here("Rows of the table")
    person.until_sees(f"{walk.list.count} new")
    person.press("Down")
    person.picture("the dry run")
    person.go_to(f"Import {walk.list.count} rows")
    person.press("Return")
    person.until_here("List entries")
    person.until_sees(f"List entries: {walk.list.count}")
    person.picture("the list is taken in")


def find_somebody_in_cyrillic(walk: Walk, person: Driver) -> None:
    person.press("Ctrl+Л")  # the key of Ctrl+K on a Cyrillic keyboard
    person.until_here("Find or do anything")
    person.type(walk.list.asked)
    person.until_sees(walk.list.found)
    person.picture("found in Cyrillic")
    person.press("Escape")
    person.until_here("List entries")


def decide_for_many(walk: Walk, person: Driver) -> None:
    person.press("Home")
    for _ in range(walk.list.public - 1):
        person.press("Shift+Down")
    person.until_sees(f"{walk.list.public} selected")
    person.picture("many selected")
    person.press("Ctrl+D")
    person.until_here("They may be shown to")
    person.until_sees(f"{walk.list.public} · The decision lets them be named")
    person.go_to("Where it is public already")
    person.type("Political")
    person.until_sees("New source “Political”")
    person.press("Return")
    person.go_to("Why we decided so")
    person.type("The printed list names them, and has for months.")
    person.picture("a decision")
    person.go_to(f"Record the decision for {walk.list.public} people")
    person.press("Return")
    person.until_here("List entries")


def export_for_the_public(walk: Walk, person: Driver) -> None:
    person.press("Ctrl+E")
    person.until_here("See what would leave")
    person.picture("what and for whom")
    person.press("Return")
    person.until_here("The text")
    person.until_sees(f"{walk.list.public} named")
    person.picture("the plan")
    for key in "hsj":
        person.type(key)
    person.until_sees("2 of")
    # A person takes longer than the plan does to be made again with the answers.
    person.until(lambda: not walk.shell.workspace.tasks.waiting, "the plan with the answers in it")
    person.go_to("Preview as the recipient")
    person.press("Return")
    person.until_here("The report as its recipient sees it")
    person.until_sees("Leak check: 0 of")
    person.picture("the preview")
    person.fill("What for", "The published list")
    person.fill("Where to", str(walk.bundle))
    person.go_to("Sign and write bundle")
    person.press("Return")
    person.until_sees("The bundle is written")
    person.picture("the bundle is written")


def take_back_the_decision(walk: Walk, person: Driver) -> None:
    """What left cannot be taken back: the act before it is."""
    person.press("Ctrl+Z")
    person.until_sees("Undone")
    person.press("Ctrl+E")
    person.until_here("See what would leave")
    person.press("Return")
    person.until_sees("0 named")
    person.picture("the decision is taken back")


def lock(walk: Walk, person: Driver) -> None:
    assert person.titles() == {"Casebook"}
    person.press("Ctrl+Shift+L")
    person.until(lambda: walk.locked, "the process to be replaced")
    assert walk.locked == [walk.folder]
    assert person.texts() == []
    person.picture("blank before it locks")


# ------------------------------------------------------------------------------------ outside the window


def the_bundle_is_what_was_meant(walk: Walk) -> None:
    """A stranger's check of it, and nobody in it of whom nothing was decided."""
    told = subprocess.run(
        [sys.executable, "-m", "casebook", "verify", str(walk.bundle)],
        env=program.environment(walk.home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout
    with zipfile.ZipFile(walk.bundle) as archive:
        data = b"".join(archive.read(name) for name in archive.namelist())
    for word in (*PERSON.split(), *PERSON_IN_CYRILLIC.split(), *TOLD.split("\n")):
        assert word.encode() not in data


def unlock_lock_and_unlock(walk: Walk, run: Program) -> None:
    """The real process: locked in place, and open again with everything that was there."""
    run.do("until_here", "Passphrase")
    run.do("picture", "the door")
    run.do("type", "not the passphrase")
    run.do("press", "Return")
    run.do("until_sees", "passphrase")
    run.do("until_here", "Passphrase")
    run.do("picture", "the wrong passphrase")
    for taken, name in ((26, "unlocked"), (27, "unlocked again")):
        run.unlock(PASSPHRASE)
        run.do("until_sees", "Last saved")
        run.do("until_sees", f"People: {walk.list.count + 1}")
        run.do("picture", name)
        run.lock()
        run.do("draw_to", str(walk.pictures), taken)
        run.do("until_here", "Passphrase")
        run.do("until_sees", "Locked")
    run.do("picture", "locked")
    assert run.stderr() == ""
