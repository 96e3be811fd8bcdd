"""Where a backup shall lie, where its card, how many are kept: the fields for it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.options import Options
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.text import label
from casebook.gui.screens.backups.state import Where
from casebook.gui.screens.backups.words import APART, CARDS, TEAM, WITH
from casebook.gui.theme import Look

MOST_KEPT = 999
MOST_DAYS = 3650


class NumberField(QWidget):
    """A whole number and the words around it."""

    submitted = Signal()

    def __init__(self, look: Look, caption: str, value: int, *, least: int, most: int) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.theme.space(8))
        self.line = QLineEdit(str(value))
        self.line.setValidator(QIntValidator(least, most, self.line))
        self.line.setMaximumWidth(look.theme.px(72))
        self.line.setAccessibleName(caption)
        self.line.returnPressed.connect(self.submitted)
        row.addWidget(self.line)
        row.addWidget(label(caption, "label", wrap=True), 1)
        self.setFocusProxy(self.line)

    def number(self) -> int | None:
        """What is typed; nothing if it is not such a number."""
        return int(self.line.text()) if self.line.hasAcceptableInput() else None


class WhereFields(QWidget):
    """The place, the card, how many. `submitted` = Enter in one of them."""

    submitted = Signal()

    def __init__(self, look: Look, usual: Where, *, keeps: bool) -> None:
        super().__init__()
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(4))
        caption = tr(N_("The folder for backups, on another disk or a stick"))
        box.addWidget(label(caption, "label", wrap=True))
        self.place = PathField(look, caption)
        box.addWidget(self.place)
        box.addSpacing(theme.space(4))
        box.addWidget(label(tr(N_("Where the card lies that opens it")), "label"))
        self.card = Options(look, tr(N_("Where the card lies that opens it")))
        for thing, text, remark in CARDS:
            self.card.add(tr(text), tr(remark), thing)
        self.card.chosen.connect(self._show_card)
        box.addWidget(self.card)
        caption = tr(N_("The folder for cards, on the second medium"))
        self._card_caption = label(caption, "label", wrap=True)
        box.addWidget(self._card_caption)
        self.card_place = PathField(look, caption)
        box.addWidget(self.card_place)
        box.addSpacing(theme.space(4))
        kept = tr(N_("backups are kept in this place; older ones are removed"))
        self.keep = NumberField(look, kept, usual.keep, least=1, most=MOST_KEPT)
        box.addWidget(self.keep)
        self.keep.setVisible(keeps)
        for field in (self.place, self.card_place, self.keep):
            field.submitted.connect(self.submitted)
        self.setFocusProxy(self.place)
        self.set_where(usual)

    def set_where(self, usual: Where) -> None:
        """Show *usual*."""
        if usual.place is not None:
            self.place.set_path(usual.place)
        if usual.card_place is not None:
            self.card_place.set_path(usual.card_place)
        chosen = TEAM if usual.in_team else WITH if usual.card_place is None else APART
        self.card.choose(chosen)
        self._show_card(chosen)

    def _show_card(self, thing: object) -> None:
        for part in (self._card_caption, self.card_place):
            part.setVisible(thing == APART)

    def problem(self) -> str:
        """What is missing, marked for translation."""
        if self.place.path() is None:
            return N_("Write which folder it goes to.")
        if self.card.thing() == APART and self.card_place.path() is None:
            return N_("Write which folder the card goes to.")
        if self.keep.number() is None:
            return N_("Write how many are kept: one or more.")
        return ""

    def where(self) -> Where:
        """What is typed."""
        card_place = self.card_place.path() if self.card.thing() == APART else None
        keep = self.keep.number() or 1
        return Where(self.place.path(), card_place, keep, self.card.thing() == TEAM)
