"""A card that says what came later for a record that was made one with another, with one button that brings it over."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.leftbehind import Left, moving
from casebook.gui.parts.notice import Notice
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class LeftCard(QFrame):
    """`opened` carries the person it is about. *named*: the card stands where nobody knows whom it is about."""

    opened = Signal(object)

    def __init__(self, workspace: Workspace, look: Look, one: Left, *, named: bool) -> None:
        super().__init__()
        self.one = one
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        if named:
            self.setProperty("role", "card")
            pad = theme.space(16)
            box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
            head = Pick(look, one.name, one.kept, icon="person")
            head.picked.connect(self.opened)
            box.addWidget(head)
        self.told = Notice(look, one.words, tone="amber")
        box.addWidget(self.told)
        self.doing = Doing(workspace, look, tr(N_("Move it over")), role="", icon="merge")
        self.doing.wanted.connect(self._move)
        box.addWidget(self.doing)
        self.setFocusProxy(self.doing)
        self.setAccessibleName(one.words)

    def _move(self) -> None:
        self.doing.write(moving(self.one))
