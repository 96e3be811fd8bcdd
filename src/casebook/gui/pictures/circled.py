"""The story of meeting goes on: a circle, room on the stick, and a lost casebook's copy that comes back."""

from __future__ import annotations

from pathlib import Path

from casebook.base.ids import RecordId
from casebook.gui.parts.handover import Handover
from casebook.gui.pictures.person import Person, join_of
from casebook.gui.screens.circles.view import CirclesView
from casebook.gui.screens.invite.view import InviteView
from casebook.gui.screens.moved.state import Answer
from casebook.gui.screens.moved.view import MovedView
from casebook.gui.screens.record.view import RecordView
from casebook.gui.screens.rejoin.view import RejoinView
from casebook.gui.screens.stick.view import StickView
from casebook.gui.screens.team.view import TeamView
from casebook.gui.workspace import Place
from casebook.sync import joining


def confide(heron: Person, dossier: RecordId, at: Path) -> None:
    """Heron makes a circle and moves the case into it; and looks what can go off the stick."""
    view = heron.at(Place.CIRCLES, CirclesView)
    heron.camera.take("120-no-circle-yet")
    view.name.setText("Depot witnesses")
    heron.press(view, view.make.button.text())
    [card] = view.cards
    heron.press(view, card.more.accessibleName())
    heron.camera.take("121-a-circle")
    record = heron.at(Place.RECORD, RecordView, dossier)
    heron.press(record, record.circle.open.text())
    heron.camera.take("122-what-moving-does")
    assert record.circle.doing is not None
    heron.press(record, record.circle.doing.button.text())
    heron.camera.take("123-stands-in-a-circle")
    stick = heron.at(Place.STICK, StickView)
    stick.place.set_path(at)
    heron.press(stick, stick.room.seeing.button.text())
    stick.ensureWidgetVisible(stick.past)
    heron.take("124-free-space", stick.place)


def come_back(third: Person, heron: Person, at: Path) -> None:
    """A copy of the lost casebook is opened on another laptop: a new device, which the team takes in again."""
    moved = third.at(Place.MOVED, MovedView)
    third.press(moved, moved.answers[Answer.COPIED].button.text())
    third.camera.take("125-it-was-copied")
    rejoin = third.at(Place.REJOIN, RejoinView)
    rejoin.name.setText("Otter's new one")
    third.camera.take("126-a-new-device")
    third.press(rejoin, rejoin.ask.button.text())
    rejoin.handover.out.set_path(at)
    third.press(rejoin, rejoin.handover.hand.button.text())
    third.take("127-asks-to-be-taken-in", rejoin.handover.out, rejoin.handover.back)
    _welcome_back(heron, rejoin.handover, at)
    rejoin.handover.back.set_path(at)
    third.press(rejoin, rejoin.handover.open_welcome.button.text())
    team = rejoin.handover.asked.of
    assert team is not None
    third.press(rejoin, joining.words(team, rejoin.handover.asked.way)[3])
    third.camera.take("128-one-of-the-team-again")
    people = heron.at(Place.TEAM, TeamView)
    people.ensureWidgetVisible(people.keys)
    heron.camera.take("129-team-with-the-new-one")


def _welcome_back(heron: Person, asked: Handover, at: Path) -> None:
    invite = heron.at(Place.INVITE, InviteView)
    invite.number.setText(asked.number.text())
    invite.place.set_path(at)
    heron.press(invite, invite.open.button.text())
    heron.press(invite, joining.words(join_of(asked), invite.asked.way)[3])
    invite.person.setText("Dana")
    invite.history.choose(True)
    heron.press(invite, invite.write.button.text())
