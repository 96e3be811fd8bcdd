"""One person of an export: how they appear, and how they can be shown more strictly."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.picking import Picking
from casebook.gui.parts.text import label
from casebook.gui.screens.export.card import key_button
from casebook.gui.screens.export.people import DATES, NAMINGS, PLACES, PersonShown
from casebook.gui.theme import Look
from casebook.redaction.precision import DateStep, PlaceStep
from casebook.redaction.profile import Naming

STRICTER: Final = "stricter"


def date_picking(look: Look, name: str) -> Picking:
    """How exactly dates are told at most."""
    options = tuple((step.name, look.tr(DATES[step])) for step in DateStep)
    return Picking(look, name, options, DateStep.DAY.name)


def place_picking(look: Look, name: str) -> Picking:
    """How exactly places are told at most."""
    options = tuple((step.name, look.tr(PLACES[step])) for step in PlaceStep)
    return Picking(look, name, options, PlaceStep.EXACT.name)


class PersonCard(QFrame):
    """`treated` carries a `Stricter`; `stepped` = one step stricter; `taken_back` = the last answer."""

    treated = Signal(object)
    stepped = Signal()
    taken_back = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._one: PersonShown | None = None
        tr, theme = look.tr, look.theme
        self.setProperty("role", "inset")
        grid = QGridLayout(self)
        pad = theme.space(12)
        grid.setContentsMargins(pad, pad, pad, pad)
        grid.setVerticalSpacing(theme.space(8))
        self._name = label("", "strong", wrap=True)
        self._why = label("", "label", wrap=True)
        options = tuple((naming.value, tr(words)) for naming, words in NAMINGS.items())
        self.naming = Picking(self.look, tr(N_("How they appear")), options, Naming.NAMED.value)
        self.naming.picked.connect(self._treat_naming)
        self.dates = date_picking(look, tr(N_("Dates about them")))
        self.dates.picked.connect(self._treat_dates)
        self.places = place_picking(look, tr(N_("Places about them")))
        self.places.picked.connect(self._treat_places)
        self.health = QCheckBox(tr(N_("Nothing about their health")))
        self.health.clicked.connect(self._treat_health)
        left = Qt.AlignmentFlag.AlignLeft
        parts = (self._name, self._why, self.naming, self.dates, self.places, self.health)
        for number, part in enumerate(parts):
            grid.addWidget(part, number, 0, left if number > 1 else Qt.AlignmentFlag(0))
        keys = QWidget()
        row = Flow(keys, gap=theme.space(8))
        self.step = key_button(self.look, STRICTER, N_("One step stricter"))
        self.step.clicked.connect(self.stepped)
        row.addWidget(self.step)
        self.back = key_button(self.look, "box-back", N_("Take back"), "quiet")
        self.back.clicked.connect(self.taken_back)
        row.addWidget(self.back)
        grid.addWidget(keys, len(parts), 0)
        note = N_("Stricter than consent and protection, as far as you like; less strict, never.")
        grid.addWidget(label(tr(note), "meta", wrap=True), len(parts) + 1, 0)

    def show_person(self, one: PersonShown | None) -> None:
        """Another person, or the same after an answer."""
        self._one = one
        self.setVisible(one is not None)
        if one is None:
            return
        self._name.setText(one.name)
        self._why.setText(f"{one.state}: {one.why}")
        self.naming.show_thing(one.naming.value, tuple(naming.value for naming in one.possible))
        dates, places = one.precision
        dated = (step.name for step in DateStep if step is DateStep.DAY or step > dates)
        placed = (step.name for step in PlaceStep if step is PlaceStep.EXACT or step > places)
        self.dates.show_thing(one.rule.date.name, tuple(dated))
        self.places.show_thing(one.rule.place.name, tuple(placed))
        self.health.setChecked(not one.rule.health)
        self.health.setEnabled(one.tells_health or not one.rule.health)
        self.step.setEnabled(len(one.possible) > 1)

    def _treat_naming(self, naming: object) -> None:
        one = self._one
        if one is not None:
            self.treated.emit(replace(one.rule, naming=Naming(str(naming))))

    def _treat_dates(self, step: object) -> None:
        one = self._one
        if one is not None:
            self.treated.emit(replace(one.rule, date=DateStep[str(step)]))

    def _treat_places(self, step: object) -> None:
        one = self._one
        if one is not None:
            self.treated.emit(replace(one.rule, place=PlaceStep[str(step)]))

    def _treat_health(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal says it so
        one = self._one
        if one is not None:
            self.treated.emit(replace(one.rule, health=not wanted))
