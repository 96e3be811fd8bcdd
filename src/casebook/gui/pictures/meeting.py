"""People, windows, and one folder for a stick: join, work, meet, disagree, settle, lose a laptop and come back.

Everything is done through what stands on the two screens. The people are invented.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import records, recovery
from casebook.casework.book import Casebook
from casebook.casework.opening import create_book
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Touched, Verb
from casebook.gui.main import Shell, Start, make_shell
from casebook.gui.parts.handover import Handover
from casebook.gui.parts.pathfield import PathField
from casebook.gui.pictures.camera import Camera
from casebook.gui.screens.circles.view import CirclesView
from casebook.gui.screens.conflicts.view import ConflictsView
from casebook.gui.screens.invite.view import InviteView
from casebook.gui.screens.lost.view import LostView
from casebook.gui.screens.moved.state import Answer
from casebook.gui.screens.moved.view import MovedView
from casebook.gui.screens.record.view import RecordView
from casebook.gui.screens.rejoin.view import RejoinView
from casebook.gui.screens.stick.view import StickView
from casebook.gui.screens.team.view import TeamView
from casebook.gui.screens.unlock.joining import JoinPage
from casebook.gui.workspace import Place, Spot
from casebook.sync import joining
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening

SHOWN: Final = "/media/KEY"
WORDS: Final = "orchard lantern ferry pebble window saddle"
W = TypeVar("W", bound=QWidget)


@dataclass
class Person:
    """Somebody before a window."""

    shell: Shell
    camera: Camera

    def at(self, place: Place, kind: type[W], record: RecordId | None = None) -> W:
        """Go to a place."""
        view = self.camera.go(Spot(place, record=record))
        assert isinstance(view, kind)
        return view

    def take(self, name: str, *fields: PathField) -> None:
        """A picture on which the stick lies where a desktop puts it, and not in this run's folder."""
        real = [field.line.text() for field in fields]
        for field in fields:
            field.line.setText(SHOWN)
        self.camera.take(name)
        for field, text in zip(fields, real, strict=True):
            field.line.setText(text)

    def press(self, where: QWidget, words: str) -> None:
        """Press the button that says so; what follows is waited for."""
        for button in where.findChildren(QPushButton):
            if words in (button.text(), button.accessibleName()) and button.isVisibleTo(where):
                button.click()
                self.camera.rest()
                return
        raise LookupError(words)


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
        heron.press(invite, joining.words(_join_of(page.handover), invite.asked.way)[3])
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

    # ------------------------------------------------------------------------------------ a circle, and room

    def confide(self) -> None:
        """Heron makes a circle and moves the case into it; and looks what can go off the stick."""
        heron = self.heron
        view = heron.at(Place.CIRCLES, CirclesView)
        heron.camera.take("120-no-circle-yet")
        view.name.setText("Depot witnesses")
        heron.press(view, view.make.button.text())
        [card] = view.cards
        heron.press(view, card.more.accessibleName())
        heron.camera.take("121-a-circle")
        record = heron.at(Place.RECORD, RecordView, self.dossier)
        heron.press(record, record.circle.open.text())
        heron.camera.take("122-what-moving-does")
        assert record.circle.doing is not None
        heron.press(record, record.circle.doing.button.text())
        heron.camera.take("123-stands-in-a-circle")
        stick = heron.at(Place.STICK, StickView)
        stick.place.set_path(self.stick)
        heron.press(stick, stick.room.seeing.button.text())
        stick.ensureWidgetVisible(stick.past)
        heron.take("124-free-space", stick.place)

    # ------------------------------------------------------------------------------------ a lost laptop

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

    def come_back(self) -> None:
        """A copy of the lost casebook is opened on another laptop: a new device, which the team takes in again."""
        folder = shutil.copytree(self._home / "otter", self._home / "copy")
        self.third.shell.workspace.open(folder, Secret(WORDS), failed=_fail)
        third = self.third
        third.camera.until(lambda: third.shell.desk is not None)
        moved = third.at(Place.MOVED, MovedView)
        third.press(moved, moved.answers[Answer.COPIED].button.text())
        third.camera.take("125-it-was-copied")
        rejoin = third.at(Place.REJOIN, RejoinView)
        rejoin.name.setText("Otter's new one")
        third.camera.take("126-a-new-device")
        third.press(rejoin, rejoin.ask.button.text())
        rejoin.handover.out.set_path(self.stick)
        third.press(rejoin, rejoin.handover.hand.button.text())
        third.take("127-asks-to-be-taken-in", rejoin.handover.out, rejoin.handover.back)
        self._welcome_back(rejoin.handover)
        rejoin.handover.back.set_path(self.stick)
        third.press(rejoin, rejoin.handover.open_welcome.button.text())
        team = rejoin.handover.asked.of
        assert team is not None
        third.press(rejoin, joining.words(team, rejoin.handover.asked.way)[3])
        third.camera.take("128-one-of-the-team-again")
        people = self.heron.at(Place.TEAM, TeamView)
        people.ensureWidgetVisible(people.keys)
        self.heron.camera.take("129-team-with-the-new-one")

    def _welcome_back(self, asked: Handover) -> None:
        heron = self.heron
        invite = heron.at(Place.INVITE, InviteView)
        invite.number.setText(asked.number.text())
        invite.place.set_path(self.stick)
        heron.press(invite, invite.open.button.text())
        heron.press(invite, joining.words(_join_of(asked), invite.asked.way)[3])
        invite.person.setText("Dana")
        invite.history.choose(True)
        heron.press(invite, invite.write.button.text())


@dataclass(frozen=True)
class _Birth:
    """A correction of a birth."""

    person: RecordId
    year: str

    def __call__(self, book: Casebook, _progress: Progress) -> Touched:
        return records.write(book, Verb.EDIT, [Set(self.person, "birth", self.year)])


def _join_of(asked: Handover) -> joining.Join:
    join = asked.words.of
    assert isinstance(join, joining.Join)
    return join


def _stay(_folder: Path | None) -> None:
    """Instead of replacing the process: nothing is locked here."""


def _fail(error: BaseException) -> None:
    raise error
