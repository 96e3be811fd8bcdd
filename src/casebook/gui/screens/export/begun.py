"""From what an export began: an edition in whose place it comes, or a plan that was kept."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label
from casebook.gui.screens.export.beginning import PlanShown
from casebook.gui.screens.export.state import ExportState
from casebook.gui.theme import Look

MOST_PLANS: Final = 4


class Begun(QWidget):
    """Says what it goes on from, and lets one begin anew. `changed` = somebody does."""

    changed = Signal()

    def __init__(self, look: Look, state: ExportState) -> None:
        super().__init__()
        self.look = look
        self.state = state
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def show_begun(self) -> None:
        """From what it began, and the way to begin anew."""
        tr, state = self.look.tr, self.state
        empty(self._box)
        self.setVisible(state.replaces is not None or state.plan_kept is not None)
        if state.replaces is not None:
            told = tr(N_("The next edition of {edition}. It takes the place of that one."))
            said, way = told.format(edition=state.told_taken), tr(N_("Replace nothing"))
        elif state.plan_kept is not None:
            said = tr(N_("Goes on from the plan “{plan}”.")).format(plan=state.told_taken)
            way = tr(N_("Begin anew"))
        else:
            return
        notice = Notice(self.look, said, tone="accent", ways=((way, state.replaces),))
        notice.chosen.connect(self._begin_anew)
        self._box.addWidget(notice)

    def _begin_anew(self, replaces: object) -> None:
        if replaces is not None:
            self.state.replaces = None
        else:
            self.state.begin_anew()
        self.changed.emit()


class KeptPlans(QWidget):
    """The newest plans that were kept. `changed` = one of them is gone on from."""

    changed = Signal()

    def __init__(self, look: Look, state: ExportState) -> None:
        super().__init__()
        self.look = look
        self.state = state
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, look.theme.space(8), 0, 0)
        self._box.setSpacing(look.theme.space(4))

    def show_plans(self, plans: tuple[PlanShown, ...]) -> None:
        """Those one can go on from."""
        empty(self._box)
        others = [plan for plan in plans if plan.record != self.state.plan_kept]
        self.setVisible(bool(others))
        if others:
            self._box.addWidget(label(self.look.tr(N_("Or go on from a plan that was kept")), "strong"))
        for plan in others[:MOST_PLANS]:
            pick = Pick(self.look, plan.name, plan.record, icon="decision")
            pick.setAccessibleDescription(plan.told)
            pick.picked.connect(self._go_on_from)
            self._box.addWidget(pick, 0, Qt.AlignmentFlag.AlignLeft)
            self._box.addWidget(label(plan.told, "meta", wrap=True))

    def _go_on_from(self, plan: object) -> None:
        assert isinstance(plan, bytes)
        self.state.ask_for(RecordId(plan))
        self.changed.emit()
