"""A change of the keys that recovery needs: the passphrase of whoever acts, and of everybody else who is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.opening import OpeningField
from casebook.gui.parts.present import Present
from casebook.gui.parts.text import label
from casebook.gui.parts.typed import Typed
from casebook.gui.screens.recovery.state import Enacting, Shown, Words
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class Panel(QFrame):
    """`done` carries whose passphrases open nothing any more. *work* makes the act of what was typed."""

    done = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        look: Look,
        shown: Shown,
        words: Words,
        work: Callable[[Typed, Sequence[Typed]], Enacting],
        *,
        role: str = "primary",
    ) -> None:
        super().__init__()
        self._look = look
        self._work = work
        tr = look.tr
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = look.theme.space(16)
        box.setContentsMargins(pad, pad, pad, pad)
        box.setSpacing(look.theme.space(8))
        box.addWidget(label(tr(words.heading), "section"))
        box.addWidget(label(tr(words.told), "label", wrap=True))
        mine = next((way for way in shown.ways if way.mine), None)
        self.current = OpeningField(
            look, tr(N_("Your passphrase now")), key_file=bool(mine and mine.key_file)
        )
        self.current.submitted.connect(self.submit)
        box.addWidget(self.current)
        self.present = Present(look, shown.others)
        box.addWidget(self.present)
        self.doing = Doing(workspace, look, tr(words.verb), role=role, icon="key")
        self.doing.wanted.connect(self.submit)
        box.addWidget(self.doing)
        self.setFocusProxy(self.current)

    def submit(self) -> None:
        """Do it, or say what is missing."""
        if self.doing.busy:
            return
        if self.current.is_empty():
            self.doing.complain(self._look.tr(N_("Type your passphrase.")))
            return
        current, others = self.current.take(), self.present.take()
        self.doing.run(self._work(current, others), self.done.emit, secrets=[current, *others])

    def wipe(self) -> None:
        """Empty every field."""
        self.current.wipe()
        self.present.wipe()
