"""Layouts that change under the person's hands: the Tab key follows the eye, and what stays is not touched."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QVBoxLayout, QWidget


def _in_order(layout: QLayout) -> Iterator[QWidget]:
    for i in range(layout.count()):
        item = layout.itemAt(i)
        widget = item.widget() if item is not None else None
        inner = item.layout() if item is not None else None
        if widget is not None:
            yield from by_eye(widget)
        elif inner is not None:
            yield from _in_order(inner)


def by_eye(widget: QWidget) -> Iterator[QWidget]:
    """What the Tab key can stand on inside *widget* (itself included), in the order in which it is laid out."""
    if not widget.isVisible() or not widget.isEnabled():
        return
    own = widget.layout()
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    inner = widget.widget() if isinstance(widget, QScrollArea) else None
    if inner is not None:
        yield from by_eye(inner)
    elif own is not None:
        yield from _in_order(own)


def step(root: QWidget, *, forward: bool) -> bool:
    """Move the keyboard inside *root* to what the eye meets next. False if there is nothing to stand on.

    Qt's own chain is the order of creation, and a container whose focus goes to its first field leads back
    into itself; a page that grows under the hands would need that chain mended at every turn.
    """
    found = list(by_eye(root))
    if not found:
        return False
    now = QApplication.focusWidget()
    at = found.index(now) if now in found else -1 if forward else 0
    target = found[(at + (1 if forward else -1)) % len(found)]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    bring_into_view(target)
    return True


def bring_into_view(widget: QWidget) -> None:
    """Scroll whatever *widget* stands in so that it is seen."""
    area = widget.parentWidget()
    while area is not None:
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(widget, 0, 24)
        area = area.parentWidget()


def widgets_in(layout: QLayout) -> list[QWidget]:
    """The widgets of *layout*, in order."""
    items = (layout.itemAt(i) for i in range(layout.count()))
    widgets = (item.widget() for item in items if item is not None)
    return [widget for widget in widgets if widget is not None]


def empty(layout: QLayout) -> None:
    """Take everything out of *layout* and let it go."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def arrange(layout: QVBoxLayout, wanted: list[QWidget]) -> list[QWidget]:
    """Make *layout* hold exactly *wanted*, in order; what was there and stays is not touched. Returns what left."""
    gone = [widget for widget in widgets_in(layout) if widget not in wanted]
    for widget in gone:
        layout.removeWidget(widget)
        widget.hide()
    for i, widget in enumerate(wanted):
        item = layout.itemAt(i)
        if item is None or item.widget() is not widget:
            layout.removeWidget(widget)
            layout.insertWidget(i, widget)
            widget.show()
    return gone
