"""The editor of a structured value: its parts together, because they only make sense together."""

from __future__ import annotations

import json

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.text import label
from casebook.gui.theme import META, Look
from casebook.model.fields import BadValue, Struct, Value


class StructEditor(Editor):
    """The main part over the full width, the others below it, each under its label."""

    def __init__(self, look: Look, name: str, field: Struct, editors: tuple[Editor, ...]) -> None:
        super().__init__(look, name)
        self._field = field
        self._editors = editors
        rest = QWidget()
        grid = QGridLayout(rest)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.theme.space(12))
        grid.setVerticalSpacing(look.theme.space(4))
        columns = 2 if look.theme.scale <= 150 else 1
        for i, editor in enumerate(editors):
            editor.changed.connect(self._typed)
            editor.accepted.connect(self._next)
            if i == 0:
                self.box.addWidget(editor)
                continue
            cell = QVBoxLayout()
            cell.setSpacing(2)
            caption = label(look.tr(field.slots[i].label), "meta")
            caption.setMinimumHeight(look.theme.px(META + 6))
            cell.addWidget(caption)
            cell.addWidget(editor)
            cell.addStretch(1)
            grid.addLayout(cell, (i - 1) // columns, (i - 1) % columns)
        if len(editors) > 1:
            self.box.addWidget(rest)
        self.setFocusProxy(editors[0])
        self.finish()

    def _typed(self) -> None:
        self.complain(None)
        self.changed.emit()

    def _next(self) -> None:
        """Enter in a part accepts the whole."""
        self.accepted.emit()

    def load(self, value: Value) -> None:
        """Show every part; what is missing shows its default."""
        for slot, editor in zip(self._field.slots, self._editors, strict=True):
            editor.load(slot.default if value is None else self._field.part(value, slot.name))

    def value(self) -> Value:
        """The whole, checked; nil if nothing but defaults stands. Raises `BadValue`."""
        parts: dict[str, Value] = {}
        for slot, editor in zip(self._field.slots, self._editors, strict=True):
            try:
                parts[slot.name] = editor.value()
            except BadValue as bad:
                editor.complain(bad)
                raise BadValue(bad.why, slot=slot.name) from None
        if all(parts[slot.name] in (None, slot.default) for slot in self._field.slots):
            return None
        return self._field.make(**parts)

    def text(self) -> str:
        """Every part as it was typed."""
        return json.dumps([editor.text() for editor in self._editors], ensure_ascii=False)

    def take_draft(self, text: str) -> None:
        """Put the parts back."""
        try:
            parts = json.loads(text)
        except ValueError:
            parts = [text]
        for editor, part in zip(self._editors, parts, strict=False):
            editor.take_draft(str(part))

    def begin(self) -> None:
        """Take the keyboard in the main part."""
        self._editors[0].begin()

    def complain(self, problem: BadValue | None) -> None:
        """The part that is wrong says so itself; the sentence here is for the whole."""
        if problem is None or not problem.slot:
            super().complain(problem)
