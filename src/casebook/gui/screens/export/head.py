"""The head of an export: for whom it is, and which step one is at."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QFrame, QHBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.steps import Steps
from casebook.gui.parts.text import Elided, label, picture
from casebook.gui.screens.export.audiences import audience_name
from casebook.gui.theme import Look

STEPS: Final = (N_("Choose"), N_("Look through"), N_("Preview and sign"))


class Head(QFrame):
    """The title, the audience once it is chosen, and the *steps*."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        tr, theme = look.tr, look.theme
        self.setProperty("role", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(24), theme.space(12), theme.space(16), theme.space(12))
        row.setSpacing(theme.space(12))
        row.addWidget(picture(look, "export", "accent", 24))
        row.addWidget(label(tr(N_("What leaves")), "title"))
        self._whom = Elided("", "label")
        row.addWidget(self._whom, 1)
        self.steps = Steps(look, tuple(map(tr, STEPS)))
        row.addWidget(self.steps)

    def show_audience(self, audience: str) -> None:
        """For whom it is; nothing while that is being chosen."""
        tr = self.look.tr
        told = tr(N_("for: {audience}")).format(audience=audience_name(audience, tr)) if audience else ""
        self._whom.setText(told)


def outdated(look: Look) -> Notice:
    """What is said where the plan was made again under somebody's hands; hidden."""
    told = N_("The casebook changed: the plan was made again. Look at it once more.")
    made = Notice(look, look.tr(told), tone="amber")
    made.hide()
    return made
