"""The rows of a page: a value with its label, a list of elements, a long text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.ids import EntryId
from casebook.base.words import N_
from casebook.gui.parts.buttons import Pick, icon_button
from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.editors.paragraphs import ParagraphsEditor
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.inplace import InPlace
from casebook.gui.parts.layouts import arrange, empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label
from casebook.gui.screens.record.state import ElementShown, ListShown, RowShown, TextShown
from casebook.gui.theme import Look
from casebook.model.fields import Value

LABEL_WIDTH = 190
INNER_WIDTH = 150


@dataclass(frozen=True, slots=True)
class Typed:
    """A unit was given another value. *seen*: the entries whose value stood on screen."""

    path: str
    value: Value
    seen: tuple[EntryId, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """Text being typed at a unit; empty = nothing to keep any more."""

    path: str
    text: str
    seen: tuple[EntryId, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """Of several versions, the one that *entry* said."""

    path: str
    entry: EntryId


class Row(QWidget):
    """One unit: its label, its value, and what is uncomfortable about it.

    *inner*: a row inside an element, in smaller print. *bare*: without a label, because the list has one.
    """

    typed = Signal(object)
    drafted = Signal(object)
    settled = Signal(object)
    followed = Signal(object)
    closed = Signal()

    def __init__(self, editors: Editors, shown: RowShown, *, inner: bool = False, bare: bool = False) -> None:
        super().__init__()
        self.look: Look = editors.look
        self._editors = editors
        self.shown = shown
        tr, theme = self.look.tr, self.look.theme
        name = tr(shown.label)
        narrow = theme.scale > 150
        row = QBoxLayout(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight, self
        )
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0 if narrow else theme.space(8))
        if not bare:
            caption = label(name, "meta" if inner else "label", wrap=True)
            caption.setContentsMargins(0, theme.space(4 if inner else 3), 0, 0)
            caption.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            if not narrow:
                caption.setFixedWidth(theme.px(INNER_WIDTH if inner else LABEL_WIDTH))
            row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(theme.space(4))
        self.place = InPlace(self.look, name, self._make_editor)
        self.place.setMaximumWidth(theme.px(620))
        self.place.committed.connect(self._commit)
        self.place.drafted.connect(self._draft)
        self.place.closed.connect(self.closed)
        line.addWidget(self.place, 1)
        self._follow = icon_button(self.look, "open", tr(N_("Open the record: {name}")).format(name=name))
        self._follow.clicked.connect(self._go)
        line.addWidget(self._follow, 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(0)
        column.addLayout(line)
        self._meta = label("", "meta", wrap=True)
        self._meta.setContentsMargins(theme.space(8), 0, 0, theme.space(2))
        column.addWidget(self._meta)
        self._notices = QVBoxLayout()
        column.addLayout(self._notices)
        row.addLayout(column, 1)
        self.setFocusProxy(self.place)
        self.show_row(shown)

    def _make_editor(self) -> Editor:
        return self._editors.make(self.shown.field, self.look.tr(self.shown.label))

    def show_row(self, shown: RowShown) -> None:
        """Show another value."""
        same_notices = self.shown.versions == shown.versions and self.shown.draft == shown.draft
        fresh = self._notices.count() == 0
        self.shown = shown
        self.place.show_value(shown.value, shown.told.text)
        self._meta.setText(shown.told.meta)
        self._meta.setVisible(bool(shown.told.meta) and not self.place.is_open)
        self._follow.setVisible(shown.target is not None)
        if not same_notices or fresh:
            self._show_notices()

    def _show_notices(self) -> None:
        empty(self._notices)
        tr = self.look.tr
        if self.shown.versions:
            ways = tuple(
                (tr(N_("Keep “{value}”")).format(value=v.told.whole), Settled(self.shown.path, v.entry))
                for v in self.shown.versions
            )
            told = tr(N_("Two versions are recorded. Keep one, or write a new one above."))
            notice = Notice(self.look, told, tone="amber", ways=ways)
            notice.chosen.connect(self.settled)
            self._notices.addWidget(notice)
        if self.shown.draft and not self.place.is_open:
            told = tr(N_("You were writing here when the casebook was locked."))
            offers = ((tr(N_("Go on writing")), True), (tr(N_("Forget it")), False))
            notice = Notice(self.look, told, tone="accent", ways=offers)
            notice.chosen.connect(self._take_up)
            self._notices.addWidget(notice)

    def _take_up(self, go_on: object) -> None:
        draft = self.shown.draft
        if go_on:
            self.place.open(draft)
        else:
            self.drafted.emit(Drafted(self.shown.path, "", ()))
        self.show_row(replace(self.shown, draft=""))

    def _commit(self, value: Value) -> None:
        self.typed.emit(Typed(self.shown.path, value, self.shown.seen))

    def _draft(self, text: str) -> None:
        self.drafted.emit(Drafted(self.shown.path, text, self.shown.seen))

    def _go(self) -> None:
        if self.shown.target is not None:
            self.followed.emit(self.shown.target)


class Element(QFrame):
    """One element of a list: its first unit, the others that say something, and a way to say more."""

    removed = Signal(object)
    typed = Signal(object)
    drafted = Signal(object)
    settled = Signal(object)
    followed = Signal(object)

    def __init__(self, editors: Editors, list_label: str, shown: ElementShown) -> None:
        super().__init__()
        self.look = editors.look
        self._editors = editors
        self._rows: dict[str, Row] = {}
        self._opened: set[str] = set()
        tr, theme = self.look.tr, self.look.theme
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(4))
        column = QVBoxLayout()
        column.setSpacing(0)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        column.addLayout(self._column)
        self._more = QWidget()
        self._adds = Flow(self._more, gap=theme.space(4))
        self._more.hide()
        column.addWidget(self._more)
        box.addLayout(column, 1)
        self._toggle = icon_button(
            self.look, "more", tr(N_("More about this: {name}")).format(name=list_label)
        )
        self._toggle.setCheckable(True)
        self._toggle.toggled.connect(self._show_more)
        box.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignTop)
        self.show_element(shown)

    def show_element(self, shown: ElementShown) -> None:
        """Show other values."""
        self.shown = shown
        wanted: list[QWidget] = []
        for i, row in enumerate(shown.rows):
            if i > 0 and row.is_empty and row.path not in self._opened:
                continue
            if row.path not in self._rows:
                self._rows[row.path] = self._make_row(row, first=i == 0)
            else:
                self._rows[row.path].show_row(row)
            wanted.append(self._rows[row.path])
        arrange(self._column, wanted)
        if self._toggle.isChecked():
            self._fill_adds()

    def _make_row(self, row: RowShown, *, first: bool) -> Row:
        made = Row(self._editors, row, inner=not first, bare=first)
        made.typed.connect(self.typed)
        made.drafted.connect(self.drafted)
        made.settled.connect(self.settled)
        made.followed.connect(self.followed)
        made.setParent(self)
        return made

    def _show_more(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._more.setVisible(on)
        if on:
            self._fill_adds()

    def _fill_adds(self) -> None:
        tr = self.look.tr
        empty(self._adds)
        for row in self.shown.rows[1:]:
            if row.is_empty and row.path not in self._opened:
                add = Pick(self.look, tr(row.label), row.path, icon="add")
                add.picked.connect(self._open_unit)
                self._adds.addWidget(add)
        remove = Pick(self.look, tr(N_("Remove")), self.shown.key, role="quiet", icon="remove")
        remove.picked.connect(self.removed)
        self._adds.addWidget(remove)

    def _open_unit(self, path: object) -> None:
        self._opened.add(str(path))
        self.show_element(self.shown)
        self._rows[str(path)].place.open()

    def rows(self) -> list[Row]:
        """The rows that are shown."""
        return list(self._rows.values())


@dataclass(frozen=True, slots=True)
class Added:
    """One more element of a list, known by its first unit."""

    name: str
    inner: str
    value: Value


@dataclass(frozen=True, slots=True)
class Removed:
    """An element is gone."""

    name: str
    element: str


class Elements(QWidget):
    """A list: its label, its elements, and a way to add one."""

    added = Signal(object)
    removed = Signal(object)
    typed = Signal(object)
    drafted = Signal(object)
    settled = Signal(object)
    followed = Signal(object)

    def __init__(self, editors: Editors, shown: ListShown) -> None:
        super().__init__()
        self.look = editors.look
        self._editors = editors
        self._elements: dict[str, Element] = {}
        tr, theme = self.look.tr, self.look.theme
        self._name = tr(shown.label)
        narrow = theme.scale > 150
        row = QBoxLayout(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight, self
        )
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0 if narrow else theme.space(8))
        caption = label(self._name, "label", wrap=True)
        caption.setContentsMargins(0, theme.space(3), 0, 0)
        if not narrow:
            caption.setFixedWidth(theme.px(LABEL_WIDTH))
        row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.space(2))
        column.addLayout(self._column)
        self._blank: Row | None = None
        self._blank_place = QVBoxLayout()
        column.addLayout(self._blank_place)
        self._add = Pick(
            self.look, tr(N_("Add")), shown.name, icon="add", name=f"{tr(N_('Add'))}: {self._name}"
        )
        self._add.picked.connect(self.open_blank)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(column, 1)
        self.show_list(shown)

    def show_list(self, shown: ListShown) -> None:
        """Show other elements."""
        self.shown = shown
        wanted: list[QWidget] = []
        for element in shown.elements:
            if element.key in self._elements:
                self._elements[element.key].show_element(element)
            else:
                self._elements[element.key] = self._make(element)
            wanted.append(self._elements[element.key])
        for widget in arrange(self._column, wanted):
            self._elements = {key: one for key, one in self._elements.items() if one is not widget}
            widget.deleteLater()
        if self._blank is not None and not self._blank.place.is_open:
            self._end_blank()

    def _make(self, element: ElementShown) -> Element:
        made = Element(self._editors, self._name, element)
        made.typed.connect(self.typed)
        made.drafted.connect(self.drafted)
        made.settled.connect(self.settled)
        made.followed.connect(self.followed)
        made.removed.connect(self._remove)
        return made

    def _remove(self, key: str) -> None:
        self.removed.emit(Removed(self.shown.name, key))

    def open_blank(self) -> None:
        """Begin one more element."""
        if self._blank is None:
            self._blank = Row(self._editors, self.shown.blank[0], bare=True)
            self._blank.typed.connect(self._commit_blank)
            self._blank.closed.connect(self._blank_closed)
            self._blank_place.addWidget(self._blank)
        self._add.hide()
        self._blank.show()
        self._blank.place.open()

    def _commit_blank(self, typed: Typed) -> None:
        if typed.value is not None:
            self.added.emit(Added(self.shown.name, self.shown.blank[0].path, typed.value))

    def _blank_closed(self) -> None:
        self._add.show()
        if self._blank is not None:
            self._blank.hide()

    def _end_blank(self) -> None:
        if self._blank is not None:
            self._blank.deleteLater()
            self._blank = None

    def rows(self) -> list[Row]:
        """Every row in it."""
        blank = [self._blank] if self._blank is not None else []
        return [row for element in self._elements.values() for row in element.rows()] + blank


class LongText(QWidget):
    """A narrative over the whole width."""

    typed = Signal(object)
    drafted = Signal(object)

    def __init__(self, editors: Editors, shown: TextShown) -> None:
        super().__init__()
        self.look = editors.look
        tr, theme = self.look.tr, self.look.theme
        self.shown = shown
        name = tr(shown.label)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.space(4), 0, theme.space(4))
        box.setSpacing(theme.space(4))
        box.addWidget(label(name, "label"))
        self.place = InPlace(self.look, name, partial(ParagraphsEditor, self.look, name), serif=True)
        self.place.setMaximumWidth(theme.px(760))
        self.place.committed.connect(self._commit)
        self.place.drafted.connect(self._draft)
        box.addWidget(self.place)
        self._notice = Notice(
            self.look,
            tr(N_("You were writing here when the casebook was locked.")),
            ways=((tr(N_("Go on writing")), True), (tr(N_("Forget it")), False)),
        )
        self._notice.chosen.connect(self._take_up)
        box.addWidget(self._notice)
        self.show_text(shown)

    def show_text(self, shown: TextShown) -> None:
        """Show another text."""
        self.shown = shown
        self.place.show_value(shown.text or None, shown.text)
        self._notice.setVisible(bool(shown.draft) and not self.place.is_open)

    def _take_up(self, go_on: object) -> None:
        self._notice.hide()
        if go_on:
            self.place.open(self.shown.draft)
        else:
            self.drafted.emit(Drafted(self.shown.name, "", ()))

    def _commit(self, value: Value) -> None:
        self.typed.emit(Typed(self.shown.name, value, ()))

    def _draft(self, text: str) -> None:
        self.drafted.emit(Drafted(self.shown.name, text, ()))
