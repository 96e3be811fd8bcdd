"""What a hand does to boxes: begins a new one, takes one along, or stretches it by its edges.

Everything is in pixels of the picture but `edges_at`, which looks at the screen: a finger's width is one there.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt

from casebook.gui.parts.boxes import Box, Boxes

GRIP: Final = 10
"""Points around an edge or a corner in which one takes hold of it."""


class Hand:
    """One movement, from the press to letting go. *drawing* is the shape it would leave behind now."""

    def __init__(self) -> None:
        self.drawing: QRectF | None = None
        self._begun: QPointF | None = None
        self._taken: tuple[Box, QPointF, frozenset[str]] | None = None

    def drop(self) -> None:
        """Nothing is held any more, and nothing changed."""
        self.drawing = self._begun = self._taken = None

    def press(self, boxes: Boxes, at: QPointF, edges: frozenset[str]) -> None:
        """Take hold of *edges* of the selected box, of the box at *at*, or begin a new one there."""
        if not edges:
            boxes.select_at(at.x(), at.y())
        if boxes.selected is not None:
            self._taken = (boxes.selected, at, edges)
        else:
            self._begun = at

    def move(self, at: QPointF) -> bool:
        """Draw, move or stretch; the box is changed when it is let go. False if nothing is held."""
        if self._begun is not None:
            self.drawing = QRectF(self._begun, at).normalized()
        elif self._taken is not None:
            box, begun, edges = self._taken
            self.drawing = stretched(box, at - begun, edges)
        else:
            return False
        return True

    def let_go(self, boxes: Boxes, least: float) -> None:
        """What was drawn or moved holds; a new box only if it is at least *least* wide or high."""
        shape, begun, taken = self.drawing, self._begun, self._taken
        self.drop()
        if shape is None:
            return
        if begun is not None and max(shape.width(), shape.height()) >= least:
            boxes.add(boxed(shape))
        elif taken is not None and not taken[2]:
            boxes.move_selected(round(shape.left() - taken[0].left), round(shape.top() - taken[0].top))
        elif taken is not None:
            boxes.change_selected(boxed(shape))


def boxed(shape: QRectF) -> Box:
    """The box of whole pixels that *shape* is."""
    return Box.between(shape.left(), shape.top(), shape.right(), shape.bottom())


def stretched(box: Box, by: QPointF, edges: frozenset[str]) -> QRectF:
    """*box* with *edges* moved by *by*; without edges the whole of it."""
    shape = QRectF(box.left, box.top, box.width, box.height)
    if not edges:
        return shape.translated(by)
    return QRectF(
        QPointF(
            shape.left() + (by.x() if "left" in edges else 0),
            shape.top() + (by.y() if "top" in edges else 0),
        ),
        QPointF(
            shape.right() + (by.x() if "right" in edges else 0),
            shape.bottom() + (by.y() if "bottom" in edges else 0),
        ),
    ).normalized()


def edges_at(shown: QRectF, at: QPointF) -> frozenset[str]:
    """Which edges of a box that is *shown* there a point of the screen takes hold of."""
    if not shown.adjusted(-GRIP, -GRIP, GRIP, GRIP).contains(at):
        return frozenset()
    near = {
        "left": abs(at.x() - shown.left()),
        "right": abs(at.x() - shown.right()),
        "top": abs(at.y() - shown.top()),
        "bottom": abs(at.y() - shown.bottom()),
    }
    held = {edge for edge, far in near.items() if far <= GRIP}
    # A small box: the nearer of two opposite edges.
    for one, other in (("left", "right"), ("top", "bottom")):
        if {one, other} <= held:
            held.discard(one if near[one] > near[other] else other)
    return frozenset(held)


def pointer(edges: frozenset[str], *, over_box: bool) -> Qt.CursorShape:
    """The pointer that says what a press would do."""
    if edges in (frozenset(("left", "top")), frozenset(("right", "bottom"))):
        return Qt.CursorShape.SizeFDiagCursor
    if len(edges) == 2:
        return Qt.CursorShape.SizeBDiagCursor
    if edges & {"left", "right"}:
        return Qt.CursorShape.SizeHorCursor
    if edges:
        return Qt.CursorShape.SizeVerCursor
    return Qt.CursorShape.SizeAllCursor if over_box else Qt.CursorShape.CrossCursor
