"""Somebody before a window, for stories in which several people meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

from PySide6.QtWidgets import QPushButton, QWidget

from casebook.base.ids import RecordId
from casebook.gui.main import Shell
from casebook.gui.parts.handover import Handover
from casebook.gui.parts.pathfield import PathField
from casebook.gui.pictures.camera import Camera
from casebook.gui.workspace import Place, Spot
from casebook.sync import joining

SHOWN: Final = "/media/KEY"
W = TypeVar("W", bound=QWidget)


@dataclass
class Person:
    """Somebody before a window."""

    shell: Shell
    camera: Camera

    def at(self, place: Place, kind: type[W], record: RecordId | None = None) -> W:
        """Go to a place."""
        view = self.camera.go(Spot(place, record=record))
        assert isinstance(view, kind)
        return view

    def take(self, name: str, *fields: PathField) -> None:
        """A picture on which the stick lies where a desktop puts it, and not in this run's folder."""
        real = [field.line.text() for field in fields]
        for field in fields:
            field.line.setText(SHOWN)
        self.camera.take(name)
        for field, text in zip(fields, real, strict=True):
            field.line.setText(text)

    def press(self, where: QWidget, words: str) -> None:
        """Press the button that says so; what follows is waited for."""
        for button in where.findChildren(QPushButton):
            if words in (button.text(), button.accessibleName()) and button.isVisibleTo(where):
                button.click()
                self.camera.rest()
                return
        raise LookupError(words)


def join_of(asked: Handover) -> joining.Join:
    """What a newcomer's screen shows the words of."""
    join = asked.words.of
    assert isinstance(join, joining.Join)
    return join
