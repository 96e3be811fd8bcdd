"""One person who could be recognised: what is shown of them, what would help, and a reason to show it all the same."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import label
from casebook.gui.screens.export.few import FewShown
from casebook.gui.theme import Look


class FewCard(QFrame):
    """`followed` carries a combination whose step is taken; `overridden` a person and a reason."""

    followed = Signal(object)
    overridden = Signal(object, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._one: FewShown | None = None
        theme = look.theme
        self.setProperty("role", "inset")
        self._box = QVBoxLayout(self)
        pad = theme.space(12)
        self._box.setContentsMargins(pad, pad, pad, pad)
        self._box.setSpacing(theme.space(8))
        self._told = QVBoxLayout()
        self._told.setSpacing(theme.space(4))
        self._box.addLayout(self._told)
        name = self.look.tr(N_("Why it may be shown all the same"))
        self._ask = label(name, "label", wrap=True)
        self._box.addWidget(self._ask)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(name)
        self.reason.textChanged.connect(self._weigh)
        self.reason.returnPressed.connect(self._override)
        self._box.addWidget(self.reason)
        self.override = Button(self.look, self.look.tr(N_("Show it for this reason")))
        self.override.clicked.connect(self._override)
        self._box.addWidget(self.override, 0, Qt.AlignmentFlag.AlignLeft)

    def show_one(self, one: FewShown | None) -> None:
        """Another person, or the same after an answer."""
        self._one = one
        self.setVisible(one is not None)
        if one is None:
            return
        tr = self.look.tr
        empty(self._told)
        self._told.addWidget(
            label(" · ".join(p for p in (one.name, one.naming, one.where) if p), "strong", wrap=True)
        )
        fits = tr.plural(
            "{count} person of the casebook has all of this:",
            "{count} people of the casebook have all of this:",
            one.k,
        )
        self._told.addWidget(label(fits, "label", wrap=True))
        self._told.addWidget(self._facts(one))
        if one.steps:
            self._told.addWidget(label(tr(N_("What would help")), "strong"))
        for step in one.steps:
            then = tr.plural("then it fits {count} person", "then it fits {count} people", step.k)
            pick = Pick(self.look, f"{step.words} — {then}", step.found, role="")
            pick.picked.connect(self.followed)
            self._told.addWidget(pick, 0, Qt.AlignmentFlag.AlignLeft)
        self._ask.setVisible(True)
        if self.reason.text().strip() != one.reason.strip() and not self.reason.hasFocus():
            self.reason.setText(one.reason)
        self._weigh()

    def _facts(self, one: FewShown) -> QWidget:
        theme, tr = self.look.theme, self.look.tr
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, theme.space(4))
        grid.setHorizontalSpacing(theme.space(12))
        grid.setVerticalSpacing(theme.space(4))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, fact in enumerate(one.facts):
            grid.addWidget(label(fact.what, "label", wrap=True), row, 0, top)
            grid.addWidget(label(fact.said, wrap=True), row, 1, top)
            alone = tr.plural("{count} person", "{count} people", fact.alone)
            grid.addWidget(label(alone, "meta"), row, 2, top | Qt.AlignmentFlag.AlignRight)
        return holder

    def _weigh(self) -> None:
        one, text = self._one, self.reason.text().strip()
        held = one.reason.strip() if one is not None else ""
        takes_back = bool(held) and not text
        words = N_("Take the reason back") if takes_back else N_("Show it for this reason")
        self.override.setText(self.look.tr(words))
        self.override.setAccessibleName(self.look.tr(words))
        self.override.setEnabled(text != held)

    def _override(self) -> None:
        one = self._one
        if one is not None and self.override.isEnabled():
            self.overridden.emit(one.person, self.reason.text().strip())
