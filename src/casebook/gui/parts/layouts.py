"""Layouts that change under the person's hands: the Tab key follows the eye, and what stays is not touched."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget


def _in_order(layout: QLayout) -> Iterator[QWidget]:
    for i in range(layout.count()):
        item = layout.itemAt(i)
        widget = item.widget() if item is not None else None
        inner = item.layout() if item is not None else None
        if widget is not None:
            yield from _of(widget)
        elif inner is not None:
            yield from _in_order(inner)


def _of(widget: QWidget) -> Iterator[QWidget]:
    own = widget.layout()
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    inner = widget.widget() if isinstance(widget, QScrollArea) else None
    if inner is not None:
        yield from _of(inner)
    elif own is not None:
        yield from _in_order(own)


def chain(root: QWidget) -> None:
    """Make Tab go through the widgets of *root* in the order in which they are laid out."""
    before: QWidget | None = None
    for widget in _of(root):
        if before is not None:
            QWidget.setTabOrder(before, widget)
        before = widget


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
