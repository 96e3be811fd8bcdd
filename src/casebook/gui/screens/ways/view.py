"""The ways into the casebook: a list, and below it the act one chose."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout

from casebook.base.words import N_
from casebook.casework.keys import Rekeyed, Way
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.column import Column
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import chip, label, line
from casebook.gui.screens.ways.panel import Panel
from casebook.gui.screens.ways.state import WORDS, Act, Shown, WaysState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class WaysView(QScrollArea):
    """Who opens it. One act at a time, in a panel that takes the keyboard."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = WaysState(look.tr, workspace.kdf)
        self.panel: Panel | None = None
        self._shown = Shown((), due=False)
        theme = look.theme
        page = Column(look, 820)
        box = page.box
        box.addWidget(label(look.tr(N_("Passphrases and key files")), "title"))
        told = N_(
            "Each opens everything. Every change writes the whole casebook anew under new keys, so that an old copy "
            "with an old passphrase opens nothing newer."
        )
        box.addWidget(label(look.tr(told), "label", wrap=True))
        self._notices = QVBoxLayout()
        box.addLayout(self._notices)
        self._list = QVBoxLayout()
        box.addLayout(self._list)
        self._acts = QHBoxLayout()
        self._acts.setSpacing(theme.space(12))
        for act, icon in ((Act.ADD, "add"), (Act.REKEY, "key")):
            button = Button(look, look.tr(WORDS[act].heading) + "…", role="link", icon=icon)
            button.clicked.connect(partial(self.begin, act))
            self._acts.addWidget(button)
        self._acts.addStretch(1)
        box.addLayout(self._acts)
        self._place = QVBoxLayout()
        box.addLayout(self._place)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(look.tr(N_("Passphrases and key files")))
        workspace.touched.connect(self._hear)

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.panel is None and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Read again who opens it."""
        self.workspace.read(self.state.load, self.show_ways)

    def show_ways(self, shown: Shown) -> None:
        """Show them, and whether new keys are due."""
        self._shown = shown
        empty(self._list)
        theme = self.look.theme
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(8), pad, theme.space(8))
        for number, way in enumerate(shown.ways):
            if number:
                box.addWidget(line())
            box.addLayout(self._row(way))
        self._list.addWidget(card)
        if shown.due and self._notices.isEmpty():
            self._say(
                N_("Erased text still lies on this disk under the present keys. New keys are due."), "amber"
            )

    def _row(self, way: Way) -> QHBoxLayout:
        tr, row = self.look.tr, QHBoxLayout()
        row.setSpacing(self.look.theme.space(12))
        name = self.state.name(way)
        row.addWidget(label(name, "strong"))
        if way.key_file:
            row.addWidget(chip(tr(N_("with a key file"))))
        if way.mine:
            row.addWidget(chip(tr(N_("opened it now")), "accent"))
        row.addStretch(1)
        act = Act.CHANGE if way.mine else Act.REMOVE
        button = Button(
            self.look, tr(WORDS[act].verb) + "…", role="link", name=f"{tr(WORDS[act].verb)}: {name}"
        )
        button.clicked.connect(partial(self.begin, act, way))
        row.addWidget(button)
        return row

    # ------------------------------------------------------------------------------------ acting

    def begin(self, act: Act, way: Way | None = None, *_checked: bool) -> None:
        """Ask what *act* needs to know."""
        empty(self._notices)
        empty(self._place)
        self.panel = Panel(self.workspace, self.look, self.state, act, self._shown.ways, way)
        self.panel.closed.connect(self._close)
        self.panel.done.connect(self._tell)
        self._place.addWidget(self.panel)
        self.panel.begin()
        self.ensureWidgetVisible(self.panel)

    def _close(self) -> None:
        self.panel = None
        empty(self._place)
        self.setFocus()

    def _tell(self, done: object) -> None:
        assert isinstance(done, Rekeyed)
        self._close()
        self._say(self.state.told(done), "amber" if done.emptied else "accent")
        self.reload()

    def _say(self, sentence: str, tone: str) -> None:
        empty(self._notices)
        self._notices.addWidget(Notice(self.look, self.look.tr(sentence), tone=tone))
