"""The health check: one button, then what was found, worst first, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.health import Health, Severity
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label, line, picture
from casebook.gui.screens.health.rescue import RescuePanel
from casebook.gui.screens.health.state import WAY_WORDS, Group, HealthState, Line, Mended, Saved
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace

WIDEST = 820
ICONS = {
    Severity.DAMAGE: ("refused", "red"),
    Severity.WARNING: ("warning", "amber"),
    Severity.ADVICE: ("info", "slate"),
}


class HealthView(QScrollArea):
    """Nothing is read before somebody asks: a large casebook takes its time."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = HealthState(look.tr, workspace.kdf)
        self.found: Health | None = None
        self.repairing: Doing | None = None
        self.rescuing: RescuePanel | None = None
        tr, theme = look.tr, look.theme
        page = Column(look, WIDEST)
        box = page.box
        box.addWidget(label(tr(N_("Health check")), "title"))
        told = N_(
            "Reads every page of the database, every signature and every attached file to its end. Nothing is changed"
            " by looking, and it can be stopped at any time."
        )
        box.addWidget(label(tr(told), "label", wrap=True))
        box.addSpacing(theme.space(4))
        self.doing = Doing(workspace, look, tr(N_("Check everything now")), icon="shield-check")
        self.doing.wanted.connect(self.examine)
        self.doing.failed.connect(self._again)
        box.addWidget(self.doing)
        self._result = QVBoxLayout()
        self._result.setSpacing(theme.space(8))
        box.addSpacing(theme.space(8))
        box.addLayout(self._result)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Health check")))

    def reload(self) -> None:
        """The keyboard stands at the button."""
        self.doing.setFocus()

    def examine(self) -> None:
        """Look at everything."""
        if not self._busy():
            self._clear()
            self.doing.run(self.state.examine, self.show_health)

    def _again(self, _error: object) -> None:
        self.doing.setFocus()

    def _busy(self) -> bool:
        works = (self.doing, self.repairing, self.rescuing.doing if self.rescuing else None)
        return any(work is not None and work.busy for work in works)

    def _clear(self) -> None:
        empty(self._result)
        self.found = self.repairing = self.rescuing = None

    # ------------------------------------------------------------------ showing

    def show_health(self, found: Health, told: str = "") -> None:
        """Show what was found; *told* is what was done just before."""
        self._clear()
        self.found = found
        state = self.state
        if told:
            self._result.addWidget(Notice(self.look, told))
        self._result.addWidget(self._summary(found))
        if state.mendable(found):
            self._offer_repair()
        for group in state.groups(found):
            self._show_group(group)
            if group.severity is Severity.DAMAGE and state.beyond(found):
                self._offer_rescue(found)
        # A button that is shut while it works loses the keyboard.
        (self.doing if self.repairing is None else self.repairing).setFocus()

    def _summary(self, found: Health) -> QFrame:
        """One sentence, and what was read."""
        card, grid = self._frame()
        icon = ("refused", "red") if found.damage else ("check", "accent")
        grid.addWidget(picture(self.look, *icon), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(self.state.summary(found), "section", wrap=True), 0, 1)
        figures = self.state.figures(found)
        if figures:
            grid.addWidget(label(" · ".join(figures), "label", wrap=True), 1, 1)
        return card

    def _offer_repair(self) -> None:
        self.repairing = Doing(self.workspace, self.look, self.look.tr(N_("Repair what can be repaired")))
        self.repairing.wanted.connect(self.repair)
        self._result.addWidget(self.repairing)

    def _offer_rescue(self, found: Health) -> None:
        self.rescuing = RescuePanel(self.workspace, self.look, self.state, self.state.still(found))
        self.rescuing.done.connect(self._say_saved)
        self._result.addWidget(self.rescuing)

    def _show_group(self, group: Group) -> None:
        self._result.addWidget(label(group.title, "section"))
        card, grid = self._frame()
        for number, found in enumerate(group.lines):
            if number:
                grid.addWidget(line(), number * 2 - 1, 0, 1, 2)
            grid.addWidget(
                picture(self.look, *ICONS[group.severity]), number * 2, 0, Qt.AlignmentFlag.AlignTop
            )
            grid.addWidget(self._words(found), number * 2, 1)
        if group.more:
            grid.addWidget(label(group.more, "meta"), len(group.lines) * 2, 1)
        self._result.addWidget(card)

    def _words(self, found: Line) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self.look.theme.space(4))
        box.addWidget(label(found.what, wrap=True))
        if found.then:
            box.addWidget(label(found.then, "label", wrap=True))
        if found.place is not None:
            way = Pick(self.look, self.look.tr(WAY_WORDS[found.place]), found.place, icon="next")
            way.picked.connect(self._go)
            box.addWidget(way, 0, Qt.AlignmentFlag.AlignLeft)
        return holder

    def _frame(self) -> tuple[QFrame, QGridLayout]:
        theme = self.look.theme
        card = QFrame()
        card.setProperty("role", "card")
        grid = QGridLayout(card)
        pad = theme.space(16)
        grid.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        grid.setHorizontalSpacing(theme.space(12))
        grid.setVerticalSpacing(theme.space(8))
        grid.setColumnStretch(1, 1)
        return card, grid

    # ------------------------------------------------------------------ acting

    def _go(self, place: object) -> None:
        assert isinstance(place, Place)
        self.workspace.go(Spot(place))

    def repair(self) -> None:
        """Put right what can be."""
        if self.repairing is not None and self.found is not None and not self._busy():
            self.repairing.run(self.state.repair(self.found), self._say_mended)

    def _say_mended(self, done: Mended) -> None:
        self.show_health(done.health, self.state.mended(done))

    def _say_saved(self, done: object) -> None:
        assert isinstance(done, Saved)
        if self.rescuing is not None:
            self.rescuing.hide()
        notice = Notice(self.look, self.state.saved(done), tone="accent" if done.rescued.whole else "amber")
        self._result.insertWidget(0, notice)
        self.ensureWidgetVisible(notice)
        self.doing.setFocus()
