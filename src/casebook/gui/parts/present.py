"""Who else is there while the keys change: everybody present types a passphrase, and who is not there is named."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.keys import Way
from casebook.gui.parts import waywords
from casebook.gui.parts.opening import OpeningField
from casebook.gui.parts.text import label
from casebook.gui.parts.typed import Typed
from casebook.gui.theme import Look


class Present(QWidget):
    """A field for each of *others*, and a sentence that says what the act means for them."""

    changed = Signal()

    def __init__(self, look: Look, others: Sequence[Way]) -> None:
        super().__init__()
        self._look = look
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        told = N_(
            "Others who are with you now type theirs here, one after another. Who is not here is shut out."
        )
        box.addWidget(label(tr(N_("Who else goes on opening it")), "strong"))
        box.addWidget(label(tr(told), "meta", wrap=True))
        self.fields = tuple(
            (way, OpeningField(look, waywords.name(way, tr), key_file=way.key_file)) for way in others
        )
        for _, field in self.fields:
            field.changed.connect(self._weigh)
            box.addWidget(field)
        self.outcome = label("", "label", wrap=True)
        box.addWidget(self.outcome)
        if not others:
            self.hide()
        self._weigh()

    def _weigh(self) -> None:
        typed = [way for way, field in self.fields if not field.is_empty()]
        self.outcome.setText(waywords.outcome([way for way, _ in self.fields], typed, self._look.tr))
        self.changed.emit()

    def take(self) -> list[Typed]:
        """What those present typed; the fields are emptied."""
        return [field.take() for _, field in self.fields if not field.is_empty()]

    def wipe(self) -> None:
        """Empty the fields."""
        for _, field in self.fields:
            field.wipe()
