"""Where two versions wait for a decision: each with its versions, one key press away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.empty import Empty
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.names import KIND_ICONS
from casebook.gui.parts.text import label
from casebook.gui.screens.conflicts.state import ConflictsState, Open, Way
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace


class ConflictsView(QWidget):
    """A card for each conflict."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = ConflictsState(look.tr)
        self.setProperty("role", "page")
        self._stack = QStackedLayout(self)
        page = QWidget()
        page.setProperty("role", "page")
        box = QVBoxLayout(page)
        side = look.theme.space(24)
        box.setContentsMargins(side, look.theme.space(16), side, side)
        box.setSpacing(look.theme.space(12))
        box.addWidget(label(look.tr(N_("Conflicts")), "title"))
        told = N_(
            "Two people wrote different things without seeing each other. Nothing wins by itself: choose, "
            "or open the record and write a third."
        )
        box.addWidget(label(look.tr(told), "label", wrap=True))
        self._column = QVBoxLayout()
        self._column.setSpacing(look.theme.space(12))
        box.addLayout(self._column)
        box.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack.addWidget(area)
        none = N_("Nothing waits for you. When two people disagree, both versions appear here.")
        self._stack.addWidget(Empty(look, "conflict", look.tr(N_("No conflicts")), look.tr(none)))
        workspace.touched.connect(self._hear)

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Read them again."""
        self.workspace.read(self.state.load, self.show_conflicts)

    def show_conflicts(self, found: tuple[Open, ...]) -> None:
        """Show them, or that there is none."""
        empty(self._column)
        for one in found:
            self._column.addWidget(self._card(one))
        self._stack.setCurrentIndex(0 if found else 1)

    def _card(self, one: Open) -> QFrame:
        theme = self.look.theme
        card = QFrame()
        card.setProperty("role", "card")
        card.setMaximumWidth(theme.px(820))
        box = QVBoxLayout(card)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(8))
        head = QHBoxLayout()
        title = Pick(self.look, one.title, one, icon=KIND_ICONS.get(one.kind, "file"))
        title.picked.connect(self._open)
        head.addWidget(title)
        head.addWidget(label(one.label, "label"))
        head.addStretch(1)
        box.addLayout(head)
        for way in one.ways:
            row = QHBoxLayout()
            keep = Pick(
                self.look,
                self.look.tr(N_("Keep")),
                way,
                role="",
                name=f"{self.look.tr(N_('Keep'))}: {way.text}",
            )
            keep.picked.connect(self._settle)
            row.addWidget(keep)
            row.addWidget(label(way.text, wrap=True), 1)
            row.addWidget(label(way.meta, "meta"))
            box.addLayout(row)
        return card

    def _settle(self, way: object) -> None:
        assert isinstance(way, Way)
        self.workspace.write(way.work, by=self)

    def _open(self, one: object) -> None:
        assert isinstance(one, Open)
        self.workspace.go(Spot(Place.RECORD, kind=one.kind, record=RecordId(one.record)))
