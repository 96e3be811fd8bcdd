"""Where a person is, where they were before, and what may be half typed when they leave."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from typing import Protocol

import shiboken6
from PySide6.QtCore import QObject, Signal

from casebook.base.ids import RecordId
from casebook.gui.spots import Spot
from casebook.journal.drafts import Draft


class Writer(Protocol):
    """A place where something may be half typed."""

    def unsaved(self) -> Sequence[Draft]:
        """What is typed and not saved, for the drafts: asked before the casebook locks."""

    def settle(self) -> bool:
        """Save what is typed; false if something cannot be saved as it stands."""


class Ways(QObject):
    """The way through the places. `went` = the person is somewhere else now; `looked_at` = before a record."""

    went = Signal(object)
    looked_at = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._writers: list[weakref.ReferenceType[Writer]] = []
        self._trail: list[Spot] = []
        self.here: Spot | None = None

    def add_writer(self, writer: Writer) -> None:
        """Ask *writer* for what is half typed before leaving or locking, as long as it is there."""
        self._writers = [known for known in self._writers if known() is not None]
        self._writers.append(weakref.ref(writer))

    def writers(self) -> Iterator[Writer]:
        """Those that are still there."""
        for known in self._writers:
            writer = known()
            if writer is not None and not (isinstance(writer, QObject) and not shiboken6.isValid(writer)):
                yield writer

    def settle(self) -> bool:
        """Save what is typed anywhere. False if something cannot be saved as it stands."""
        settled = [writer.settle() for writer in self.writers()]
        return all(settled)

    def unsaved(self) -> tuple[Draft, ...]:
        """What is typed anywhere and not saved."""
        return tuple(draft for writer in self.writers() for draft in writer.unsaved())

    def go(self, spot: Spot) -> bool:
        """Go somewhere. Stays where something typed cannot be saved as it stands, and returns false."""
        if not self.settle():
            return False
        if self.here is not None and self.here != spot:
            self._trail.append(self.here)
        self.here = spot
        self.went.emit(spot)
        return True

    def back(self) -> None:
        """To where one was before."""
        if self._trail and self.settle():
            self.here = self._trail.pop()
            self.went.emit(self.here)

    def look_at(self, record: RecordId | None, unit: str = "") -> None:
        """The record, and perhaps the unit of it, that the person has before them."""
        self.looked_at.emit(record, unit)
