"""Which editor a field gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from casebook.gui.parts.editors.choice import ChoiceEditor
from casebook.gui.parts.editors.date import DateEditor
from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.editors.link import Finder, LinkEditor
from casebook.gui.parts.editors.struct import StructEditor
from casebook.gui.parts.editors.text import TextEditor
from casebook.gui.theme import Look
from casebook.model.fields import Choice, Date, Decimal, Field, Integer, Link, Struct, Text

PRIMARY: Final = {"full": 1, "value": 3, "name": 4, "article": 5, "years": 3, "use": 3}
"""How many parts of a structure show at once, by its main part: of a name only the name."""


@dataclass(frozen=True)
class Editors:
    """Makes editors. *finder* answers links; *today* is the day that ``t`` means."""

    look: Look
    finder: Finder
    today: Callable[[], date]

    def make(self, field: Field, name: str) -> Editor:
        """The editor of *field*, called *name*."""
        match field:
            case Struct():
                tr = self.look.tr
                parts = tuple(
                    self.make(slot.field, name if i == 0 else f"{name}: {tr(slot.label)}")
                    for i, slot in enumerate(field.slots)
                )
                return StructEditor(
                    self.look, name, field, parts, primary=PRIMARY.get(field.slots[0].name, 4)
                )
            case Date():
                return DateEditor(self.look, name, self.today)
            case Choice():
                return ChoiceEditor(self.look, name, field)
            case Link():
                return LinkEditor(self.look, name, field, self.finder)
            case Text() | Integer() | Decimal():
                return TextEditor(self.look, name, field)
        raise TypeError(type(field).__name__)  # a Blob is for the program alone


def can_edit(field: Field) -> bool:
    """Whether people type such a field."""
    return isinstance(field, Struct | Date | Choice | Link | Text | Integer | Decimal)
