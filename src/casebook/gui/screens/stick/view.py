"""Meeting by stick: one page, one stick; what it brought, what it will carry, room on it, and imports so far."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.column import Column
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.text import label, line
from casebook.gui.screens.stick.past import PastImports
from casebook.gui.screens.stick.reading import Reading
from casebook.gui.screens.stick.room import MakingRoom
from casebook.gui.screens.stick.writing import Writing
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.sync.mounted import mounted

_TOLD = N_(
    "Put the stick in. Nothing is read or written before you say so. Whoever finds the stick sees files of some sizes "
    "and nothing else; only teammates' casebooks open them."
)


class StickView(QScrollArea):
    """The place of the stick above, both halves below."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        tr, theme = look.tr, look.theme
        page = Column(look, 860)
        box = page.box
        box.addWidget(label(tr(N_("Meet by stick")), "title"))
        box.addWidget(label(tr(_TOLD), "label", wrap=True))
        caption = tr(N_("Folder of the stick"))
        self.place = PathField(look, caption)
        box.addWidget(label(caption, "label"))
        box.addWidget(self.place)
        holder = QWidget()
        self._mounted = Flow(holder, gap=theme.space(8))
        box.addWidget(holder)
        box.addSpacing(theme.space(8))
        self.reading = Reading(workspace, look, self.stick)
        self.writing = Writing(workspace, look, self.stick)
        self.reading.taken.connect(self.writing.reload)
        self.reading.taken.connect(self._show_past)
        self.room = MakingRoom(workspace, look, self.stick)
        self.past = PastImports(workspace, look)
        self.past.turned.connect(self._turned)
        for half in (self.reading, self.writing, self.room, self.past):
            box.addWidget(line())
            box.addWidget(half)
            box.addSpacing(theme.space(8))
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Meet by stick")))
        self.setFocusProxy(self.place)

    def reload(self) -> None:
        """Look what is plugged in, and what would go."""
        empty(self._mounted)
        places = mounted()
        for place in places:
            button = Button(self.look, place.name, role="option", icon="stick")
            button.clicked.connect(partial(self._choose, place))
            self._mounted.put(button)
        if len(places) == 1 and self.place.path() is None:
            self.place.set_path(places[0])
        self.writing.reload()
        self.past.reload()

    def _show_past(self) -> None:
        self.past.reload()

    def _turned(self) -> None:
        self.reading.forget()
        self.writing.reload()
        self.past.reload()

    def stick(self) -> Path | None:
        """The folder that was named, if it is one."""
        place = self.place.path()
        return place if place is not None and place.is_dir() else None

    def _choose(self, place: Path, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        self.place.set_path(place)
