"""A long table: rows are fetched a page at a time while somebody scrolls, so 100,000 stand at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from casebook.gui.theme import META, Look

PAGE: Final = 128
LEAST_FIRST: Final = 200
"""Pixels at 100 % that the first column keeps."""
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell: text, a softer second text, a tone and an icon that repeat what the words say."""

    text: str
    meta: str = ""
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the thing it stands for and its cells."""

    thing: object
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width at 100 % (0 = takes what is left), the key it is sorted by."""

    heading: str
    width: int = 0
    sort: str = ""


class Lines(QAbstractTableModel):
    """Row numbers first, rows later: `wanted` asks for a page, `fill` brings it."""

    wanted = Signal(int)

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._count = 0
        self._pages: dict[int, Sequence[Line]] = {}
        self._asked: set[int] = set()
        self._round = 0

    def begin(self, count: int, first: Sequence[Line] = ()) -> None:
        """A new list of *count* rows; *first* is its first page, if it is there already."""
        self.beginResetModel()
        self._count = count
        self._pages = {0: first} if first else {}
        self._asked = set()
        self._round += 1
        self.endResetModel()

    def fill(self, page: int, lines: Sequence[Line]) -> None:
        """The rows of a page have come."""
        self._pages[page] = lines
        self._asked.discard(page)
        last = min((page + 1) * PAGE, self._count) - 1
        if last >= page * PAGE:
            self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))

    def line(self, row: int) -> Line | None:
        """The row, if its page is here; else it is asked for."""
        page, place = divmod(row, PAGE)
        lines = self._pages.get(page)
        if lines is None:
            if page not in self._asked:
                self._asked.add(page)
                self.wanted.emit(page)
            return None
        return lines[place] if place < len(lines) else None

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows there are."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's variant
        """Text for readers and tests; the delegate paints from `line`."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        line = self.line(index.row())
        if line is None or index.column() >= len(line.cells):
            return ""
        cell = line.cells[index.column()]
        return f"{cell.text} {cell.meta}".strip() if role == Qt.ItemDataRole.AccessibleTextRole else cell.text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's variant
        """The headings."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class CellPainter(QStyledItemDelegate):
    """Paints a cell: the first column stronger, a second text softer, coloured words with an icon."""

    def __init__(self, look: Look, table: QTableView) -> None:
        super().__init__(table)
        self._look = look
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One cell."""
        theme = self._look.theme
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        model = index.model()
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.colour("accent-wash"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.colour("hover"))
        painter.setPen(theme.colour("hairline"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        line = model.line(index.row()) if isinstance(model, Lines) else None
        if line is not None and index.column() < len(line.cells):
            self._paint_cell(painter, area, line.cells[index.column()], first=index.column() == 0)
        current = self._table.currentIndex().row() == index.row() and self._table.hasFocus()
        if current:
            painter.setPen(theme.colour("accent"))
            painter.drawLine(area.topLeft(), area.topRight())
            painter.drawLine(area.bottomLeft(), area.bottomRight())
            if index.column() == 0:
                painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), theme.colour("accent"))
        painter.restore()

    def _paint_cell(self, painter: QPainter, area: QRect, cell: Cell, *, first: bool) -> None:
        theme = self._look.theme
        area = area.adjusted(theme.px(10), 0, -theme.px(6), 0)
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        if cell.icon:
            pixmap = theme.pixmap(cell.icon, cell.tone or "ink-soft", 16)
            painter.drawPixmap(QPoint(area.left(), area.top() + (area.height() - theme.px(16)) // 2), pixmap)
            area.setLeft(area.left() + theme.px(22))
        painter.setFont(theme.font(weight=QFont.Weight.Medium if first else QFont.Weight.Normal))
        painter.setPen(theme.colour(cell.tone or "ink"))
        shown = painter.fontMetrics().elidedText(cell.text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, middle, shown)
        if cell.meta:
            area.setLeft(area.left() + painter.fontMetrics().horizontalAdvance(shown) + theme.px(8))
            painter.setFont(theme.font(META))
            painter.setPen(theme.colour("ink-soft"))
            rest = painter.fontMetrics().elidedText(
                cell.meta, Qt.TextElideMode.ElideRight, max(0, area.width())
            )
            painter.drawText(area, middle, rest)


class Table(QTableView):
    """The table itself. `opened` = Enter or double click on a row; `sorted_by` = a heading was clicked."""

    opened = Signal(object)
    chosen = Signal()
    sorted_by = Signal(str, bool)
    page_wanted = Signal(int)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        self.setItemDelegate(CellPainter(look, self))
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(look.theme.px(24 if look.compact else 32))
        self.verticalHeader().setMinimumSectionSize(look.theme.px(24))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setFixedHeight(look.theme.px(32))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sectionClicked.connect(self._sort)
        header.setMinimumSectionSize(look.theme.px(48))
        self._sort_key, self._descending = "", False
        self.doubleClicked.connect(self._open)
        self._lines: Lines | None = None
        self._paint_palette()

    def _paint_palette(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, self._look.theme.colour("paper"))
        self.setPalette(palette)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns, and an empty list."""
        self._lines = Lines(columns, self)
        self._lines.wanted.connect(self.page_wanted)
        self.setModel(self._lines)
        self.selectionModel().selectionChanged.connect(self._choose)
        header = self.horizontalHeader()
        for i, column in enumerate(columns):
            if column.width:
                header.setSectionResizeMode(i, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(i, self._look.theme.px(column.width))
            else:
                header.setSectionResizeMode(i, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns that do not fit are left out from the right, so that nobody has to scroll sideways."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._lines is None:
            return
        px = self._look.theme.px
        room = self.viewport().width() - px(LEAST_FIRST)
        for i, column in enumerate(self._lines.columns):
            if column.width:
                room -= px(column.width)
                self.setColumnHidden(i, room < 0)

    def show_sort(self, key: str, *, descending: bool) -> None:
        """Show by which heading the list is sorted."""
        self._sort_key, self._descending = key, descending
        keys = [column.sort for column in self.lines.columns]
        header = self.horizontalHeader()
        header.setSortIndicatorShown(key in keys)
        if key in keys:
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(keys.index(key), order)

    @property
    def lines(self) -> Lines:
        """The model."""
        assert self._lines is not None
        return self._lines

    def selected(self) -> tuple[int, ...]:
        """The selected rows, from above."""
        return tuple(sorted(index.row() for index in self.selectionModel().selectedRows()))

    def selected_things(self) -> tuple[object, ...]:
        """The things of selected rows whose pages are here."""
        found: Iterable[Line | None] = (self.lines.line(row) for row in self.selected())
        return tuple(line.thing for line in found if line is not None)

    def current_thing(self) -> object:
        """The thing of the row the keyboard is on."""
        line = self.lines.line(self.currentIndex().row()) if self.currentIndex().isValid() else None
        return None if line is None else line.thing

    def go_to(self, row: int) -> None:
        """Put the keyboard on *row*."""
        index = self.lines.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)

    def _choose(self) -> None:
        self.chosen.emit()

    def _open(self) -> None:
        thing = self.current_thing()
        if thing is not None:
            self.opened.emit(thing)

    def _sort(self, section: int) -> None:
        key = self.lines.columns[section].sort
        if key:
            self.sorted_by.emit(key, key == self._sort_key and not self._descending)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open()
            return
        super().keyPressEvent(event)
