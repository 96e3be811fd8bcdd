"""What is new in an export since the last one for the same people, or since its plan was kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.picking import Picking
from casebook.gui.parts.table import PAGE, Cell, Column, Line, Table
from casebook.gui.parts.text import label
from casebook.gui.screens.export.since import ChangeShown, News, SinceShown
from casebook.gui.theme import Look

LAST, PLAN = "last", "plan"


class NewPart(QWidget):
    """`opened` carries a record to look at."""

    opened = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._news = News(None, None)
        self._changes: tuple[ChangeShown, ...] = ()
        tr, theme = look.tr, look.theme
        self.setProperty("role", "page")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        options = ((LAST, tr(N_("since their last bundle"))), (PLAN, tr(N_("since the plan was kept"))))
        self.against = Picking(look, tr(N_("Compared with")), options, LAST)
        self.against.picked.connect(self._show)
        box.addWidget(self.against, 0, Qt.AlignmentFlag.AlignLeft)
        self._head = label("", "section", wrap=True)
        box.addWidget(self._head)
        self._told = label("", "label", wrap=True)
        box.addWidget(self._told)
        self.table = Table(look, tr(N_("What is new")))
        self.table.set_columns([Column(tr(N_("Record"))), Column(tr(N_("What is otherwise")), 300)])
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.page_wanted.connect(self._fill)
        self.table.opened.connect(self.opened)
        box.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def show_news(self, news: News) -> None:
        """What is new, as the plan stands."""
        self._news = news
        both = news.last is not None and news.kept is not None
        self.against.setVisible(both)
        self._show(PLAN if news.last is None and news.kept is not None else LAST)

    def _show(self, against: object) -> None:
        tr = self.look.tr
        shown: SinceShown | None = self._news.kept if against == PLAN else self._news.last
        self.against.show_thing(str(against), (LAST, PLAN))
        self._changes = () if shown is None else shown.changes
        if shown is None:
            self._head.setText(tr(N_("Everything is new")))
            self._told.setText(tr(N_("No bundle left for these recipients and this audience yet.")))
        else:
            self._head.setText(shown.head)
            nothing = tr(N_("Nothing is otherwise."))
            self._told.setText(shown.rest if shown.changes else f"{nothing} {shown.rest}")
        self.table.setVisible(bool(self._changes))
        self.table.lines.begin(len(self._changes), self._lines(0))
        if self._changes:
            self.table.go_to(0)

    def _lines(self, page: int) -> list[Line]:
        return [
            Line(
                one.record,
                (Cell(one.name, "", "", one.icon), Cell(one.what, "", "amber" if one.more else "")),
            )
            for one in self._changes[page * PAGE : (page + 1) * PAGE]
        ]

    def _fill(self, page: int) -> None:
        self.table.lines.fill(page, self._lines(page))

    def focus(self) -> None:
        """Take the keyboard."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
