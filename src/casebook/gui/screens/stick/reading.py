"""The half of the page that reads: everything is seen before anything is taken, and one step takes it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout, QWidget

from casebook.base.ids import ActId
from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, Pick, escaped
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label
from casebook.gui.parts.wantedfiles import ASKED, Missing, asking
from casebook.gui.screens.stick.readstate import Done, Link, Looked, ReadState, Told, Who
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace


class Reading(QWidget):
    """`taken` = something was taken or set aside, so that what a stick would carry is asked anew."""

    taken = Signal()

    def __init__(self, workspace: Workspace, look: Look, place: Callable[[], Path | None]) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = ReadState(look.tr)
        self._place = place
        self._act: ActId | None = None
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        box.addWidget(label(tr(N_("Read what it brought")), "section"))
        self.seeing = Doing(workspace, look, tr(N_("Look what is on it")), icon="view")
        self.seeing.wanted.connect(self._look)
        box.addWidget(self.seeing)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.space(8))
        box.addLayout(self._lines)
        self._choice, inside = QWidget(), QVBoxLayout()
        self._choice.setLayout(inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(label(tr(N_("Take what these wrote:")), "label"))
        holder = QWidget()
        self._people = Flow(holder, gap=theme.space(12))
        inside.addWidget(holder)
        box.addWidget(self._choice)
        self.take = Doing(workspace, look, tr(N_("Take it")), icon="received")
        self.take.wanted.connect(self._take)
        box.addWidget(self.take)
        self.leave = Button(look, tr(N_("Leave it")), role="link")
        self.leave.clicked.connect(self.forget)
        box.addWidget(self.leave)
        self.turn = Doing(workspace, look, tr(N_("Set all of it aside again")), role="", icon="undo")
        self.turn.wanted.connect(self._turn)
        box.addWidget(self.turn)
        self.ask = Doing(workspace, look, tr(N_("Ask for what is missing")), role="")
        self.ask.wanted.connect(self._ask)
        box.addWidget(self.ask)
        self._asked = label(tr(ASKED), "label", wrap=True)
        box.addWidget(self._asked)
        self._undone = False
        self._missing: tuple[Missing, ...] = ()
        self.forget()

    def forget(self) -> None:
        """Nothing was looked at."""
        self.state.looked = None
        self.state.left = set()
        self._act, self._undone = None, False
        empty(self._lines)
        for widget in (self._choice, self.take, self.leave, self.turn, self.ask, self._asked):
            widget.hide()

    # ------------------------------------------------------------------------------------ looking

    def _look(self) -> None:
        place = self._place()
        self.forget()
        if place is None:
            self.seeing.complain(self.look.tr(N_("Write which folder the stick is.")))
        else:
            self.seeing.run(self.state.looking(place), self.show_looked)

    def show_looked(self, looked: Looked) -> None:
        """Show the dry run."""
        self.state.looked = looked
        self._show_lines(looked.sentences, links=False)
        empty(self._people)
        for who in looked.people:
            tick = QCheckBox(escaped(who.words))
            tick.setAccessibleName(who.words)
            tick.setChecked(True)
            tick.toggled.connect(partial(self._choose, who))
            self._people.put(tick)
        self._choice.setVisible(len(looked.people) > 1)
        self.take.setVisible(not looked.nothing)
        self.leave.setVisible(not looked.nothing)
        if not looked.nothing:
            self.take.setFocus()

    def _choose(self, who: Who, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal
        (self.state.left.discard if wanted else self.state.left.add)(who.public)
        looked = self.state.looked
        self.take.button.setEnabled(looked is not None and len(self.state.left) < len(looked.people))

    def _show_lines(self, sentences: Iterable[Told], *, links: bool) -> None:
        empty(self._lines)
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        theme = self.look.theme
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(8))
        for told in sentences:
            if told.grave:
                box.addWidget(Notice(self.look, told.text, tone="amber"))
            else:
                box.addWidget(label(told.text, wrap=True))
            if told.links:
                box.addWidget(self._links(told, links=links))
        self._lines.addWidget(card)

    def _links(self, told: Told, *, links: bool) -> QWidget:
        holder = QWidget()
        flow = Flow(holder, gap=self.look.theme.space(8))
        for link in told.links:
            if links:
                pick = Pick(self.look, link.words, link)
                pick.picked.connect(self._open)
                flow.put(pick)
            else:  # nothing of it is here yet that could be opened
                flow.put(label(link.words, "meta"))
        if told.more:
            flow.put(label(self.look.tr.plural("and {count} more", "and {count} more", told.more), "meta"))
        return holder

    def _open(self, link: object) -> None:
        assert isinstance(link, Link)
        self.workspace.go(Spot(Place.RECORD, kind=link.kind, record=link.record))

    # ------------------------------------------------------------------------------------ taking

    def _take(self) -> None:
        if self.state.looked is not None:
            self.take.run(self.state.taking(), self._show_done)

    def _show_done(self, done: Done) -> None:
        self._show_lines(done.sentences, links=True)
        self.state.looked = None
        self._act = done.act
        for widget in (self._choice, self.take, self.leave):
            widget.hide()
        self._missing = done.missing
        self.ask.setVisible(bool(done.missing))
        self._show_turn()
        self.workspace.tell(done.touched, self)
        self.taken.emit()

    def _ask(self) -> None:
        self.ask.run(asking(self._missing), self._show_asked)

    def _show_asked(self, _nothing: object) -> None:
        self.ask.hide()
        self._asked.show()
        self.taken.emit()

    def _show_turn(self) -> None:
        words = self.look.tr(N_("Take it again") if self._undone else N_("Set all of it aside again"))
        self.turn.button.setText(words)
        self.turn.button.setAccessibleName(words)
        self.turn.setVisible(self._act is not None)

    def _turn(self) -> None:
        if self._act is not None:
            self.turn.write(self.state.turning(self._act, undone=not self._undone), self._turned)

    def _turned(self, _touched: object) -> None:
        self._undone = not self._undone
        self._show_turn()
        self.taken.emit()
