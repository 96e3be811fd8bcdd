"""The words of a file, which leave as plain text: what is selected is taken out, and whole parts stay here."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button, enable
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.marked import Marked
from casebook.gui.parts.pieces import As, Piece
from casebook.gui.screens.redact.state import Covered
from casebook.gui.theme import Look
from casebook.jail.derived import Told


class Cutting(QWidget):
    """`changed` = something else is taken out. *parts*: of an office text, what they are called."""

    changed = Signal()

    def __init__(
        self,
        look: Look,
        name: str,
        told: Told,
        parts: tuple[tuple[str, str], ...],
        held: tuple[tuple[int, int], ...],
        leaving: tuple[str, ...],
    ) -> None:
        super().__init__()
        self._told = told
        self._held = held
        self._cut: list[tuple[int, int]] = []
        self._undone: list[list[tuple[int, int]]] = []
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        side = theme.space(24)
        box.setContentsMargins(side, theme.space(8), theme.space(16), 0)
        box.setSpacing(theme.space(8))
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self.hide_words = Button(look, tr(N_("Take out what is selected")), icon="hide")
        self.undo = Button(look, tr(N_("Take the last step back")), role="quiet", icon="undo")
        self.blind = Button(look, tr(N_("As the recipient sees it")), role="quiet", icon="preview")
        self.blind.setCheckable(True)
        for button in (self.hide_words, self.undo, self.blind):
            row.addWidget(button)
        row.addStretch(1)
        box.addLayout(row)
        present = {piece.part for piece in told.pieces}
        self._parts: dict[str, QCheckBox] = {}
        chosen = QWidget()
        flow = Flow(chosen, gap=theme.space(12))
        for part, words in parts:
            if part in present:
                check = QCheckBox(words)
                check.setChecked(part in leaving)
                check.toggled.connect(self._show)
                check.toggled.connect(self.changed)
                self._parts[part] = check
                flow.addWidget(check)
        box.addWidget(chosen)
        if len(self._parts) < 2:
            chosen.hide()
        self.text = Marked(look, name)
        box.addWidget(self.text, 1)
        self.hide_words.clicked.connect(self._take_out)
        self.undo.clicked.connect(self._take_back)
        self.blind.toggled.connect(self._see)
        for key, button in (("hide", self.hide_words), ("box-back", self.undo), ("as-seen", self.blind)):
            shortcuts.action(key, self.text, tr, everywhere=False).triggered.connect(button.click)
        self.setFocusProxy(self.text)
        self._show()

    def _take_out(self) -> None:
        span = self.text.selected()
        if span is not None:
            self._undone.append(list(self._cut))
            self._cut = sorted([*self._cut, span])
            self._show()
            self.changed.emit()

    def _take_back(self) -> None:
        if self._undone:
            self._cut = self._undone.pop()
            self._show()
            self.changed.emit()

    def _see(self, blind: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self.text.show_as_seen(wanted=blind)

    def _show(self) -> None:
        leaving = {part for part, check in self._parts.items() if check.isChecked()}
        cuts = [*self._held, *self._cut]
        pieces: list[Piece] = []
        at = 0
        for each in self._told.pieces:
            edges = sorted(
                {at, at + len(each.text)}
                | {edge for cut in cuts for edge in cut if at < edge < at + len(each.text)}
            )
            for start, end in pairwise(edges):
                hidden = each.part not in leaving or any(a <= start and end <= b for a, b in cuts)
                text = each.text[start - at : end - at]
                pieces.append(Piece(text, As.HIDDEN if hidden else As.PLAIN, current=False, start=start))
            at += len(each.text)
        self.text.show_pieces(tuple(pieces))
        enable(self.undo, when=bool(self._undone))

    @property
    def covered(self) -> Covered:
        """What is taken out now, and which parts leave."""
        return Covered(
            parts=tuple(part for part, check in self._parts.items() if check.isChecked()),
            hidden=tuple(self._cut),
        )
