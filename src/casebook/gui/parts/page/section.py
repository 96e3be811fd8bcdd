"""One section of a page: what is said, then a line of what could be said."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.inplace import InPlace
from casebook.gui.parts.layouts import arrange, empty, widgets_in
from casebook.gui.parts.page.elements import Elements
from casebook.gui.parts.page.rows import LongText, Row
from casebook.gui.parts.page.shown import ListShown, Part, RowShown, SectionShown, TextShown
from casebook.gui.parts.text import label

PartWidget = Row | Elements | LongText


class SectionView(QFrame):
    """One section: what is said, then a line of what could be said. Signals carry what a person did."""

    typed = Signal(object)
    drafted = Signal(object)
    settled = Signal(object)
    added = Signal(object)
    removed = Signal(object)
    followed = Signal(object)

    def __init__(self, editors: Editors, shown: SectionShown, *, heading: bool = True) -> None:
        super().__init__()
        self.look = editors.look
        self._editors = editors
        self._parts: dict[str, PartWidget] = {}
        self._opened: set[str] = set()
        theme = self.look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, theme.space(20))
        box.setSpacing(theme.space(4))
        if heading:
            box.addWidget(label(self.look.tr(shown.label), "section"))
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.space(4))
        box.addLayout(self._column)
        adds = QWidget()
        self._adds = Flow(adds, gap=theme.space(2))
        box.addWidget(adds)
        self._adds_holder = adds
        self.show_section(shown)

    def show_section(self, shown: SectionShown) -> None:
        """Show other values; what is being written stays."""
        self.shown = shown
        wanted: list[QWidget] = []
        for part in shown.parts:
            key = key_of(part)
            widget = self._parts.get(key)
            if widget is not None:
                _show(widget, part)
            if part.is_empty and key not in self._opened and not (widget is not None and _is_open(widget)):
                continue
            if widget is None:
                widget = self._parts[key] = self._make(part)
            wanted.append(widget)
        arrange(self._column, wanted)
        self._fill_adds()

    def _fill_adds(self) -> None:
        absent = [p for p in self.shown.parts if p.is_empty and key_of(p) not in self._opened]
        keys = [widget.thing for widget in widgets_in(self._adds) if isinstance(widget, Pick)]
        if keys == [key_of(part) for part in absent]:
            return
        empty(self._adds)
        for part in absent:
            name = self.look.tr(part.label)
            add = Pick(
                self.look,
                name,
                key_of(part),
                role="quiet",
                icon="add",
                name=f"{self.look.tr(N_('Add'))}: {name}",
            )
            add.picked.connect(self.open_part)
            self._adds.put(add)
        self._adds_holder.setVisible(bool(absent))

    def _make(self, part: Part) -> PartWidget:
        match part:
            case RowShown():
                row = Row(self._editors, part)
                row.settled.connect(self.settled)
                row.closed.connect(self._row_closed)
                row.followed.connect(self.followed)
                made: PartWidget = row
            case ListShown():
                elements = Elements(self._editors, part)
                elements.settled.connect(self.settled)
                elements.added.connect(self.added)
                elements.removed.connect(self.removed)
                elements.followed.connect(self.followed)
                made = elements
            case TextShown():
                made = LongText(self._editors, part)
        made.typed.connect(self.typed)
        made.drafted.connect(self.drafted)
        return made

    def _row_closed(self) -> None:
        """A row left without a value goes back to what could be said, once the focus has moved on."""
        QTimer.singleShot(0, self, self._tidy)

    def _tidy(self) -> None:
        changed = False
        for part in self.shown.parts:
            widget = self._parts.get(key_of(part))
            known = key_of(part) in self._opened
            if known and part.is_empty and isinstance(widget, Row) and widget.is_left:
                self._opened.discard(key_of(part))
                changed = True
        if changed:
            self.show_section(self.shown)

    def open_part(self, key: object) -> None:
        """Begin to write what is not said yet."""
        part = next((p for p in self.shown.parts if key_of(p) == key), None)
        if part is None:
            return
        self._opened.add(str(key))
        self.show_section(self.shown)
        widget = self._parts[str(key)]
        if isinstance(widget, Elements):
            widget.open_blank()
        else:
            widget.place.open()

    def has(self, key: str) -> bool:
        """Whether that unit stands in this section."""
        return any(key_of(part) == key for part in self.shown.parts)

    def places(self) -> list[tuple[str, InPlace, Row | LongText]]:
        """Every value with its path."""
        found: list[tuple[str, InPlace, Row | LongText]] = []
        for widget in self._parts.values():
            if isinstance(widget, Elements):
                found += [(row.shown.path, row.place, row) for row in widget.rows()]
            elif isinstance(widget, Row):
                found.append((widget.shown.path, widget.place, widget))
            else:
                found.append((widget.shown.name, widget.place, widget))
        return found


def key_of(part: Part) -> str:
    """What a part of a page is known by: the path of its unit, or the name of its list."""
    return part.path if isinstance(part, RowShown) else part.name


def _show(widget: PartWidget, part: Part) -> None:
    if isinstance(widget, Row) and isinstance(part, RowShown):
        widget.show_row(part)
    elif isinstance(widget, Elements) and isinstance(part, ListShown):
        widget.show_list(part)
    elif isinstance(widget, LongText) and isinstance(part, TextShown):
        widget.show_text(part)


def _is_open(widget: PartWidget) -> bool:
    return isinstance(widget, Row | LongText) and widget.place.is_open
