"""A page of three steps: this is an old copy; it goes on as a new device; the team, or its shares, take it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.byshares import ByShares
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.handover import Handover
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label
from casebook.gui.screens.rejoin.anew import Anew
from casebook.gui.screens.rejoin.state import (
    TOLD,
    Standing,
    Stands,
    again,
    asking,
    by_shares,
    check_name,
    entering,
    finding,
    founding_anew,
    load,
    putting,
    renewing,
)
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.sync.joining import Compared
from casebook.sync.newcomer import Asked, Opened

_RENEW = N_(
    "It gets keys of its own and a new place in the team's list. Everything recorded so far stays, also what nobody "
    "else has yet. Whoever has the other copy should not go on in it."
)
_RENEW_REMOVED = N_(
    "Ask your team first: whoever removed it had a reason. As a new device it gets keys of its own. Everything "
    "recorded so far stays, also what nobody else has yet, and reaches the others once somebody takes it in."
)
_ASK = N_(
    "With an admin, in one room, with one stick: this casebook writes a file for theirs and they compare words; then "
    "theirs writes the welcome and you compare."
)
_SHARES = N_(
    "Nobody of the team is at hand: type as many of the team's recovery shares as are needed. The device gets the role "
    "it had. From the next meeting on everybody knows it."
)
_TAKEN = N_(
    "This device belongs to the team again. What the others wrote meanwhile comes with the next stick, and yours goes "
    "with it."
)


_FOUNDED = N_(
    "The team was founded anew from this device, and its new shares are the paper admin. Take the others in, one after "
    "the other."
)


class RejoinView(QScrollArea):
    """Shows the step that is due."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        tr, theme = look.tr, look.theme
        page = Column(look, 720)
        box = page.box
        box.addWidget(label(tr(N_("One of the team again")), "title"))
        self.told = Notice(look, "", tone="amber")
        box.addWidget(self.told)
        self.fine = Notice(look, "", tone="accent")
        self.fine.hide()
        box.addWidget(self.fine)
        box.addSpacing(theme.space(8))
        self._build_renewing(box)
        self._build_asking(box)
        self.handover = Handover(workspace, look, self)
        self.handover.moved_on.connect(self.ensureWidgetVisible)
        box.addWidget(self.handover)
        self._build_shares(box)
        self.anew = Anew(workspace, look)
        self.anew.renewed.connect(self._leave)
        self.anew.founded.connect(self._found_anew)
        self.anew.went.connect(self._go)
        box.addWidget(self.anew)
        self.invite = Button(look, tr(N_("Take somebody in…")), role="primary")
        self.invite.clicked.connect(self._invite)
        box.addWidget(self.invite, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)
        self._parts = (
            self.renew_part,
            self.ask_part,
            self.handover,
            self.shares_part,
            self.anew,
            self.invite,
        )
        for part in self._parts:
            part.hide()
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("One of the team again")))

    # ------------------------------------------------------------------------------------ building

    def _build_renewing(self, box: QVBoxLayout) -> None:
        tr = self.look.tr
        self.renew_part, inside = _part(self.look, box)
        inside.addWidget(label(tr(N_("Go on as a new device")), "section"))
        self.renew_told = label("", wrap=True)
        inside.addWidget(self.renew_told)
        self.renew = Doing(self.workspace, self.look, tr(N_("Go on as a new device")))
        self.renew.wanted.connect(self._renew)
        inside.addWidget(self.renew)

    def _build_asking(self, box: QVBoxLayout) -> None:
        tr = self.look.tr
        self.ask_part, inside = _part(self.look, box)
        inside.addWidget(label(tr(N_("Ask the team to take it in")), "section"))
        inside.addWidget(label(tr(_ASK), wrap=True))
        caption = tr(N_("What the team calls this device"))
        self.name = QLineEdit()
        self.name.setAccessibleName(caption)
        self.name.returnPressed.connect(self._ask)
        inside.addWidget(label(caption, "label"))
        inside.addWidget(self.name)
        self.ask = Doing(self.workspace, self.look, tr(N_("Ask to be taken in")))
        self.ask.wanted.connect(self._ask)
        inside.addWidget(self.ask)

    def _build_shares(self, box: QVBoxLayout) -> None:
        look, tr = self.look, self.look.tr
        self.shares_part, inside = _part(look, box)
        inside.addSpacing(look.theme.space(16))
        inside.addWidget(label(tr(N_("Or with the team's recovery shares")), "section"))
        inside.addWidget(label(tr(_SHARES), "label", wrap=True))
        self.by_shares = ByShares(self.workspace, look, tr(N_("Take this device in")))
        self.by_shares.wanted.connect(self._take_in_by_shares)
        inside.addWidget(self.by_shares)

    # ------------------------------------------------------------------------------------ showing

    def reload(self) -> None:
        """Ask how this device stands."""
        self.workspace.read(load, self.show_standing)

    def show_standing(self, stands: Stands) -> None:
        """Show the step that is due; the keyboard stands on it."""
        standing, asked = stands.standing, stands.asked
        if standing is Standing.MOVED:
            self.workspace.go(Spot(Place.MOVED))
            return
        fine = standing is Standing.FINE
        self.told.say(self.look.tr(TOLD[standing]))
        self.told.setVisible(not fine)
        if fine and not self.fine.text.text():
            self.fine.say(self.look.tr(TOLD[standing]))
        self.fine.setVisible(fine)
        stranger = standing is Standing.STRANGER
        removed = standing is Standing.REMOVED
        self.renew_told.setText(self.look.tr(_RENEW_REMOVED if removed else _RENEW))
        self.renew_part.setVisible(removed or standing is Standing.COPY)
        self.ask_part.setVisible(stranger and asked is None)
        self.handover.setVisible(stranger and asked is not None)
        self.shares_part.setVisible(stranger)
        self.anew.stand(stands)
        if asked is not None:
            self.handover.show_asked(asked)
        elif stranger:
            self.name.setText(stands.name)
            self.name.setFocus()
        elif not fine:
            self.renew.setFocus()

    # ------------------------------------------------------------------------------------ acting

    def _renew(self) -> None:
        self.renew.run(renewing, self._renewed)

    def _renewed(self, _nothing: object) -> None:
        self.reload()

    def _ask(self) -> None:
        problem = check_name(self.name.text())
        self.ask.complain(self.look.tr(problem) if problem else "")
        if not problem:
            self.ask.run(asking(self.name.text().strip()), self._asked)

    def _asked(self, _asked: Asked) -> None:
        self.reload()

    def _take_in_by_shares(self, texts: object) -> None:
        assert isinstance(texts, tuple)
        self.by_shares.doing.write(by_shares(texts), self._taken)

    def _taken(self, _touched: Touched) -> None:
        self.fine.say(self.look.tr(_TAKEN))
        self.reload()

    def _leave(self, doing: object) -> None:
        assert isinstance(doing, Doing)
        doing.run(renewing, self._renewed)

    def _found_anew(self, doing: object) -> None:
        assert isinstance(doing, Doing)
        doing.write(founding_anew, self._founded)

    def _founded(self, _touched: Touched) -> None:
        self.fine.say(self.look.tr(_FOUNDED))
        self.invite.show()
        self.invite.setFocus()
        self.reload()

    def _invite(self) -> None:
        self.workspace.go(Spot(Place.INVITE))

    def _go(self, spot: object) -> None:
        assert isinstance(spot, Spot)
        self.workspace.go(spot)

    # ------------------------------------------------------------------------------------ steps

    def ask_anew(self, doing: Doing, then: Callable[[Asked], object]) -> None:
        """Ask under another number."""
        doing.run(again, then)

    def put_on(self, doing: Doing, place: Path, then: Callable[[object], object]) -> None:
        """Write the file on a stick."""
        doing.run(putting(place), then)

    def find_on(self, doing: Doing, place: Path, then: Callable[[Opened], object]) -> None:
        """Find the welcome there and open it."""
        doing.run(finding(place), then)

    def take_in(self, doing: Doing, opened: Opened, proof: Compared) -> None:
        """Become one of the team again."""
        doing.write(entering(opened, proof), self._taken)


def _part(look: Look, box: QVBoxLayout) -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    inside = QVBoxLayout(part)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(look.theme.space(8))
    box.addWidget(part)
    return part, inside
