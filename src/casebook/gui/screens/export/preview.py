"""The third step of an export: the pages as their recipient sees them, the leak check, and the signature."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.errors import CasebookError
from casebook.base.words import LANGUAGES, N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.paper import Paper
from casebook.gui.parts.picking import Picking
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label
from casebook.gui.parts.turning import Turning
from casebook.gui.screens.export.checknote import CheckNote
from casebook.gui.screens.export.handing import Handing
from casebook.gui.screens.export.leaving import LIST, REPORTS, FileShown, Pages, Ready
from casebook.gui.screens.export.state import ExportState
from casebook.gui.theme import Look

LANGUAGE_NAMES: Final = {"en": "English", "ru": "Русский", "kk": "Қазақша"}


class PreviewPanel(QWidget):
    """`remake` = what is wanted changed; `signed` carries the path; `back_to_texts` = look at the plan again."""

    remake = Signal()
    signed = Signal(object)
    back_to_texts = Signal()

    def __init__(self, look: Look, state: ExportState) -> None:
        super().__init__()
        self.look = look
        self.state = state
        self._ready: Ready | None = None
        theme = look.theme
        self.setProperty("role", "page")
        panes = Turning(theme.px(900), gap=theme.space(24))
        side = theme.space(24)
        panes.layout_.setContentsMargins(side, theme.space(12), theme.space(16), theme.space(12))
        panes.put(self._build_paper(), 3)
        panes.put(self._build_side(), 2)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(panes)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)

    # ------------------------------------------------------------------------------------ the pages

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
        self.paper.setMinimumHeight(theme.px(260))
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

    # ------------------------------------------------------------------------------------ the check

    def _build_side(self) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        side = QWidget()
        box = QVBoxLayout(side)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(16))
        self.check = CheckNote(self.look)
        self.check.again.connect(self.remake)
        self.check.back.connect(self.back_to_texts)
        box.addWidget(self.check)
        self.handing = Handing(self.look, self.state)
        self.handing.remake.connect(self.remake)
        self.handing.submitted.connect(self.sign)
        box.addWidget(self.handing)
        self.go = Button(self.look, tr(N_("Sign and write bundle")), role="primary", icon="stamp")
        self.go.clicked.connect(self.sign)
        box.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        self._files = label("", "meta", wrap=True)
        box.addWidget(self._files)
        box.addStretch(1)
        return side

    def show_wanted(self) -> None:
        """What was chosen in the steps before: for whom, in which language, what for."""
        self.language.show_thing(self.state.wanted.language, tuple(LANGUAGES))
        self.handing.show_wanted()

    def show_making(self) -> None:
        """The bundle is being made and searched."""
        self.forget()
        self.check.show_making()

    def forget(self) -> None:
        """The plan changed: what was made is not what would leave."""
        self._ready = None
        self.go.setEnabled(False)

    def show_pages(self, pages: Pages) -> None:
        """The pages, while they are still being searched."""
        self.report.show_thing(pages.report, pages.reports)
        self.paper.show_document(pages.document)
        self.more.setVisible(self.paper.more > 0)

    def show_ready(self, ready: Ready) -> None:
        """The bundle is made, and nobody protected was found in it."""
        self._ready = ready
        self.check.show_clean(ready.checked)
        self._files.setText(self._told(ready.files))
        self.go.setEnabled(True)

    def _told(self, files: tuple[FileShown, ...]) -> str:
        tr = self.look.tr
        size = sum(file.size for file in files)
        count = tr.plural("{count} file", "{count} files", len(files))
        names = ", ".join(file.path for file in files if "/records/" not in file.path)
        records = sum("/records/" in file.path for file in files)
        seals = tr.plural("{count} sealed record", "{count} sealed records", records)
        told = tr(N_("{size} KiB")).format(size=f"{size / 1024:.0f}")
        return f"{count}, {told}: {names}, {seals}"

    # ------------------------------------------------------------------------------------ signing

    def sign(self) -> None:
        """Let it out, if it is made and can go there."""
        if self._ready is None or not self.go.isEnabled():
            return
        path = self.handing.path()
        if path is not None:
            self.go.setEnabled(False)
            self.signed.emit(path)

    def show_refused(self, error: CasebookError) -> None:
        """It is made, and could not be written there."""
        self.go.setEnabled(True)
        self.handing.say(says(error, self.look.tr))

    def allow(self) -> None:
        """It can be signed again: writing was stopped."""
        self.go.setEnabled(self._ready is not None)

    @property
    def ready(self) -> Ready | None:
        """The bundle as it is in memory."""
        return self._ready
