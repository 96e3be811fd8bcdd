"""What the check of the finished bundle said: under way, nobody found, or each place and whom."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label, picture, set_role
from casebook.gui.screens.export.leaving import LeakShown
from casebook.gui.theme import Look

MOST_LEAKS: Final = 40


class CheckNote(QFrame):
    """A note in its place. `again` = make the bundle after all; `back` = to the texts of the plan."""

    again = Signal()
    back = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.setProperty("role", "note")
        self.setProperty("tone", "accent")
        self._box = QVBoxLayout(self)
        pad = look.theme.space(12)
        self._box.setContentsMargins(pad, look.theme.space(8), pad, look.theme.space(8))
        self._box.setSpacing(look.theme.space(4))

    def _begin(self, tone: str, icon: str, words: str) -> None:
        set_role(self, tone=tone)
        empty(self._box)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self.look.theme.space(8))
        line.addWidget(picture(self.look, icon, tone), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(words, "strong", wrap=True), 1)
        self._box.addWidget(row)
        self.setAccessibleName(words)

    def show_making(self) -> None:
        """The bundle is being made and searched."""
        self._begin("accent", "search", self.look.tr(N_("Making the bundle and searching it…")))

    def show_stopped(self) -> None:
        """Somebody stopped it."""
        tr = self.look.tr
        self._begin("amber", "warning", tr(N_("Stopped. Nothing was made.")))
        again = Button(self.look, tr(N_("Make it")), role="link")
        again.clicked.connect(self.again)
        self._box.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)

    def show_clean(self, checked: int) -> None:
        """Nobody was found, of so many."""
        tr = self.look.tr
        told = tr.plural(
            "Leak check: none of {count} protected identity found",
            "Leak check: 0 of {count} protected identities found",
            checked,
        )
        self._begin("accent", "shield-check", told)
        limits = N_(
            "It reads every byte, in every spelling. It cannot see faces or voices, and not “the only woman judge of "
            "that town”: only you can."
        )
        self._box.addWidget(label(tr(limits), "meta", wrap=True))

    def show_failed(self, error: CasebookError) -> None:
        """It could not be made."""
        self._begin("red", "refused", says(error, self.look.tr))
        self._offer_way_back()

    def show_leaks(self, leaks: tuple[LeakShown, ...]) -> None:
        """The finished bundle names somebody: each place, and whom."""
        tr = self.look.tr
        told = tr.plural(
            "The finished bundle names a protected person in {count} place. Nothing was written.",
            "The finished bundle names protected people in {count} places. Nothing was written.",
            len(leaks),
        )
        self._begin("red", "refused", told)
        for leak in leaks[:MOST_LEAKS]:
            name = f"{leak.name} · " if leak.name else ""
            self._box.addWidget(label(f"{name}{leak.where}: {leak.how}", wrap=True))
        more = len(leaks) - MOST_LEAKS
        if more > 0:
            self._box.addWidget(label(tr.plural("and {count} more", "and {count} more", more), "meta"))
        self._offer_way_back()

    def _offer_way_back(self) -> None:
        back = Button(self.look, self.look.tr(N_("Back to the texts")), role="link", icon="back")
        back.clicked.connect(self.back)
        self._box.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
