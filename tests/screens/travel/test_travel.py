"""Before a journey on screen: asked, looked at, sealed, wiped, and a small casebook at the door; refusals in place."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.base.words import translator
from casebook.casework import records, sealing
from casebook.casework.book import Casebook
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.formats import age
from casebook.gui.main import Shell
from casebook.gui.parts.typed import Typed
from casebook.gui.screens.last.state import Way
from casebook.gui.screens.last.view import LastView
from casebook.gui.screens.travel.state import Plan, TravelState
from casebook.gui.screens.travel.view import TravelView
from casebook.gui.workspace import Place, Spot
from casebook.journal import current, drafts
from casebook.journal.drafts import Draft
from casebook.model.person import NAME
from casebook.vault.faults import DiskFull
from casebook.vault.keys import CHEAPEST
from desk import Desk

SECOND = "harbour second lantern willow crane"


def fill(book: Casebook) -> None:
    for name, title in (("Dana Akhmetova", "The pier"), ("Farida Nurlanova", "The quay")):
        person, dossier = book.new_id(), book.new_id()
        records.write(
            book,
            Verb.ADD,
            [
                New(person, "person"),
                Add(person, "names", (("name", NAME.make(full=name)),)),
                New(dossier, "dossier"),
                Set(dossier, "title", title),
                Add(dossier, "persons", (("person", person),)),
            ],
        )


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    fill(book)
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        opened.workspace.kdf = CHEAPEST
        opened.workspace.go(Spot(Place.TRAVEL))
        opened.rest()
        yield opened


@pytest.fixture
def friend() -> age.Identity:
    return age.Identity.made()


def said(shell: Shell) -> str:
    return "\n".join(label.text() for label in shell.findChildren(QLabel) if label.isVisible())


def ask(table: Desk, friend: age.Identity, to: Path) -> TravelView:
    """What the sealed copy needs, typed."""
    view = table.shown(TravelView)
    table.tab_to("Who can open it")
    table.type(friend.recipient)
    table.press(Qt.Key.Key_Tab)
    view.sealed.to.line.setText(str(to))
    return view


def want_small(view: TravelView, folder: Path, title: str) -> None:
    view.carried.options.choose(thing=True)
    view.carried._choose(wanted=True)
    view.carried.folder.line.setText(str(folder))
    for row in range(view.carried.dossiers.count()):
        item = view.carried.dossiers.item(row)
        if item.text().endswith(title):
            item.setCheckState(Qt.CheckState.Checked)
    for field in (view.carried.new.passphrase, view.carried.new.again):
        field.line.setText(SECOND)


def confirm(table: Desk) -> None:
    table.tab_to("Your passphrase now")
    table.type(books.PASSPHRASE)
    table.press(Qt.Key.Key_Return)
    table.type("wipe")
    table.press(Qt.Key.Key_Return)
    table.press(Qt.Key.Key_Return)


def last(table: Desk) -> LastView:
    assert isinstance(table.shell.door, LastView)
    return table.shell.door


def test_sealed_for_somebody_and_nothing_is_here(table: Desk, friend: age.Identity, tmp_path: Path) -> None:
    to = tmp_path / "away.age"
    ask(table, friend, to)
    table.press_button("Look what would happen")

    assert " ".join(age.recipient_words(friend.recipient)) in said(table.shell)
    assert "This casebook knows of no backup: nothing brings it back." in said(table.shell)
    assert not to.exists()
    confirm(table)

    assert not (tmp_path / "book").exists()
    friend.decrypt_stream(io.BytesIO(to.read_bytes()), io.BytesIO())
    assert "Sealed and verified" in said(table.shell)
    assert "There is nothing here that you can open." in said(table.shell)
    assert list(last(table).buttons) == [Way.CLOSE]


def test_a_small_casebook_for_the_road_is_at_the_door(
    table: Desk, friend: age.Identity, tmp_path: Path
) -> None:
    heard: list[Path | None] = []
    table.workspace._replace = heard.append
    view = ask(table, friend, tmp_path / "away.age")
    want_small(view, tmp_path / "small", "The pier")
    table.press_button("Look what would happen")
    assert "What the small casebook takes along" in said(table.shell)
    assert "Dossiers: 1" in said(table.shell)
    confirm(table)

    assert not (tmp_path / "book").exists()
    assert list(last(table).buttons) == [Way.OPEN, Way.CLOSE]
    table.press_button("Open the small casebook")
    assert heard == [tmp_path / "small"]
    small = books.reopen_with(tmp_path / "small", SECOND)
    titles = [record.text("title") for record in current.every(small.db, "dossier")]
    small.close()
    assert titles == ["The pier"]


def test_what_is_missing_is_said_before_anything_is_read(tmp_path: Path) -> None:
    plan = Plan(None, ())
    assert plan.problem == "Write who can open the sealed copy: a key that begins with age1."
    plan = replace(plan, recipients=("age1x",))
    assert plan.problem == "Write where the sealed copy goes, with the name of the file."
    assert replace(plan, to=tmp_path).problem == plan.problem
    plan = replace(plan, to=tmp_path / "away.age")
    assert not plan.problem
    plan = replace(plan, small=True)
    assert plan.problem == "Choose what the small casebook takes along."


def test_a_recipient_whose_key_is_here_is_refused_in_place(table: Desk, tmp_path: Path) -> None:
    secret = age.Identity.made()
    text = str(secret._key)

    def keep(book: Casebook) -> None:
        note = book.new_id()
        records.write(book, Verb.ADD, [New(note, "dossier"), Set(note, "title", text)])

    table.read(keep)
    view = ask(table, secret, tmp_path / "away.age")
    table.press_button("Look what would happen")

    assert "whoever has this computer could open the copy" in said(table.shell)
    assert not view.last.isVisible()


def test_a_place_inside_what_is_wiped_is_refused_in_place(
    table: Desk, friend: age.Identity, tmp_path: Path
) -> None:
    ask(table, friend, tmp_path / "book" / "away.age")
    table.press_button("Look what would happen")

    assert "The casebook's own folder is wiped" in said(table.shell)


def test_asking_for_something_else_means_to_look_again(
    table: Desk, friend: age.Identity, tmp_path: Path
) -> None:
    view = ask(table, friend, tmp_path / "away.age")
    table.press_button("Look what would happen")
    assert view.last.isVisible()

    table.tab_to("Who can open it")
    table.type("x")

    assert not view.last.isVisible()
    assert view.plan is None


def test_drafts_are_lost_only_if_somebody_says_so(table: Desk, friend: age.Identity, tmp_path: Path) -> None:
    def keep(book: Casebook) -> None:
        drafts.keep(book.db, Draft(next(current.every(book.db, "dossier")).id, "dossier", "title", "half"))

    table.read(keep)
    view = ask(table, friend, tmp_path / "away.age")
    table.press_button("Look what would happen")
    confirm(table)
    assert "Drafts are not saved." in said(table.shell)
    assert (tmp_path / "book" / "keys").exists()

    table.tab_to("Unsaved drafts may be lost")
    table.press(Qt.Key.Key_Space)
    assert view.drop.isChecked()
    view.doing.button.setFocus()
    table.press(Qt.Key.Key_Return)
    assert not (tmp_path / "book").exists()


def test_a_full_disk_brings_one_back_to_the_page(table: Desk, friend: age.Identity, tmp_path: Path) -> None:
    ask(table, friend, tmp_path / "away.age")
    table.press_button("Look what would happen")
    with mock.patch.object(sealing, "_encrypt", side_effect=DiskFull):
        confirm(table)

    view = table.shown(TravelView)
    assert view.doing._notice.isVisible()
    assert table.workspace.is_open
    assert table.shell.door is None
    assert not (tmp_path / "away.age").exists()


def test_stopped_while_sealing_everything_is_as_it_was(
    table: Desk, friend: age.Identity, tmp_path: Path
) -> None:
    ask(table, friend, tmp_path / "away.age")
    table.press_button("Look what would happen")
    table.workspace.going.connect(lambda task: task.cancel())
    confirm(table)

    assert "Stopped. The casebook is as it was." in said(table.shell)
    assert table.workspace.is_open
    assert (tmp_path / "book" / "keys").exists()


def test_a_passphrase_of_the_small_one_is_wiped_whatever_comes(tmp_path: Path) -> None:
    new = Typed(Secret(SECOND))
    work = TravelState(translator("en")).travel(
        Plan(tmp_path / "book" / "x", ("age1x",)), new, drop_drafts=False
    )
    with books.derived_once():
        book = books.make(tmp_path / "book")
    with pytest.raises(age.BadRecipient):
        work(book, Progress())
    book.close()
    assert len(new.passphrase) == 0
