"""Before a journey: one page from top to bottom. What is asked, what would happen, and only then the button."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled
from casebook.base.words import N_
from casebook.casework import travel
from casebook.casework.keys import Way
from casebook.casework.travel import DraftsLeft
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.opening import OpeningField
from casebook.gui.parts.text import label
from casebook.gui.screens.travel.ahead import AheadView
from casebook.gui.screens.travel.asking import Carried, SealedFor, card, plan_of
from casebook.gui.screens.travel.state import Plan, Shown, TravelState, after
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.wording import of_travel

WIDEST = 760
CUT_OFF = N_(
    "If this is cut off, the casebook still opens, or the sealed copy is complete. Open it again: a wipe that was "
    "begun is ended there."
)
STOPPED = N_(
    "Stopped. The casebook is as it was. A sealed copy that was complete already stays where it was put."
)


class TravelView(QScrollArea):
    """What is asked for can be changed until the end; then one has to look again."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = TravelState(look.tr, workspace.kdf)
        self.plan: Plan | None = None
        tr = look.tr
        page = Column(look, WIDEST)
        box = page.box
        box.addWidget(label(tr(N_("Before a journey")), "title"))
        for text in (*of_travel.STEPS, CUT_OFF):
            box.addWidget(label(tr(text), "label", wrap=True))
        self.sealed = SealedFor(look)
        card(look, box, N_("Sealed for somebody else")).addWidget(self.sealed)
        self.carried = Carried(look)
        card(look, box, N_("What you carry")).addWidget(self.carried)
        for part in (self.sealed, self.carried):
            part.changed.connect(self._forget)
        self.looking = Doing(workspace, look, tr(N_("Look what would happen")), icon="view")
        self.looking.wanted.connect(self.look_ahead)
        box.addSpacing(look.theme.space(8))
        box.addWidget(self.looking)
        self._ahead = QVBoxLayout()
        box.addLayout(self._ahead)
        self.last = QWidget()
        self._build_last(QVBoxLayout(self.last))
        self.last.hide()
        box.addWidget(self.last)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Before a journey")))

    def _build_last(self, box: QVBoxLayout) -> None:
        tr, theme = self.look.tr, self.look.theme
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        inside = card(self.look, box, N_("If you are sure"))
        self.drop = QCheckBox(tr(N_("Unsaved drafts may be lost")))
        self.drop.setAccessibleName(self.drop.text())
        inside.addWidget(self.drop)
        self._drafts = label("", "meta", wrap=True)
        inside.addWidget(self._drafts)
        self.current = OpeningField(self.look, tr(N_("Your passphrase now")))
        self.current.submitted.connect(self._to_word)
        inside.addWidget(self.current)
        inside.addWidget(label(self.state.ask, "label", wrap=True))
        self.word = QLineEdit()
        self.word.setAccessibleName(self.state.ask)
        self.word.setMaximumWidth(theme.px(200))
        self.word.returnPressed.connect(self._to_button)
        inside.addWidget(self.word)
        self.doing = Doing(
            self.workspace, self.look, tr(N_("Seal it, and wipe it here")), role="danger", icon="export"
        )
        self.doing.wanted.connect(self.submit)
        self.doing.failed.connect(self._hear_failure)
        inside.addWidget(self.doing)
        leave = Button(self.look, tr(N_("Leave it as it is")), role="link")
        leave.clicked.connect(self.workspace.back)
        inside.addWidget(leave, 0, Qt.AlignmentFlag.AlignLeft)

    # ------------------------------------------------------------------------------------ asking

    def reload(self) -> None:
        """Ask which dossiers there are."""
        self.workspace.read(self.state.load, self.show_facts)

    def show_facts(self, shown: Shown) -> None:
        """Show them."""
        self.carried.show_dossiers(shown.dossiers)
        if shown.key_file:
            self.current.show_key_file()
        self.sealed.setFocus()

    def _forget(self) -> None:
        """Something else is asked for now: what was looked at does not count any more."""
        if self.plan is not None:
            self.plan = None
            empty(self._ahead)
            self.last.hide()

    def look_ahead(self) -> None:
        """Say what would happen, or what is missing."""
        if self.looking.busy:
            return
        self._forget()
        plan = plan_of(self.sealed, self.carried)
        self.looking.complain(self.look.tr(plan.problem))
        if not plan.problem:
            self.looking.run(self.state.look(plan), self._show_ahead)

    def _show_ahead(self, found: travel.Look) -> None:
        self.plan = plan_of(self.sealed, self.carried)
        ahead = self.state.ahead(found)
        empty(self._ahead)
        self._ahead.addWidget(AheadView(self.look, ahead))
        self._show_drafts(ahead.drafts)
        self.last.show()
        self.looking.setFocus()
        QTimer.singleShot(0, self._show_from_there)

    def _show_from_there(self) -> None:
        """What would happen is read from its top; the next Tab leads to the passphrase."""
        self.verticalScrollBar().setValue(self.looking.y())

    def _show_drafts(self, count: int) -> None:
        for part in (self.drop, self._drafts):
            part.setVisible(bool(count))
        told = self.look.tr(N_("No copy holds them: {count}. Go back to them to save them."))
        self._drafts.setText(told.replace("{count}", str(count)))

    # ------------------------------------------------------------------------------------ doing it

    def _to_word(self) -> None:
        self.word.setFocus()

    def _to_button(self) -> None:
        """Enter in a field never wipes: it leads to the button."""
        self.doing.button.setFocus()

    def submit(self) -> None:
        """Prove the passphrase first, or say what is missing."""
        if self.doing.busy or self.plan is None:
            return
        tr = self.look.tr
        problem = self.state.problem(self.word.text(), typed=not self.current.is_empty())
        if self.plan.small:
            problem = tr(self.carried.new.problem()) or problem
        if not self.drop.isHidden() and not self.drop.isChecked():
            problem = tr(N_("Drafts are not saved. Save them, or say that they may be lost."))
        self.doing.complain(problem)
        if not problem:
            current = self.current.take()
            self.doing.run(self.state.check(current), self._go, secrets=[current])

    def _go(self, _way: Way) -> None:
        """It is proven."""
        assert self.plan is not None
        self.word.clear()
        new = self.carried.new.take()
        self.doing.end_by(self.state.travel(self.plan, new, drop_drafts=self.drop.isChecked()), then_at=after)

    def _hear_failure(self, error: object) -> None:
        if isinstance(error, Cancelled):
            self.doing.complain(self.look.tr(STOPPED))
        if isinstance(error, DraftsLeft):
            self._show_drafts(error.count)
