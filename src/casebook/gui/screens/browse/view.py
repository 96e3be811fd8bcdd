"""A list of records: filter line, sentences, table, and what can be done with the selected."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button, Pick, icon_button
from casebook.gui.parts.empty import Empty
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.names import KIND_ICONS, new_words
from casebook.gui.parts.popup import Popup, Suggestion
from casebook.gui.parts.table import Cell, Column, Line, Table
from casebook.gui.parts.text import label
from casebook.gui.screens.browse.state import PAGE, BrowseState, Page, RowShown, Shown
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.journal.lists import Filter
from casebook.model.all_kinds import KINDS

EMPTY_WORDS = {
    "person": N_("No one here yet. Add a person, start an interview, or import a list."),
    "dossier": N_("No dossier yet. A dossier is your follow-up file on one or more people."),
    "interview": N_("No interview yet. An interview begins with what the speaker agrees to."),
    "source": N_("No source yet. A source is what a sentence in a report leads back to."),
}
OF_PEOPLE = ("person", "list-entry")


class Selection(QFrame):
    """What can be done with several rows at once. Shown from the second row on."""

    decide = Signal()
    export = Signal()

    def __init__(self, look: Look, *, of_people: bool) -> None:
        super().__init__()
        self.look = look
        tr, theme = look.tr, look.theme
        self.setProperty("role", "foot")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(24), theme.space(8), theme.space(16), theme.space(8))
        row.setSpacing(theme.space(12))
        self._selected = label("", "strong")
        row.addWidget(self._selected)
        if of_people:
            decide = Button(look, tr(N_("Record a decision…")), icon="decision")
            decide.clicked.connect(self.decide)
            row.addWidget(decide)
        export = Button(look, tr(N_("Export…")), icon="export")
        export.clicked.connect(self.export)
        row.addWidget(export)
        row.addStretch(1)
        self.hide()

    def show_count(self, count: int) -> None:
        """So many rows are selected."""
        self._selected.setText(self.look.tr.plural("{count} selected", "{count} selected", count))
        self.setVisible(count > 1)


class BrowseView(QWidget):
    """One list. Keeps its filters and its place while one is elsewhere."""

    shown_list = Signal(object)

    def __init__(self, workspace: Workspace, look: Look, kind: str) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = BrowseState(kind, look.tr)
        self.setProperty("role", "page")
        self._numbers: tuple[int, ...] = ()
        self._stale = True
        self._going_to = Place.DECIDE
        self._again = QTimer(self, interval=0, singleShot=True)
        self._again.timeout.connect(self.reload)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._build_head())
        body = QWidget()
        self._stack = QStackedLayout(body)
        self.table = Table(look, look.tr(KINDS[kind].plural))
        self.table.set_columns(
            [Column(c.heading, c.width, c.name if c.sortable else "") for c in self.state.columns()]
        )
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._show_selection)
        self.table.sorted_by.connect(self._sort)
        self.table.page_wanted.connect(self._want_page)
        self._stack.addWidget(self.table)
        words = look.tr(EMPTY_WORDS.get(kind, N_("Nothing here yet.")))
        self._empty = Empty(
            look, KIND_ICONS.get(kind, "file"), look.tr(KINDS[kind].plural), words, self._new_words()
        )
        self._empty.wanted.connect(self.begin)
        self._stack.addWidget(self._empty)
        box.addWidget(body, 1)
        self._selection = Selection(look, of_people=kind in OF_PEOPLE)
        self._selection.decide.connect(self._decide)
        self._selection.export.connect(self._export)
        box.addWidget(self._selection)
        workspace.touched.connect(self._hear)
        action = shortcuts.action("filter", self, look.tr, everywhere=False)
        action.triggered.connect(self.filter.setFocus)
        new = shortcuts.action("new-record", self, look.tr, everywhere=False)
        new.triggered.connect(self.begin)
        decide = shortcuts.action("decide", self, look.tr, everywhere=False)
        decide.triggered.connect(self._decide)

    def _new_words(self) -> str:
        return new_words(self.state.kind, self.look.tr)

    def _build_head(self) -> QFrame:
        tr, theme = self.look.tr, self.look.theme
        head = QFrame()
        head.setProperty("role", "bar")
        box = QVBoxLayout(head)
        box.setContentsMargins(theme.space(24), theme.space(12), theme.space(16), theme.space(12))
        box.setSpacing(theme.space(8))
        row = QHBoxLayout()
        row.setSpacing(theme.space(12))
        row.addWidget(label(tr(KINDS[self.state.kind].plural), "title"))
        self._count = label("", "meta")
        row.addWidget(self._count)
        row.addStretch(1)
        self.filter = QLineEdit()
        self.filter.setAccessibleName(tr(N_("Filter this list")))
        self.filter.setPlaceholderText(tr(N_("Filter: a name, a status, a date…")))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(theme.space(200))
        self.filter.setMaximumWidth(theme.px(320))
        self.filter.textEdited.connect(self._suggest)
        self._popup = Popup(self.look, self.filter, tr(N_("Filters")))
        self._popup.picked.connect(self._pick_filter)
        row.addWidget(self.filter, 2)
        if self.state.kind == "person":
            alike = _alike_button(self.look)
            alike.clicked.connect(self._show_alike)
            row.addWidget(alike)
        new = Button(self.look, self._new_words(), role="primary", icon="add")
        new.clicked.connect(self.begin)
        row.addWidget(new)
        box.addLayout(row)
        self._sentences = QWidget()
        self._flow = Flow(self._sentences, gap=theme.space(8))
        self._sentences.hide()
        box.addWidget(self._sentences)
        return head

    # ------------------------------------------------------------------------------------ showing

    def arrive(self) -> None:
        """Read the list if it may have changed, and take the keyboard."""
        if self._stale:
            self.reload()
        self.table.setFocus()

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.state.concerns(touched):
            self._stale = True
            if self.isVisible():
                self._again.start()

    def reload(self) -> None:
        """Read the list again."""
        self._stale = False
        self.workspace.read(self.state.load, self.show_list)

    def show_list(self, shown: Shown) -> None:
        """Show the list; the keyboard stays on its row where it still is."""
        if shown.asked != self.state.asked:
            return
        before = self.table.current_thing()
        self._numbers = shown.numbers
        self.table.lines.begin(len(shown.numbers), [_line(row) for row in shown.first])
        self.table.show_sort(shown.asked.sort, descending=shown.asked.descending)
        self._count.setText(self.state.counted(len(shown.numbers), shown.total))
        self._stack.setCurrentIndex(0 if shown.total else 1)
        self._show_sentences()
        rows: list[object] = [row.record for row in shown.first]
        if shown.numbers:
            self.table.go_to(rows.index(before) if before in rows else 0)
        self._show_selection()
        self.shown_list.emit(shown)

    def _want_page(self, number: int) -> None:
        numbers = self._numbers[number * PAGE : (number + 1) * PAGE]
        self.workspace.read(self.state.page(number, numbers), self._show_page)

    def _show_page(self, page: Page) -> None:
        if page.asked == self.state.asked:
            self.table.lines.fill(page.number, [_line(row) for row in page.rows])

    def _sort(self, name: str, descending: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.state.sort_by(name, descending=descending)
        self.reload()

    # ------------------------------------------------------------------------------------ filters

    def _suggest(self, typed: str) -> None:
        rows = tuple(Suggestion(one.text, one.filter, icon="filter") for one in self.state.suggestions(typed))
        self._popup.offer(rows)

    def _pick_filter(self, suggestion: Suggestion) -> None:
        assert isinstance(suggestion.thing, Filter)
        self.filter.clear()
        self.state.add_filter(suggestion.thing)
        self.reload()

    def _drop(self, wanted: object) -> None:
        assert isinstance(wanted, Filter)
        self.state.drop_filter(wanted)
        self.filter.setFocus()
        self.reload()

    def _show_sentences(self) -> None:
        empty(self._flow)
        for one in self.state.asked.filters:
            text = self.state.sentence(one)
            name = self.look.tr(N_("Remove the filter: {filter}")).format(filter=text)
            pick = Pick(self.look, text, one, role="option", icon="close", name=name)
            pick.picked.connect(self._drop)
            self._flow.addWidget(pick)
        self._sentences.setVisible(bool(self.state.asked.filters))

    # ------------------------------------------------------------------------------------ acting

    def begin(self) -> None:
        """A new record of this kind."""
        place = Place.INTERVIEW if self.state.kind == "interview" else Place.RECORD
        self.workspace.go(Spot(place, kind=self.state.kind, new=True))

    def _open(self, record: object) -> None:
        assert isinstance(record, bytes)
        place = Place.INTERVIEW if self.state.kind == "interview" else Place.RECORD
        self.workspace.go(Spot(place, kind=self.state.kind, record=RecordId(record)))

    def _show_selection(self) -> None:
        self._selection.show_count(len(self.table.selected()))

    def _with_selected(self, place: Place) -> None:
        numbers = [self._numbers[row] for row in self.table.selected()]
        if numbers:
            self._going_to = place
            self.workspace.read(self.state.records_of(numbers), self._go_with)

    def _go_with(self, records: tuple[RecordId, ...]) -> None:
        self.workspace.go(Spot(self._going_to, kind=self.state.kind, records=records))

    def _show_alike(self) -> None:
        self.workspace.go(Spot(Place.ALIKE))

    def _decide(self) -> None:
        if self.state.kind in OF_PEOPLE:
            self._with_selected(Place.DECIDE)

    def _export(self) -> None:
        self._with_selected(Place.EXPORT)


def _alike_button(look: Look) -> Button:
    """The way to people who may be one; with large letters there is no room for its words."""
    words = look.tr(N_("People who may be one"))
    if look.theme.scale > 130:
        return icon_button(look, "merge", words)
    return Button(look, words, role="quiet", icon="merge")


def _line(row: RowShown) -> Line:
    return Line(row.record, tuple(Cell(c.text, c.meta, c.tone, c.icon) for c in row.cells))
