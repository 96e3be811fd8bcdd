"""The files of an export: which go along, which could, and why the others stay."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.empty import Empty
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.table import PAGE, Cell, Column, Line, Table
from casebook.gui.parts.text import label
from casebook.gui.parts.turning import Turning
from casebook.gui.screens.export.card import key_button
from casebook.gui.screens.export.files import FileOffered
from casebook.gui.theme import Look


class FilesPart(QScrollArea):
    """`attached` carries what was decided and its file; `decide` a file of which nothing was decided yet."""

    attached = Signal(object, object)
    decide = Signal(object)
    taken_back = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._files: tuple[FileOffered, ...] = ()
        tr, theme = look.tr, look.theme
        page = QWidget()
        page.setProperty("role", "page")
        self._stack = QStackedLayout(page)
        panes = Turning(theme.px(820), gap=theme.space(24))
        panes.put(self._build_list(), 5)
        panes.put(self._build_one(), 4, Qt.AlignmentFlag.AlignTop)
        self._stack.addWidget(panes)
        told = N_("No file belongs to what is shown.")
        self._stack.addWidget(Empty(look, "evidence", tr(N_("No files")), tr(told)))
        self._stack.setCurrentIndex(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        shortcuts.action("box-back", self, tr, everywhere=False).triggered.connect(self.taken_back)

    # ------------------------------------------------------------------------------------ building

    def _build_list(self) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        box.addWidget(label(tr(N_("Files")), "section"))
        told = N_(
            "No original ever leaves. A file goes along only as somebody covered, cut and looked at it before, "
            "and only if you say so here."
        )
        box.addWidget(label(tr(told), "label", wrap=True))
        self.table = Table(self.look, tr(N_("Files of this export")))
        self.table.set_columns([Column(tr(N_("File"))), Column(tr(N_("What happens to it")), 250)])
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.setMinimumHeight(theme.px(160))
        self.table.page_wanted.connect(self._fill)
        self.table.chosen.connect(self._show_one)
        self.table.opened.connect(self._toggle)
        box.addWidget(self.table, 1)
        back = key_button(self.look, "box-back", N_("Take back"), "quiet")
        back.clicked.connect(self.taken_back)
        box.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        return left

    def _build_one(self) -> QWidget:
        theme = self.look.theme
        self.one = QFrame()
        self.one.setProperty("role", "inset")
        outside = QVBoxLayout(self.one)
        pad = theme.space(12)
        outside.setContentsMargins(pad, pad, pad, pad)
        outside.setSpacing(theme.space(8))
        self._told = QVBoxLayout()
        self._told.setSpacing(theme.space(8))
        outside.addLayout(self._told)
        self.cover = Button(
            self.look, self.look.tr(N_("Decide what may leave of it…")), role="link", icon="redact"
        )
        self.cover.clicked.connect(self._decide)
        outside.addWidget(self.cover, 0, Qt.AlignmentFlag.AlignLeft)
        return self.one

    # ------------------------------------------------------------------------------------ drawing

    def show_files(self, files: tuple[FileOffered, ...]) -> None:
        """The files of what is shown now."""
        before, row = self._current(), self.table.currentIndex().row()
        self._files = files
        self._stack.setCurrentIndex(0 if files else 1)
        self.table.lines.begin(len(files), self._lines(0))
        if files:
            same = (n for n, one in enumerate(files) if before and one.evidence == before.evidence)
            self.table.go_to(next(same, min(max(0, row), len(files) - 1)))
        self._show_one()

    def _lines(self, page: int) -> list[Line]:
        return [
            Line(
                one.evidence,
                (
                    Cell(one.name, one.about, "", "evidence"),
                    Cell(one.state, one.why, "accent" if one.going is not None else ""),
                ),
            )
            for one in self._files[page * PAGE : (page + 1) * PAGE]
        ]

    def _fill(self, page: int) -> None:
        self.table.lines.fill(page, self._lines(page))

    def _current(self) -> FileOffered | None:
        row = self.table.currentIndex().row()
        return self._files[row] if 0 <= row < len(self._files) else None

    def _show_one(self) -> None:
        one, tr = self._current(), self.look.tr
        self.one.setVisible(one is not None)
        if one is None:
            return
        empty(self._told)
        self._told.addWidget(label(one.name, "strong", wrap=True))
        if one.about:
            self._told.addWidget(
                label(tr(N_("belongs to {record}")).format(record=one.about), "meta", wrap=True)
            )
        if one.why:
            self._told.addWidget(label(one.why, "label", wrap=True))
        elif not one.decided:
            self._told.addWidget(
                label(tr(N_("Nobody decided yet what of it may leave.")), "label", wrap=True)
            )
        for decided in one.decided:
            self._told.addWidget(label(decided.words, wrap=True))
            if decided.why:
                self._told.addWidget(label(decided.why, "doubt", wrap=True))
            if decided.record == one.going or (not one.why and not decided.why):
                words = N_("Leave it here") if decided.record == one.going else N_("Let this go along")
                name = f"{tr(words)}: {decided.words}"
                pick = Pick(self.look, tr(words), decided.record, role="", name=name)
                pick.picked.connect(self._attach)
                self._told.addWidget(pick, 0, Qt.AlignmentFlag.AlignLeft)

        if one.going is not None and one.going not in {decided.record for decided in one.decided}:
            pick = Pick(self.look, tr(N_("Leave it here")), one.going, role="")
            pick.picked.connect(self._attach)
            self._told.addWidget(pick, 0, Qt.AlignmentFlag.AlignLeft)

    def focus(self) -> None:
        """Take the keyboard."""
        (self.table if self._files else self).setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------------------------ answering

    def _attach(self, derivative: object) -> None:
        one = self._current()
        if one is not None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.attached.emit(derivative, one.evidence)

    def _toggle(self, evidence: object) -> None:
        """Enter: the newest that may go, goes; or it stays again."""
        one = self._current()
        if one is None or one.evidence != evidence:
            return
        if one.going is not None:
            self.attached.emit(one.going, one.evidence)
        elif one.possible:
            self.attached.emit(one.possible[0].record, one.evidence)

    def _decide(self) -> None:
        one = self._current()
        if one is not None:
            self.decide.emit(one.evidence)
