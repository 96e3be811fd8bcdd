"""Lists on a page: their elements, and the way to add one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, Pick, escaped, icon_button
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import arrange, empty
from casebook.gui.parts.page.rows import LABEL_WIDTH, Row, Typed
from casebook.gui.parts.page.shown import ElementShown, ListShown, RowShown
from casebook.gui.parts.text import label
from casebook.model.fields import Value


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
        box.addLayout(column, 1000)
        self._toggle = icon_button(
            self.look, "more", tr(N_("More about this: {name}")).format(name=list_label)
        )
        self._toggle.setCheckable(True)
        self._toggle.toggled.connect(self._show_more)
        box.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignTop)
        self.setMaximumWidth(theme.px(700))
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
        if shown.rows:
            self.setFocusProxy(self._rows[shown.rows[0].path])
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
                self._adds.put(add)
        remove = Pick(self.look, tr(N_("Remove")), self.shown.key, role="quiet", icon="remove")
        remove.picked.connect(self.removed)
        self._adds.put(remove)

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
        caption.setContentsMargins(0, theme.space(4), 0, 0)
        if not narrow:
            caption.setFixedWidth(theme.px(LABEL_WIDTH))
        row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.space(2))
        beside = QHBoxLayout()
        beside.addLayout(self._column, 1000)
        beside.addStretch(1)
        column.addLayout(beside)
        self._blank: Row | None = None
        self._blank_place = QVBoxLayout()
        column.addLayout(self._blank_place)
        self._add = Pick(
            self.look, tr(N_("Add")), shown.name, icon="add", name=f"{tr(N_('Add'))}: {self._name}"
        )
        self._add.picked.connect(self.open_blank)
        self._offer = Button(self.look, "", role="quiet", icon="language")
        self._offer.clicked.connect(self._take_offer)
        ways = QHBoxLayout()
        ways.addWidget(self._add)
        ways.addWidget(self._offer)
        ways.addStretch(1)
        column.addLayout(ways)
        row.addLayout(column, 1)
        self.show_list(shown)

    def show_list(self, shown: ListShown) -> None:
        """Show other elements."""
        self.shown = shown
        before = frozenset(self._elements)
        wanted: list[QWidget] = []
        for element in shown.elements:
            if element.key in self._elements:
                self._elements[element.key].show_element(element)
            else:
                self._elements[element.key] = self._make(element)
            wanted.append(self._elements[element.key])
        made = [element.key for element in shown.elements if element.key not in before]
        for widget in arrange(self._column, wanted):
            self._elements = {key: one for key, one in self._elements.items() if one is not widget}
            widget.deleteLater()
        if self._blank is not None and not self._blank.place.is_open:
            self._end_blank()
        if shown.draft and self._blank is None:
            self._make_blank().show()
        if made and self._add.hasFocus():
            self._elements[made[-1]].setFocus()
        words = self.look.tr(N_("Also: {name}")).format(name=shown.offer.text)
        self._offer.setText(escaped(words))
        self._offer.setAccessibleName(words)
        self._offer.setVisible(shown.offered is not None)

    def _take_offer(self) -> None:
        self._offer.hide()
        self.added.emit(Added(self.shown.name, self.shown.blank[0].path, self.shown.offered))

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
        """Begin one more element, or go on with the one that was begun."""
        row = self._blank or self._make_blank()
        self._add.hide()
        row.show()
        row.place.open(self.shown.draft or None)
        row.show_row(replace(row.shown, draft=""))  # it is being gone on with

    def _make_blank(self) -> Row:
        begun = replace(self.shown.blank[0], path=self.shown.blank_path, draft=self.shown.draft)
        self._blank = Row(self._editors, begun, bare=True)
        self._blank.typed.connect(self._commit_blank)
        self._blank.drafted.connect(self.drafted)
        self._blank.closed.connect(self._blank_closed)
        self._blank.place.stranded.connect(self._add.setFocus)
        self._blank_place.addWidget(self._blank)
        return self._blank

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
