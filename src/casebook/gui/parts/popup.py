"""Suggestions under a field: a list drawn over the window, which never takes the focus from the field."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from casebook.gui.theme import META, Look

META_ROLE = Qt.ItemDataRole.UserRole + 1
THING_ROLE = Qt.ItemDataRole.UserRole + 2
ICON_ROLE = Qt.ItemDataRole.UserRole + 3
MOST_ROWS = 9


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One row: its text, what stands at its right in small, the thing it stands for, perhaps an icon."""

    text: str
    thing: object
    meta: str = ""
    icon: str = ""


class TwoTones(QStyledItemDelegate):
    """Paints a row: icon, text, and at the right a softer, smaller remark."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One row of the house's height."""
        return QSize(0, self._look.theme.px(32))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Text at the left, remark at the right, in the theme's colours."""
        theme = self._look.theme
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.colour("accent-wash"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.colour("hover"))
        area = area.adjusted(theme.px(10), 0, -theme.px(10), 0)
        icon = index.data(ICON_ROLE)
        if icon:
            pixmap = theme.pixmap(icon)
            top = area.top() + (area.height() - theme.px(18)) // 2
            painter.drawPixmap(QPoint(area.left(), top), pixmap)
            area.setLeft(area.left() + theme.px(28))
        meta = str(index.data(META_ROLE) or "")
        painter.setFont(theme.font(META))
        room = min(painter.fontMetrics().horizontalAdvance(meta) + 4, area.width() * 6 // 10)
        painter.setPen(theme.colour("ink-soft"))
        right = QRect(area.right() - room, area.top(), room + 1, area.height())
        shown = painter.fontMetrics().elidedText(meta, Qt.TextElideMode.ElideRight, room)
        painter.drawText(right, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), shown)
        painter.setFont(theme.font())
        painter.setPen(theme.colour("ink"))
        area.setRight(area.right() - room - theme.px(12))
        text = painter.fontMetrics().elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        painter.restore()


class Popup(QFrame):
    """The list under *field*. Up, Down, Enter and Escape work while the field keeps the focus."""

    picked = Signal(object)

    def __init__(self, look: Look, field: QLineEdit, name: str) -> None:
        super().__init__()
        self._look = look
        self._field = field
        self.setProperty("role", "popup")
        self.hide()
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setItemDelegate(TwoTones(look, self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._pick_item)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 4, 1, 4)
        box.addWidget(self.list)
        field.installEventFilter(self)
        field.destroyed.connect(self.deleteLater)

    def offer(self, suggestions: tuple[Suggestion, ...], *, select_first: bool = True) -> None:
        """Show *suggestions* under the field; none hides the list."""
        self.list.clear()
        for suggestion in suggestions:
            item = QListWidgetItem(suggestion.text)
            item.setData(META_ROLE, suggestion.meta)
            item.setData(THING_ROLE, suggestion)
            item.setData(ICON_ROLE, suggestion.icon)
            self.list.addItem(item)
        if not suggestions or not self._field.hasFocus():
            self.hide()
            return
        self.list.setCurrentRow(0 if select_first else -1)
        self._put()

    def current(self) -> Suggestion | None:
        """The row Enter would take, while the list is shown."""
        item = self.list.currentItem()
        return item.data(THING_ROLE) if self.isVisible() and item is not None else None

    def _put(self) -> None:
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self._bring_into_view()
        rows = min(self.list.count(), MOST_ROWS)
        height = rows * self._look.theme.px(32) + 10
        width = max(self._field.width(), min(self._look.theme.px(420), window.width() - 32))
        corner = self._field.mapTo(window, QPoint(0, self._field.height() + 2))
        if corner.y() + height > window.height() and corner.y() > window.height() // 2:
            corner.setY(corner.y() - height - self._field.height() - 4)
        corner.setX(max(8, min(corner.x(), window.width() - width - 8)))
        self.setGeometry(QRect(corner, QSize(width, height)))
        self.raise_()
        self.show()

    def _bring_into_view(self) -> None:
        """Scroll the page so that the field stands in it, also one that was only just added."""
        area = self._field.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            QApplication.sendPostedEvents(None, int(QEvent.Type.LayoutRequest.value))
            area.ensureWidgetVisible(self._field, 0, 24)
            area.verticalScrollBar().valueChanged.connect(self.hide, Qt.ConnectionType.UniqueConnection)

    def _pick_item(self, item: QListWidgetItem) -> None:
        self.hide()
        self.picked.emit(item.data(THING_ROLE))

    def _move(self, by: int) -> None:
        rows = self.list.count()
        self.list.setCurrentRow((self.list.currentRow() + by) % rows if self.list.currentRow() >= 0 else 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field that are meant for the list."""
        if watched is not self._field:
            return False
        if (
            event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide)
            and QApplication.activePopupWidget() is None
        ):
            self.hide()
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) or not self.isVisible():
            return False
        key = event.key() if isinstance(event, QKeyEvent) else 0
        if event.type() == QEvent.Type.ShortcutOverride:
            if key == Qt.Key.Key_Escape:
                event.accept()
            return False
        match key:
            case Qt.Key.Key_Down:
                self._move(1)
            case Qt.Key.Key_Up:
                self._move(-1)
            case Qt.Key.Key_Escape:
                self.hide()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.list.currentItem() is not None:
                self._pick_item(self.list.currentItem())
            case _:
                return False
        return True

    @staticmethod
    def at_home(widget: QWidget | None) -> bool:
        """Whether *widget* stands inside a list of suggestions."""
        while widget is not None:
            if isinstance(widget, Popup):
                return True
            widget = widget.parentWidget()
        return False
