"""One conflict on the page: its versions under each other, each with who and when, and room for a third."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QRadioButton, QVBoxLayout

from casebook.base.words import N_
from casebook.casework.conflicts import Decision
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.editors.make import Editors, can_edit
from casebook.gui.parts.names import KIND_ICONS
from casebook.gui.parts.options import Options
from casebook.gui.parts.text import label
from casebook.gui.screens.conflicts.state import Open, Way, third
from casebook.model.fields import BadValue

_NEW = "new"
_OPEN = "open"


class ConflictCard(QFrame):
    """`decided` carries the conflict and the decision, or nothing where it is left open."""

    decided = Signal(object, object)
    opened = Signal(object)

    def __init__(self, editors: Editors, one: Open) -> None:
        super().__init__()
        self.one = one
        look = editors.look
        tr, theme = look.tr, look.theme
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(8))
        head = QHBoxLayout()
        title = Pick(look, one.title, one, icon=KIND_ICONS.get(one.kind, "file"))
        title.picked.connect(self.opened)
        head.addWidget(title)
        head.addWidget(label(one.label, "label", wrap=True), 1)
        box.addLayout(head)
        self._options = Options(look, f"{one.title}, {one.label}")
        self._buttons: list[QRadioButton] = [self._options.add(way.text, way.meta, way) for way in one.ways]
        self._editor: Editor | None = None
        if one.field is not None and can_edit(one.field):
            self._options.add(tr(N_("Write something else")), "", _NEW)
            self._editor = editors.make(one.field, tr(N_("What stands from now on")))
            self._editor.changed.connect(self._typed)
        self._options.add(tr(N_("Leave it open")), "", _OPEN)
        self._options.chosen.connect(self._choose)
        box.addWidget(self._options)
        if self._editor is not None:
            box.addWidget(self._editor)
            self._editor.hide()
        self._options.choose(_OPEN)
        self.setFocusProxy(self._options)
        self.setAccessibleName(f"{one.title}, {one.label}")

    def choose(self, number: int) -> None:
        """Decide for the version with that number, from 0."""
        way = self.one.ways[number]
        self._options.choose(way)
        self._choose(way)

    def show_decision(self, decision: Decision | None) -> None:
        """Show what is chosen already."""
        for way in self.one.ways:
            if decision is not None and (way.decision.value, way.decision.there) == (
                decision.value,
                decision.there,
            ):
                self._options.choose(way)
                return
        if decision is not None and self._editor is not None:
            self._options.choose(_NEW)
            self._editor.load(decision.value)
            self._editor.show()
            return
        self._options.choose(_OPEN)

    def _choose(self, thing: object) -> None:
        if self._editor is not None:
            self._editor.setVisible(thing == _NEW)
        if thing == _NEW:
            # The keyboard stays: whoever goes through the options with arrow keys only looks.
            self._typed()
        else:
            self.decided.emit(self.one, thing.decision if isinstance(thing, Way) else None)

    def _typed(self) -> None:
        """What is typed as a third version, as far as it is a value."""
        if self._editor is None or self._options.thing() != _NEW:
            return
        try:
            value = self._editor.value()
        except BadValue as problem:
            self._editor.complain(problem)
            self.decided.emit(self.one, None)
            return
        self._editor.complain(None)
        self.decided.emit(self.one, None if value is None else third(self.one, value))
