"""The third step of an export: the pages as their recipient sees them, the leak check, and the signature."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.errors import CasebookError
from casebook.base.words import LANGUAGES, N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.paper import Paper
from casebook.gui.parts.picking import Picking
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label, picture, set_role
from casebook.gui.parts.turning import Turning
from casebook.gui.screens.export.handing import Handing
from casebook.gui.screens.export.leaving import LIST, REPORTS, FileShown, LeakShown, Pages, Ready
from casebook.gui.screens.export.state import ExportState
from casebook.gui.theme import Look

LANGUAGE_NAMES: Final = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
MOST_LEAKS: Final = 40


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
        self._check = QFrame()
        self._check.setProperty("role", "note")
        self._check.setProperty("tone", "accent")
        self._check_box = QVBoxLayout(self._check)
        pad = theme.space(12)
        self._check_box.setContentsMargins(pad, theme.space(8), pad, theme.space(8))
        self._check_box.setSpacing(theme.space(4))
        box.addWidget(self._check)
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

    def _begin_check(self, tone: str, icon: str, words: str) -> None:
        set_role(self._check, tone=tone)
        empty(self._check_box)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self.look.theme.space(8))
        line.addWidget(picture(self.look, icon, tone), 0, Qt.AlignmentFlag.AlignTop)
        told = label(words, "strong", wrap=True)
        told.setAccessibleName(words)
        line.addWidget(told, 1)
        self._check_box.addWidget(row)
        self._check.setAccessibleName(words)

    def show_making(self) -> None:
        """The bundle is being made and searched."""
        self._ready = None
        self.go.setEnabled(False)
        self._begin_check("accent", "search", self.look.tr(N_("Making the bundle and searching it…")))

    def forget(self) -> None:
        """The plan changed: what was made is not what would leave."""
        self._ready = None
        self.go.setEnabled(False)

    def show_stopped(self) -> None:
        """Somebody stopped it."""
        tr = self.look.tr
        self._begin_check("amber", "warning", tr(N_("Stopped. Nothing was made.")))
        again = Button(self.look, tr(N_("Make it")), role="link")
        again.clicked.connect(self.remake)
        self._check_box.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)

    def show_pages(self, pages: Pages) -> None:
        """The pages, while they are still being searched."""
        self.report.show_thing(pages.report, pages.reports)
        self.paper.show_document(pages.document)
        self.more.setVisible(self.paper.more > 0)

    def show_ready(self, ready: Ready) -> None:
        """The bundle is made, and nobody protected was found in it."""
        tr = self.look.tr
        self._ready = ready
        told = tr.plural(
            "Leak check: none of {count} protected identity found",
            "Leak check: 0 of {count} protected identities found",
            ready.checked,
        )
        self._begin_check("accent", "shield-check", told)
        limits = N_(
            "It reads every byte, in every spelling. It cannot see faces or voices, and not “the only woman judge of "
            "that town”: only you can."
        )
        self._check_box.addWidget(label(tr(limits), "meta", wrap=True))
        self._files.setText(self._told(ready.files))
        self.go.setEnabled(True)

    def _told(self, files: tuple[FileShown, ...]) -> str:
        tr = self.look.tr
        size = sum(file.size for file in files)
        count = tr.plural("{count} file", "{count} files", len(files))
        names = ", ".join(file.path for file in files if "/records/" not in file.path)
        records = sum("/records/" in file.path for file in files)
        seals = tr.plural("{count} sealed record", "{count} sealed records", records)
        return f"{count}, {size / 1024:.0f} KiB: {names}, {seals}"

    def show_failed(self, error: CasebookError) -> None:
        """It could not be made."""
        self._begin_check("red", "refused", says(error, self.look.tr))
        self._back()

    def show_leaks(self, leaks: tuple[LeakShown, ...]) -> None:
        """The finished bundle names somebody: each place, and whom. Nothing was written."""
        tr = self.look.tr
        told = tr.plural(
            "The finished bundle names a protected person in {count} place. Nothing was written.",
            "The finished bundle names protected people in {count} places. Nothing was written.",
            len(leaks),
        )
        self._begin_check("red", "refused", told)
        for leak in leaks[:MOST_LEAKS]:
            name = f"{leak.name} · " if leak.name else ""
            self._check_box.addWidget(label(f"{name}{leak.where}: {leak.how}", wrap=True))
        self._back()

    def _back(self) -> None:
        back = Button(self.look, self.look.tr(N_("Back to the texts")), role="link", icon="back")
        back.clicked.connect(self.back_to_texts)
        self._check_box.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)

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
