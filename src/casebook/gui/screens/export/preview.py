"""The third step of an export: the pages as their recipient sees them, the leak check, and the signature."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from casebook.base.errors import CasebookError
from casebook.base.progress import Step
from casebook.base.words import N_
from casebook.gui.parts.says import says
from casebook.gui.parts.turning import Turning
from casebook.gui.screens.export.checknote import CheckNote, FileReports
from casebook.gui.screens.export.contentspart import ContentsPart
from casebook.gui.screens.export.finding import Page, checked
from casebook.gui.screens.export.handing import Handing
from casebook.gui.screens.export.leaving import Pages, Ready
from casebook.gui.screens.export.pagespane import PagesPane
from casebook.gui.screens.export.planned import Planned
from casebook.gui.screens.export.releasing import Findings
from casebook.gui.screens.export.side import Side
from casebook.gui.screens.export.signfoot import SignFoot
from casebook.gui.screens.export.state import ExportState
from casebook.gui.screens.export.together import Together
from casebook.gui.screens.export.togetherpanel import TogetherPanel
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

NOT_MADE: Final = N_("It leaves when it is made and searched, and nobody is found in it.")
BESIDE: Final = N_("It is still being compared with what was sent before.")


class PreviewPanel(QWidget):
    """`remake` = what is wanted changed; `signed` carries the path; `back_to_texts` = look at the plan again."""

    remake = Signal()
    signed = Signal(object)
    back_to_texts = Signal()

    def __init__(self, workspace: Workspace, look: Look, state: ExportState) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = state
        self._ready: Ready | None = None
        self._together: Together | None = None
        theme = look.theme
        self.setProperty("role", "page")
        self._panes = Turning(theme.px(900), gap=theme.space(24))
        side = theme.space(24)
        self._panes.layout_.setContentsMargins(side, theme.space(12), theme.space(16), theme.space(12))
        self._panes.put(self._build_pages(), 3)
        self._panes.put(self._build_side(), 2)
        self._panes.became.connect(self._side.grow)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._panes)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)
        self.show_missing()

    def show_page(self, page: Page) -> None:
        """One thing of the bundle, in the place of the report."""
        self.pages.show_page(page)

    def _show_seen(self, page: Page) -> None:
        if page.leak is not None:
            self.findings.show_seen(page.leak.fingerprint)

    def _build_pages(self) -> QWidget:
        self.pages = PagesPane(self.workspace, self.look, self.state)
        self.pages.remake.connect(self.remake)
        self.pages.seen.connect(self._show_seen)
        self.paper, self.report, self.language = self.pages.paper, self.pages.report, self.pages.language
        return self.pages

    # ------------------------------------------------------------------------------------ the column

    def _build_side(self) -> QWidget:
        theme = self.look.theme
        column = QWidget()
        outside = QVBoxLayout(column)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(theme.space(8))
        self._side = Side(self.look)
        box = self._side.box
        self.check = CheckNote(self.look)
        self.check.again.connect(self.remake)
        self.check.back.connect(self.back_to_texts)
        self.findings = Findings(self.look, self.state)
        self.findings.done.connect(self.remake)
        self.files = FileReports(self.look)
        self.contents = ContentsPart(self.look)
        self.contents.back.connect(self.back_to_texts)
        self.contents.page_wanted.connect(self.show_page)
        self.beside = TogetherPanel(self.look)
        self.handing = Handing(self.look, self.state)
        self.handing.remake.connect(self.remake)
        self.handing.submitted.connect(self.sign)
        self.handing.changed.connect(self.show_missing)
        for part in (self.check, self.findings, self.files, self.contents, self.beside):
            box.addWidget(part)
        box.addWidget(self.handing)
        box.addStretch(1)
        outside.addWidget(self._side, 1)
        self.foot = SignFoot(self.look)
        self.foot.wanted.connect(self.sign)
        self.go = self.foot.go
        outside.addWidget(self.foot)
        return column

    # ------------------------------------------------------------------------------------ making

    def show_wanted(self) -> None:
        """What is wanted, if somebody said otherwise at an earlier step."""
        self.pages.show_wanted()
        self.handing.show_wanted()

    def show_making(self, planned: Planned) -> None:
        """The bundle is being made and searched."""
        self.forget()
        self.show_wanted()
        self.handing.show_planned(planned)
        self.check.show_making()

    def show_step(self, step: Step) -> None:
        """How far the work has come."""
        self.check.show_step(step)
        self.foot.show_step(step)

    def forget(self) -> None:
        """The plan changed: what was made is not what would leave."""
        self._ready = self._together = None
        self.foot.end()
        self.findings.clear()
        self.files.hide()
        self.contents.hide()
        self.beside.clear()
        self.handing.edition.clear()
        self.pages.forget()
        self.show_missing()

    def show_pages(self, pages: Pages) -> None:
        """The pages, while they are still being searched."""
        self.pages.show_pages(pages)

    def show_ready(self, ready: Ready) -> None:
        """The bundle is made, and nobody protected was found in it that nobody let stand."""
        self._ready = ready
        if ready.going:
            self.pages.show_pages(ready.pages)
        self.check.show_clean(ready, self.state.passed)
        self.files.show_files(checked(ready.reports, self.look.tr))
        self.contents.show_ready(ready)
        self.show_missing()

    def show_together(self, found: Together) -> None:
        """What can be put together with earlier bundles."""
        self._together = found
        self.beside.show_together(found)
        self.handing.edition.show_together(found)
        self.show_missing()

    # ------------------------------------------------------------------------------------ signing

    def missing(self) -> tuple[str, QWidget] | None:
        """What stands between the bundle and its way out; nothing, if it can leave."""
        if self._ready is None:
            return NOT_MADE, self.paper
        if self._together is None:
            return BESIDE, self.paper
        return self.handing.missing()

    def show_missing(self) -> None:
        """Say what is missing; the button works when nothing is."""
        missing = self.missing()
        sentence = self.look.tr(missing[0]) if missing is not None else self.handing.sheet.whom
        self.foot.show_missing(sentence, ready=missing is None)

    def sign(self) -> None:
        """Let it out, if it is made and can go there; else the keyboard stands at what is missing."""
        missing = self.missing()
        if missing is not None:
            self.show_missing()
            if missing[1] is not self.paper:
                missing[1].setFocus()
            return
        if self.foot.busy:
            return
        path = self.handing.path()
        if path is not None:
            self.foot.begin()
            self.signed.emit(path)

    def show_refused(self, error: CasebookError) -> None:
        """It is made, and could not be written there."""
        self.allow()
        self.handing.say(says(error, self.look.tr))

    def allow(self) -> None:
        """It can be signed again: writing was stopped."""
        self.foot.end()
        self.show_missing()

    @property
    def ready(self) -> Ready | None:
        """The bundle as it is in memory."""
        return self._ready
