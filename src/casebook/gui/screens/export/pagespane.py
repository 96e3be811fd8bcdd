"""The pages of a bundle as their recipient sees them, and whatever else of it somebody wants to look at."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from casebook.base.words import LANGUAGES, N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.paper import Paper
from casebook.gui.parts.picking import Picking
from casebook.gui.parts.text import label
from casebook.gui.screens.export.finding import Page
from casebook.gui.screens.export.leaving import LIST, REPORTS, Pages
from casebook.gui.screens.export.lookingpage import LookingPage
from casebook.gui.screens.export.state import ExportState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

LANGUAGE_NAMES: Final = {"en": "English", "ru": "Русский", "kk": "Қазақша"}


class PagesPane(QStackedWidget):
    """`remake` = another report or language is wanted; `seen` carries the `Page` somebody looks at."""

    remake = Signal()
    seen = Signal(object)

    def __init__(self, workspace: Workspace, look: Look, state: ExportState) -> None:
        super().__init__()
        self.look = look
        self.state = state
        self.addWidget(self._build_paper())
        self.looking = LookingPage(workspace, look)
        self.looking.closed.connect(self.show_report)
        self.looking.seen.connect(self.seen)
        self.addWidget(self.looking)
        self.setMinimumHeight(look.theme.px(320))

    def _build_paper(self) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        head = QHBoxLayout()
        head.setSpacing(theme.space(8))
        head.addWidget(label(tr(N_("As the recipient sees it")), "section"))
        head.addStretch(1)
        reports = tuple((name, tr(words)) for name, words in REPORTS)
        self.report = Picking(
            self.look, tr(N_("Report in the bundle")), reports, self.state.wanted.report or LIST
        )
        self.report.picked.connect(self._pick_report)
        head.addWidget(self.report)
        languages = tuple((code, LANGUAGE_NAMES[code]) for code in LANGUAGES)
        self.language = Picking(
            self.look, tr(N_("Language of the report")), languages, self.state.wanted.language
        )
        self.language.picked.connect(self._pick_language)
        head.addWidget(self.language)
        box.addLayout(head)
        self.paper = Paper(self.look, tr(N_("The report as its recipient sees it")))
        box.addWidget(self.paper, 1)
        self.more = Button(self.look, tr(N_("Show the next part")), role="link", icon="down")
        self.more.clicked.connect(self._show_more)
        self.more.hide()
        box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        return left

    def _show_more(self) -> None:
        self.paper.show_more()
        self.more.setVisible(self.paper.more > 0)

    def _pick_report(self, name: object) -> None:
        self._want(report=str(name))

    def _pick_language(self, code: object) -> None:
        self._want(language=str(code))

    def _want(self, **changed: object) -> None:
        if self.state.want(**changed):
            self.remake.emit()

    def show_report(self) -> None:
        """The report again, after something else was looked at."""
        self.looking.let_go()
        self.setCurrentIndex(0)
        self.paper.setFocus()

    def show_page(self, page: Page) -> None:
        """One thing of the bundle, in the place of the report."""
        self.setCurrentIndex(1)
        self.looking.back.setFocus()
        self.looking.show_page(page)

    def show_wanted(self) -> None:
        """The language, if somebody said otherwise at an earlier step."""
        self.language.show_thing(self.state.wanted.language, LANGUAGES)

    def show_pages(self, pages: Pages) -> None:
        """Another report."""
        self.report.show_thing(pages.report, pages.reports)
        self.paper.show_document(pages.document)
        self.more.setVisible(self.paper.more > 0)

    def forget(self) -> None:
        """What is looked at is not what would leave."""
        if self.currentIndex() == 1:
            self.looking.let_go()
            self.setCurrentIndex(0)
