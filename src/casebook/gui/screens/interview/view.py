"""The screen of an interview: first the consent card; then the page, with what was agreed above it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.page.view import Page
from casebook.gui.parts.text import chip, label, picture
from casebook.gui.parts.values import day_in_words
from casebook.gui.screens.interview.asking import ConsentCard
from casebook.gui.screens.interview.state import Answers, Consent, InterviewShown, InterviewState
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.model.fields import Choice

STOPS = {
    "revoked": N_("The consent was withdrawn. What was told is closed; nothing of it may leave."),
    "expired": N_("The consent has expired. What was told is closed until they are asked again."),
    "refused": N_("They refused. What was told is closed."),
}


class InterviewPage(Page):
    """The page of the interview, under its consent."""

    state: InterviewState

    def __init__(self, workspace: Workspace, editors: Editors, state: InterviewState) -> None:
        self._above = QWidget()
        super().__init__(workspace, editors, state, above=self._above)
        self._box = QVBoxLayout(self._above)
        self._box.setContentsMargins(0, 0, 0, editors.look.theme.space(16))
        self._opened = False

    def reload(self) -> None:
        """Read page and consent."""
        self.workspace.read(self.state.load_all, self.show_interview)

    def show_interview(self, shown: InterviewShown) -> None:
        """Show the page; the narrative of a fresh interview opens at once."""
        empty(self._box)
        if shown.consent is not None:
            self._box.addWidget(self._agreed(shown.consent))
        self.show_record(shown.page)
        first = shown.page.sections[0].parts if shown.page.sections else ()
        if not self._opened and shown.may_write and first and first[0].is_empty:
            self.open_part(0, getattr(first[0], "name", ""))
        self._opened = True

    def _agreed(self, consent: Consent) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        if consent.stops:
            told = STOPS.get(
                consent.stops, N_("No consent holds for this interview. What was told is closed.")
            )
            return Notice(self.look, tr(told), tone="red")
        holder = QWidget()
        row = Flow(holder, gap=theme.space(8))
        row.addWidget(picture(self.look, "consent", "accent"))
        level = Choice("consent-level").terms.label(consent.level, tr.language)
        row.addWidget(chip(f"{consent.level} · {level}", "accent"))
        if consent.exceptions:
            count = tr.plural("{count} exception", "{count} exceptions", consent.exceptions)
            row.addWidget(chip(count, "amber"))
        if consent.day:
            row.addWidget(label(day_in_words(consent.day, tr.language), "meta"))
        look_at = Button(self.look, tr(N_("Look at the consent")), role="link")
        self._consent = consent
        look_at.clicked.connect(self._show_consent)
        row.addWidget(look_at)
        return holder

    def _show_consent(self) -> None:
        self.workspace.go(Spot(Place.RECORD, kind="consent", record=self._consent.record))


class InterviewView(QWidget):
    """Either the consent card or the page."""

    def __init__(self, workspace: Workspace, editors: Editors, spot: Spot) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = editors.look
        self.editors = editors
        self.state = InterviewState(spot.record, self.look.tr, editors.today())
        self.card: ConsentCard | None = None
        self.page: InterviewPage | None = None
        self.setProperty("role", "page")
        self._stack = QStackedLayout(self)
        shortcuts.action("next", self, self.look.tr, everywhere=False).triggered.connect(self._go_on)

    def reload(self) -> None:
        """Read the interview; without a consent, ask for it."""
        if self.state.new:
            self._ask()
        else:
            self.workspace.read(self.state.load_all, self._show)

    def _show(self, shown: InterviewShown) -> None:
        if shown.consent is None and not shown.page.missing:
            self._ask()
        else:
            self._show_page()

    def _ask(self) -> None:
        tr, theme = self.look.tr, self.look.theme
        page = QWidget()
        page.setProperty("role", "page")
        box = QVBoxLayout(page)
        side = theme.space(24)
        box.setContentsMargins(side, theme.space(16), side, side)
        box.setSpacing(theme.space(16))
        head = QHBoxLayout()
        head.setSpacing(theme.space(12))
        head.addWidget(picture(self.look, "interview", "accent", 24))
        head.addWidget(label(tr(N_("First, the consent")), "title"))
        head.addWidget(label(tr(N_("What they tell opens when they have answered.")), "label", wrap=True), 1)
        box.addLayout(head)
        self.card = ConsentCard(self.editors)
        self.card.agreed.connect(self._agree)
        self.card.declined.connect(self._decline)
        box.addWidget(self.card)
        box.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack.addWidget(area)
        self._stack.setCurrentWidget(area)
        self.card.form.editor("speaker").setFocus()

    def _go_on(self) -> None:
        if self.card is not None and self.page is None:
            self.card.submit()

    def _agree(self, answers: Answers) -> None:
        self.workspace.write(self.state.agree(answers), by=self, then=self._agreed, failed=self._fail)

    def _agreed(self, _touched: Touched) -> None:
        self.state.new = False
        self.workspace.here = Spot(Place.INTERVIEW, kind="interview", record=self.state.record)
        self._show_page()

    def _show_page(self) -> None:
        self.page = InterviewPage(self.workspace, self.editors, self.state)
        self._stack.addWidget(self.page)
        self._stack.setCurrentWidget(self.page)
        self.page.reload()

    def _decline(self) -> None:
        self.workspace.go(Spot(Place.BROWSE, kind="interview"))

    def _fail(self, error: BaseException) -> None:
        if self.card is not None:
            self.card.go.setEnabled(True)
        self.workspace.refused.emit(error)
