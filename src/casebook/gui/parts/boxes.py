"""Boxes over a picture, and every step back to none: what a person draws before the pixels below are gone. No Qt.

Boxes lie in whole pixels of the upright original. Those that were used before are *held*: a second copy with
fewer boxes would show, beside the first, what the first hid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

LEAST: Final = 4
"""Pixels on a side of the smallest box: what is smaller was a click, not a box."""
DUST: Final = 1e-6
"""What arithmetic leaves of a whole pixel."""


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """Whole pixels; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x < self.right and self.top <= y < self.bottom

    @staticmethod
    def between(x: float, y: float, to_x: float, to_y: float) -> Box:
        """The box with two corners there, whichever corners they are; grown to whole pixels."""
        left, right = sorted((x, to_x))
        top, bottom = sorted((y, to_y))
        return Box(floor(left + DUST), floor(top + DUST), ceil(right - DUST), ceil(bottom - DUST))


class Boxes:
    """The boxes of one picture. Every change is a step that can be taken back and again."""

    def __init__(self, width: int, height: int, held: Iterable[Box] = (), drawn: Iterable[Box] = ()) -> None:
        self.width = width
        self.height = height
        self.held = tuple(self._inside(box) for box in held)
        self._now: tuple[Box, ...] = tuple(self._inside(box) for box in drawn)
        self._before: list[tuple[Box, ...]] = []
        self._after: list[tuple[Box, ...]] = []
        self._selected: int | None = None

    # ------------------------------------------------------------------------------------ what is there

    @property
    def drawn(self) -> tuple[Box, ...]:
        """Those that can be moved and removed, in the order in which they were drawn."""
        return self._now

    def __iter__(self) -> Iterator[Box]:
        """All of them, the held ones first."""
        yield from self.held
        yield from self._now

    def __len__(self) -> int:
        return len(self.held) + len(self._now)

    @property
    def selected(self) -> Box | None:
        """The one that keys move."""
        return None if self._selected is None else self._now[self._selected]

    @property
    def can_undo(self) -> bool:
        """Whether a step can be taken back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether a step that was taken back can be taken again."""
        return bool(self._after)

    # ------------------------------------------------------------------------------------ selecting

    def select_at(self, x: float, y: float) -> Box | None:
        """Select the uppermost box at a point; none where there is none."""
        at = [number for number, box in enumerate(self._now) if box.holds(x, y)]
        self._selected = at[-1] if at else None
        return self.selected

    def select_next(self, by: int = 1) -> Box | None:
        """Select the next one, and after the last the first."""
        if self._now:
            start = -1 if self._selected is None and by > 0 else (self._selected or 0)
            self._selected = (start + by) % len(self._now)
        return self.selected

    def select_none(self) -> None:
        """Select nothing."""
        self._selected = None

    # ------------------------------------------------------------------------------------ changing

    def add(self, box: Box) -> bool:
        """One more, which is selected then. False if nothing is left of it inside the picture."""
        box = self._inside(box)
        if box.width < min(LEAST, self.width) or box.height < min(LEAST, self.height):
            return False
        self._step((*self._now, box))
        self._selected = len(self._now) - 1
        return True

    def remove_selected(self) -> bool:
        """Without the one that is selected. False if none is."""
        if self._selected is None:
            return False
        self._step(tuple(box for number, box in enumerate(self._now) if number != self._selected))
        self._selected = None
        return True

    def change_selected(self, box: Box) -> bool:
        """The selected one in another place or size. False if it stays as it is."""
        at = self._selected
        if at is None:
            return False
        box = self._inside(box)
        if box == self._now[at] or box.width < 1 or box.height < 1:
            return False
        self._step((*self._now[:at], box, *self._now[at + 1 :]))
        return True

    def move_selected(self, by_x: int, by_y: int) -> bool:
        """The selected one so many pixels on, as far as the picture goes; its size stays."""
        box = self.selected
        if box is None:
            return False
        by_x = max(-box.left, min(by_x, self.width - box.right))
        by_y = max(-box.top, min(by_y, self.height - box.bottom))
        return self.change_selected(Box(box.left + by_x, box.top + by_y, box.right + by_x, box.bottom + by_y))

    def grow_selected(self, by_x: int, by_y: int) -> bool:
        """The selected one so many pixels wider and higher, at its right and lower edge."""
        box = self.selected
        if box is None:
            return False
        right = max(box.left + LEAST, box.right + by_x)
        return self.change_selected(Box(box.left, box.top, right, max(box.top + LEAST, box.bottom + by_y)))

    def undo(self) -> bool:
        """One step back."""
        return self._turn(self._before, self._after)

    def redo(self) -> bool:
        """The step that was taken back, again."""
        return self._turn(self._after, self._before)

    def _step(self, now: tuple[Box, ...]) -> None:
        self._before.append(self._now)
        self._after.clear()
        self._now = now

    def _turn(self, source: list[tuple[Box, ...]], target: list[tuple[Box, ...]]) -> bool:
        if not source:
            return False
        target.append(self._now)
        self._now = source.pop()
        self._selected = None
        return True

    def _inside(self, box: Box) -> Box:
        left, right = max(0, min(box.left, self.width)), max(0, min(box.right, self.width))
        top, bottom = max(0, min(box.top, self.height)), max(0, min(box.bottom, self.height))
        return Box(left, top, right, bottom)
