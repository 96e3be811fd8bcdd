"""The part of the trust page about keys between devices: old ones, whom they wait for, and closing one by hand."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label
from casebook.gui.screens.team.keysstate import Key, closing, load
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.wording.of_epochs import CLOSED

_TOLD = N_(
    "What goes on a stick is locked with a key that the team's devices share. When somebody comes or leaves, a new one "
    "is made. The old one stays until everybody has read what was locked with it; then it goes by itself."
)


class Keys(QWidget):
    """Seen only while an old key is here, or one was just closed."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.space(16), 0, 0)
        box.setSpacing(theme.space(8))
        box.addWidget(label(tr(N_("Keys between devices")), "section"))
        box.addWidget(label(tr(_TOLD), "label", wrap=True))
        self._closed = Notice(look, "", tone="accent")
        self._closed.hide()
        box.addWidget(self._closed)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.space(8))
        box.addLayout(self._rows)
        self.hide()

    def reload(self) -> None:
        """Ask which old keys are here."""
        self.workspace.read(partial(load, self.look.tr), self.show_keys)

    def show_keys(self, found: tuple[Key, ...]) -> None:
        """Show them."""
        empty(self._rows)
        for key in found:
            self._rows.addWidget(self._card(key))
        self.setVisible(bool(found) or bool(self._closed.text.text()))

    def _card(self, key: Key) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        box.addWidget(label(key.words, wrap=True))
        if key.offered:
            verb = self.look.tr(N_("Close this key: sticks not read yet become unreadable"))
            doing = Doing(self.workspace, self.look, verb, role="danger")
            doing.wanted.connect(partial(self._close, doing, key))
            box.addWidget(doing)
        return card

    def _close(self, doing: Doing, key: Key) -> None:
        doing.run(closing(key.hash), self._say_closed)

    def _say_closed(self, _nothing: object) -> None:
        self._closed.say(self.look.tr(CLOSED))
        self._closed.show()
        self.reload()
