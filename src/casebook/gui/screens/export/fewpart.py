"""Who could be recognised by what is shown: how many share it, what would help, and a reason to go on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.empty import Empty
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.table import PAGE, Cell, Column, Line, Table
from casebook.gui.parts.text import label
from casebook.gui.parts.turning import Turning
from casebook.gui.screens.export.card import key_button
from casebook.gui.screens.export.few import Few, FewShown
from casebook.gui.screens.export.fewcard import FewCard
from casebook.gui.theme import Look


class FewPart(QScrollArea):
    """`followed` carries combinations whose steps are taken; `overridden` a person and a reason."""

    followed = Signal(object)
    overridden = Signal(object, str)
    taken_back = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._few = Few((), 0)
        tr, theme = look.tr, look.theme
        page = QWidget()
        page.setProperty("role", "page")
        self._stack = QStackedLayout(page)
        panes = Turning(theme.px(820), gap=theme.space(24))
        panes.put(self._build_list(), 5)
        self.one = FewCard(look)
        self.one.followed.connect(self._follow)
        self.one.overridden.connect(self._override)
        panes.put(self.one, 5, Qt.AlignmentFlag.AlignTop)
        self._stack.addWidget(panes)
        told = N_("Of everybody who is not named, three people or more share everything that is shown.")
        self._stack.addWidget(Empty(look, "people", tr(N_("Nobody stands out")), tr(told)))
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
        box.addWidget(label(tr(N_("Who could be recognised")), "section"))
        told = N_(
            "No name is shown of them, but what is shown fits fewer than three people of the casebook. "
            "Whoever knows the place knows who it is."
        )
        box.addWidget(label(tr(told), "label", wrap=True))
        row = QWidget()
        keys = Flow(row, gap=theme.space(8))
        self.all = Button(self.look, tr(N_("Do everything that is proposed")))
        self.all.clicked.connect(self._follow_all)
        keys.addWidget(self.all)
        back = key_button(self.look, "box-back", N_("Take back"), "quiet")
        back.clicked.connect(self.taken_back)
        keys.addWidget(back)
        box.addWidget(row)
        self.table = Table(self.look, tr(N_("Who could be recognised")))
        self.table.set_columns([Column(tr(N_("Person"))), Column(tr(N_("Fits")), 150)])
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.setMinimumHeight(theme.px(160))
        self.table.page_wanted.connect(self._fill)
        self.table.chosen.connect(self._show_one)
        self.table.opened.connect(self._follow_current)
        box.addWidget(self.table, 1)
        self._others = label("", "meta", wrap=True)
        box.addWidget(self._others)
        return left

    # ------------------------------------------------------------------------------------ drawing

    def show_few(self, few: Few) -> None:
        """Who could be recognised, as the plan stands."""
        tr = self.look.tr
        before, row = self._current(), self.table.currentIndex().row()
        self._few = few
        self._stack.setCurrentIndex(0 if few.people else 1)
        self.table.lines.begin(len(few.people), self._lines(0))
        if few.people:
            same = (
                n
                for n, one in enumerate(few.people)
                if before and (one.person, one.where) == (before.person, before.where)
            )
            self.table.go_to(next(same, min(max(0, row), len(few.people) - 1)))
        self.all.setEnabled(any(one.steps for one in few.blocked))
        told = tr.plural(
            "{count} other who is not named is like three people or more.",
            "{count} others who are not named are each like three people or more.",
            few.others,
        )
        self._others.setText(told)
        self._others.setVisible(few.others > 0)
        self._show_one()

    def _lines(self, page: int) -> list[Line]:
        tr = self.look.tr
        return [
            Line(
                one.found,
                (
                    Cell(one.name, one.shared, "", "refused" if one.blocks else "check"),
                    Cell(
                        tr.plural("{count} person", "{count} people", one.k),
                        tr(N_("blocks")) if one.blocks else tr(N_("a reason is on record")),
                        "red" if one.blocks else "",
                    ),
                ),
            )
            for one in self._few.people[page * PAGE : (page + 1) * PAGE]
        ]

    def _fill(self, page: int) -> None:
        self.table.lines.fill(page, self._lines(page))

    def _current(self) -> FewShown | None:
        row = self.table.currentIndex().row()
        return self._few.people[row] if 0 <= row < len(self._few.people) else None

    def _show_one(self) -> None:
        self.one.show_one(self._current())

    def focus(self) -> None:
        """Take the keyboard."""
        (self.table if self._few.people else self).setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------------------------ answering

    def _follow(self, found: object) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.followed.emit((found,))

    def _follow_current(self, found: object) -> None:
        one = self._current()
        if one is not None and one.steps and found == one.found:
            self.followed.emit((one.found,))

    def _follow_all(self) -> None:
        self.followed.emit(tuple(one.found for one in self._few.blocked))

    def _override(self, person: object, reason: str) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.overridden.emit(person, reason)
