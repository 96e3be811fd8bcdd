"""What others gave us: a file to look at, and every bundle that came, with what became of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.act import Act
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.text import chip, label
from casebook.gui.screens.received.panel import Destroying, Keeping, Taking
from casebook.gui.screens.received.state import Bundle, Paper, ReceivedState, Row
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace


class ReceivedView(QScrollArea):
    """A field for a file, what was found in it, and the list."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = ReceivedState(look.tr)
        self.panel: Act | None = None
        tr, theme = look.tr, look.theme
        page = Column(look, 860)
        box = page.box
        box.addWidget(label(tr(N_("Received")), "title"))
        told = N_(
            "A bundle, a notice, a receipt or a slip that somebody gave you. It is read apart from everything else; "
            "what does not hold changes nothing."
        )
        box.addWidget(label(tr(told), "label", wrap=True))
        name = tr(N_("The file"))
        box.addWidget(label(name, "label"))
        self.field = PathField(look, name, suffixes=(".zip", ".age", ".json", ".txt"))
        self.field.submitted.connect(self.look_at)
        box.addWidget(self.field)
        self.looking = Doing(workspace, look, tr(N_("Look at it")), icon="view")
        self.looking.wanted.connect(self.look_at)
        box.addWidget(self.looking)
        self._place = QVBoxLayout()
        box.addLayout(self._place)
        self._notices = QVBoxLayout()
        box.addLayout(self._notices)
        box.addSpacing(theme.space(8))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.space(8))
        box.addLayout(self._list)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Received")))
        self.setFocusProxy(self.field)
        workspace.touched.connect(self._hear)

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Read what came."""
        self.workspace.read(self.state.load, self.show_rows)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """A card for each."""
        empty(self._list)
        tr = self.look.tr
        if not rows:
            self._list.addWidget(label(tr(N_("Nothing has come yet.")), "label"))
        for row in rows:
            self._list.addWidget(self._card(row))

    def _card(self, row: Row) -> QFrame:
        theme, tr = self.look.theme, self.look.tr
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(8), pad, theme.space(8))
        box.setSpacing(theme.space(4))
        head = QHBoxLayout()
        head.setSpacing(theme.space(8))
        if row.openable:
            name = Pick(self.look, row.title, row, icon="received")
            name.picked.connect(self._open)
            head.addWidget(name)
        else:
            head.addWidget(label(row.title, "strong"))
        head.addWidget(label(row.code, "code"))
        head.addStretch(1)
        head.addWidget(chip(row.state, row.tone))
        box.addLayout(head)
        if row.meta:
            box.addWidget(label(row.meta, "label", wrap=True))
        if row.waits:
            destroy = Button(
                self.look, tr(N_("Destroy it and write the receipt…")), role="link", icon="remove"
            )
            destroy.clicked.connect(partial(self._begin_destroying, row))
            box.addWidget(destroy, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    # ------------------------------------------------------------------------------------ acting

    def look_at(self) -> None:
        """Read the file apart."""
        path = self.field.path()
        if path is None:
            self.looking.complain(self.look.tr(N_("Say which file.")))
            return
        self._close()
        empty(self._notices)
        self.looking.run(self.state.look(path), self.show_found)

    def show_found(self, found: Bundle | Paper) -> None:
        """What it is, and what can be done with it."""
        if isinstance(found, Bundle):
            self._begin(Keeping(self.workspace, self.look, self.state, found))
        else:
            self._begin(Taking(self.workspace, self.look, self.state, found))

    def _begin_destroying(self, row: Row, *_clicked: bool) -> None:
        self._close()
        self._begin(Destroying(self.workspace, self.look, self.state, row))

    def _begin(self, panel: Act) -> None:
        self.panel = panel
        panel.closed.connect(self._finish)
        panel.told.connect(self._tell)
        self._place.addWidget(panel)
        panel.begin()
        self.ensureWidgetVisible(panel)

    def _close(self) -> None:
        self.panel = None
        empty(self._place)

    def _finish(self) -> None:
        self._close()
        self.reload()
        self.field.setFocus()

    def _tell(self, sentences: object) -> None:
        assert isinstance(sentences, tuple)
        empty(self._notices)
        for sentence in sentences:
            notice = Notice(self.look, "", tone="accent")
            notice.say(sentence)
            self._notices.addWidget(notice)

    def _open(self, row: object) -> None:
        assert isinstance(row, Row)
        self.workspace.go(Spot(Place.RECORD, kind="source", record=row.source))
