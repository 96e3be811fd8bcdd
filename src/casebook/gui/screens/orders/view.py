"""Orders to erase: those that wait with a tick each and one button for all, those that are done below."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QVBoxLayout

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import escaped
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import label, line
from casebook.gui.screens.orders.state import OrdersState, Row
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.wording.of_orders import TOLD

_SIGN = N_(
    "Signed by two people, an order destroys without being asked about, on every device that can tell that they are "
    "two. Sign only what you know to be meant: ask the person who gave it, not by message."
)


class OrdersView(QScrollArea):
    """What waits is answered with one button; nothing is ticked off by itself."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = OrdersState(look.tr)
        tr, theme = look.tr, look.theme
        page = Column(look, 860)
        box = page.box
        box.addWidget(label(tr(N_("Orders to erase")), "title"))
        box.addWidget(label(tr(TOLD), "label", wrap=True))
        box.addSpacing(theme.space(8))
        self._waiting = QVBoxLayout()
        box.addLayout(self._waiting)
        self.confirm = Doing(workspace, look, tr(N_("Erase here")), role="danger")
        self.confirm.wanted.connect(self._confirm)
        box.addWidget(self.confirm)
        self._sign_words = label(tr(_SIGN), "meta", wrap=True)
        box.addWidget(self._sign_words)
        self.sign = Doing(workspace, look, tr(N_("Sign too: erase on every device")), role="")
        self.sign.wanted.connect(self._sign)
        box.addWidget(self.sign)
        box.addSpacing(theme.space(12))
        self._done = QVBoxLayout()
        box.addLayout(self._done)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Orders to erase")))
        workspace.touched.connect(self._hear)

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Ask how they stand."""
        self.workspace.read(self.state.load, self.show_orders)

    def show_orders(self, rows: tuple[Row, ...]) -> None:
        """Show them; the keyboard stands at the first that waits."""
        self.state.rows = rows
        tr = self.look.tr
        empty(self._waiting)
        empty(self._done)
        waiting = [row for row in rows if row.waits]
        done = [row for row in rows if not row.waits]
        if waiting:
            self._waiting.addWidget(label(tr(N_("Waiting for you")), "section"))
            first = self._add_card(self._waiting, waiting, ticks=True)
            if first is not None:
                first.setFocus()
        else:
            self._waiting.addWidget(label(tr(N_("Nothing waits for you.")), "label"))
        if done:
            self._done.addWidget(label(tr(N_("Erased on this device")), "section"))
            self._add_card(self._done, done, ticks=False)
        for widget in (self.confirm, self.sign, self._sign_words):
            widget.setVisible(bool(waiting))
        self._show_count()

    def _add_card(self, into: QVBoxLayout, rows: list[Row], *, ticks: bool) -> QCheckBox | None:
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = self.look.theme.space(16)
        box.setContentsMargins(pad, self.look.theme.space(12), pad, self.look.theme.space(12))
        box.setSpacing(self.look.theme.space(4))
        first: QCheckBox | None = None
        for number, row in enumerate(rows):
            if number:
                box.addWidget(line())
            said = f"{row.about} · {row.reason}"
            if ticks:
                tick = QCheckBox(escaped(said))
                tick.setAccessibleName(said)
                tick.setAccessibleDescription(f"{row.by}. {row.how_far}")
                tick.setChecked(row.entry not in self.state.left)
                tick.toggled.connect(partial(self._tick, row))
                box.addWidget(tick)
                first = first or tick
            else:
                box.addWidget(label(said, "strong", wrap=True))
            box.addWidget(label(row.by, "label", wrap=True))
            box.addWidget(label(row.how_far, "meta", wrap=True))
        into.addWidget(card)
        return first

    def _tick(self, row: Row, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.state.choose(row.entry, wanted=wanted)
        self._show_count()

    def _show_count(self) -> None:
        count = len(self.state.chosen)
        tr = self.look.tr
        words = tr.plural("Erase {count} here", "Erase {count} here", count)
        for doing, text in ((self.confirm, words), (self.sign, tr(N_("Sign too: erase on every device")))):
            doing.button.setText(text)
            doing.button.setAccessibleName(text)
            doing.button.setEnabled(bool(count) and not doing.busy)

    def _confirm(self) -> None:
        if self.state.chosen:
            self.confirm.write(self.state.confirming())

    def _sign(self) -> None:
        chosen = {one.order.entry for one in self.state.chosen}
        rows = [row for row in self.state.rows if row.entry in chosen and row.foreign]
        if rows:
            self.sign.write(self.state.signing(rows))
