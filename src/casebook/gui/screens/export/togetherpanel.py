"""Two short panels: what can be put together with earlier bundles, and what is new since the last one."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import label, set_role
from casebook.gui.screens.export.together import Together
from casebook.gui.theme import Look

AT_FIRST: Final = 4
MOST: Final = 60


class TogetherPanel(QWidget):
    """Shown when it is known: it may take a while where much has left."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.theme.space(8))
        self.hide()

    def clear(self) -> None:
        """Nothing is known yet."""
        empty(self._box)
        self.hide()

    def show_together(self, found: Together) -> None:
        """Both."""
        self.clear()
        self._box.addWidget(self._joints(found))
        self._box.addWidget(self._since(found))
        self.show()

    def _joints(self, found: Together) -> QWidget:
        tr = self.look.tr
        head = tr(N_("Together with what was sent before"))
        if not found.before:
            return Lines(self.look, head, (tr(N_("Nothing left before that it could be laid beside.")),))
        if not found.joints:
            told = tr.plural(
                "It can be laid beside {count} earlier bundle, and tells nothing more there.",
                "It can be laid beside {count} earlier bundles, and tells nothing more there.",
                found.before,
            )
            return Lines(self.look, head, (told,))
        return Lines(self.look, head, found.joints, tone="amber")

    def _since(self, found: Together) -> QWidget:
        tr = self.look.tr
        if not found.since:
            told = tr(N_("Nothing left for this audience and these recipients before."))
            return Lines(self.look, tr(N_("New since the last time")), (told,))
        head = tr(N_("New since the last time, {date}")).format(date=found.last)
        return Lines(self.look, head, found.since)


class Lines(QFrame):
    """A heading and some sentences; the rest of many on demand."""

    def __init__(self, look: Look, heading: str, lines: tuple[str, ...], *, tone: str = "") -> None:
        super().__init__()
        self.look = look
        theme = look.theme
        self.setProperty("role", "note")
        set_role(self, tone=tone or "slate")
        box = QVBoxLayout(self)
        pad = theme.space(12)
        box.setContentsMargins(pad, theme.space(8), pad, theme.space(8))
        box.setSpacing(theme.space(4))
        box.addWidget(label(heading, "strong", wrap=True))
        for text in lines[:AT_FIRST]:
            box.addWidget(label(text, wrap=True))
        self._rest = QWidget()
        rest = QVBoxLayout(self._rest)
        rest.setContentsMargins(0, 0, 0, 0)
        rest.setSpacing(theme.space(4))
        for text in lines[AT_FIRST:MOST]:
            rest.addWidget(label(text, wrap=True))
        count = len(lines) - AT_FIRST
        if count > 0:
            more = Button(look, look.tr.plural("and {count} more", "and {count} more", count), role="link")
            more.clicked.connect(self._rest.show)
            more.clicked.connect(more.hide)
            box.addWidget(more)
            box.addWidget(self._rest)
        self._rest.hide()
