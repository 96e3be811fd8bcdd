"""Recovery shares: what they are, how they stand, and making or withdrawing them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.column import Column
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label
from casebook.gui.parts.typed import Typed
from casebook.gui.screens.recovery.making import Making
from casebook.gui.screens.recovery.panel import Panel
from casebook.gui.screens.recovery.standing import Standing
from casebook.gui.screens.recovery.state import WITHDRAW, Enacting, RecoveryState, Shown
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace


class RecoveryView(QScrollArea):
    """One thing at a time: how it stands, or the steps of making, or the act of withdrawing."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = RecoveryState(look.tr, workspace.kdf)
        self.making: Making | None = None
        self.panel: Panel | None = None
        self._shown: Shown | None = None
        page = Column(look, 820)
        page.box.addWidget(label(look.tr(N_("Recovery shares")), "title"))
        self._notices = QVBoxLayout()
        page.box.addLayout(self._notices)
        self._place = QVBoxLayout()
        self._place.setSpacing(look.theme.space(8))
        page.box.addLayout(self._place)
        page.box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(look.tr(N_("Recovery shares")))
        workspace.locking.connect(self.wipe)

    def reload(self) -> None:
        """Read how it stands."""
        self.workspace.read(self.state.load, self.show_shown)

    def show_shown(self, shown: Shown) -> None:
        """Show how it stands: the first day, or the shares that are in force."""
        self._shown = shown
        self.making = self.panel = None
        empty(self._place)
        if shown.status.set_up:
            standing = Standing(self.look, self.state, shown.status)
            standing.try_wanted.connect(self._try)
            standing.make_wanted.connect(self.make)
            standing.withdraw_wanted.connect(self.withdraw)
            self._put(standing)
            standing.try_button.setFocus()
        else:
            self.make()

    def _put(self, widget: QWidget) -> None:
        self._place.addWidget(widget)
        widget.show()

    def _try(self) -> None:
        self.workspace.go(Spot(Place.DRILL))

    # ------------------------------------------------------------------------------------------ acting

    def make(self) -> None:
        """Begin to make shares."""
        assert self._shown is not None
        if self._shown.status.set_up:
            empty(self._place)
            empty(self._notices)
        self.making = Making(self.workspace, self.look, self.state, self._shown)
        self.making.closed.connect(self._give_up)
        self.making.done.connect(self._enacted)
        self._put(self.making)
        self.making.begin()

    def withdraw(self) -> None:
        """Ask what is needed to take recovery away."""
        assert self._shown is not None
        empty(self._place)
        empty(self._notices)
        self.panel = Panel(
            self.workspace,
            self.look,
            self._shown,
            WITHDRAW,
            self._withdrawing,
            role="danger",
        )
        self.panel.done.connect(self._withdrawn)
        self._put(self.panel)
        leave = Button(self.look, self.look.tr(N_("Leave it as it is")), role="link")
        leave.clicked.connect(self._give_up)
        self._put(leave)
        self.panel.setFocus()

    def _withdrawing(self, current: Typed, others: Sequence[Typed]) -> Enacting:
        return self.state.withdraw(current, others)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves, as long as nothing is under way."""
        if event.key() == Qt.Key.Key_Escape and (self.making or self.panel):
            self._give_up()
            return
        super().keyPressEvent(event)

    def _busy(self) -> bool:
        panel = self.panel or (self.making.step if self.making else None)
        return isinstance(panel, Panel) and panel.doing.busy

    def _give_up(self) -> None:
        if not self._busy():
            self.wipe()
            self.reload()

    def _enacted(self, emptied: object) -> None:
        assert isinstance(emptied, tuple)
        self._tell(self.state.enacted(emptied), emptied)

    def _withdrawn(self, emptied: object) -> None:
        assert isinstance(emptied, tuple)
        self._tell(self.state.withdrawn(emptied), emptied)

    def _tell(self, sentence: str, emptied: tuple[str, ...]) -> None:
        self.wipe()
        empty(self._notices)
        self._notices.addWidget(Notice(self.look, sentence, tone="amber" if emptied else "accent"))
        self.reload()

    # ------------------------------------------------------------------------------------------ leaving

    def wipe(self) -> None:
        """No word stays on the screen, and none in a field."""
        if self.making is not None:
            self.making.wipe()
        if self.panel is not None:
            self.panel.wipe()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever goes to another place takes no words along. A window put away for a moment keeps them."""
        if not event.spontaneous():
            self.wipe()
        super().hideEvent(event)
