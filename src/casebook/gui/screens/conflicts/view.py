"""The decisions that wait, the gravest first: chosen one by one or all of one person's, saved in one act."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.casework.conflicts import Decision
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.empty import Empty
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.leftcard import LeftCard
from casebook.gui.parts.text import label
from casebook.gui.screens.conflicts.card import ConflictCard
from casebook.gui.screens.conflicts.state import ConflictsState, Open, Shown, key
from casebook.gui.workspace import Place, Spot, Workspace

_TOLD = N_(
    "Two people wrote different things without seeing each other. Nothing wins by itself, and nothing waits for you: "
    "until you decide, searches find both and reports print both."
)
_WHY = N_("Why (kept as a note, if you write something)")


class ConflictsView(QWidget):
    """A card for each conflict, and at the foot what is done with all that was chosen."""

    def __init__(self, workspace: Workspace, editors: Editors) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = editors.look
        self._editors = editors
        self.state = ConflictsState(self.look.tr)
        self.cards: list[ConflictCard] = []
        self.left: list[LeftCard] = []
        self.setProperty("role", "page")
        tr = self.look.tr
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._made_page())
        none = N_("Nothing waits for you. When two people disagree, both versions appear here.")
        self._stack.addWidget(Empty(self.look, "conflict", tr(N_("No conflicts")), tr(none)))
        workspace.touched.connect(self._hear)

    def _made_page(self) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        page = Column(self.look, 860)
        self._title = label(tr(N_("Conflicts")), "title")
        page.box.addWidget(self._title)
        page.box.addWidget(label(tr(_TOLD), "label", wrap=True))
        people = QWidget()
        self._people = Flow(people)
        page.box.addWidget(people)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.space(12))
        page.box.addLayout(self._column)
        page.box.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(area, 1)
        outer.addWidget(self._made_foot())
        return whole

    def _made_foot(self) -> QFrame:
        tr, theme = self.look.tr, self.look.theme
        foot = QFrame()
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.space(24), theme.space(8), theme.space(24), theme.space(8))
        row.setSpacing(theme.space(12))
        self.why = QLineEdit()
        self.why.setPlaceholderText(tr(_WHY))
        self.why.setAccessibleName(tr(_WHY))
        self.why.setMaximumWidth(theme.px(420))
        row.addWidget(self.why, 1)
        self.doing = Doing(self.workspace, self.look, tr(N_("Settle")))
        self.doing.wanted.connect(self.settle)
        row.addWidget(self.doing)
        row.addStretch(1)
        return foot

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Read them again."""
        self.workspace.read(self.state.load, self.show_conflicts)

    def show_conflicts(self, shown: Shown) -> None:
        """Show them, or that there is none."""
        self.state.take(shown)
        empty(self._column)
        self.cards = []
        self._show_left(shown)
        for group in shown.groups:
            self._column.addWidget(label(f"{group.words} · {len(group.conflicts)}", "section"))
            for one in group.conflicts:
                card = ConflictCard(self._editors, one)
                card.show_decision(self.state.chosen.get(key(one)))
                card.decided.connect(self._decide)
                card.opened.connect(self._open)
                self.cards.append(card)
                self._column.addWidget(card)
        self._show_people(shown)
        self._show_count()
        self._stack.setCurrentIndex(0 if shown.groups or shown.left else 1)
        if self.left and not self.cards:
            self.setFocusProxy(self.left[0])
        if self.cards:
            self.setFocusProxy(self.cards[0])
            if self.why.hasFocus() and not self.why.text():
                self.cards[0].setFocus()

    def _show_left(self, shown: Shown) -> None:
        self.left = [LeftCard(self.workspace, self.look, each, named=True) for each in shown.left]
        if self.left:
            words = self.look.tr(N_("Came later for somebody who was made one"))
            self._column.addWidget(label(f"{words} · {len(self.left)}", "section"))
        for card in self.left:
            card.opened.connect(self._open_person)
            self._column.addWidget(card)

    def _show_people(self, shown: Shown) -> None:
        empty(self._people)
        if len(shown.every) < 2:
            return
        for public, words in shown.people:
            each = Pick(self.look, words, public, role="option")
            each.picked.connect(self._choose_all)
            self._people.put(each)

    def _show_count(self) -> None:
        count, total = len(self.state.chosen), len(self.state.shown.every)
        tr = self.look.tr
        self._title.setText(f"{tr(N_('Conflicts'))} · {total + len(self.left)}")
        words = (
            tr(N_("Settle {count} of {total}")).format(count=count, total=total)
            if count
            else tr(N_("Settle"))
        )
        self.doing.button.setText(words)
        self.doing.button.setAccessibleName(words)
        self.doing.button.setEnabled(bool(count) and not self.doing.busy)

    def _choose_all(self, public: object) -> None:
        assert isinstance(public, bytes)
        self.state.choose_all(public)
        for card in self.cards:
            card.show_decision(self.state.chosen.get(key(card.one)))
        self._show_count()

    def _decide(self, one: object, decision: object) -> None:
        assert isinstance(one, Open)
        self.state.choose(one, decision if isinstance(decision, Decision) else None)
        self._show_count()

    def settle(self) -> None:
        """Save what was chosen, in one act that one undo takes back."""
        if self.state.chosen:
            self.doing.write(self.state.work(self.why.text()), self._settled)

    def _settled(self, _touched: Touched) -> None:
        self.state.chosen = {}
        self.why.clear()
        self.reload()

    def _open(self, one: object) -> None:
        assert isinstance(one, Open)
        self.workspace.go(Spot(Place.RECORD, kind=one.kind, record=RecordId(one.record)))

    def _open_person(self, record: object) -> None:
        assert isinstance(record, bytes)
        self.workspace.go(Spot(Place.RECORD, kind="person", record=RecordId(record)))
