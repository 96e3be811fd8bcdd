"""The page of the circles: a card for each, with who is in it, and below them the making of a new one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import escaped
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import label
from casebook.gui.screens.circles.card import CircleCard
from casebook.gui.screens.circles.state import CirclesState, Shown, check_name, choosing, making
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.wording.of_circles import WHAT_IT_IS

_NOBODY = N_(
    "Nobody else is in the team yet: the circle would hold this device alone. Others can be added later."
)


class CirclesView(QScrollArea):
    """All circles of this casebook."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = CirclesState(look.tr)
        self.cards: list[CircleCard] = []
        page = Column(look, 900)
        box = page.box
        box.addWidget(label(look.tr(N_("Circles")), "title"))
        box.addWidget(label(look.tr(WHAT_IT_IS), "label", wrap=True))
        self._cards = QVBoxLayout()
        self._cards.setSpacing(look.theme.space(12))
        box.addLayout(self._cards)
        self._build_new(box)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(look.tr(N_("Circles")))
        self.setFocusProxy(self.name)
        workspace.touched.connect(self._hear)
        workspace.circle_chosen.connect(self.reload)

    def _build_new(self, box: QVBoxLayout) -> None:
        look, tr = self.look, self.look.tr
        box.addSpacing(look.theme.space(16))
        box.addWidget(label(tr(N_("A new circle")), "section"))
        caption = tr(N_("Its name; only those in it read it"))
        self.name = QLineEdit()
        self.name.setAccessibleName(caption)
        self.name.returnPressed.connect(self._make)
        box.addWidget(label(caption, "label"))
        box.addWidget(self.name)
        self._who = label("", "label", wrap=True)
        box.addWidget(self._who)
        holder = QWidget()
        self._team = Flow(holder, gap=look.theme.space(12))
        box.addWidget(holder)
        self.make = Doing(self.workspace, look, tr(N_("Make the circle")), icon="add")
        self.make.wanted.connect(self._make)
        box.addWidget(self.make)
        self._ticks: list[tuple[bytes, QCheckBox]] = []

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Ask what there is."""
        self.workspace.read(self.state.load, self.show_circles)

    def show_circles(self, shown: Shown) -> None:
        """Show it."""
        empty(self._cards)
        self.cards = []
        for row in shown.rows:
            card = CircleCard(self.workspace, self.look, row)
            card.sent.connect(self._send)
            self._cards.addWidget(card)
            self.cards.append(card)
        ticked = {public for public, tick in self._ticks if tick.isChecked()}
        empty(self._team)
        self._ticks = []
        self._who.setText(self.look.tr(N_("Who is in it, besides this device") if shown.team else _NOBODY))
        for device in shown.team:
            tick = QCheckBox(escaped(device.words))
            tick.setAccessibleName(device.words)
            tick.setChecked(device.public in ticked)
            self._team.put(tick)
            self._ticks.append((device.public, tick))
        if not self.isAncestorOf(QApplication.focusWidget() or self):
            self.setFocus()

    def _make(self) -> None:
        name = self.name.text()
        problem = check_name(name)
        self.make.complain(self.look.tr(problem) if problem else "")
        if not problem:
            chosen = tuple(public for public, tick in self._ticks if tick.isChecked())
            self.make.write(making(name.strip(), chosen), self._made)

    def _made(self, _touched: Touched) -> None:
        self.name.clear()
        for _, tick in self._ticks:
            tick.setChecked(False)

    def _send(self, compartment: bytes) -> None:
        self.workspace.work(choosing(compartment), self._sent)

    def _sent(self, _nothing: object) -> None:
        self.workspace.circle_chosen.emit()
