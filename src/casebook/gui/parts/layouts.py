"""Layouts that change under the person's hands: the Tab key follows the eye, and what stays is not touched."""

from __future__ import annotations

from collections.abc import Iterator

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.gui.parts.flow import Flow


def _standing_in(layout: QLayout) -> list[QWidget | QLayout]:
    """The widgets and layouts in *layout*, in order.

    For an item of Qt's own layouts PySide makes an object that lives as long as the layout, while the item goes
    with its widget. The next widget made at that address would be taken for the item: an event filter then gets
    something that is no widget, and the process dies. So the object is given up as soon as it was asked.
    """
    found: list[QWidget | QLayout] = []
    for i in range(layout.count()):
        item = layout.itemAt(i)
        if item is None:
            continue
        part: QWidget | QLayout | None = item.widget() or item.layout()
        if part is not None:
            found.append(part)
        if not isinstance(item, QLayout) and not isinstance(
            layout, Flow
        ):  # a Flow's items are its own objects
            shiboken6.invalidate(item)
    return found


def _in_order(layout: QLayout) -> Iterator[QWidget]:
    for part in _standing_in(layout):
        if isinstance(part, QWidget):
            yield from by_eye(part)
        else:
            yield from _in_order(part)


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
    return [part for part in _standing_in(layout) if isinstance(part, QWidget)]


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
    now = widgets_in(layout)
    for i, widget in enumerate(wanted):
        if i >= len(now) or now[i] is not widget:
            layout.removeWidget(widget)
            layout.insertWidget(i, widget)
            widget.show()
            now = widgets_in(layout)
    return gone
