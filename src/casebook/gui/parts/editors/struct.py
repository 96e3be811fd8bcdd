"""The editor of a structured value: its parts together, because they only make sense together."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.text import label
from casebook.gui.theme import META, Look
from casebook.model.fields import BadValue, Struct, Value


class StructEditor(Editor):
    """The main part over the full width, the others below it, each under its label.

    Only the first *primary* parts show at once, and whatever says something; the rest waits behind “More”.
    """

    def __init__(
        self, look: Look, name: str, field: Struct, editors: tuple[Editor, ...], *, primary: int
    ) -> None:
        super().__init__(look, name)
        self._field = field
        self._editors = editors
        self._primary = primary
        self._cells: list[QWidget] = []
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
            holder = QWidget()
            self._cells.append(holder)
            cell = QVBoxLayout(holder)
            cell.setContentsMargins(0, 0, 0, 0)
            cell.setSpacing(2)
            caption = label(look.tr(field.slots[i].label), "meta")
            caption.setMinimumHeight(look.theme.px(META + 6))
            cell.addWidget(caption)
            cell.addWidget(editor)
            cell.addStretch(1)
            grid.addWidget(holder, (i - 1) // columns, (i - 1) % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        if len(editors) > 1:
            self.box.addWidget(rest)
        hidden = [look.tr(slot.label) for slot in field.slots[primary:]]
        told = f"{look.tr(N_('More'))}: {', '.join(hidden).lower()}"
        self._more = Button(look, look.tr(N_("More…")), role="link", icon="down", name=told)
        self._more.clicked.connect(self._show_all)
        self.box.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(editors[0])
        self.finish()

    def _typed(self) -> None:
        self.complain(None)
        self.changed.emit()

    def _next(self) -> None:
        """Enter in a part accepts the whole."""
        self.accepted.emit()

    def _show_all(self) -> None:
        if self._more.hasFocus():
            self._editors[min(self._primary, len(self._editors) - 1)].setFocus()
        for cell in self._cells:
            cell.show()
        self._more.hide()
        self._editors[min(self._primary, len(self._editors) - 1)].setFocus()

    def _show_some(self, value: Value) -> None:
        """The primary parts and those that say something."""
        absent = False
        for i, (slot, cell) in enumerate(zip(self._field.slots[1:], self._cells, strict=True), start=1):
            shown = i < self._primary or (
                value is not None and self._field.part(value, slot.name) is not None
            )
            cell.setVisible(shown)
            absent = absent or not shown
        self._more.setVisible(absent)

    def load(self, value: Value) -> None:
        """Show the parts; what is missing shows its default."""
        self._show_some(value)
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
