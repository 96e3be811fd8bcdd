"""Room on the stick: how many files everybody has is said first; only those go, and only when somebody says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import escaped
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.text import label
from casebook.gui.screens.stick.roomstate import Room, RoomState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

_TOLD = N_(
    "A file stays on the stick until every device is known to have what is in it. Files of others are never touched."
)


class MakingRoom(QWidget):
    """Look, then take off."""

    def __init__(self, workspace: Workspace, look: Look, place: Callable[[], Path | None]) -> None:
        super().__init__()
        self.look = look
        self.state = RoomState(look.tr)
        self._place = place
        tr = look.tr
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(8))
        box.addWidget(label(tr(N_("Free space")), "section"))
        box.addWidget(label(tr(_TOLD), "label", wrap=True))
        self.seeing = Doing(workspace, look, tr(N_("Look what can go")), role="", icon="view")
        self.seeing.wanted.connect(self._look)
        box.addWidget(self.seeing)
        self._told = label("", wrap=True)
        box.addWidget(self._told)
        self.free = Doing(workspace, look, "", role="danger")
        self.free.wanted.connect(self._free)
        box.addWidget(self.free)
        self.forget()

    def forget(self) -> None:
        """Nothing was looked at."""
        self._told.hide()
        self.free.hide()

    def _look(self) -> None:
        self.forget()
        place = self._place()
        if place is None:
            self.seeing.complain(self.look.tr(N_("Write which folder the stick is.")))
        else:
            self.seeing.run(self.state.looking(place), self._show)

    def _show(self, room: Room) -> None:
        self._say(room.words)
        if room.files:
            verb = self.state.verb(room.files)
            self.free.button.setText(escaped(verb))
            self.free.button.setAccessibleName(verb)
            self.free.show()
            self.free.setFocus()

    def _free(self) -> None:
        place = self._place()
        if place is not None:
            self.free.run(self.state.freeing(place), self._freed)

    def _freed(self, sentence: str) -> None:
        self.free.hide()
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self._told.setText(sentence)
        self._told.show()
