"""The ways in besides a passphrase: a key file, shares, a backup, a sealed copy, and what is left of a damaged book."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import backing_up, keyfiles, keys, recovery, sealing
from casebook.casework.book import Casebook
from casebook.formats import age
from casebook.gui import settings
from casebook.gui.main import Shell, Start, make_shell
from casebook.gui.screens.last.view import LastView
from casebook.gui.screens.traces.view import TracesView
from casebook.gui.screens.unlock.examine import ExaminePage
from casebook.gui.screens.unlock.page import DoorPage
from casebook.gui.screens.unlock.restore import RestorePage
from casebook.gui.screens.unlock.shares import SharesPage
from casebook.gui.screens.unlock.state import Kind, Standing, standing
from casebook.gui.screens.unlock.view import UnlockView
from casebook.gui.settings import DeviceSettings
from casebook.gui.theme import load_fonts
from casebook.vault import slots
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from casebook.vault.trace import Roots

MINE = Opening(Secret(books.PASSPHRASE))
NEW = "willow harbour copper window crane ferry"


@dataclass
class Door:
    """A shell before a closed casebook."""

    shell: Shell
    qtbot: QtBot

    @property
    def view(self) -> UnlockView:
        assert isinstance(self.shell.door, UnlockView)
        return self.shell.door

    def link(self, words: str) -> QWidget:
        """Follow a link below the card."""
        [button] = [one for one in self.view._links if one.text() == words]
        button.click()
        assert self.shell.door is not None
        return self.shell.door

    def page(self, words: str) -> DoorPage:
        page = self.link(words)
        assert isinstance(page, DoorPage)
        return page

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: not self.shell.workspace.tasks.waiting, timeout=desk.LONG_MS)
        QApplication.processEvents()

    def until_open(self) -> str:
        """Wait for the desk; what is said above it."""
        self.qtbot.waitUntil(lambda: self.shell.desk is not None, timeout=desk.LONG_MS)
        self.rest()
        assert self.shell.desk is not None
        return "\n".join(one.text() for one in self.shell.desk.notices.findChildren(QLabel))

    def texts(self) -> str:
        return "\n".join(one.text() for one in self.shell.findChildren(QLabel) if one.isVisible())


@pytest.fixture
def book(tmp_path: Path) -> Casebook:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    lists.person(book, "Rustem Beisekov")
    return book


@pytest.fixture
def door(qtbot: QtBot, tmp_path: Path) -> Iterator[Door]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    load_fonts()
    kept = tmp_path / "device.json"
    settings.save(kept, DeviceSettings(theme="light"))
    with books.derived_once():
        shell = make_shell(
            app, Start(tmp_path / "book", settings_file=kept, kdf=CHEAPEST), lambda _folder: None
        )
        shell.workspace.roots = Roots.under(tmp_path / "no computer")
        shell.show()
        made = Door(shell, qtbot)
        yield made
        made.rest()
        desk._end(shell)


@pytest.fixture
def keyed(book: Casebook, tmp_path: Path) -> Path:
    digest = keyfiles.make(tmp_path / "holiday")
    keys.change(book, MINE, Opening(Secret(books.PASSPHRASE), digest), kdf=CHEAPEST)
    book.close()
    return tmp_path / "holiday"


def test_with_a_key_file(keyed: Path, door: Door) -> None:
    door.view.opening.show_key_file()
    door.view.opening.key_file.set_path(keyed)
    door.view.passphrase.line.setText(books.PASSPHRASE)
    door.view.submit()
    door.until_open()


def test_without_its_key_file_nothing_opens(keyed: Path, door: Door) -> None:
    door.view.passphrase.line.setText(books.PASSPHRASE)
    door.view.submit()
    door.rest()

    assert keyed.exists()
    assert door.shell.desk is None


@pytest.fixture
def shared(book: Casebook) -> recovery.Shares:
    made = recovery.make(book, MINE, 2, 3, kdf=CHEAPEST)
    book.close()
    return made


def type_shares(door: Door, page: SharesPage | RestorePage, shares: recovery.Shares) -> None:
    for share in (shares.words[0], shares.words[2]):
        for word, place in zip(share.split(), page.shares.words.fields, strict=True):
            QTest.keyClicks(place, word + " ")
        door.qtbot.waitUntil(
            lambda: not door.shell.workspace.tasks.waiting and not page.shares._timer.isActive(),
            timeout=desk.LONG_MS,
        )
        QApplication.processEvents()
    assert page.shares.is_enough


def type_new(page: SharesPage | RestorePage) -> None:
    page.new.passphrase.line.setText(NEW)
    page.new.again.line.setText(NEW)


def test_with_recovery_shares(shared: recovery.Shares, door: Door, tmp_path: Path) -> None:
    page = door.page("Open with recovery shares…")
    assert isinstance(page, SharesPage)
    assert page.folder.path() == tmp_path / "book"
    assert page.problem() == "More shares are needed."
    type_shares(door, page, shared)
    assert page.problem() == "Type a new passphrase."
    type_new(page)
    page.submit()
    told = door.until_open()

    assert "Only the new passphrase opens it now" in told


def test_back_leads_to_the_passphrase(shared: recovery.Shares, door: Door) -> None:
    assert shared.threshold == 2
    door.page("Open with recovery shares…").closed.emit()
    assert isinstance(door.shell.door, UnlockView)


@pytest.fixture
def stick(book: Casebook, tmp_path: Path) -> Path:
    """A folder with one backup, and no casebook left."""
    (tmp_path / "stick").mkdir()
    made = backing_up.make(book, MINE, tmp_path / "stick", kdf=CHEAPEST)
    book.close()
    return made.generation.folder


def test_a_backup_is_restored(stick: Path, door: Door, tmp_path: Path) -> None:
    page = door.page("Restore a backup…")
    assert isinstance(page, RestorePage)
    page.copy.set_path(stick.parent)
    page.to.set_path(tmp_path / "again")
    page.opening.passphrase.line.setText(books.PASSPHRASE)
    page.submit()
    told = door.until_open()

    assert "new device" in told
    assert door.shell.workspace.folder == tmp_path / "again"


def test_a_folder_that_is_a_backup_leads_there(stick: Path, door: Door) -> None:
    assert standing(stick) is standing(stick.parent) is Standing.BACKUP
    door.view._ask_folder()
    door.view.folder.set_path(stick)
    door.view._go_to_passphrase()
    assert "This is a backup." in door.texts()
    door.view.lead_to_restoring()

    assert isinstance(door.shell.door, RestorePage)
    assert door.shell.door.copy.path() == stick


def test_a_backup_is_restored_with_shares(shared: recovery.Shares, door: Door, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    again = books.reopen(tmp_path / "book")
    backing_up.make(again, MINE, tmp_path / "stick", kdf=CHEAPEST)
    again.close()
    page = door.page("Restore a backup…")
    assert isinstance(page, RestorePage)
    page.choose(Kind.SHARES)
    page.copy.set_path(tmp_path / "stick")
    page.to.set_path(tmp_path / "again")
    type_shares(door, page, shared)
    type_new(page)
    page.submit()
    door.until_open()

    assert door.shell.workspace.folder == tmp_path / "again"


def test_a_sealed_copy_is_opened(book: Casebook, door: Door, tmp_path: Path) -> None:
    identity = tmp_path / "identity"
    subprocess.run(["age-keygen", "-o", str(identity)], check=True, capture_output=True)
    [mine] = age.parse_identities(identity.read_text())
    sealing.seal(book, tmp_path / "sealed.age", [mine.recipient], Progress())
    book.close()
    page = door.page("Restore a backup…")
    assert isinstance(page, RestorePage)
    page.choose(Kind.SEALED)
    page.sealed.set_path(tmp_path / "sealed.age")
    page.identity.set_path(identity)
    page.to.set_path(tmp_path / "again")
    type_new(page)
    page.submit()
    door.until_open()

    assert door.shell.workspace.folder == tmp_path / "again"


def test_what_is_missing_is_said(stick: Path, door: Door, tmp_path: Path) -> None:
    page = door.page("Restore a backup…")
    assert isinstance(page, RestorePage)
    assert page.problem() == "Write where the copy is."
    page.copy.set_path(stick)
    assert page.problem() == "Type the passphrase."
    page.opening.passphrase.line.setText("x")
    page.to.set_path(tmp_path)
    assert "Something stands in the new folder already" in page.problem()
    page.choose(Kind.SEALED)
    assert page.problem() == "Write where the copy is."


@pytest.fixture
def damaged(book: Casebook) -> Path:
    """A casebook with a page nobody can read."""
    for number in range(30):
        lists.person(book, f"Rustem Beisekov {number}")
    database = book.db.path
    book.close()
    data = bytearray(database.read_bytes())
    data[4096 * 9 + 100] ^= 1
    database.write_bytes(bytes(data))
    return database.parent


def test_a_damaged_casebook_is_examined_and_what_holds_is_saved(
    damaged: Path, door: Door, tmp_path: Path
) -> None:
    door.shell.put_door(ExaminePage(door.shell.workspace, door.shell.look, damaged))
    page = door.shell.door
    assert isinstance(page, ExaminePage)
    assert not page.rescue.isVisible()
    page.opening.passphrase.line.setText(books.PASSPHRASE)
    page.examine()
    door.rest()
    assert "damaged" in door.texts()
    assert "Entries that can be read and verify" in door.texts()
    assert "casebook check" not in door.texts()
    assert page.rescue.isVisible()
    page.to.set_path(tmp_path / "saved")
    page.again.passphrase.line.setText(books.PASSPHRASE)
    page.save()
    told = door.until_open()

    assert "This is the new casebook, with all that still held." in told
    assert door.shell.workspace.folder == tmp_path / "saved"


def test_damage_leads_to_its_examination(book: Casebook, door: Door) -> None:
    folder = book.safe.folder
    book.close()
    head = bytearray((folder / "head").read_bytes())
    head[20] ^= 1
    (folder / "head").write_bytes(bytes(head))
    door.view.passphrase.line.setText(books.PASSPHRASE)
    door.view.submit()
    door.rest()
    assert door.shell.desk is None
    [examine] = [
        one for one in door.view._notice.findChildren(QWidget) if one.accessibleName() == "Examine it…"
    ]
    examine.click()  # type: ignore[attr-defined]  # a button

    assert isinstance(door.shell.door, ExaminePage)


def test_a_wipe_that_was_cut_off_is_offered_to_its_end(book: Casebook, door: Door) -> None:
    folder = book.safe.folder
    book.close()
    size = (folder / "keys").stat().st_size
    (folder / "keys").write_bytes(slots.WIPED + bytes(size - len(slots.WIPED)))
    assert standing(folder) is Standing.WIPE_BEGUN
    door.view.passphrase.line.setText(books.PASSPHRASE)
    door.view.submit()

    assert isinstance(door.shell.door, LastView)


def test_traces_are_looked_at_without_a_passphrase(book: Casebook, door: Door) -> None:
    book.close()
    assert isinstance(door.link("Traces on this computer"), TracesView)
