"""People, windows, and one folder for a stick: join, work, disagree, settle, make one, lose a laptop and come back.

Everything is done through what stands on the two screens. The people are invented.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import records, recovery
from casebook.casework.book import Casebook
from casebook.casework.opening import create_book
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Touched, Verb
from casebook.gui.main import Start, make_shell
from casebook.gui.pictures.camera import Camera
from casebook.gui.pictures.circled import come_back, confide
from casebook.gui.pictures.merging import Twice
from casebook.gui.pictures.person import Person, join_of
from casebook.gui.screens.conflicts.view import ConflictsView
from casebook.gui.screens.invite.view import InviteView
from casebook.gui.screens.lost.view import LostView
from casebook.gui.screens.stick.view import StickView
from casebook.gui.screens.team.view import TeamView
from casebook.gui.screens.unlock.joining import JoinPage
from casebook.gui.workspace import Place
from casebook.sync import joining
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening

WORDS: Final = "orchard lantern ferry pebble window saddle"


def founded(folder: Path) -> Opening:
    """A casebook with recovery shares, as its owner made it before anybody else came."""
    mine = Opening(Secret(WORDS), b"", "")
    book = create_book(folder, Secret(WORDS), name="Harbour Group", author="Heron", kdf=CHEAPEST)
    recovery.make(book, mine, 2, 3, kdf=CHEAPEST)
    book.close()
    return mine


class Story:
    """The whole of it, in order; each part takes its pictures."""

    def __init__(self, app: QApplication, home: Path, to: Path, settings_file: Path, suffix: str) -> None:
        self._home = home
        self.stick = home / "stick"
        self.stick.mkdir()
        founded(home / "heron")
        self.heron = self._person(app, home / "heron", to, settings_file, suffix)
        self.otter = self._person(app, None, to, settings_file, suffix)
        self.third = self._person(app, None, to, settings_file, suffix)
        self.person = self.dossier = RecordId(b"")

    @staticmethod
    def _person(app: QApplication, folder: Path | None, to: Path, settings_file: Path, suffix: str) -> Person:
        start = Start(folder, settings_file=settings_file, kdf=CHEAPEST)
        shell = make_shell(app, start, _stay)
        shell.show()
        return Person(shell, Camera(app, shell, to, suffix))

    @property
    def taken(self) -> int:
        """How many pictures were taken."""
        return sum(one.camera.taken for one in self.windows)

    @property
    def windows(self) -> tuple[Person, ...]:
        """Everybody's; the third is where Otter goes on."""
        return self.heron, self.otter, self.third

    def play(self) -> None:
        """All of it."""
        self.join()
        self.work()
        self.disagree()
        self.unite()
        self.confide()
        self.lose()
        self.come_back()

    def end(self) -> None:
        """All windows go."""
        for one in self.windows:
            one.shell.workspace.tasks.finish()
            one.shell.hide()
            one.shell.deleteLater()

    # ------------------------------------------------------------------------------------ joining

    def join(self) -> None:
        """Otter asks at the door; Heron compares and welcomes; Otter compares and enters."""
        heron, otter = self.heron, self.otter
        heron.shell.workspace.open(self._home / "heron", Secret(WORDS), failed=_fail)
        heron.camera.until(lambda: heron.shell.desk is not None)
        team = heron.at(Place.TEAM, TeamView)
        heron.camera.take("100-no-paper-admin")
        heron.press(team, team.name_paper.button.text())

        page = self._ask()
        otter.take("101-asks-to-join", page.handover.out, page.handover.back)
        invite = heron.at(Place.INVITE, InviteView)
        invite.number.setText(page.handover.number.text())
        invite.place.set_path(self.stick)
        heron.press(invite, invite.open.button.text())
        heron.take("102-compares", invite.place)
        heron.press(invite, joining.words(join_of(page.handover), invite.asked.way)[3])
        invite.person.setText("Dana")
        invite.history.choose(True)
        heron.press(invite, invite.write.button.text())
        heron.take("103-welcomes", invite.place)
        self._enter(page)

    def _ask(self) -> JoinPage:
        otter = self.otter
        otter.shell.show_door(new=True)
        otter.camera.take("100-first-day")
        otter.shell.join_team()
        page = otter.shell.door
        assert isinstance(page, JoinPage)
        page.ask_for(self._home / "otter", "Otter", WORDS)
        otter.camera.rest()
        page.handover.out.set_path(self.stick)
        otter.press(page, page.handover.hand.button.text())
        return page

    def _enter(self, page: JoinPage) -> None:
        otter = self.otter
        page.handover.back.set_path(self.stick)
        otter.press(page, page.handover.open_welcome.button.text())
        otter.take("104-compares-too", page.handover.out, page.handover.back)
        team = page.handover.asked.of
        assert team is not None
        otter.press(page, joining.words(team, page.handover.asked.way)[3])
        otter.camera.until(lambda: otter.shell.desk is not None)
        otter.camera.rest()
        otter.camera.take("105-has-joined")

    # ------------------------------------------------------------------------------------ working apart

    def work(self) -> None:
        """Heron records somebody and writes the stick; Otter looks and takes it."""
        heron = self.heron
        heron.shell.workspace.write(self._record, by=self)
        heron.camera.rest()
        stick = heron.at(Place.STICK, StickView)
        stick.place.set_path(self.stick)
        heron.take("106-will-carry", stick.place)
        heron.press(stick, stick.writing.write.button.text())
        heron.take("107-pull-it-out", stick.place)
        self._take(self.otter, "108-brought", "109-taken")

    def _record(self, book: Casebook, _progress: Progress) -> Touched:
        self.person = book.new_id()
        self.dossier = dossier = book.new_id()
        name = ("Marat Oskenov", None, None, None, "Latn", None)
        return records.write(
            book,
            Verb.ADD,
            [
                New(self.person, "person"),
                Add(self.person, "names", (("name", name),)),
                Set(self.person, "birth", "1970"),
                New(dossier, "dossier"),
                Set(dossier, "title", "The depot strike"),
                Add(dossier, "persons", (("person", self.person), ("role", "witness"))),
            ],
        )

    def _take(self, one: Person, before: str, after: str) -> None:
        view = one.at(Place.STICK, StickView)
        view.place.set_path(self.stick)
        one.press(view, view.reading.seeing.button.text())
        one.take(before, view.place)
        one.press(view, view.reading.take.button.text())
        one.take(after, view.place)

    # ------------------------------------------------------------------------------------ disagreeing

    def disagree(self) -> None:
        """Both correct the birth apart; Heron takes Otter's stick, and settles it with a reason."""
        for one, year in ((self.heron, "1971-03"), (self.otter, "1972")):
            one.shell.workspace.write(_Birth(self.person, year), by=self)
            one.camera.rest()
        otter, heron = self.otter, self.heron
        view = otter.at(Place.STICK, StickView)
        view.place.set_path(self.stick)
        otter.press(view, view.writing.write.button.text())
        self._take(heron, "110-needs-a-decision", "111-disagree")
        conflicts = heron.at(Place.CONFLICTS, ConflictsView)
        [card] = conflicts.cards
        card.choose(1)
        conflicts.why.setText("Seen on the passport")
        heron.camera.take("112-decides")
        heron.press(conflicts, conflicts.doing.button.text())
        heron.camera.take("113-settled")
        view = heron.at(Place.STICK, StickView)
        view.place.set_path(self.stick)
        heron.press(view, view.writing.write.button.text())
        self._take(otter, "114-settlement-comes", "115-both-agree")

    # ------------------------------------------------------------------------------------ one person twice

    def unite(self) -> Twice:
        """Heron recorded somebody twice and makes them one, which Otter does not know yet."""
        twice = Twice(self.heron, self.otter, self.stick)
        twice.play()
        return twice

    # ------------------------------------------------------------------------------------ a circle, a lost laptop

    def confide(self) -> None:
        """Heron moves the case into a circle."""
        confide(self.heron, self.dossier, self.stick)

    def come_back(self) -> None:
        """A copy of the lost casebook is opened on another laptop."""
        folder = shutil.copytree(self._home / "otter", self._home / "copy")
        self.third.shell.workspace.open(folder, Secret(WORDS), failed=_fail)
        self.third.camera.until(lambda: self.third.shell.desk is not None)
        come_back(self.third, self.heron, self.stick)

    def lose(self) -> None:
        """Otter's laptop is gone: what was on it, and it is removed."""
        heron = self.heron
        team = heron.at(Place.TEAM, TeamView)
        heron.camera.take("116-team")
        device = next(row.record for row in team.rows if not row.own and row.record is not None)
        lost = heron.at(Place.LOST, LostView, device)
        heron.camera.take("117-laptop-is-gone")
        heron.press(lost, lost.remove.button.text())
        heron.camera.take("118-removed")
        heron.at(Place.TEAM, TeamView)
        heron.camera.take("119-team-after")


@dataclass(frozen=True)
class _Birth:
    """A correction of a birth."""

    person: RecordId
    year: str

    def __call__(self, book: Casebook, _progress: Progress) -> Touched:
        return records.write(book, Verb.EDIT, [Set(self.person, "birth", self.year)])


def _stay(_folder: Path | None) -> None:
    """Instead of replacing the process: nothing is locked here."""


def _fail(error: BaseException) -> None:
    raise error
