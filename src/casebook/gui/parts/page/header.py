"""The head of a page: what the record is called, its code and states, and the way to delete it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, icon_button
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.names import KIND_ICONS, new_words
from casebook.gui.parts.page.shown import Shown
from casebook.gui.parts.text import Elided, chip, label, picture
from casebook.gui.theme import Look
from casebook.redaction.sealing import SEALABLE

_HOUSEHOLD = frozenset(("disclosure", "device", "setting"))
"""Kinds that never leave: nobody outside holds them."""
_ENDING = frozenset(("consent", "decision"))
"""Kinds that somebody can withdraw."""


class Header(QFrame):
    """Stays while the page below it scrolls."""

    delete_wanted = Signal()
    attach_wanted = Signal()
    holders_wanted = Signal()
    withdraw_wanted = Signal()
    court_wanted = Signal()
    seals_wanted = Signal()
    same_wanted = Signal()

    def __init__(self, look: Look, kind: str) -> None:
        super().__init__()
        self.look = look
        tr, theme = look.tr, look.theme
        self.setProperty("role", "bar")
        row = QHBoxLayout(self)
        side = theme.space(24)
        row.setContentsMargins(side, theme.space(12), theme.space(16), theme.space(12))
        row.setSpacing(theme.space(12))
        row.addWidget(
            picture(self.look, KIND_ICONS.get(kind, "file"), "accent", 24),
            0,
            Qt.AlignmentFlag.AlignTop,
        )
        column = QVBoxLayout()
        column.setSpacing(theme.space(4))
        self._title = Elided("", "title")
        column.addWidget(self._title)
        chips = QWidget()
        self._chip_row = Flow(chips, gap=theme.space(6))
        column.addWidget(chips)
        row.addLayout(column, 1)
        self.attach = _worded(look, tr(N_("Attach a file…")), "evidence")
        self.attach.clicked.connect(self.attach_wanted)
        self.same = _worded(look, tr(N_("The same person as…")), "merge")
        self.same.clicked.connect(self.same_wanted)
        for button in (self.attach, self.same):
            button.hide()
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.withdraw = Button(look, tr(N_("Withdraw…")), role="quiet")
        self.withdraw.clicked.connect(self.withdraw_wanted)
        self.withdraw.hide()
        row.addWidget(self.withdraw, 0, Qt.AlignmentFlag.AlignTop)
        self.court = Button(look, tr(N_("For a court…")), role="quiet", icon="opened")
        self.court.clicked.connect(self.court_wanted)
        self.court.hide()
        row.addWidget(self.court, 0, Qt.AlignmentFlag.AlignTop)
        self.seals = icon_button(look, "stamp", tr(N_("Seals of this record")))
        self.seals.clicked.connect(self.seals_wanted)
        self.seals.hide()
        row.addWidget(self.seals, 0, Qt.AlignmentFlag.AlignTop)
        self.holders = icon_button(look, "left", tr(N_("Who holds this outside")))
        self.holders.clicked.connect(self.holders_wanted)
        self.holders.hide()
        row.addWidget(self.holders, 0, Qt.AlignmentFlag.AlignTop)
        self._delete = icon_button(self.look, "remove", tr(N_("Delete this record")))
        self._delete.clicked.connect(self.delete_wanted)
        # Else the keyboard stands on it while the record is read, and a second Enter deletes what one opened.
        self._delete.hide()
        row.addWidget(self._delete, 0, Qt.AlignmentFlag.AlignTop)

    def show_record(self, shown: Shown) -> None:
        """Name the record."""
        tr = self.look.tr
        kind = tr(shown.kind.label)
        self._title.setText(shown.title or (new_words(shown.kind.name, tr) if shown.new else kind))
        self._delete.setVisible(not shown.new and not shown.deleted)
        self.withdraw.setVisible(not shown.new and not shown.deleted and shown.kind.name in _ENDING)
        self.court.setVisible(shown.kind.name == "disclosure")
        self.seals.setVisible(not shown.new and not shown.deleted and shown.kind.name in SEALABLE)
        self.holders.setVisible(not shown.new and shown.kind.name not in _HOUSEHOLD)
        self.same.setVisible(not shown.new and not shown.deleted and shown.kind.name == "person")
        self.attach.setVisible(not shown.new and not shown.deleted and shown.kind.name != "evidence")
        self._show_chips(shown)

    def _show_chips(self, shown: Shown) -> None:
        empty(self._chip_row)
        tr = self.look.tr
        if shown.code:
            self._chip_row.addWidget(label(shown.code, "code"))
        for each in shown.chips:
            self._chip_row.addWidget(chip(each.text, each.tone))
        if shown.conflicts:
            told = tr.plural("{count} conflict", "{count} conflicts", shown.conflicts)
            self._chip_row.addWidget(chip(f"⚑ {told}", "amber"))
        if shown.subtitle:
            self._chip_row.addWidget(label(shown.subtitle, "label"))


def _worded(look: Look, text: str, icon: str) -> Button:
    """A button with its words; at 200 % there is no room for a word more, and it is an icon."""
    wide = look.theme.scale <= 130
    return Button(look, text, role="quiet", icon=icon) if wide else icon_button(look, icon, text)
