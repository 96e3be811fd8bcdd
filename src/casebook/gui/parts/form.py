"""A form: questions one above the other, each with its editor. For acts that are done at once, not kept as fields."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.text import label
from casebook.model.fields import BadValue, Field, Value


class Form(QWidget):
    """Named editors. `values` gives what is filled in, or complains where something is wrong."""

    changed = Signal()

    def __init__(self, editors: Editors) -> None:
        super().__init__()
        self._make = editors
        self._editors: dict[str, Editor] = {}
        self._rows: dict[str, QWidget] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(editors.look.theme.space(12))
        self.setMaximumWidth(editors.look.theme.px(680))

    def ask(self, name: str, text: str, field: Field, value: Value = None, *, remark: str = "") -> Editor:
        """Add a question called *name*, worded *text*; *remark* stands under it in small print."""
        look = self._make.look
        row = QWidget()
        box = QVBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(4))
        box.addWidget(label(text, "label", wrap=True))
        editor = self._make.make(field, text)
        editor.load(value)
        editor.changed.connect(self.changed)
        box.addWidget(editor)
        if remark:
            box.addWidget(label(remark, "meta", wrap=True))
        self._editors[name] = editor
        self._rows[name] = row
        self._box.addWidget(row)
        return editor

    def add(self, widget: QWidget) -> None:
        """Add something that is no question."""
        self._box.addWidget(widget)

    def show_question(self, name: str, *, shown: bool) -> None:
        """Show a question, or leave it out; what is left out counts as empty."""
        self._rows[name].setVisible(shown)

    def editor(self, name: str) -> Editor:
        """The editor of a question."""
        return self._editors[name]

    def values(self) -> Mapping[str, Value] | None:
        """Every answer by name; nothing, with the sentence where it belongs, if one cannot be read."""
        found: dict[str, Value] = {}
        bad: Editor | None = None
        for name, editor in self._editors.items():
            if self._rows[name].isHidden():
                found[name] = None
                continue
            try:
                found[name] = editor.value()
                editor.complain(None)
            except BadValue as problem:
                editor.complain(problem)
                bad = bad or editor
        if bad is not None:
            bad.begin()
            return None
        return found

    def complain(self, name: str, why: str) -> None:
        """Say what is wrong with one answer, and put the keyboard there."""
        self._editors[name].complain(BadValue(why))
        self._editors[name].begin()
