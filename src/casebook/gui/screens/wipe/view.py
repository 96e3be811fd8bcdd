"""Wiping this copy: one reads what goes and what remains, proves that it is one's own, and types the word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout

from casebook.base.words import N_
from casebook.casework.keys import Way
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.opening import OpeningField
from casebook.gui.parts.text import label
from casebook.gui.screens.wipe.state import Shown, WipeState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.wording import of_wiping

WIDEST = 760


class WipeView(QScrollArea):
    """A page to be read to its end; the button is the last thing on it."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = WipeState(look.tr)
        tr = look.tr
        page = Column(look, WIDEST)
        box = page.box
        box.addWidget(label(tr(of_wiping.TITLE), "title", wrap=True))
        told = N_("For the day when this copy must not be found. Nothing else on this computer is touched.")
        box.addWidget(label(tr(told), "label", wrap=True))
        self._goes = self._section(box, N_("What goes"))
        self._remains = self._section(box, N_("What this does not reach"))
        box.addWidget(Notice(look, tr(of_wiping.LABORATORY), tone="amber"))
        box.addSpacing(look.theme.space(8))
        self._ask(box)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        # The keyboard stands on the page itself, to scroll and read it, before Tab leads to a field.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr(of_wiping.TITLE))

    def _section(self, box: QVBoxLayout, heading: str) -> QVBoxLayout:
        box.addSpacing(self.look.theme.space(8))
        box.addWidget(label(self.look.tr(heading), "section"))
        inside = self._card(box)
        inside.setSpacing(self.look.theme.space(8))
        return inside

    def _card(self, box: QVBoxLayout) -> QVBoxLayout:
        theme = self.look.theme
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        pad = theme.space(16)
        inside.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.addWidget(card)
        return inside

    def _ask(self, box: QVBoxLayout) -> None:
        tr, left = self.look.tr, Qt.AlignmentFlag.AlignLeft
        box.addWidget(label(tr(N_("If you are sure")), "section"))
        inside = self._card(box)
        inside.setSpacing(self.look.theme.space(8))
        self.current = OpeningField(self.look, tr(N_("Your passphrase now")))
        self.current.submitted.connect(self._to_word)
        inside.addWidget(self.current)
        inside.addWidget(label(self.state.ask, "label", wrap=True))
        self.word = QLineEdit()
        self.word.setAccessibleName(self.state.ask)
        self.word.setMaximumWidth(self.look.theme.px(200))
        self.word.returnPressed.connect(self._to_button)
        inside.addWidget(self.word)
        self.doing = Doing(
            self.workspace, self.look, tr(N_("Wipe this copy now")), role="danger", icon="remove"
        )
        self.doing.wanted.connect(self.submit)
        inside.addWidget(self.doing)
        leave = Button(self.look, tr(N_("Leave it as it is")), role="link")
        leave.clicked.connect(self.workspace.back)
        inside.addWidget(leave, 0, left)

    # ------------------------------------------------------------------------------------ showing

    def reload(self) -> None:
        """Ask the casebook what it holds and where it lies elsewhere."""
        self.workspace.read(self.state.load, self.show_facts)

    def show_facts(self, shown: Shown) -> None:
        """Show it."""
        self._fill(self._goes, shown.goes)
        self._fill(self._remains, shown.remains)
        if shown.key_file:
            self.current.show_key_file()
        self.setFocus()

    def _fill(self, box: QVBoxLayout, lines: Sequence[str]) -> None:
        empty(box)
        for text in lines:
            box.addWidget(label(text, wrap=True))

    # ------------------------------------------------------------------------------------ acting

    def _to_word(self) -> None:
        self.word.setFocus()

    def _to_button(self) -> None:
        """Enter in a field never wipes: it leads to the button."""
        self.doing.button.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves everything as it is."""
        if event.key() == Qt.Key.Key_Escape and not self.doing.busy:
            self.workspace.back()
            return
        super().keyPressEvent(event)

    def submit(self) -> None:
        """Prove the passphrase first, or say what is missing."""
        if self.doing.busy:
            return
        problem = self.state.problem(self.word.text(), typed=not self.current.is_empty())
        self.doing.complain(problem)
        if not problem:
            current = self.current.take()
            self.doing.run(self.state.check(current), self._wipe, secrets=[current])

    def _wipe(self, _way: Way) -> None:
        """It is proven."""
        self.word.clear()
        self.doing.end_by(self.state.wipe)
